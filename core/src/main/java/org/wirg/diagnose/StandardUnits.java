package org.wirg.diagnose;

/**
 * What thresholds nu are measured in: nu stands for the field value mean + nu deviation. Sets that
 * are to be compared must share it, so that both are cut at the same values.
 *
 * @param mean of all values
 * @param deviation standard deviation of all values, zero or more
 */
public record StandardUnits(double mean, double deviation) {
  private static final double ROUNDING = 3e-7;

  public StandardUnits {
    if (!(Double.isFinite(mean) && deviation >= 0)) {
      throw new IllegalArgumentException(
          "standard units need a finite mean and a deviation that is not negative; found "
              + mean
              + " and "
              + deviation);
    }
  }

  /** Amplitudes up to this are rounding: fields stored in single precision carry some 1e-7. */
  double rounding() {
    return ROUNDING * (Math.abs(mean) + deviation);
  }

  /** The field value that nu stands for. */
  public double value(double nu) {
    return mean + nu * deviation;
  }
}
