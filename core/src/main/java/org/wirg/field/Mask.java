package org.wirg.field;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;

/** Sites that hold no data, the same in all fields of a data set. Immutable. */
public final class Mask implements Serializable {
  private final Grid grid;
  private final boolean[] free; // sites that hold data
  private final int masked;

  /**
   * @param free whether a site holds data
   * @throws InputRejected when none does
   */
  public Mask(Grid grid, boolean[] free) {
    if (free.length != grid.sites()) {
      throw new IllegalArgumentException(
          "a mask tells of every site of " + grid + "; found " + free.length);
    }
    this.grid = grid;
    this.free = free.clone();
    int known = 0;
    for (boolean one : free) {
      known += one ? 1 : 0;
    }
    if (known == 0) {
      throw new InputRejected(
          "some sites must hold data; found a mask that leaves out all of "
              + grid
              + "; sites are masked where the mask is 0");
    }
    this.masked = free.length - known;
  }

  /** The lattice. */
  public Grid grid() {
    return grid;
  }

  /** Whether every site holds data, [site]. */
  public boolean[] free() {
    return free.clone();
  }

  /** Number of sites without data. */
  public int masked() {
    return masked;
  }

  /**
   * Fields that are finite everywhere: sites without data have values of the same field's others,
   * evenly spread over them, so that all values together have the law of those that are known.
   *
   * @param data may have NaN and infinities there
   */
  public Dataset filled(Dataset data) {
    if (!data.grid().equals(grid)) {
      throw new IllegalArgumentException("a mask of " + grid + " is not for " + data.grid());
    }
    return new Filled(data, this);
  }

  private record Filled(Dataset data, Mask mask) implements Dataset, Serializable {
    @Override
    public Grid grid() {
      return mask.grid;
    }

    @Override
    public long count() {
      return data.count();
    }

    @Override
    public void read(long first, int count, double[] fields) throws IOException {
      data.read(first, count, fields);
      for (int f = 0; f < count; f++) {
        fill(first + f, fields, f * mask.free.length);
      }
    }

    private void fill(long field, double[] fields, int from) {
      double[] known = new double[mask.free.length - mask.masked];
      int next = 0;
      for (int i = 0; i < mask.free.length; i++) {
        double value = fields[from + i];
        if (!mask.free[i]) {
          continue;
        }
        if (!Double.isFinite(value)) {
          throw new InputRejected(
              "every value outside the mask must be finite; found "
                  + value
                  + " in field "
                  + field
                  + " at "
                  + Arrays.toString(mask.grid.coordinates(i))
                  + " (counted from 0); a mask holds for all fields: mask that site too, leave the"
                  + " field out, or cut patches with `wirg prepare --mask nan`");
        }
        known[next++] = value;
      }
      long filled = 0;
      for (int i = 0; i < mask.free.length; i++) {
        if (!mask.free[i]) {
          fields[from + i] = known[(int) (filled++ * known.length / mask.masked)];
        }
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Mask mask && grid.equals(mask.grid) && Arrays.equals(free, mask.free);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(free);
  }
}
