package org.wirg.energy;

import java.util.Arrays;
import org.wirg.internal.kernel.KernelChoice;

/** Products of a gradient with directions. */
final class Directions {
  private Directions() {}

  /**
   * Adds them.
   *
   * @param gradient of function m, [site][lane]
   * @param directions [direction][site][lane]
   * @param products modified, [direction][m][lane]
   */
  static void add(double[] gradient, int lanes, double[][] directions, double[][] products, int m) {
    double[] sums = new double[lanes];
    for (int d = 0; d < directions.length; d++) {
      Arrays.fill(sums, 0);
      KernelChoice.current().dot(gradient, directions[d], gradient.length / lanes, lanes, 1, sums);
      for (int lane = 0; lane < lanes; lane++) {
        products[d][m * lanes + lane] += sums[lane];
      }
    }
  }
}
