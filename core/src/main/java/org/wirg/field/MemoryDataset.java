package org.wirg.field;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;

/** Fields held in memory, [field][site]. */
public final class MemoryDataset implements Dataset, Serializable {
  private final Grid grid;
  private final double[] values; // [field][site]
  private final int count;

  /**
   * A data set over a copy of {@code values}, [field][site].
   *
   * @throws InputRejected when a value is NaN or infinite
   */
  public MemoryDataset(Grid grid, double[] values) {
    this.grid = grid;
    if (values.length == 0 || values.length % grid.sites() != 0) {
      throw new IllegalArgumentException(
          "the number of values must be a positive multiple of "
              + grid.sites()
              + " sites; found "
              + values.length);
    }
    this.values = values.clone();
    this.count = values.length / grid.sites();
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        int[] x = grid.coordinates(i % grid.sites());
        throw new InputRejected(
            "every value must be finite; found "
                + values[i]
                + " in field "
                + i / grid.sites()
                + " at "
                + Arrays.toString(x));
      }
    }
  }

  @Override
  public Grid grid() {
    return grid;
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public void read(long first, int fields, double[] into) {
    Objects.checkFromIndexSize(first, fields, (long) count);
    System.arraycopy(values, Math.toIntExact(first) * grid.sites(), into, 0, fields * grid.sites());
  }
}
