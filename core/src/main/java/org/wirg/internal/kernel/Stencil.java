package org.wirg.internal.kernel;

import java.util.List;
import org.wirg.field.Grid;

/**
 * Neighbour addressing for a list of shifts on a periodic grid. Memory grows with the side, not
 * with the number of sites.
 */
public final class Stencil {
  /** Sites along the last axis. */
  final int rowLength;

  /** Product of the other axes, times the number of fields. */
  final int rows;

  final int shifts;

  /** First site of the row reached from a row by a shift, [row][shift]. */
  final int[] row;

  /** Column reached from a column by a shift, [column][shift]. */
  final int[] column;

  /**
   * @param order the shifts, each one coordinate per axis
   */
  public Stencil(Grid grid, List<int[]> order) {
    this(grid, order, 1);
  }

  /**
   * For several fields on the same grid, [field][site][lane].
   *
   * @param fields how many
   */
  public Stencil(Grid grid, List<int[]> order, int fields) {
    int last = grid.rank() - 1;
    rowLength = grid.size(last);
    int each = grid.sites() / rowLength;
    rows = fields * each;
    shifts = order.size();
    row = new int[rows * shifts];
    column = new int[rowLength * shifts];
    for (int k = 0; k < shifts; k++) {
      int[] shift = order.get(k);
      for (int r = 0; r < rows; r++) {
        int[] x = grid.coordinates(r % each * rowLength);
        for (int a = 0; a < last; a++) {
          x[a] += shift[a];
        }
        row[r * shifts + k] = r / each * grid.sites() + grid.site(x);
      }
      for (int c = 0; c < rowLength; c++) {
        column[c * shifts + k] = Math.floorMod(c + shift[last], rowLength);
      }
    }
  }
}
