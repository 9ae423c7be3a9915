package org.wirg.internal.kernel;

import java.util.Arrays;

/**
 * A part of features in single precision, small enough for a second-level cache. Sites stand in
 * pairs, {@value #PAIR} values; where the last has no partner there are zeros.
 */
final class SinglePart {
  /** Values of two sites. */
  static final int PAIR = 2 * Kernels.SUMS;

  /** Values of all features: half a second-level cache. */
  private static final int VALUES = 1 << 17;

  /** Values of all features from which on their way from memory costs more than their precision. */
  private static final int MANY_VALUES = 1 << 21;

  /** Most sites; a quarter of them pays for the sums' way from memory and back. */
  private static final int MOST_SITES = 128;

  /** Sites of a part, but for the last. */
  final int sites;

  /** [feature][value]. */
  final float[][] values;

  private int length;

  SinglePart(int features) {
    sites = Math.clamp(VALUES / (features * Kernels.SUMS), MOST_SITES / 4, MOST_SITES) & ~1;
    values = new float[features][sites * Kernels.SUMS];
  }

  /** Whether features are so many values that parts in single precision are worth their while. */
  static boolean wanted(int features, int sites) {
    return (long) features * sites * Kernels.SUMS > MANY_VALUES;
  }

  /** Values that are in use, a multiple of {@link #PAIR}. */
  int length() {
    return length;
  }

  /**
   * Takes the sites from {@code first} on.
   *
   * @param features not modified, [feature][site][lane]
   * @param all number of their sites
   */
  void take(double[][] features, int first, int all) {
    int count = Math.min(sites, all - first) * Kernels.SUMS;
    length = Math.ceilDiv(count, PAIR) * PAIR;
    for (int m = 0; m < values.length; m++) {
      round(features[m], first * Kernels.SUMS, count, values[m]);
      Arrays.fill(values[m], count, length, 0);
    }
  }

  private static void round(double[] from, int first, int count, float[] to) {
    for (int i = 0; i < count; i++) {
      to[i] = (float) from[first + i];
    }
  }
}
