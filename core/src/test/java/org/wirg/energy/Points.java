package org.wirg.energy;

import java.util.Arrays;
import java.util.Random;
import org.wirg.field.Grid;

/** Fields to try potentials on. */
final class Points {
  private Points() {}

  /** Normal deviates, [site][lane]. */
  static double[] normal(long seed, int length) {
    Random random = new Random(seed);
    double[] x = new double[length];
    Arrays.setAll(x, i -> random.nextGaussian());
    return x;
  }

  /**
   * Values inside a spline's range, next to and on its ends, outside and far outside.
   *
   * @return [site][lane]
   */
  static double[] everywhere(SplineBasis basis, long seed, int length) {
    double[] x = normal(seed, length);
    double middle = 0.5 * (basis.low() + basis.high());
    double half = 0.5 * (basis.high() - basis.low());
    double[] special = {
      basis.low(), basis.high(), basis.low() - 0.5, basis.high() + 1.5, middle + 9, middle - 12
    };
    for (int i = 0; i < length; i++) {
      x[i] = middle + half * x[i];
      if (i % 3 == 1) {
        x[i] = special[i / 3 % special.length];
      }
    }
    return x;
  }

  /** Values inside a spline's range. */
  static double[] inside(SplineBasis basis, long seed, int length) {
    Random random = new Random(seed);
    double[] x = new double[length];
    Arrays.setAll(x, i -> basis.low() + (basis.high() - basis.low()) * random.nextDouble());
    return x;
  }

  /** One lane of [row][lane]. */
  static double[] lane(double[] values, int lanes, int lane) {
    double[] one = new double[values.length / lanes];
    Arrays.setAll(one, i -> values[i * lanes + lane]);
    return one;
  }

  /** The field whose value at a site is the given one's at the site moved by a shift; one lane. */
  static double[] shifted(Grid grid, double[] x, int... shift) {
    double[] moved = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int[] at = grid.coordinates(i);
      for (int a = 0; a < at.length; a++) {
        at[a] += shift[a];
      }
      moved[i] = x[grid.site(at)];
    }
    return moved;
  }
}
