package org.wirg.sample;

import java.util.Arrays;

/**
 * One step of Hamiltonian Monte Carlo on {@link Blocks}, every block with an accept test of its
 * own.
 *
 * <p>Given what rests, exp(-E) is a product over blocks; so is the trajectory, as forces on a block
 * depend on the block and on what rests; so every block makes a Hamiltonian Monte Carlo step of its
 * own law, and their product leaves the whole law invariant. Places and step size do not depend on
 * the state. The accept test is one of a block's few coefficients: the step size need not shrink
 * with the size of the lattice.
 *
 * @param step its length
 */
record BlockMove(Blocks blocks, double step, int forces) {
  /** The energy change site by site, and the gradient where all blocks have been decided. */
  static final int MORE_GRADIENTS = 2;

  /**
   * Moves every chain once.
   *
   * @param info modified: one count per block and chain
   */
  void step(Chains chains, int iteration, StepInfo info) {
    BlockScratch scratch = chains.blockScratch(blocks);
    blocks.place(shift(chains, iteration), scratch.places);
    chains.save();
    chains.drawMomenta(iteration);
    scratch.project(chains.momentum);
    Arrays.fill(scratch.change, 0);
    addKinetic(chains, scratch, -0.5);
    scratch.project(chains.gradient);
    Trajectory.run(
        chains,
        step,
        forces,
        last -> {
          chains.evaluator.unprojected(chains.x, chains.gradient);
          scratch.project(chains.gradient);
        });
    addKinetic(chains, scratch, 0.5);
    chains.evaluator.addChange(chains.oldX, chains.x, scratch.change);
    scratch.sumChanges();
    boolean[] rejected = decide(chains, scratch.changes, iteration, info);
    int lanes = chains.lanes;
    for (int i = 0; i < scratch.places.blockOf.length; i++) {
      int block = scratch.places.blockOf[i];
      for (int lane = 0; lane < lanes; lane++) {
        if (block >= 0 && rejected[block * lanes + lane]) {
          chains.x[i * lanes + lane] = chains.oldX[i * lanes + lane];
        }
      }
    }
    chains.evaluator.energy(chains.x, chains.gradient, chains.energy);
  }

  private int[] shift(Chains chains, int iteration) {
    int[] shift = new int[blocks.rank()];
    Arrays.setAll(shift, a -> chains.blockShift(a, blocks.size(a), iteration));
    return shift;
  }

  private static void addKinetic(Chains chains, BlockScratch scratch, double factor) {
    for (int i = 0; i < chains.momentum.length; i++) {
      scratch.change[i] += factor * chains.momentum[i] * chains.momentum[i];
    }
  }

  /** Which blocks are rejected, [block][lane]; NaN must reject. */
  private boolean[] decide(Chains chains, double[] changes, int iteration, StepInfo info) {
    boolean[] rejected = new boolean[changes.length];
    for (int i = 0; i < changes.length; i++) {
      double uniform = chains.blockUniform(i / chains.lanes, i % chains.lanes, iteration);
      boolean accepted = StrictMath.log(uniform) < -changes[i];
      info.count(changes[i], accepted);
      rejected[i] = !accepted;
    }
    return rejected;
  }
}
