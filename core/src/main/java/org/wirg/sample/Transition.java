package org.wirg.sample;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.wirg.internal.kernel.KernelChoice;
import org.wirg.internal.kernel.Kernels;

/**
 * One step of a Markov chain that leaves exp(-E) on the subspace of its level invariant:
 * Hamiltonian Monte Carlo (Duane, Kennedy, Pendleton, Roweth, Phys. Lett. B 195 (1987) 216) with a
 * leapfrog integrator and unit masses. With one leapfrog step this is MALA, the Metropolis-adjusted
 * Langevin algorithm.
 *
 * <p>Every trajectory's step length is drawn uniformly from 0.8 to 1.2 times {@code stepSize},
 * independent of the state, so that no mode is resonant.
 *
 * @param stepSize mean step length, in units of the level's sigma
 * @param leapfrogs leapfrog steps per trajectory
 * @param blocks that are accepted each by itself; null for one test of the whole field
 */
public record Transition(double stepSize, int leapfrogs, @Nullable Blocks blocks) {
  private static final double JITTER = 0.2;

  /** Step sizes tried, two steps each, until the full one. */
  private static final int WARM_UP = 4;

  /** Steps that {@link #warmingUp} shortens. */
  static final int WARM_UP_STEPS = 2 * (WARM_UP - 1);

  /** With one accept test of the whole field. */
  public Transition(double stepSize, int leapfrogs) {
    this(stepSize, leapfrogs, null);
  }

  public Transition {
    if (!(stepSize > 0) || !Double.isFinite(stepSize)) {
      throw new IllegalArgumentException("a step size is positive; found " + stepSize);
    }
    if (leapfrogs < 1) {
      throw new IllegalArgumentException("a trajectory has at least one step");
    }
  }

  /** Gradients, and what costs as much, that a step takes. */
  public int gradients() {
    return blocks == null ? leapfrogs : leapfrogs + BlockMove.MORE_GRADIENTS;
  }

  /** The same trajectory with another step size. */
  public Transition withStepSize(double size) {
    return new Transition(size, leapfrogs, blocks);
  }

  /**
   * The move for a chain's first steps: shorter ones first, because a chain that starts far from
   * equilibrium meets steeper forces than the step size was tuned for, and would reject for ever.
   *
   * @param iteration counted from the chain's start
   */
  public Transition warmingUp(int iteration) {
    double fraction = (1 + iteration / 2) / (double) WARM_UP;
    return fraction < 1 ? withStepSize(stepSize * fraction) : this;
  }

  /**
   * Moves every chain once.
   *
   * @param chains modified
   * @param iteration number of the step; the same number draws the same random numbers
   * @param info modified: what happened, added to what it holds
   */
  public void step(Chains chains, int iteration, StepInfo info) {
    double step = stepSize * (1 + JITTER * (2 * chains.sharedUniform(iteration) - 1));
    if (blocks != null) {
      new BlockMove(blocks, step, leapfrogs).step(chains, iteration, info);
      return;
    }
    chains.save();
    chains.drawMomenta(iteration);
    Arrays.fill(chains.kinetic, 0);
    addKinetic(chains, -1);
    int length = chains.x.length;
    Kernels kernels = KernelChoice.current();
    kernels.axpy(-0.5 * step, chains.gradient, length, chains.momentum);
    for (int k = 1; k < leapfrogs; k++) {
      kernels.axpy(step, chains.momentum, length, chains.x);
      chains.evaluator.gradient(chains.x, chains.gradient);
      kernels.axpy(-step, chains.gradient, length, chains.momentum);
    }
    kernels.axpy(step, chains.momentum, length, chains.x);
    chains.evaluator.energy(chains.x, chains.gradient, chains.newEnergy);
    kernels.axpy(-0.5 * step, chains.gradient, length, chains.momentum);
    addKinetic(chains, 1);
    for (int lane = 0; lane < chains.lanes; lane++) {
      // The change of E + p^2 / 2; NaN must reject.
      double change = chains.newEnergy[lane] - chains.energy[lane] + chains.kinetic[lane];
      double uniform = chains.acceptUniform(lane, iteration);
      boolean accepted = StrictMath.log(uniform) < -change;
      info.count(change, accepted);
      if (accepted) {
        chains.energy[lane] = chains.newEnergy[lane];
      } else {
        chains.restore(lane);
      }
    }
  }

  private static void addKinetic(Chains chains, double sign) {
    KernelChoice.current()
        .dot(
            chains.momentum,
            chains.momentum,
            chains.sites(),
            chains.lanes,
            0.5 * sign,
            chains.kinetic);
  }
}
