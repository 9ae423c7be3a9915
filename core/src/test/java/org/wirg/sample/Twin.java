package org.wirg.sample;

import java.util.Arrays;

/**
 * A second Hamiltonian step, in plain loops, that can be told to be wrong. Told to be right it does
 * what {@link Transition} does, bit for bit.
 */
final class Twin {
  /** What is wrong. */
  enum Fault {
    NONE,
    /** Every proposal is taken. */
    NO_ACCEPT_STEP,
    /** Momenta are sqrt 2 too large. */
    NOISE_SQRT_2,
    /** The first half kick goes uphill. */
    DRIFT_SIGN_FLIPPED,
    /** All kicks go uphill: a poor proposal, but a lawful one. */
    ALL_DRIFTS_FLIPPED,
    /** The accept test forgets p^2 / 2. */
    NO_KINETIC_ENERGY,
    /** The step size depends on where the trajectory starts. */
    STATE_DEPENDENT_STEP,
    /** A rejected lane keeps the gradient of the proposal. */
    STALE_GRADIENT,
    /** The accept test has the sign of the energy change wrong. */
    ACCEPT_SIGN
  }

  private final Transition transition;
  private final Fault fault;

  Twin(Transition transition, Fault fault) {
    this.transition = transition;
    this.fault = fault;
  }

  void step(Chains chains, int iteration, StepInfo info) {
    double mean = transition.stepSize() * (1 + 0.2 * (2 * chains.sharedUniform(iteration) - 1));
    double[] step = new double[chains.lanes];
    for (int lane = 0; lane < chains.lanes; lane++) {
      boolean slow = fault == Fault.STATE_DEPENDENT_STEP && chains.x[lane] > 0;
      step[lane] = slow ? 0.5 * mean : mean;
    }
    chains.save();
    chains.drawMomenta(iteration, 0);
    if (fault == Fault.NOISE_SQRT_2) {
      Arrays.setAll(chains.momentum, i -> Math.sqrt(2) * chains.momentum[i]);
    }
    Arrays.fill(chains.kinetic, 0);
    addKinetic(chains, -1);
    trajectory(chains, step, transition.forces(), fault);
    addKinetic(chains, 1);
    for (int lane = 0; lane < chains.lanes; lane++) {
      double change = chains.newEnergy[lane] - chains.energy[lane] + chains.kinetic[lane];
      if (fault == Fault.NO_KINETIC_ENERGY) {
        change -= chains.kinetic[lane];
      }
      if (fault == Fault.ACCEPT_SIGN) {
        change = -change;
      }
      boolean accepted =
          StrictMath.log(chains.acceptUniform(lane, iteration, 0)) < -change
              || fault == Fault.NO_ACCEPT_STEP;
      info.count(change, accepted);
      if (accepted) {
        chains.energy[lane] = chains.newEnergy[lane];
      } else {
        double[] stale = chains.gradient.clone();
        chains.restore(lane);
        if (fault == Fault.STALE_GRADIENT) {
          for (int i = lane; i < stale.length; i += chains.lanes) {
            chains.gradient[i] = stale[i];
          }
        }
      }
    }
  }

  /**
   * A trajectory from (x, p, gradient at x), one step size per lane: leapfrog steps, or pairs of
   * forces with the kick between pairs 0.82 and within pairs 1.18 times as long.
   */
  static void trajectory(Chains chains, double[] step, int forces, Fault fault) {
    double between = forces % 2 == 0 ? 0.82 : 1;
    double within = 2 - between;
    double sign = fault == Fault.ALL_DRIFTS_FLIPPED ? -1 : 1;
    double first = fault == Fault.DRIFT_SIGN_FLIPPED ? -sign : sign;
    add(-0.5 * between * first, step, chains.gradient, chains.momentum);
    for (int k = 1; k < forces; k++) {
      add(1, step, chains.momentum, chains.x);
      chains.evaluator.gradient(chains.x, chains.gradient);
      add(-sign * (k % 2 == 0 ? between : within), step, chains.gradient, chains.momentum);
    }
    add(1, step, chains.momentum, chains.x);
    chains.evaluator.energy(chains.x, chains.gradient, chains.newEnergy);
    add(-0.5 * between * sign, step, chains.gradient, chains.momentum);
  }

  private static void add(double a, double[] step, double[] from, double[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] += a * step[i % step.length] * from[i];
    }
  }

  private static void addKinetic(Chains chains, double sign) {
    for (int lane = 0; lane < chains.lanes; lane++) {
      double sum = 0;
      for (int i = lane; i < chains.momentum.length; i += chains.lanes) {
        sum += chains.momentum[i] * chains.momentum[i];
      }
      chains.kinetic[lane] += 0.5 * sign * sum;
    }
  }
}
