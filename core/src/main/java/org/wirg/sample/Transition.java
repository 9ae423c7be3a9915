package org.wirg.sample;

import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.wirg.internal.kernel.KernelChoice;

/**
 * One step of a Markov chain that leaves exp(-E) on the subspace of its level invariant:
 * Hamiltonian Monte Carlo (Duane, Kennedy, Pendleton, Roweth, Phys. Lett. B 195 (1987) 216) with
 * unit masses and the integrator of {@link Trajectory}. With one force this is MALA, the
 * Metropolis-adjusted Langevin algorithm.
 *
 * <p>Every trajectory's step length is drawn uniformly from 0.8 to 1.2 times {@code stepSize},
 * independent of the state, so that no mode is resonant. Chains of a symmetric law may choose a
 * sign before every step.
 *
 * @param stepSize mean length that the field drifts between two forces, in units of the level's
 *     sigma
 * @param forces that a trajectory evaluates; its length is their number of step sizes
 * @param blocks that are accepted each by itself; null for one test of the whole field
 */
public record Transition(double stepSize, int forces, @Nullable Blocks blocks)
    implements Serializable {
  private static final double JITTER = 0.2;

  /** Step sizes tried, two steps each, until the full one. */
  private static final int WARM_UP = 4;

  /** Steps that {@link #warmingUp} shortens. */
  static final int WARM_UP_STEPS = 2 * (WARM_UP - 1);

  /** With one accept test of the whole field. */
  public Transition(double stepSize, int forces) {
    this(stepSize, forces, null);
  }

  public Transition {
    if (!(stepSize > 0) || !Double.isFinite(stepSize)) {
      throw new IllegalArgumentException("a step size is positive; found " + stepSize);
    }
    if (forces < 1) {
      throw new IllegalArgumentException("a trajectory has at least one force");
    }
  }

  /** Gradients, and what costs as much, that a step takes. */
  public int gradients() {
    return blocks == null ? forces : forces + BlockMove.MORE_GRADIENTS;
  }

  /** The same trajectory with another step size. */
  public Transition withStepSize(double size) {
    return new Transition(size, forces, blocks);
  }

  /**
   * The same step size for a trajectory of about this length: two forces at least, an even number.
   * Where even two would go further the step is shorter: trajectories of half a period return.
   *
   * @param length positive
   * @param most forces it may take
   */
  public Transition ofLength(double length, int most) {
    if (!(length > 0 && length < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a length is positive and finite; found " + length);
    }
    double step = Math.min(stepSize, length / 2);
    int pairs = (int) Math.clamp(Math.rint(length / (2 * step)), 1, Math.max(1, most / 2));
    return new Transition(step, 2 * pairs, blocks);
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
    chains.sign(iteration);
    double step = stepSize * (1 + JITTER * (2 * chains.sharedUniform(iteration) - 1));
    if (blocks != null) {
      new BlockMove(blocks, step, forces).step(chains, iteration, info);
      return;
    }
    if (chains.gradientIsOld) {
      chains.begin();
    }
    move(chains, step, forces, iteration, 0, info);
  }

  /**
   * Moves every chain once by a trajectory with an accept test at its end.
   *
   * @param part 0, or 1 + the number of the block that these chains are
   */
  static void move(Chains chains, double step, int forces, int iteration, int part, StepInfo info) {
    chains.save();
    chains.drawMomenta(iteration, part);
    Arrays.fill(chains.kinetic, 0);
    addKinetic(chains, -1);
    Trajectory.run(
        chains,
        step,
        forces,
        last -> {
          if (last) {
            chains.evaluator.energy(chains.x, chains.gradient, chains.newEnergy);
          } else {
            chains.evaluator.gradient(chains.x, chains.gradient);
          }
        });
    addKinetic(chains, 1);
    accept(chains, iteration, part, info);
  }

  private static void accept(Chains chains, int iteration, int part, StepInfo info) {
    for (int lane = 0; lane < chains.lanes; lane++) {
      // The change of E + p^2 / 2; NaN must reject.
      double change = chains.newEnergy[lane] - chains.energy[lane] + chains.kinetic[lane];
      double uniform = chains.acceptUniform(lane, iteration, part);
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
