package org.wirg.sample;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wirg.diagnose.Autocorrelation;
import org.wirg.energy.Level;
import org.wirg.energy.Subspace;
import org.wirg.wavelet.WaveletStep;

/**
 * How the chains of one level forget: autocorrelations of the details psi_j at fixed phi_j, about
 * their mean given phi_j, and of the observables that the sampler watches.
 *
 * @param plan the tuned move and what the pilot run found
 * @param chains how many, in groups at the same phi_j
 * @param steps of each chain
 * @param psi of the details themselves, C(t) = <psi(t) . psi(0)> summed over coefficients; of x
 *     where there are no details
 * @param slowest the observable with the longest tau; NaN is longer than any
 * @param observables of all observables, energy first
 * @param secondsPerStep of one chain on one thread; no result depends on it
 */
public record LevelMixing(
    LevelPlan plan,
    int chains,
    int steps,
    Autocorrelation psi,
    Watched slowest,
    List<Watched> observables,
    double secondsPerStep) {
  /** One observable. */
  public record Watched(String name, Autocorrelation tau) {}

  /** Chains shorter than this many tau say nothing about it. */
  private static final double LEAST = 50;

  private static final int FIRST = 256;
  private static final int LONGEST = 1 << 12;

  /** Site updates by forces that a level may cost. */
  private static final double BUDGET = 3e8;

  /** Coefficients whose every step is kept, evenly spread over bands, in all chains together. */
  private static final int KEPT = 1024;

  /** Whether the slowest tau is known and every chain was {@value #LEAST} of them long. */
  public boolean longEnough() {
    return LEAST * slowest.tau.tau() <= steps;
  }

  /** Gradients of the whole lattice in a step. */
  public int gradients() {
    return plan.transition().gradients();
  }

  /**
   * Runs calibrated chains on and records.
   *
   * @param chains modified, in equilibrium
   * @param iteration number of the first step
   * @param relative error of the slowest tau at which a run is long enough
   */
  static LevelMixing measured(
      Level level, PilotChains chains, LevelPlan plan, int iteration, double relative) {
    Trace trace = new Trace(level, chains, plan.transition());
    double perStep =
        (double) chains.lanes() * chains.sites() * Math.max(1, plan.transition().gradients());
    int affordable = (int) Math.clamp(BUDGET / perStep, FIRST, LONGEST);
    int steps = 0;
    LevelMixing found;
    do {
      int more = Math.min(affordable - steps, Math.max(FIRST, steps));
      trace.extend(iteration + steps, more);
      steps += more;
      found = trace.result(plan);
    } while (steps < affordable && !(found.longEnough() && found.known(relative)));
    return found;
  }

  private boolean known(double relative) {
    return slowest.tau.tauError() <= relative * slowest.tau.tau();
  }

  /** What was recorded so far. */
  private static final class Trace {
    private final Level level;
    private final PilotChains chains;
    private final Transition transition;
    private final Observables observables;
    private final int groups;
    private final int lanes; // that fill their groups
    private final int[] kept; // coefficients, numbered [band][site]
    private final double[][] values; // [observable * lanes + lane][step]
    private final double[][] details; // [coefficient * lanes + lane][step]
    private int steps;
    private long nanos;

    Trace(Level level, PilotChains chains, Transition transition) {
      this.level = level;
      this.chains = chains;
      this.transition = transition;
      this.observables = new Observables(level.energy());
      this.groups = chains.lanes() / Calibration.REPLICAS;
      this.lanes = groups * Calibration.REPLICAS;
      boolean details = level.energy().subspace() instanceof Subspace.Details;
      int bands = details ? ((Subspace.Details) level.energy().subspace()).step().bands() : 1;
      int band = level.energy().subspace().dimension() / bands;
      int each = Math.clamp(KEPT / (bands * lanes), 1, band);
      this.kept = new int[bands * each];
      for (int k = 0; k < kept.length; k++) {
        kept[k] = k / each * band + (int) ((long) (k % each) * band / each);
      }
      this.values = new double[observables.names().size() * lanes][0];
      this.details = new double[kept.length * lanes][0];
    }

    /** psi of every chain of a part, [band][site][lane]; x where there are no details. */
    private double[] coefficients(Chains part) {
      if (level.energy().subspace() instanceof Subspace.Details d) {
        WaveletStep step = d.step();
        double[] psi = new double[step.bands() * step.coarse().sites() * part.lanes];
        step.details(part.x, part.lanes, step.scratch(part.lanes), psi);
        return psi;
      }
      return part.x;
    }

    void extend(int iteration, int more) {
      lengthen(values, more);
      lengthen(details, more);
      long before = chains.nanos();
      chains.run(transition, iteration, more, (part, first, t) -> see(part, first, steps + t));
      nanos += chains.nanos() - before;
      steps += more;
    }

    private void see(Chains part, int first, int at) {
      double[][] now = observables.of(part);
      double[] psi = coefficients(part);
      for (int lane = 0; lane < part.lanes && first + lane < lanes; lane++) {
        for (int o = 0; o < now.length; o++) {
          values[o * lanes + first + lane][at] = now[o][lane];
        }
        for (int k = 0; k < kept.length; k++) {
          details[k * lanes + first + lane][at] = psi[kept[k] * part.lanes + lane];
        }
      }
    }

    private void lengthen(double[][] series, int more) {
      for (int r = 0; r < series.length; r++) {
        series[r] = Arrays.copyOf(series[r], steps + more);
      }
    }

    LevelMixing result(LevelPlan plan) {
      List<String> names = observables.names();
      List<Watched> watched = new ArrayList<>();
      Watched slowest = new Watched("none", about(0));
      for (int o = 0; o < names.size(); o++) {
        Watched one = new Watched(names.get(o), about(o));
        watched.add(one);
        boolean unknown = Double.isNaN(slowest.tau.tau());
        slowest = o == 0 || (!unknown && !(one.tau.tau() <= slowest.tau.tau())) ? one : slowest;
      }
      return new LevelMixing(plan, lanes, steps, psi(), slowest, List.copyOf(watched), perStep());
    }

    private Autocorrelation about(int observable) {
      int from = observable * lanes;
      return Autocorrelation.ofGroups(groups, Arrays.copyOfRange(values, from, from + lanes));
    }

    /** Every coefficient about its own mean at every phi_j; lanes of a coefficient are in a row. */
    private Autocorrelation psi() {
      double[][] ordered = new double[details.length][];
      for (int k = 0; k < kept.length; k++) {
        for (int lane = 0; lane < lanes; lane++) {
          int group = k * groups + lane % groups;
          int member = lane / groups;
          ordered[member * kept.length * groups + group] = details[k * lanes + lane];
        }
      }
      return Autocorrelation.ofGroups(kept.length * groups, ordered);
    }

    private double perStep() {
      return 1e-9 * nanos / ((double) steps * chains.lanes());
    }
  }
}
