package org.wirg.lattice;

/**
 * The law of one site given the field h of its neighbours, {@code p(x) ~ exp(-x^4 + q x^2 + h x)}:
 * its mean as a function of h, by quadrature on a table. Over-relaxation reflects a site about this
 * mean; the table decides how often that is accepted, never what is sampled.
 */
final class ConditionalMean {
  private static final int CELLS = 256; // of h in [0, longest]
  private static final int POINTS = 400; // of the quadrature

  private final double cellsPerUnit;
  private final double[] means = new double[CELLS + 1];

  /**
   * Tabulates the means.
   *
   * @param q coefficient of x^2 in the exponent
   * @param reach sum of |coupling| to all neighbours: neighbours up to 1.5 times their value in the
   *     uniform ground state, plus 1, are covered
   */
  ConditionalMean(double q, double reach) {
    double ground = Math.sqrt(Math.max(0, 2 * q + 2 * reach)) / 2;
    double longest = Math.max(reach * (1.5 * ground + 1), 1e-3);
    cellsPerUnit = CELLS / longest;
    for (int i = 1; i <= CELLS; i++) { // the mean at h = 0 is 0
      means[i] = mean(q, i / cellsPerUnit);
    }
  }

  private static double mean(double q, double h) {
    // All modes lie within |x| <= edge - 2, where 4 x^3 = 2 q x + h.
    double edge = 2 + Math.sqrt(Math.max(0, q)) + StrictMath.cbrt(h / 2);
    double highest = Double.NEGATIVE_INFINITY;
    double[] logs = new double[POINTS + 1];
    for (int k = 0; k <= POINTS; k++) {
      double x = edge * (2.0 * k / POINTS - 1);
      logs[k] = x * (h + x * (q - x * x));
      highest = Math.max(highest, logs[k]);
    }
    double weights = 0;
    double sum = 0;
    for (int k = 0; k <= POINTS; k++) {
      double weight = StrictMath.exp(logs[k] - highest);
      weights += weight;
      sum += weight * edge * (2.0 * k / POINTS - 1);
    }
    return sum / weights;
  }

  /** Twice the mean at h, interpolated; beyond the table that at its end. Odd in h. */
  double twiceMean(double h) {
    double at = Math.min(Math.abs(h) * cellsPerUnit, CELLS - 1e-9);
    int cell = (int) at;
    double mean = means[cell] + (at - cell) * (means[cell + 1] - means[cell]);
    return h < 0 ? -2 * mean : 2 * mean;
  }
}
