package org.wirg.field;

/**
 * Values as they are, without the check that they are finite.
 *
 * @param rows [field][site]
 */
public record RawDataset(Grid grid, double... rows) implements Dataset {
  @Override
  public long count() {
    return rows.length / grid.sites();
  }

  @Override
  public void read(long first, int count, double[] fields) {
    System.arraycopy(rows, (int) first * grid.sites(), fields, 0, count * grid.sites());
  }
}
