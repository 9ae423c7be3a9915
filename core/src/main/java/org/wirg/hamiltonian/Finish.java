package org.wirg.hamiltonian;

import java.util.List;
import org.wirg.diagnose.FieldStatistics.Estimate;
import org.wirg.sample.Transition;

/**
 * How fields were brought to a law by Markov chains on the whole lattice, one per field.
 *
 * <p>The run is as long as {@value Finishing#TIMES} autocorrelation times of the slowest observable
 * of a pilot. Its first third is left out of what is said about the drift: there the chains still
 * forget where they came from.
 *
 * @param transition the tuned move, step in units of sigma
 * @param steps of every chain
 * @param acceptance mean acceptance probability
 * @param broken steps whose energy was not a number
 * @param pilotTau autocorrelation time in steps that the length was set by; NaN when the pilot run
 *     could not tell it
 * @param watched the slow observables
 */
public record Finish(
    Transition transition,
    int steps,
    double acceptance,
    long broken,
    double pilotTau,
    List<Watched> watched) {
  /** Holds a copy of the list. */
  public Finish {
    watched = List.copyOf(watched);
  }

  /**
   * An observable during the run; errors are from the scatter between fields.
   *
   * @param name m^2, |m| (m is the mean of a field), phi^2 (mean over sites), H (energy of the law)
   * @param tau integrated autocorrelation time in steps, 1/2 is independence
   * @param tauError its standard error
   * @param start mean over the fields before the run
   * @param middle mean over the second third of the run
   * @param end mean over the last third
   * @param drift end - middle, with the error of the difference
   */
  public record Watched(
      String name,
      double tau,
      double tauError,
      Estimate start,
      Estimate middle,
      Estimate end,
      Estimate drift) {}

  /** The longest autocorrelation time of the run; NaN when one is NaN. */
  public double tau() {
    return watched.stream().mapToDouble(Watched::tau).reduce(0, Math::max);
  }
}
