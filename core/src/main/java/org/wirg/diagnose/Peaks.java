package org.wirg.diagnose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wirg.field.Grid;

/**
 * Peak counts: how many sites of a field are strictly greater than all their 3^rank - 1 neighbours,
 * periodic, and lie above mean + nu sigma, nu = 0, 1, 2, 3; and how many are strictly less than all
 * neighbours and lie below mean - nu sigma. Mean and sigma are given. This is the convention of
 * weak-lensing peak counts (Jain and Van Waerbeke, Astrophys. J. 530 (2000) L1; LensTools).
 *
 * <p>An axis of one site has no neighbours, one of two sites one on each site. White noise has one
 * maximum and one minimum in 3^rank sites, as each of a site and its neighbours is the largest
 * equally often.
 *
 * <p>A tolerance t allows a difference of t max(1, nu^2 / 4) times the number, as for {@link
 * TailFractions}. Where fewer of the peaks beyond 0 lie beyond nu than of white noise, (1 -
 * Phi(nu)^n) / (1 - Phi(0)^n) with n = 3^rank, the latter part of them counts.
 */
final class Peaks implements Summary {
  private static final int THRESHOLDS = 4; // nu = 0 .. 3

  private final int neighbourhood; // 3^rank
  private final int sites;
  private final int line; // sites along the last axis
  private final int[][] around; // [line of sites][neighbouring line]: its first site
  private final double[] above;
  private final double[] below;

  Peaks(Grid grid, StandardUnits units) {
    neighbourhood = (int) Math.pow(3, grid.rank());
    sites = grid.sites();
    line = grid.size(grid.rank() - 1);
    around = new int[sites / line][];
    Arrays.setAll(around, l -> linesAround(grid, l * line));
    above = new double[THRESHOLDS];
    below = new double[THRESHOLDS];
    Arrays.setAll(above, units::value);
    Arrays.setAll(below, nu -> units.value(-nu));
  }

  /** First sites of the lines next to the one that starts at {@code first}, each once. */
  private static int[] linesAround(Grid grid, int first) {
    List<int[]> found = new ArrayList<>(List.of(grid.coordinates(first)));
    for (int a = 0; a < grid.rank() - 1; a++) {
      for (int[] x : List.copyOf(found)) {
        for (int step : new int[] {-1, 1}) {
          int[] next = x.clone();
          next[a] += step;
          found.add(next);
        }
      }
    }
    return found.stream().mapToInt(grid::site).filter(l -> l != first).distinct().toArray();
  }

  @Override
  public String title() {
    return "peaks per field: maxima above, minima below, in the reference's standard deviations";
  }

  @Override
  public Tolerances.Kind tolerance() {
    return Tolerances.Kind.PEAKS;
  }

  @Override
  public List<Name> names() {
    List<Name> names = new ArrayList<>();
    for (int nu = 0; nu < THRESHOLDS; nu++) {
      names.add(new Name("maxima above " + (nu == 0 ? "" : "+") + nu + " sigma", "> " + nu));
    }
    for (int nu = 0; nu < THRESHOLDS; nu++) {
      String threshold = nu == 0 ? "0" : "-" + nu;
      names.add(new Name("minima below " + threshold + " sigma", "< " + threshold));
    }
    return names;
  }

  @Override
  public void add(Fields block, double[] sums, int first) {
    double[] fields = block.values();
    int count = block.count();
    long[] counts = new long[2 * THRESHOLDS];
    for (int start = 0; start < count * sites; start += sites) {
      for (int l = 0; l < around.length; l++) {
        count(fields, start, l, counts);
      }
    }
    for (int c = 0; c < counts.length; c++) {
      sums[first + c] += counts[c];
    }
  }

  /** Counts along one line of a field; most sites are dismissed by the two on their own line. */
  private void count(double[] fields, int start, int l, long[] counts) {
    int own = start + l * line;
    for (int x = 0; x < line; x++) {
      int left = x == 0 ? line - 1 : x - 1;
      int right = x == line - 1 ? 0 : x + 1;
      double v = fields[own + x];
      double before = fields[own + left];
      double after = fields[own + right];
      if (v > above[0] && (line == 1 || (v > before && v > after))) {
        if (v > largest(fields, start, around[l], left, x, right, 1)) {
          for (int nu = 0; nu < THRESHOLDS; nu++) {
            counts[nu] += v > above[nu] ? 1 : 0;
          }
        }
      } else if (v < below[0] && (line == 1 || (v < before && v < after))) {
        if (-v > largest(fields, start, around[l], left, x, right, -1)) {
          for (int nu = 0; nu < THRESHOLDS; nu++) {
            counts[THRESHOLDS + nu] += v < below[nu] ? 1 : 0;
          }
        }
      }
    }
  }

  /** The largest of sign times phi at three places of the given lines. */
  private static double largest(
      double[] fields, int start, int[] lines, int left, int x, int right, int sign) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int other : lines) {
      int at = start + other;
      largest = Math.max(largest, sign * fields[at + x]);
      largest = Math.max(largest, sign * fields[at + left]);
      largest = Math.max(largest, sign * fields[at + right]);
    }
    return largest;
  }

  /** The probability that the largest of a site and its neighbours is beyond nu, normal ones. */
  private double beyond(int nu) {
    return 1 - Math.pow(1 - TailFractions.normal(nu), neighbourhood);
  }

  @Override
  public double[] allowances(double[] values) {
    double[] allowances = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int nu = i % THRESHOLDS;
      double all = Math.abs(values[i - nu]);
      double number = Math.max(Math.abs(values[i]), all * beyond(nu) / beyond(0));
      allowances[i] = TailFractions.growth(nu) * number;
    }
    return allowances;
  }
}
