package org.wirg.diagnose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wirg.field.Grid;
import org.wirg.wavelet.Pyramid;
import org.wirg.wavelet.Wavelet;
import org.wirg.wavelet.WaveletStep;

/**
 * Whether fine details are strong where the coarser ones are: the correlation coefficient, over
 * sites and fields, of
 *
 * <p>a(x) = 2^-rank sum_{y in block x} sum_b |psi_j^b(y)| and a'(x) = sum_b |psi_{j+1}^b(x)|
 *
 * <p>with psi_j the details of level j (wavelet db2), b their bands, x a site of level j + 1 and
 * block x its 2^rank sites of level j. It is 0 for white noise, nearly 0 for Gaussian fields (bands
 * of neighbouring levels overlap a little), and large for fields whose structures reach over
 * scales, whatever their spectrum (cross-scale moduli: Marchand and others, Phys. Rev. X 13 (2023)
 * 041038, and Lempereur and Mallat, arXiv:2405.03468). Fields whose strength differs from field to
 * field are correlated in this sense too.
 *
 * <p>There is a pair for every two levels of at least 2 sites along every axis. A level whose
 * details are only rounding correlates with nothing: 0.
 */
final class CrossScale implements Summary {
  private static final int MOMENTS = 5; // a, a', a^2, a'^2, a a'
  private static final int SHORTEST = 2;

  private final Pyramid pyramid;
  private final double rounding;

  CrossScale(Grid grid, StandardUnits units) {
    int shortest = grid.shortestSide();
    int levels = 0;
    while (divisible(grid, levels + 1) && shortest >> (levels + 1) >= SHORTEST) {
      levels++;
    }
    pyramid = new Pyramid(Wavelet.named("db2"), grid, levels);
    rounding = units.rounding();
  }

  private static boolean divisible(Grid grid, int levels) {
    return Arrays.stream(grid.shape()).allMatch(n -> n % (1 << levels) == 0);
  }

  private int pairs() {
    return Math.max(0, pyramid.levels() - 1);
  }

  @Override
  public String title() {
    return "correlation of |psi| between levels j-(j+1) of the details";
  }

  @Override
  public Tolerances.Kind tolerance() {
    return Tolerances.Kind.CROSS_SCALE;
  }

  @Override
  public List<Name> names() {
    List<Name> names = new ArrayList<>();
    for (int j = 1; j <= pairs(); j++) {
      names.add(new Name("|psi| of levels " + j + " and " + (j + 1), j + "-" + (j + 1)));
    }
    return names;
  }

  @Override
  public int numbers() {
    return MOMENTS * pairs();
  }

  @Override
  public void add(Fields block, double[] sums, int first) {
    double[] fields = block.values();
    int count = block.count();
    if (count == 0 || pairs() == 0) {
      return;
    }
    double[] phi = sideBySide(fields, count);
    double[] finer = {};
    for (int j = 1; j <= pyramid.levels(); j++) {
      WaveletStep step = pyramid.step(j);
      WaveletStep.Scratch scratch = step.scratch(count);
      double[] psi = new double[step.bands() * step.coarse().sites() * count];
      double[] coarser = new double[step.coarse().sites() * count];
      step.details(phi, count, scratch, psi);
      step.coarsen(phi, count, scratch, coarser);
      double[] strength = strength(psi, step.bands());
      if (j > 1) {
        double[] blocks = blockAverages(finer, pyramid.grid(j - 1), count);
        moments(blocks, strength, step.coarse().sites(), sums, first + MOMENTS * (j - 2));
      }
      finer = strength;
      phi = coarser;
    }
  }

  /** [site][field] from [field][site]. */
  private static double[] sideBySide(double[] fields, int count) {
    int sites = fields.length / count;
    double[] phi = new double[fields.length];
    for (int f = 0; f < count; f++) {
      for (int i = 0; i < sites; i++) {
        phi[i * count + f] = fields[f * sites + i];
      }
    }
    return phi;
  }

  /** The sum of |psi| over bands, [site][field]. */
  private static double[] strength(double[] psi, int bands) {
    double[] strength = new double[psi.length / bands];
    for (int i = 0; i < psi.length; i++) {
      strength[i % strength.length] += Math.abs(psi[i]);
    }
    return strength;
  }

  /** Averages over blocks of 2^rank sites, [coarser site][field]. */
  private static double[] blockAverages(double[] values, Grid grid, int count) {
    Grid coarser = grid.coarser();
    double[] averages = new double[coarser.sites() * count];
    double weight = (double) coarser.sites() / grid.sites();
    for (int i = 0; i < grid.sites(); i++) {
      int[] x = grid.coordinates(i);
      for (int a = 0; a < x.length; a++) {
        x[a] /= 2;
      }
      int into = coarser.site(x) * count;
      for (int f = 0; f < count; f++) {
        averages[into + f] += weight * values[i * count + f];
      }
    }
    return averages;
  }

  private static void moments(double[] a, double[] b, int sites, double[] sums, int first) {
    double[] moments = new double[MOMENTS];
    for (int i = 0; i < a.length; i++) {
      moments[0] += a[i];
      moments[1] += b[i];
      moments[2] += a[i] * a[i];
      moments[3] += b[i] * b[i];
      moments[4] += a[i] * b[i];
    }
    for (int m = 0; m < MOMENTS; m++) {
      sums[first + m] += moments[m] / sites;
    }
  }

  @Override
  public void statistics(double[] averages, int first, double[] into, int at) {
    for (int p = 0; p < pairs(); p++) {
      int m = first + MOMENTS * p;
      double a = averages[m];
      double b = averages[m + 1];
      double product = (averages[m + 2] - a * a) * (averages[m + 3] - b * b);
      boolean negligible = a <= rounding || b <= rounding;
      into[at + p] = negligible ? 0 : (averages[m + 4] - a * b) / Math.sqrt(product);
    }
  }

  @Override
  public double[] allowances(double[] values) {
    double[] allowances = new double[values.length];
    Arrays.fill(allowances, 1);
    return allowances;
  }
}
