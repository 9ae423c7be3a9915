package org.wirg.sample;

import java.util.Arrays;

/**
 * One step of Hamiltonian Monte Carlo on {@link Blocks}, one block after the other.
 *
 * <p>Every block makes a step of its own law given all that rests, which leaves the law of the
 * whole invariant; so does their sequence, as places and step size do not depend on the state. The
 * accept test is one of a block's few coefficients: the step size need not shrink with the size of
 * the lattice. And a block's whole trajectory stays in cache.
 *
 * @param step its length
 */
record BlockMove(Blocks blocks, double step, int forces) {
  /** The energy and gradient where a block begins. */
  static final int MORE_GRADIENTS = 1;

  /**
   * Moves every chain once.
   *
   * @param info modified: one count per block and chain
   */
  void step(Chains chains, int iteration, StepInfo info) {
    Tile tile = chains.tile(blocks);
    int[] shift = new int[blocks.rank()];
    Arrays.setAll(shift, a -> chains.blockShift(a, blocks.size(a), iteration));
    for (int block = 0; block < blocks.count(); block++) {
      int[] origin = blocks.origin(block, shift);
      tile.take(chains.x, origin);
      Chains moved = tile.chains;
      moved.begin();
      for (int lane = 0; lane < chains.lanes; lane++) {
        chains.energy[lane] -= moved.energy[lane];
      }
      Transition.move(moved, step, forces, iteration, 1 + block, info);
      for (int lane = 0; lane < chains.lanes; lane++) {
        chains.energy[lane] += moved.energy[lane];
      }
      tile.give(chains.x, origin);
    }
    chains.gradientIsOld = true;
  }
}
