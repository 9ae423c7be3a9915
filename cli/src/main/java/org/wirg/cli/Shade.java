package org.wirg.cli;

import java.util.Arrays;

/** Values from a low to a high one, as characters that fill more and more of their cell. */
record Shade(double low, double high, String characters) {
  /** Filled from below. */
  static final String BARS = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";

  /** Filled evenly. */
  static final String GREYS = " \u2591\u2592\u2593\u2588";

  /** Filled more or less, in ASCII. */
  static final String ASCII = " .:-=+*#%@";

  private static final double DEVIATIONS = 2.5;

  /** From the smallest to the largest finite value. */
  static Shade over(double[] all, String characters) {
    double[] values = finite(all);
    return new Shade(
        Arrays.stream(values).min().orElse(Double.NaN),
        Arrays.stream(values).max().orElse(Double.NaN),
        characters);
  }

  /** Likewise, but within {@value #DEVIATIONS} standard deviations of the mean. */
  static Shade within(double[] all, String characters) {
    double[] values = finite(all);
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElse(0);
    double reach = DEVIATIONS * Math.sqrt(squares);
    Shade most = over(values, characters);
    return new Shade(
        Math.max(most.low, mean - reach), Math.min(most.high, mean + reach), characters);
  }

  private static double[] finite(double[] values) {
    return Arrays.stream(values).filter(Double::isFinite).toArray();
  }

  /** 0 at the low value and below, 1 at the high one and above; a half where they are the same. */
  double part(double value) {
    if (!(high > low)) {
      return 0.5;
    }
    double part = (value - low) / (high - low);
    return part > 0 ? Math.min(part, 1) : 0; // NaN is 0
  }

  char of(double value) {
    int steps = characters.length();
    return characters.charAt((int) Math.min(steps - 1, part(value) * steps));
  }

  /** All values side by side. */
  String line(double[] values) {
    StringBuilder text = new StringBuilder();
    for (double value : values) {
      text.append(of(value));
    }
    return text.toString();
  }
}
