package org.wirg.sample;

/** Tail probabilities and moments for the tests. */
final class Statistics {
  private Statistics() {}

  /** P(|Z| > |z|) of a standard normal Z; NaN for NaN. */
  static double twoSided(double z) {
    double x = Math.abs(z) / Math.sqrt(2);
    if (x < 2) {
      // erf by its power series.
      double term = x;
      double sum = x;
      for (int n = 1; n < 60; n++) {
        term *= -x * x / n;
        sum += term / (2 * n + 1);
      }
      return 1 - 2 / Math.sqrt(Math.PI) * sum;
    }
    // erfc by its continued fraction, from the tail.
    double fraction = x;
    for (int n = 60; n >= 1; n--) {
      fraction = x + 0.5 * n / fraction;
    }
    return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
  }

  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  static double variance(double[] values) {
    double mean = mean(values);
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return sum / (values.length - 1);
  }
}
