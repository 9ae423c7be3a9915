package org.wirg.diagnose;

import org.wirg.field.Grid;
import org.wirg.field.MemoryDataset;
import org.wirg.internal.random.Purpose;
import org.wirg.internal.random.RandomStream;

/** Synthetic fields for the tests. */
final class Noise {
  private Noise() {}

  /** Independent normal values of unit variance, [field][site]. */
  static double[] normal(Grid grid, int count, int seed) {
    RandomStream random = new RandomStream(seed, Purpose.GAUSSIAN_FIELD, 0);
    double[] values = new double[count * grid.sites()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextNormal();
    }
    return values;
  }

  /**
   * Normal fields, each shifted by plus or minus {@code shift}, plus with the given probability.
   */
  static double[] twoPhases(Grid grid, int count, double shift, double plus, int seed) {
    RandomStream random = new RandomStream(seed, Purpose.LATTICE, 1);
    double[] values = normal(grid, count, seed);
    for (int f = 0; f < count; f++) {
      double by = random.nextUniform() < plus ? shift : -shift;
      for (int i = f * grid.sites(); i < (f + 1) * grid.sites(); i++) {
        values[i] += by;
      }
    }
    return values;
  }

  static MemoryDataset set(Grid grid, double[] values) {
    return new MemoryDataset(grid, values);
  }
}
