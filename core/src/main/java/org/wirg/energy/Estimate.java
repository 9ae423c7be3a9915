package org.wirg.energy;

import java.io.Serializable;

/**
 * How well the coefficients of one level are known.
 *
 * @param estimator the method, in words
 * @param fields number of fields it used
 * @param covariance of the coefficients, [m][m] row by row
 * @param conditionRaw condition number of the learning problem as posed
 * @param conditionScaled condition number after scaling each function to unit size
 * @param undetermined directions in the space of coefficients that the data say nothing about; a
 *     scale's count is that of all scales, which are solved together
 */
public record Estimate(
    String estimator,
    long fields,
    double[] covariance,
    double conditionRaw,
    double conditionScaled,
    int undetermined)
    implements Serializable {
  /** Ends the words of an estimator that did not come to rest. */
  public static final String UNSETTLED = ", unsettled";

  public Estimate {
    if (fields < 1) {
      throw new IllegalArgumentException("an estimate rests on at least one field");
    }
    covariance = covariance.clone();
  }

  /** Whether the estimator came to rest; if not, the law that fits the fields best is another. */
  public boolean settled() {
    return !estimator.endsWith(UNSETTLED);
  }

  /** Standard error of coefficient m out of {@code parameters}. */
  public double error(int m, int parameters) {
    return Math.sqrt(covariance[m * parameters + m]);
  }
}
