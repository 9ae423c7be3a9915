package org.wirg.sample;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.wirg.energy.Subspace;
import org.wirg.wavelet.WaveletStep;

/** Work arrays of moves by blocks; of one thread. */
final class BlockScratch {
  final Blocks.Places places;

  /** Change of the total energy, [site][lane]. */
  final double[] change;

  /** The same summed over blocks, [block][lane]. */
  final double[] changes;

  private final Blocks blocks;
  private final int lanes;
  private final @Nullable WaveletStep step;
  private final WaveletStep.@Nullable Scratch filter;
  private final double[] details; // [band][coarse site][lane]

  BlockScratch(Blocks blocks, Subspace subspace, int sites, int lanes) {
    this.blocks = blocks;
    this.lanes = lanes;
    places = blocks.places();
    change = new double[sites * lanes];
    changes = new double[blocks.count() * lanes];
    if (subspace instanceof Subspace.Details d) {
      step = d.step();
      filter = step.scratch(lanes);
      details = new double[step.bands() * step.coarse().sites() * lanes];
    } else {
      step = null;
      filter = null;
      details = new double[0];
    }
  }

  @SuppressWarnings("ReferenceEquality") // Asks whether it was made for this very object.
  boolean serves(Blocks other) {
    return blocks == other;
  }

  /** x = P_M x, the projector on the coefficients that move; x is modified, [site][lane]. */
  void project(double[] x) {
    if (step == null || filter == null) {
      for (int i = 0; i < places.moves.length; i++) {
        if (!places.moves[i]) {
          Arrays.fill(x, i * lanes, (i + 1) * lanes, 0);
        }
      }
      return;
    }
    step.details(x, lanes, filter, details);
    int coarse = places.moves.length;
    for (int i = 0; i < details.length / lanes; i++) {
      if (!places.moves[i % coarse]) {
        Arrays.fill(details, i * lanes, (i + 1) * lanes, 0);
      }
    }
    Arrays.fill(x, 0, places.blockOf.length * lanes, 0);
    step.addDetails(details, lanes, filter, x);
  }

  /** Sums the change over every block. */
  void sumChanges() {
    Arrays.fill(changes, 0);
    for (int i = 0; i < places.blockOf.length; i++) {
      int block = places.blockOf[i];
      if (block >= 0) {
        for (int lane = 0; lane < lanes; lane++) {
          changes[block * lanes + lane] += change[i * lanes + lane];
        }
      }
    }
  }
}
