package org.wirg.diagnose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wirg.field.Grid;
import org.wirg.internal.numeric.Fourier;

/**
 * The bispectrum on equilateral and squeezed triangles of shells of wave vectors, normalised:
 *
 * <p>b(i, j, l) = &lt;d_i d_j d_l&gt; / sqrt(&lt;d_i^2&gt; &lt;d_j^2&gt; &lt;d_l^2&gt;),
 *
 * <p>d_i the field with only the modes of shell i left, averages over sites and fields. It is the
 * average B of phi~(k) phi~(k') phi~(k'') / N over the n triangles k + k' + k'' = 0 of the shells,
 * in units of their spectra S and mode numbers m,
 *
 * <p>b = n B / sqrt(N m_i m_j m_l S_i S_j S_l)
 *
 * <p>(estimator: Scoccimarro, Phys. Rev. D 92 (2015) 083532, section III). 0 for Gaussian fields,
 * and odd under phi -> -phi.
 *
 * <p>With L the longest axis, shell s = 1 .. 4 holds the modes with (s - 1) L / 12 < |k| <= s L /
 * 12, k in units of 2 pi / L and not 0: under L / 3, triangles close without the lattice's help.
 * Taken are (s, s, s) and, squeezed, (1, s, s) for s > 1, as far as there are such triangles; none
 * on one axis, where triangles are flat, and none on over 2^22 sites, for want of memory.
 */
final class Bispectrum implements Summary {
  private static final int SHELLS = 4;
  private static final int PER_SIDE = 12;
  private static final int MOST_SITES = 1 << 22; // 64 bytes a site and thread

  /** Three shells, numbered from 0. */
  private record Triangle(int first, int second, int third) {}

  private final Grid grid;
  private final Fourier fourier;
  private final int[] shellOf; // [mode]; -1 for none
  private final List<Triangle> triangles;
  private final double rounding;

  Bispectrum(Grid grid, StandardUnits units) {
    this.grid = grid;
    fourier = new Fourier(grid);
    shellOf = new int[grid.sites()];
    Arrays.setAll(shellOf, mode -> shell(grid, mode));
    rounding = units.rounding();
    List<Triangle> candidates = new ArrayList<>();
    for (int s = 0; s < SHELLS; s++) {
      candidates.add(new Triangle(s, s, s));
    }
    for (int s = 1; s < SHELLS; s++) {
      candidates.add(new Triangle(0, s, s));
    }
    triangles = grid.rank() == 1 || grid.sites() > MOST_SITES ? List.of() : closed(candidates);
  }

  /** Those that there are. */
  private List<Triangle> closed(List<Triangle> candidates) {
    // A field with amplitude 1 at every mode has sum_x d_i d_j d_l = triangles / N^2.
    double[] unit = new double[2 * grid.sites()];
    for (int i = 0; i < grid.sites(); i++) {
      unit[2 * i] = 1;
    }
    double[][] shells = shells(unit);
    double fewest = 0.5 / grid.sites() / grid.sites();
    return candidates.stream().filter(t -> product(shells, t) > fewest).toList();
  }

  private static int shell(Grid grid, int mode) {
    int[] k = grid.coordinates(mode);
    double square = 0;
    for (int a = 0; a < k.length; a++) {
      int n = grid.size(a);
      double q = (double) Math.min(k[a], n - k[a]) * grid.longestSide() / n;
      square += q * q;
    }
    for (int s = 0; s < SHELLS && square > 0; s++) {
      double edge = (s + 1) * grid.longestSide();
      if (square * PER_SIDE * PER_SIDE <= edge * edge) {
        return s;
      }
    }
    return -1;
  }

  @Override
  public String title() {
    return "bispectrum of shells s of |k|, each L/12 wide, normalised by their powers";
  }

  @Override
  public Tolerances.Kind tolerance() {
    return Tolerances.Kind.BISPECTRUM;
  }

  @Override
  public List<Name> names() {
    List<Name> names = new ArrayList<>();
    for (Triangle t : triangles) {
      String shells = (t.first + 1) + ", " + (t.second + 1) + ", " + (t.third + 1);
      names.add(new Name("bispectrum of shells " + shells, shells.replace(" ", "")));
    }
    return names;
  }

  /** Mean squares of the shells, then mean products of the triangles. */
  @Override
  public int numbers() {
    return SHELLS + triangles.size();
  }

  @Override
  public void add(Fields block, double[] sums, int first) {
    double[] fields = block.values();
    int count = block.count();
    int sites = grid.sites();
    double[] modes = new double[2 * sites];
    for (int f = 0; f < count; f += 2) {
      for (int i = 0; i < sites; i++) {
        modes[2 * i] = fields[f * sites + i];
        modes[2 * i + 1] = f + 1 < count ? fields[(f + 1) * sites + i] : 0;
      }
      fourier.forward(modes);
      double[][] shells = shells(modes);
      for (int s = 0; s < SHELLS; s++) {
        double square = 0;
        for (double d : shells[s]) {
          square += d * d;
        }
        sums[first + s] += square / sites;
      }
      for (int t = 0; t < triangles.size(); t++) {
        sums[first + SHELLS + t] += product(shells, triangles.get(t)) / sites;
      }
    }
  }

  /**
   * What each shell contributes to two fields.
   *
   * @param modes transform of the fields, one real, one imaginary; not modified
   * @return [shell][site][field]
   */
  private double[][] shells(double[] modes) {
    double[][] shells = new double[SHELLS][modes.length];
    for (int s = 0; s < SHELLS; s++) {
      for (int i = 0; i < shellOf.length; i++) {
        if (shellOf[i] == s) {
          shells[s][2 * i] = modes[2 * i];
          shells[s][2 * i + 1] = modes[2 * i + 1];
        }
      }
      fourier.inverse(shells[s]);
    }
    return shells;
  }

  private static double product(double[][] shells, Triangle triangle) {
    double[] a = shells[triangle.first];
    double[] b = shells[triangle.second];
    double[] c = shells[triangle.third];
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i] * c[i];
    }
    return sum;
  }

  @Override
  public void statistics(double[] averages, int first, double[] into, int at) {
    for (int t = 0; t < triangles.size(); t++) {
      Triangle triangle = triangles.get(t);
      double a = averages[first + triangle.first];
      double b = averages[first + triangle.second];
      double c = averages[first + triangle.third];
      double least = rounding * rounding;
      boolean negligible = a <= least || b <= least || c <= least;
      into[at + t] = negligible ? 0 : averages[first + SHELLS + t] / Math.sqrt(a * b * c);
    }
  }

  @Override
  public double[] allowances(double[] values) {
    double[] allowances = new double[values.length];
    Arrays.fill(allowances, 1);
    return allowances;
  }
}
