package org.wirg.sample;

import java.io.Serializable;
import org.wirg.energy.Level;

/**
 * How one level is sampled, with what a pilot run measured.
 *
 * @param level the level j; its chains move psi_j at fixed phi_j, for j = J + 1 all of phi_J
 * @param size longest side of the field that appears, phi_{j-1}
 * @param pilotSize the same where the pilot ran: less than {@code size} where a lattice of fewer
 *     sites has the same law
 * @param transition the tuned move
 * @param iterations steps of every chain after its first, shorter ones
 * @param acceptance mean acceptance probability
 * @param slowest the observable with the largest autocorrelation time
 * @param tau its integrated autocorrelation time in steps, tau = 1/2 + sum of correlations
 * @param tauError standard error of tau
 * @param rHat split R-hat, the largest over observables, chains at the same phi_j compared
 * @param broken steps of the pilot whose energy was not a number
 */
public record LevelPlan(
    int level,
    int size,
    int pilotSize,
    Transition transition,
    int iterations,
    double acceptance,
    String slowest,
    double tau,
    double tauError,
    double rHat,
    long broken)
    implements Serializable {
  /** The plan that was found on a smaller lattice, for another. */
  LevelPlan on(Level other) {
    Transition move =
        new Transition(transition.stepSize(), transition.forces(), Calibration.blocks(other));
    return new LevelPlan(
        level,
        other.energy().grid().longestSide(),
        pilotSize,
        move,
        iterations,
        acceptance,
        slowest,
        tau,
        tauError,
        rHat,
        broken);
  }

  /** Independent samples that {@code count} chains of this length are worth. */
  public double effectiveSamples(long count) {
    return count * Math.max(1, iterations / (2 * tau));
  }
}
