package org.wirg.lattice;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wirg.field.Grid;

/**
 * How fields were simulated and how independent they are.
 *
 * @param system the probability law, with its parameters
 * @param algorithm the algorithm, in words
 * @param grid the lattice
 * @param count number of fields
 * @param seed seed of the random numbers
 * @param chains number of independent Markov chains; field f comes from chain f mod chains
 * @param thermalisation updates of every chain before its first field
 * @param thinning updates between saved fields of one chain
 * @param acceptance accepted fraction of the local proposals
 * @param observables what was measured on the fields
 */
public record SimulationReport(
    String system,
    String algorithm,
    Grid grid,
    int count,
    long seed,
    int chains,
    int thermalisation,
    int thinning,
    double acceptance,
    List<Observable> observables) {
  /** Holds a copy of the list. */
  public SimulationReport {
    observables = List.copyOf(observables);
  }

  /**
   * The report of fields that were drawn exactly and each by itself.
   *
   * @param series [observable of {@link Observables}][field]
   */
  static SimulationReport ofIndependent(
      String system, String algorithm, Grid grid, SimulationOptions options, double[][] series) {
    List<Observable> observables = new ArrayList<>();
    int n = options.count();
    for (int o = 0; o < series.length; o++) {
      double mean = Arrays.stream(series[o]).sum() / n;
      double squares = 0;
      for (double x : series[o]) {
        squares += (x - mean) * (x - mean);
      }
      double meanError = n > 1 ? Math.sqrt(squares / (n - 1.0) / n) : Double.NaN;
      observables.add(new Observable(Observables.NAMES.get(o), mean, meanError, 0.5, 0, 0.5, 0));
    }
    return new SimulationReport(
        system, algorithm + "; tau is 1/2", grid, n, options.seed(), n, 0, 1, 1, observables);
  }

  /** The observable of the given name. */
  public Observable observable(String name) {
    return observables.stream()
        .filter(observable -> observable.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no observable \"" + name + "\" was measured"));
  }

  /**
   * Mean and integrated autocorrelation times of one observable (tau = 1/2 for independent values,
   * see {@link org.wirg.diagnose.Autocorrelation}). NaN where the series is too short to tell.
   *
   * @param name m^2 and |m| (m is the mean of the field), phi^2 (mean over sites), H (energy)
   * @param mean mean over the saved fields
   * @param meanError its standard error, correlations included
   * @param updateTau autocorrelation time in updates, measured before production
   * @param updateTauError its standard error
   * @param savedTau autocorrelation time in saved fields of one chain
   * @param savedTauError its standard error
   */
  public record Observable(
      String name,
      double mean,
      double meanError,
      double updateTau,
      double updateTauError,
      double savedTau,
      double savedTauError) {}
}
