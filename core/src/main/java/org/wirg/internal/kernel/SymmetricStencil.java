package org.wirg.internal.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.wirg.field.Grid;

/**
 * A translation-invariant symmetric matrix on a periodic grid, ready to be applied: g(i) = sum_s
 * k(s) x(i + s), k(s) = k(-s).
 *
 * <p>Opposite shifts are added before they are multiplied. Their pairs are grouped by what they do
 * to the row (all axes but the last): of a <em>row pair</em> one member goes to the row {@code up},
 * the other to {@code down}, and within the rows the columns c + d and c - d belong together.
 * Neighbouring d come in runs of four, the last of a row pair also of five, with a coefficient of
 * zero where there is no shift.
 */
public final class SymmetricStencil {
  /** Sites that are worked on together, and the length of a run but for some that are longer. */
  static final int TILE = 4;

  /** Sites along the last axis. */
  final int rowLength;

  /** Product of the other axes. */
  final int rows;

  final int rowPairs;

  /** Row reached, [row][row pair]; likewise down. */
  final int[] up;

  final int[] down;

  /** The row pair of every run. */
  final int[] pair;

  /** The first d of every run. */
  final int[] first;

  /** Where the coefficients of a run begin, one entry more than there are runs. */
  final int[] begin;

  final double[] coefficients;

  /** The largest |d|. */
  final int reach;

  /** The column that -reach, -reach + 1, ... stand for, beyond the row's end as far. */
  final int[] column;

  /** The order in which rows are brought into a buffer while row after row is worked on. */
  final RowSchedule schedule;

  /**
   * @param shifts each one coordinate per axis; with every shift its opposite is there
   * @param couplings of every shift, the same for opposite ones
   */
  public SymmetricStencil(Grid grid, List<int[]> shifts, double[] couplings) {
    int last = grid.rank() - 1;
    rowLength = grid.size(last);
    rows = grid.sites() / rowLength;
    TreeMap<Integer, TreeMap<Integer, Double>> byRow = new TreeMap<>();
    for (int s = 0; s < couplings.length; s++) {
      int[] shift = shifts.get(s);
      int row = grid.site(leading(shift, 1)) / rowLength;
      int opposite = grid.site(leading(shift, -1)) / rowLength;
      int d = centred(row > opposite ? -shift[last] : shift[last]);
      // Every pair comes twice; a shift that is its own opposite once, and counts x + x.
      byRow
          .computeIfAbsent(Math.min(row, opposite), key -> new TreeMap<>())
          .merge(row == opposite ? Math.abs(d) : d, couplings[s] / 2, Double::sum);
    }
    rowPairs = byRow.size();
    up = new int[rows * rowPairs];
    down = new int[rows * rowPairs];
    IntStream.Builder pairs = IntStream.builder();
    IntStream.Builder firsts = IntStream.builder();
    IntStream.Builder begins = IntStream.builder();
    DoubleStream.Builder all = DoubleStream.builder();
    int far = 0;
    int count = 0;
    int p = 0;
    for (var entry : byRow.entrySet()) {
      TreeMap<Integer, Double> ofColumn = entry.getValue();
      int d = ofColumn.firstKey();
      while (d <= ofColumn.lastKey()) {
        int left = ofColumn.lastKey() - d + 1;
        int length = left == TILE + 1 ? left : TILE;
        pairs.add(p);
        firsts.add(d);
        begins.add(count);
        far = Math.max(far, Math.max(Math.abs(d), Math.abs(d + length - 1)));
        count += length;
        for (int m = 0; m < length; m++) {
          all.add(ofColumn.getOrDefault(d++, 0.0));
        }
      }
      int[] shift = grid.coordinates(entry.getKey() * rowLength);
      for (int r = 0; r < rows; r++) {
        up[r * rowPairs + p] = reached(grid, r, shift, 1);
        down[r * rowPairs + p] = reached(grid, r, shift, -1);
      }
      p++;
    }
    begins.add(count);
    pair = pairs.build().toArray();
    first = firsts.build().toArray();
    begin = begins.build().toArray();
    coefficients = all.build().toArray();
    reach = far;
    column = new int[Math.ceilDiv(rowLength, TILE) * TILE + 2 * reach];
    Arrays.setAll(column, c -> Math.floorMod(c - reach, rowLength));
    schedule = new RowSchedule(up, down, rows);
  }

  private static int[] leading(int[] shift, int sign) {
    int[] leading = Arrays.stream(shift).map(s -> sign * s).toArray();
    leading[leading.length - 1] = 0;
    return leading;
  }

  /** In -L/2 + 1 .. L/2. */
  private int centred(int d) {
    int c = Math.floorMod(d, rowLength);
    return 2 * c > rowLength ? c - rowLength : c;
  }

  private int reached(Grid grid, int row, int[] shift, int sign) {
    int[] x = grid.coordinates(row * rowLength);
    for (int a = 0; a < x.length - 1; a++) {
      x[a] += sign * shift[a];
    }
    return grid.site(x) / rowLength;
  }
}
