package org.wirg.diagnose;

/**
 * A power law {@code tau = a L^z} through measured points: weighted least squares of ln tau against
 * ln L, each point with its error {@code error / tau}. Points that are not finite and positive are
 * left out; with fewer than two sizes left everything is NaN.
 *
 * @param exponent z
 * @param exponentError its standard error, from the errors of the points alone
 * @param amplitude a
 * @param chiSquared sum of squared residuals in units of their errors
 * @param points number of points used
 */
public record ScalingFit(
    double exponent, double exponentError, double amplitude, double chiSquared, int points) {
  /**
   * Fits.
   *
   * @param sizes L, positive
   * @param values tau, [point]
   * @param errors their standard errors, [point]
   */
  public static ScalingFit of(double[] sizes, double[] values, double[] errors) {
    if (values.length != sizes.length || errors.length != sizes.length) {
      throw new IllegalArgumentException("a fit needs a size, a value and an error per point");
    }
    double s = 0;
    double sx = 0;
    double sy = 0;
    int points = 0;
    for (int i = 0; i < sizes.length; i++) {
      double w = weight(values[i], errors[i]);
      if (w > 0) {
        s += w;
        sx += w * StrictMath.log(sizes[i]);
        sy += w * StrictMath.log(values[i]);
        points++;
      }
    }
    double mx = sx / s;
    double my = sy / s;
    double sxx = 0;
    double sxy = 0;
    for (int i = 0; i < sizes.length; i++) {
      double w = weight(values[i], errors[i]);
      if (w > 0) {
        double dx = StrictMath.log(sizes[i]) - mx;
        sxx += w * dx * dx;
        sxy += w * dx * (StrictMath.log(values[i]) - my);
      }
    }
    if (!(sxx > 0)) {
      return new ScalingFit(Double.NaN, Double.NaN, Double.NaN, Double.NaN, points);
    }
    double z = sxy / sxx;
    double chiSquared = 0;
    for (int i = 0; i < sizes.length; i++) {
      double w = weight(values[i], errors[i]);
      if (w > 0) {
        double off = StrictMath.log(values[i]) - my - z * (StrictMath.log(sizes[i]) - mx);
        chiSquared += w * off * off;
      }
    }
    return new ScalingFit(z, Math.sqrt(1 / sxx), StrictMath.exp(my - z * mx), chiSquared, points);
  }

  /** The standard error of z, larger by the scatter about the line where that is too large. */
  public double scatterError() {
    return points > 2
        ? exponentError * Math.sqrt(Math.max(1, chiSquared / (points - 2)))
        : exponentError;
  }

  /** (value / error)^2, 0 for a point that does not count. */
  private static double weight(double value, double error) {
    boolean counts = value > 0 && error > 0 && value + error < Double.POSITIVE_INFINITY;
    return counts ? value / error * (value / error) : 0;
  }
}
