package org.wirg.internal.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.wirg.field.Grid;

/**
 * The addressing of a translation-invariant symmetric matrix on a periodic grid: g(i) = sum_s k(s)
 * x(i + s), k(s) = k(-s), shifts grouped in orbits that share one coupling.
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

  /** Where the coefficient of every shift stands, orbit after orbit; opposite shifts share one. */
  private final int[] place;

  /** Orbit of every shift. */
  private final int[] orbitOf;

  /** The largest |d|. */
  final int reach;

  /** The column that -reach, -reach + 1, ... stand for, beyond the row's end as far. */
  final int[] column;

  /** The order in which rows are brought into a buffer while row after row is worked on. */
  final RowSchedule schedule;

  /**
   * @param orbits for every orbit its shifts, each one coordinate per axis; with every shift its
   *     opposite is there
   */
  public SymmetricStencil(Grid grid, List<List<int[]>> orbits) {
    int last = grid.rank() - 1;
    rowLength = grid.size(last);
    rows = grid.sites() / rowLength;
    // The shifts at every d of every row pair.
    TreeMap<Integer, TreeMap<Integer, List<Integer>>> byRow = new TreeMap<>();
    IntStream.Builder owners = IntStream.builder();
    int shifts = 0;
    for (int o = 0; o < orbits.size(); o++) {
      for (int[] shift : orbits.get(o)) {
        int row = grid.site(leading(shift, 1)) / rowLength;
        int opposite = grid.site(leading(shift, -1)) / rowLength;
        int d = centred(row > opposite ? -shift[last] : shift[last]);
        byRow
            .computeIfAbsent(Math.min(row, opposite), key -> new TreeMap<>())
            .computeIfAbsent(row == opposite ? Math.abs(d) : d, key -> new ArrayList<>())
            .add(shifts++);
        owners.add(o);
      }
    }
    orbitOf = owners.build().toArray();
    place = new int[shifts];
    rowPairs = byRow.size();
    up = new int[rows * rowPairs];
    down = new int[rows * rowPairs];
    IntStream.Builder pairs = IntStream.builder();
    IntStream.Builder firsts = IntStream.builder();
    IntStream.Builder begins = IntStream.builder();
    int far = 0;
    int count = 0;
    int p = 0;
    for (var entry : byRow.entrySet()) {
      TreeMap<Integer, List<Integer>> ofColumn = entry.getValue();
      int d = ofColumn.firstKey();
      while (d <= ofColumn.lastKey()) {
        int left = ofColumn.lastKey() - d + 1;
        int length = left == TILE + 1 ? left : TILE;
        pairs.add(p);
        firsts.add(d);
        begins.add(count);
        far = Math.max(far, Math.max(Math.abs(d), Math.abs(d + length - 1)));
        for (int m = 0; m < length; m++) {
          for (int shift : ofColumn.getOrDefault(d, List.of())) {
            place[shift] = count;
          }
          count++;
          d++;
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
    reach = far;
    column = new int[Math.ceilDiv(rowLength, TILE) * TILE + 2 * reach];
    Arrays.setAll(column, c -> Math.floorMod(c - reach, rowLength));
    schedule = new RowSchedule(up, down, rows);
  }

  /**
   * Couplings as the kernels use them.
   *
   * @param coupling one per orbit
   * @return one per d of every run
   */
  public double[] spread(double[] coupling) {
    double[] spread = new double[begin[pair.length]];
    for (int s = 0; s < place.length; s++) {
      // Every pair comes twice; a shift that is its own opposite once, and counts x + x.
      spread[place[s]] += 0.5 * coupling[orbitOf[s]];
    }
    return spread;
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
