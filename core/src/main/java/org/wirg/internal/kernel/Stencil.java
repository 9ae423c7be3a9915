package org.wirg.internal.kernel;

import java.util.List;
import org.wirg.field.Grid;

/**
 * Neighbour addressing for sums over shifts on a periodic grid, grouped in orbits that share one
 * coupling. Memory grows with the side, not with the number of sites.
 */
public final class Stencil {
  /** Sites along the last axis. */
  final int rowLength;

  /** Product of the other axes. */
  final int rows;

  /** First shift of every orbit, [orbits + 1]. */
  final int[] orbitStart;

  /** Row reached from a row by a shift, [rows][shift]. */
  final int[] row;

  /** Column reached from a column by a shift, [column][shift]. */
  final int[] column;

  final int shifts;

  /**
   * @param orbits for every orbit its shifts, each one coordinate per axis
   */
  public Stencil(Grid grid, List<List<int[]>> orbits) {
    int rank = grid.rank();
    rowLength = grid.size(rank - 1);
    rows = grid.sites() / rowLength;
    shifts = orbits.stream().mapToInt(List::size).sum();
    orbitStart = new int[orbits.size() + 1];
    row = new int[rows * shifts];
    column = new int[rowLength * shifts];
    int k = 0;
    for (int o = 0; o < orbits.size(); o++) {
      for (int[] shift : orbits.get(o)) {
        for (int r = 0; r < rows; r++) {
          int[] x = grid.coordinates(r * rowLength);
          for (int a = 0; a < rank - 1; a++) {
            x[a] += shift[a];
          }
          row[r * shifts + k] = grid.site(x) / rowLength;
        }
        for (int c = 0; c < rowLength; c++) {
          column[c * shifts + k] = Math.floorMod(c + shift[rank - 1], rowLength);
        }
        k++;
      }
      orbitStart[o + 1] = k;
    }
  }

  /** Number of orbits. */
  public int orbits() {
    return orbitStart.length - 1;
  }
}
