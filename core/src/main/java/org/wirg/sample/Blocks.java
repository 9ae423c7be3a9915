package org.wirg.sample;

import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.OriginalKernel;
import org.wirg.energy.Potential;
import org.wirg.energy.QuadraticKernel;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.Stiffness;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.wavelet.WaveletStep;

/**
 * Blocks of coefficients that move one after the other, each with all else at rest and accepted or
 * rejected by itself.
 *
 * <p>The coefficients are those of the subspace: the 2^rank - 1 details at every coarse site, or
 * the sites themselves. Along every axis of n of them there are m blocks of n / m, rounded up, the
 * k-th from n k / m; all are shifted together, differently in every step.
 *
 * <p>A block moves in a tile: a small periodic lattice that holds the sites that the block touches.
 * Where forces are linear in what is around, it holds besides as many empty sites that what is
 * wrapped reaches none of the others, and what all other sites pull with stays as it is while the
 * block moves, see {@link Pull}. Else it holds what is around as it is, as far as forces reach.
 */
public final class Blocks implements Serializable {
  private final Grid fine;
  private final Grid coefficients;
  private final int[] perAxis;
  private final int scale; // sites per coefficient along an axis
  private final int reach; // sites that a coefficient touches on either side of its own
  private final int radius; // of what forces reach
  private final int before; // coefficients of a tile before the block's
  private final boolean filled; // whether tiles hold what is around
  private final ConditionalEnergy law;

  private Blocks(
      Grid fine,
      Grid coefficients,
      int[] perAxis,
      int scale,
      int reach,
      int radius,
      int before,
      boolean filled,
      ConditionalEnergy law) {
    this.fine = fine;
    this.coefficients = coefficients;
    this.perAxis = perAxis;
    this.scale = scale;
    this.reach = reach;
    this.radius = radius;
    this.before = before;
    this.filled = filled;
    this.law = law;
  }

  /**
   * Blocks of at least {@code side} coefficients along every axis; null where fewer than two of
   * them fit, or where the energy is not local.
   */
  public static @Nullable Blocks of(ConditionalEnergy energy, int side) {
    return of(energy, side, 0);
  }

  /**
   * The same.
   *
   * @param less sites that a tile is too small by, for tests
   */
  static @Nullable Blocks of(ConditionalEnergy energy, int side, int less) {
    int radius = 0;
    boolean filled = false;
    for (Potential term : energy.terms()) {
      switch (term) {
        case ScalarPotential site -> {}
        case QuadraticKernel kernel -> radius = Math.max(radius, kernel.radius());
        case OriginalKernel original -> {
          radius = Math.max(radius, original.kernel().radius());
          filled = true;
        }
        case Stiffness stiffness -> {
          radius = Math.max(radius, Stiffness.REACH);
          filled = true;
        }
        default -> {
          return null;
        }
      }
    }
    Grid fine = energy.grid();
    boolean details = energy.subspace() instanceof Subspace.Details;
    Grid coefficients = details ? fine.coarser() : fine;
    int scale = details ? 2 : 1;
    int[] perAxis = new int[fine.rank()];
    Arrays.setAll(perAxis, a -> coefficients.size(a) / side);
    if (Arrays.stream(perAxis).min().orElseThrow() < 2) {
      return null;
    }
    // A detail at k has taps from 2 k - shift to 2 k + 1 + shift.
    int reach = energy.subspace() instanceof Subspace.Details d ? d.step().wavelet().shift() : 0;
    int before = Math.ceilDiv(filled ? reach + radius : reach, scale);
    int[] tile = new int[fine.rank()];
    int[] sides = new int[fine.rank()];
    for (int a = 0; a < tile.length; a++) {
      sides[a] = Math.ceilDiv(coefficients.size(a), perAxis[a]);
      int touched = scale * sides[a] + 2 * reach;
      if (touched + 2 * radius > fine.size(a)) {
        return null;
      }
      int needed =
          filled
              ? scale * before - reach + touched + radius
              : Math.max(touched + radius, 2 * radius + 1);
      tile[a] = Math.ceilDiv(needed - less, scale);
      if (scale * tile[a] > fine.size(a)) {
        return null;
      }
    }
    Grid own = Grid.of(tile);
    boolean[] moves = new boolean[own.sites()];
    for (int k = 0; k < moves.length; k++) {
      int[] x = own.coordinates(k);
      moves[k] = true;
      for (int a = 0; a < x.length; a++) {
        moves[k] &= x[a] >= before && x[a] < before + sides[a];
      }
    }
    Subspace small = subspace(energy.subspace(), tile);
    if (!energy.fits(small.grid())) {
      return null;
    }
    ConditionalEnergy law = energy.on(small.part(moves));
    return new Blocks(fine, coefficients, perAxis, scale, reach, radius, before, filled, law);
  }

  private static Subspace subspace(Subspace like, int[] tile) {
    return like instanceof Subspace.Details details
        ? Subspace.details(
            new WaveletStep(
                details.step().wavelet(), Grid.of(Arrays.stream(tile).map(n -> 2 * n).toArray())))
        : Subspace.whole(Grid.of(tile));
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

  /** The lattice of all blocks. */
  Grid fine() {
    return fine;
  }

  /** The law of a block in its tile. */
  ConditionalEnergy law() {
    return law;
  }

  /** Whether tiles hold what is around their blocks, not only what they touch. */
  boolean filled() {
    return filled;
  }

  /** Largest |component| of a shift that forces reach. */
  int radius() {
    return radius;
  }

  /** Sites that a block touches along an axis, from {@link #first} on in its tile. */
  int touched(int axis) {
    return scale * Math.ceilDiv(coefficients.size(axis), perAxis[axis]) + 2 * reach;
  }

  /** The first of them, along every axis. */
  int first() {
    return scale * before - reach;
  }

  /**
   * Where a block's tile begins.
   *
   * @param shift of all blocks, one per axis, in coefficients
   * @return a site's coordinates, not wrapped
   */
  int[] origin(int block, int[] shift) {
    int[] origin = new int[perAxis.length];
    int rest = block;
    for (int a = perAxis.length - 1; a >= 0; a--) {
      int from = (int) ((long) coefficients.size(a) * (rest % perAxis[a]) / perAxis[a]);
      origin[a] = scale * (from + shift[a] - before);
      rest /= perAxis[a];
    }
    return origin;
  }
}
