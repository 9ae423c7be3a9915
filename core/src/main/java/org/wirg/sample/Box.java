package org.wirg.sample;

import java.util.Arrays;
import org.wirg.field.Grid;

/**
 * A box of sites of a periodic lattice, whose fields are [site][lane].
 *
 * @param grid the lattice
 * @param first coordinates of its first site, not wrapped
 * @param length sites along every axis, none more than the lattice has
 */
record Box(Grid grid, int[] first, int[] length) {
  /** The same shape somewhere else, on a lattice perhaps another. */
  Box on(Grid other, int[] origin) {
    return new Box(other, origin, length);
  }

  /** What is done with sites in a row. */
  private interface Piece {
    /**
     * @param here number of the first of them in the lattice
     * @param before how many sites of the box came before it, row after row
     */
    void take(int here, int before, int sites);
  }

  /** Row by row, every row in one or two pieces. */
  private void pieces(Piece piece) {
    int last = grid.rank() - 1;
    int size = grid.size(last);
    int column = Math.floorMod(first[last], size);
    int head = Math.min(length[last], size - column);
    Grid box = Grid.of(length);
    for (int before = 0; before < box.sites(); before += length[last]) {
      int[] at = box.coordinates(before);
      for (int a = 0; a < last; a++) {
        at[a] += first[a];
      }
      at[last] = 0;
      int row = grid.site(at);
      piece.take(row + column, before, head);
      if (head < length[last]) {
        piece.take(row, before + head, length[last] - head);
      }
    }
  }

  /**
   * The box's values, row after row.
   *
   * @param x of the lattice, not modified
   * @param values modified, [site of the box][lane]
   */
  void take(double[] x, int lanes, double[] values) {
    pieces(
        (here, before, sites) ->
            System.arraycopy(x, here * lanes, values, before * lanes, sites * lanes));
  }

  /**
   * Puts values there.
   *
   * @param values not modified, [site of the box][lane]
   * @param x of the lattice, modified
   */
  void put(double[] values, int lanes, double[] x) {
    pieces(
        (here, before, sites) ->
            System.arraycopy(values, before * lanes, x, here * lanes, sites * lanes));
  }

  /** Puts zeros there. */
  void clear(int lanes, double[] x) {
    pieces((here, before, sites) -> Arrays.fill(x, here * lanes, (here + sites) * lanes, 0));
  }
}
