package org.wirg.field;

import java.io.IOException;

/**
 * Real fields on one grid, read block by block; implementations may be far larger than memory.
 * Every value handed out is finite. Reading is safe from several threads at once.
 */
public interface Dataset {
  /** The lattice every field lives on. */
  Grid grid();

  /** Number of fields. */
  long count();

  /**
   * Reads consecutive fields.
   *
   * @param first number of the first field
   * @param count how many
   * @param fields modified: [count][site]
   * @throws InputRejected when a value is NaN or infinite, naming field and coordinates
   * @throws IOException when the storage fails
   */
  void read(long first, int count, double[] fields) throws IOException;
}
