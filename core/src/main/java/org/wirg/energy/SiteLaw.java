package org.wirg.energy;

import java.util.Arrays;

/**
 * The law p(x) = exp(-v(x)) / Z of a single number, by quadrature: normalisation, expectations and
 * exact draws.
 *
 * <p>The midpoint rule on {@value #CELLS} cells over the range of data and {@value #MARGIN}
 * standard deviations beyond, where the quartic wall has cut the density off.
 */
public final class SiteLaw {
  private static final int CELLS = 8192;
  private static final double MARGIN = 5;

  private final ScalarPotential potential;
  private final double start;
  private final double width;
  private final double[] probability; // of each cell
  private final double logZ;

  /**
   * @param potential on a grid of one site
   * @param theta its coefficients
   */
  public SiteLaw(ScalarPotential potential, double[] theta) {
    if (potential.grid().sites() != 1) {
      throw new IllegalArgumentException("a site law needs a grid of one site");
    }
    this.potential = potential;
    this.start = potential.basis().dataLow() - MARGIN;
    this.width = (potential.basis().dataHigh() + MARGIN - start) / CELLS;
    double[] x = centres();
    double[] energies = new double[CELLS];
    // One site, CELLS fields side by side.
    potential.bind(theta).add(x, CELLS, new double[CELLS], new double[CELLS], energies);
    double lowest = Arrays.stream(energies).min().orElseThrow();
    this.probability = new double[CELLS];
    double total = 0;
    for (int c = 0; c < CELLS; c++) {
      probability[c] = StrictMath.exp(lowest - energies[c]);
      total += probability[c];
    }
    for (int c = 0; c < CELLS; c++) {
      probability[c] /= total;
    }
    this.logZ = StrictMath.log(total * width) - lowest;
  }

  private double[] centres() {
    double[] x = new double[CELLS];
    for (int c = 0; c < CELLS; c++) {
      x[c] = start + (c + 0.5) * width;
    }
    return x;
  }

  /** ln of the integral of exp(-v). */
  public double logZ() {
    return logZ;
  }

  /** Expectations of the potential's functions, [m]. */
  public double[] means() {
    double[] values = values();
    int parameters = potential.parameters();
    double[] means = new double[parameters];
    for (int m = 0; m < parameters; m++) {
      for (int c = 0; c < CELLS; c++) {
        means[m] += probability[c] * values[m * CELLS + c];
      }
    }
    return means;
  }

  /** Covariances of the potential's functions, [m][m]. */
  public double[][] covariances() {
    double[] values = values();
    double[] means = means();
    int parameters = potential.parameters();
    double[][] covariances = new double[parameters][parameters];
    for (int m = 0; m < parameters; m++) {
      for (int n = 0; n <= m; n++) {
        double sum = 0;
        for (int c = 0; c < CELLS; c++) {
          sum +=
              probability[c]
                  * (values[m * CELLS + c] - means[m])
                  * (values[n * CELLS + c] - means[n]);
        }
        covariances[m][n] = sum;
        covariances[n][m] = sum;
      }
    }
    return covariances;
  }

  private double[] values() {
    double[] values = new double[potential.parameters() * CELLS];
    potential.values(centres(), CELLS, values);
    return values;
  }

  /**
   * The quantile function: x such that a draw is below x with probability u in (0, 1); NaN where
   * energies are not finite and there is no law.
   */
  public double quantile(double u) {
    if (!(u > 0 && u < 1)) {
      throw new IllegalArgumentException("a probability lies in (0, 1); found " + u);
    }
    if (!Double.isFinite(logZ)) {
      return Double.NaN;
    }
    double below = 0;
    for (int c = 0; c < CELLS; c++) {
      if (below + probability[c] >= u) {
        return start + (c + (u - below) / probability[c]) * width;
      }
      below += probability[c];
    }
    return start + CELLS * width;
  }
}
