package org.wirg.sample;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Potential;
import org.wirg.energy.QuadraticKernel;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.wavelet.WaveletStep;

/**
 * Blocks of coefficients that move at once and do not feel each other: between any two of them lie
 * coefficients at rest, so many that the energy has no term with sites of both. Given what rests
 * the blocks are independent, and each may be accepted or rejected by itself.
 *
 * <p>The coefficients are those of the subspace: the 2^rank - 1 details at every coarse site, or
 * the sites themselves. Along every axis of n of them there are m = n / (side + gap) blocks, the
 * k-th from n k / m to n (k + 1) / m - gap; all are shifted together, differently in every step.
 */
public final class Blocks {
  private final Grid fine;
  private final Grid coefficients;
  private final int gap;
  private final int @Nullable [] reach; // of a detail: sites before 2 k, and sites in all
  private final int[] perAxis;

  private Blocks(Grid fine, Grid coefficients, int gap, int @Nullable [] reach, int[] perAxis) {
    this.fine = fine;
    this.coefficients = coefficients;
    this.gap = gap;
    this.reach = reach;
    this.perAxis = perAxis;
  }

  /**
   * Blocks of at least {@code side} coefficients along every axis; null where fewer than two of
   * them fit, or where the energy is not local.
   */
  public static @Nullable Blocks of(ConditionalEnergy energy, int side) {
    int radius = 0;
    for (Potential term : energy.terms()) {
      if (term instanceof QuadraticKernel kernel) {
        radius = Math.max(radius, kernel.radius());
      } else if (!(term instanceof ScalarPotential)) {
        return null;
      }
    }
    return energy.subspace() instanceof Subspace.Details details
        ? of(details.step(), radius, side, 0)
        : fitting(energy.grid(), energy.grid(), radius, null, side);
  }

  /**
   * Blocks of details.
   *
   * @param less resting details fewer than it takes, for tests
   */
  static @Nullable Blocks of(WaveletStep step, int radius, int side, int less) {
    // Supports of details 2 gap + 3 - taps sites apart do not meet, radius + 1 is enough.
    int taps = step.wavelet().length();
    int gap = Math.max(0, (radius + taps - 1) / 2 - less);
    int[] reach = {step.wavelet().shift(), taps};
    return fitting(step.fine(), step.coarse(), gap, reach, side);
  }

  private static @Nullable Blocks fitting(
      Grid fine, Grid coefficients, int gap, int @Nullable [] reach, int side) {
    int[] perAxis = new int[fine.rank()];
    Arrays.setAll(perAxis, a -> coefficients.size(a) / (side + gap));
    return Arrays.stream(perAxis).min().orElseThrow() < 2
        ? null
        : new Blocks(fine, coefficients, gap, reach, perAxis);
  }

  /** Number of blocks. */
  public int count() {
    return Arrays.stream(perAxis).reduce(1, (a, b) -> a * b);
  }

  /** Number of blocks along the axis that holds the fewest. */
  public int fewestAlongAnAxis() {
    return Arrays.stream(perAxis).min().orElseThrow();
  }

  int rank() {
    return fine.rank();
  }

  /** Coefficients along an axis. */
  int size(int axis) {
    return coefficients.size(axis);
  }

  /** Fraction of the coefficients that move in a step. */
  public double moving() {
    double part = 1;
    for (int a = 0; a < perAxis.length; a++) {
      part *= 1 - gap * perAxis[a] / (double) coefficients.size(a);
    }
    return part;
  }

  /** Where the blocks are in one step; mutable scratch. */
  static final class Places {
    /** The block whose support a site is in, -1 for none, [site]. */
    final int[] blockOf;

    /** Whether a coefficient moves, [coefficient site]. */
    final boolean[] moves;

    private Places(Blocks blocks) {
      blockOf = new int[blocks.fine.sites()];
      moves = new boolean[blocks.coefficients.sites()];
    }
  }

  Places places() {
    return new Places(this);
  }

  /**
   * Puts the blocks in their places.
   *
   * @param shift one per axis, in coefficients
   * @param places modified
   */
  void place(int[] shift, Places places) {
    int rank = fine.rank();
    int[][] fineOf = new int[rank][];
    int[][] coefficientOf = new int[rank][];
    for (int a = 0; a < rank; a++) {
      fineOf[a] = new int[fine.size(a)];
      coefficientOf[a] = new int[coefficients.size(a)];
      Arrays.fill(fineOf[a], -1);
      Arrays.fill(coefficientOf[a], -1);
      mark(a, shift[a], fineOf[a], coefficientOf[a]);
    }
    combine(fine, fineOf, places.blockOf);
    int[] block = new int[places.moves.length];
    combine(coefficients, coefficientOf, block);
    for (int i = 0; i < block.length; i++) {
      places.moves[i] = block[i] >= 0;
    }
  }

  private void mark(int a, int shift, int[] fineOf, int[] coefficientOf) {
    int n = coefficients.size(a);
    int m = perAxis[a];
    for (int b = 0; b < m; b++) {
      int from = (int) ((long) n * b / m);
      int to = (int) ((long) n * (b + 1) / m) - gap;
      for (int k = from + shift; k < to + shift; k++) {
        coefficientOf[Math.floorMod(k, n)] = b;
        int first = reach == null ? k : 2 * k - reach[0];
        int sites = reach == null ? 1 : reach[1];
        for (int i = first; i < first + sites; i++) {
          fineOf[Math.floorMod(i, fineOf.length)] = b;
        }
      }
    }
  }

  /** Block of every site from those of its coordinates. */
  private void combine(Grid grid, int[][] along, int[] block) {
    for (int i = 0; i < block.length; i++) {
      int[] x = grid.coordinates(i);
      int number = 0;
      for (int a = 0; a < x.length; a++) {
        int here = along[a][x[a]];
        number = here < 0 || number < 0 ? -1 : number * perAxis[a] + here;
      }
      block[i] = number;
    }
  }
}
