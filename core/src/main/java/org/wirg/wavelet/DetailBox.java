package org.wirg.wavelet;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.wirg.field.Grid;

/**
 * The projector P = Hi^T M Hi on the details at some coarse sites, those of a box: M = m_0 x m_1 x
 * .. along the axes.
 *
 * <p>P = Q_0 x Q_1 x .. - Lo^T M Lo, where Q_a projects on all coefficients of axis a that move,
 * smooth and detailed ones. The transform is orthonormal: Q_a leaves a site alone that no others
 * reach, and makes it zero where none of them does; only at the box's ends sites are mixed. So P
 * takes half the time of Hi, M and Hi^T one after the other. Immutable.
 */
public final class DetailBox {
  private final WaveletStep step;
  private final boolean[] moves;
  private final Axis[] axes;

  /**
   * What Q does along an axis of an array [outer][n][inner].
   *
   * @param zero sites that no coefficient reaches that moves
   * @param mixed sites that others reach as well
   * @param matrix Q among these
   */
  private record Axis(int outer, int n, int inner, int[] zero, int[] mixed, double[][] matrix) {}

  private DetailBox(WaveletStep step, boolean[] moves, Axis[] axes) {
    this.step = step;
    this.moves = moves;
    this.axes = axes;
  }

  /**
   * The projector; null where the sites are not those of a box.
   *
   * @param moves which, [coarse site]
   */
  public static @Nullable DetailBox of(WaveletStep step, boolean[] moves) {
    Grid coarse = step.coarse();
    boolean[][] along = new boolean[coarse.rank()][];
    Arrays.setAll(along, a -> new boolean[coarse.size(a)]);
    for (int k = 0; k < moves.length; k++) {
      int[] x = coarse.coordinates(k);
      for (int a = 0; a < x.length; a++) {
        along[a][x[a]] |= moves[k];
      }
    }
    for (int k = 0; k < moves.length; k++) {
      int[] x = coarse.coordinates(k);
      boolean all = IntStream.range(0, x.length).allMatch(a -> along[a][x[a]]);
      if (all != moves[k]) {
        return null;
      }
    }
    Axis[] axes = new Axis[coarse.rank()];
    int inner = step.fine().sites();
    for (int a = 0; a < axes.length; a++) {
      int n = step.fine().size(a);
      inner /= n;
      axes[a] = axis(step.axis(a), along[a], step.fine().sites() / n / inner, n, inner);
    }
    return new DetailBox(step, moves.clone(), axes);
  }

  private static Axis axis(AxisFilter filter, boolean[] moves, int outer, int n, int inner) {
    boolean[] moved = new boolean[n]; // by coefficients that move
    boolean[] held = new boolean[n]; // by the others
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < moves.length; k++) {
        boolean reached = filter.element(false, k, i) != 0 || filter.element(true, k, i) != 0;
        moved[i] |= reached && moves[k];
        held[i] |= reached && !moves[k];
      }
    }
    int[] zero = IntStream.range(0, n).filter(i -> !moved[i]).toArray();
    int[] mixed = IntStream.range(0, n).filter(i -> moved[i] && held[i]).toArray();
    double[][] matrix = new double[mixed.length][mixed.length];
    for (int r = 0; r < mixed.length; r++) {
      for (int c = 0; c < mixed.length; c++) {
        for (int k = 0; k < moves.length; k++) {
          if (moves[k]) {
            matrix[r][c] +=
                filter.element(false, k, mixed[r]) * filter.element(false, k, mixed[c])
                    + filter.element(true, k, mixed[r]) * filter.element(true, k, mixed[c]);
          }
        }
      }
    }
    return new Axis(outer, n, inner, zero, mixed, matrix);
  }

  /** A work array for {@link #project} with so many lanes. */
  public double[] lines(int lanes) {
    return new double
        [Arrays.stream(axes).mapToInt(a -> a.mixed.length * a.inner * lanes).max().orElse(0)];
  }

  /**
   * x = P x.
   *
   * @param x modified, [fine site][lane]
   * @param lines modified, from {@link #lines}
   */
  public void project(double[] x, int lanes, WaveletStep.Scratch scratch, double[] lines) {
    for (Axis axis : axes) {
      int length = axis.inner * lanes;
      for (int o = 0; o < axis.outer; o++) {
        int from = o * axis.n * length;
        for (int i : axis.zero) {
          Arrays.fill(x, from + i * length, from + (i + 1) * length, 0);
        }
        mix(axis, x, from, length, lines);
      }
    }
    step.project(x, lanes, scratch, moves);
  }

  private static void mix(Axis axis, double[] x, int from, int length, double[] lines) {
    int count = axis.mixed.length;
    Arrays.fill(lines, 0, count * length, 0);
    for (int r = 0; r < count; r++) {
      for (int c = 0; c < count; c++) {
        add(axis.matrix[r][c], x, from + axis.mixed[c] * length, length, lines, r * length);
      }
    }
    for (int r = 0; r < count; r++) {
      System.arraycopy(lines, r * length, x, from + axis.mixed[r] * length, length);
    }
  }

  private static void add(double factor, double[] x, int from, int length, double[] sum, int to) {
    if (factor != 0) { // the two ends of a box do not mix
      for (int i = 0; i < length; i++) {
        sum[to + i] += factor * x[from + i];
      }
    }
  }
}
