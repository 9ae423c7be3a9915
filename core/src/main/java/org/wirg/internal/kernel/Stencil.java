package org.wirg.internal.kernel;

import java.util.ArrayList;
import java.util.List;
import org.wirg.field.Grid;

/**
 * Neighbour addressing for sums over shifts on a periodic grid, grouped in orbits that share one
 * coupling. Memory grows with the side, not with the number of sites.
 *
 * <p>Shifts are taken in pairs of one orbit, then the shifts left over (those that are their own
 * opposite) one by one: a pair is added before it is multiplied.
 */
public final class Stencil {
  /** Sites along the last axis. */
  final int rowLength;

  /** Product of the other axes. */
  final int rows;

  /** Number of shifts that come in pairs: the first of all shifts. */
  final int paired;

  final int shifts;

  /** First site of the row reached from a row by a shift, [rows][shift]. */
  final int[] row;

  /** Column reached from a column by a shift, [column][shift]. */
  final int[] column;

  /** Orbit of every shift, in the stencil's order. */
  private final int[] orbitOf;

  /**
   * @param orbits for every orbit its shifts, each one coordinate per axis
   */
  public Stencil(Grid grid, List<List<int[]>> orbits) {
    List<int[]> order = new ArrayList<>();
    List<Integer> owners = new ArrayList<>();
    for (int o = 0; o < orbits.size(); o++) {
      List<int[]> orbit = orbits.get(o);
      for (int[] shift : orbit.subList(0, orbit.size() / 2 * 2)) {
        order.add(shift);
        owners.add(o);
      }
    }
    paired = order.size();
    for (int o = 0; o < orbits.size(); o++) {
      List<int[]> orbit = orbits.get(o);
      if (orbit.size() % 2 == 1) {
        order.add(orbit.get(orbit.size() - 1));
        owners.add(o);
      }
    }
    int last = grid.rank() - 1;
    rowLength = grid.size(last);
    rows = grid.sites() / rowLength;
    shifts = order.size();
    orbitOf = owners.stream().mapToInt(Integer::intValue).toArray();
    row = new int[rows * shifts];
    column = new int[rowLength * shifts];
    for (int k = 0; k < shifts; k++) {
      int[] shift = order.get(k);
      for (int r = 0; r < rows; r++) {
        int[] x = grid.coordinates(r * rowLength);
        for (int a = 0; a < last; a++) {
          x[a] += shift[a];
        }
        row[r * shifts + k] = grid.site(x);
      }
      for (int c = 0; c < rowLength; c++) {
        column[c * shifts + k] = Math.floorMod(c + shift[last], rowLength);
      }
    }
  }

  /**
   * Couplings in the order the kernels use them.
   *
   * @param coupling one per orbit
   * @return one per pair, then one per shift left over
   */
  public double[] spread(double[] coupling) {
    double[] spread = new double[paired / 2 + shifts - paired];
    for (int k = 0; k < paired; k += 2) {
      spread[k / 2] = coupling[orbitOf[k]];
    }
    for (int k = paired; k < shifts; k++) {
      spread[paired / 2 + k - paired] = coupling[orbitOf[k]];
    }
    return spread;
  }
}
