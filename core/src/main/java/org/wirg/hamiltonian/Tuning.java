package org.wirg.hamiltonian;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.wirg.diagnose.Autocorrelation;
import org.wirg.internal.parallel.InOrder;
import org.wirg.sample.Chains;
import org.wirg.sample.StepInfo;
import org.wirg.sample.Transition;

/**
 * A pilot run on whole fields that finds the step size (acceptance {@value #ACCEPTANCE}, by
 * stochastic approximation), the number of forces (fewest of them per effective sample of the
 * slowest observable watched) and that observable's autocorrelation time. It works on copies of the
 * first fields.
 */
final class Tuning {
  /** The mean acceptance probability that steps are tuned to. */
  static final double ACCEPTANCE = 0.8;

  private static final int CHAINS = 32;
  private static final int[] FORCES = {6, 10, 20, 40, 80, 160};

  /** Of about equal cost, at most. */
  static final int TRIALS = FORCES.length;

  private static final int FIRST_ADAPTATION = 50;
  private static final int ADAPTATION = 16;

  /** Forces of a trial: many short trajectories or fewer long ones. */
  private static final int TRIAL_FORCES = 20_480;

  private static final int LONGEST_TRIAL = 1024;
  private static final int LONGEST = 2048;

  /** Runs are not made of fewer steps than a tau of this would ask for: shorter gains nothing. */
  private static final double SHORTEST_TAU = 2;

  /** A run of this many autocorrelation times tells them well enough; all chains share a mean. */
  private static final double TRUSTED = 16;

  /**
   * What was found.
   *
   * @param tau of the slowest observable in steps; NaN when no run was long enough to tell
   * @param steps how many steps the last run measured it on
   * @param broken steps whose energy was not a number
   */
  record Result(Transition transition, double tau, int steps, long broken) {}

  private final FieldLaw law;
  private final int threads;
  private final int lanes;
  private final List<Chains> pilots = new ArrayList<>();
  private long broken;
  private int iteration;

  /**
   * @param fields [field][site], not modified
   * @param lanes chains side by side
   * @param iteration number of the first step, for the random numbers
   */
  Tuning(FieldLaw law, double[] fields, int lanes, long seed, int threads, int iteration) {
    this.law = law;
    this.threads = threads;
    this.lanes = lanes;
    this.iteration = iteration;
    int count = Math.min(CHAINS, fields.length / law.sites());
    for (int first = 0; first < count; first += lanes) {
      pilots.add(law.chains(fields, first, Math.min(lanes, count - first), seed));
    }
  }

  /**
   * Tries longer and longer trajectories until two in a row cost more than the best. Longest runs
   * are for the last of them where no trial could tell an autocorrelation time.
   *
   * @param heard how many of the {@link #TRIALS} are done or not needed any more
   */
  Result run(LongConsumer heard) {
    double start = 0.5 * Math.pow(law.sites(), -0.25);
    Transition present = adapted(new Transition(start, FORCES[0]), FIRST_ADAPTATION);
    Result best = new Result(present, Double.NaN, 0, 0);
    int worse = 0;
    int left = TRIALS;
    for (int forces : FORCES) {
      present = adapted(new Transition(present.stepSize(), forces), ADAPTATION);
      Result trial = trial(present, Math.min(LONGEST_TRIAL, TRIAL_FORCES / forces));
      if (Double.isNaN(best.tau) || cost(trial) < cost(best)) {
        best = trial;
        worse = 0;
      } else if (++worse == 2) {
        break;
      }
      heard.accept(1);
      left--;
    }
    for (int steps = 2 * best.steps; Double.isNaN(best.tau) && steps <= LONGEST; steps *= 2) {
      best = trial(best.transition, steps);
    }
    heard.accept(left);
    return new Result(best.transition, best.tau, best.steps, broken);
  }

  /** Forces per effective sample; NaN when not known. */
  private static double cost(Result trial) {
    return trial.transition.forces() * Math.max(SHORTEST_TAU, trial.tau);
  }

  private Result trial(Transition transition, int steps) {
    double tau = slowest(transition, steps);
    return new Result(transition, tau < steps / TRUSTED ? tau : Double.NaN, steps, 0);
  }

  private Transition adapted(Transition start, int steps) {
    double logStep = StrictMath.log(start.stepSize());
    double average = 0;
    for (int t = 0; t < steps; t++) {
      StepInfo info = new StepInfo();
      advance(start.withStepSize(StrictMath.exp(logStep)), 1, info);
      logStep += (info.meanProbability() - ACCEPTANCE) * 2 / Math.sqrt(1 + t);
      if (t >= steps / 2) {
        average += logStep / (steps - steps / 2);
      }
    }
    return start.withStepSize(StrictMath.exp(average));
  }

  /** The longest autocorrelation time in a run of so many steps; NaN when one cannot be told. */
  private double slowest(Transition transition, int steps) {
    List<double[][]> series = advance(transition, steps, new StepInfo());
    double slowest = 0;
    for (int o = 0; o < Watch.NAMES.size(); o++) {
      int observable = o;
      double[][] replicas =
          series.stream().map(chain -> chain[observable]).toArray(double[][]::new);
      slowest = Math.max(slowest, Autocorrelation.of(replicas).tau());
    }
    return slowest;
  }

  /** What one batch did. */
  private record Part(StepInfo info, List<double[][]> series) {}

  /** Moves all pilots; [chain] of [observable][step]. */
  private List<double[][]> advance(Transition transition, int steps, StepInfo info) {
    List<double[][]> series = new ArrayList<>();
    int from = iteration;
    InOrder.<Part>run(
        threads,
        pilots.size(),
        b -> moved(pilots.get((int) b), transition, from, steps),
        part -> {
          info.add(part.info);
          series.addAll(part.series);
        });
    iteration += steps;
    broken += info.broken();
    return series;
  }

  private Part moved(Chains chains, Transition transition, int from, int steps) {
    StepInfo info = new StepInfo();
    int width = chains.energies().length;
    List<double[][]> series = new ArrayList<>();
    for (int lane = 0; lane < Math.min(width, lanes); lane++) {
      series.add(new double[Watch.NAMES.size()][steps]);
    }
    for (int t = 0; t < steps; t++) {
      transition.step(chains, from + t, info);
      double[][] now = Watch.of(law, chains, width);
      for (int lane = 0; lane < width; lane++) {
        for (int o = 0; o < now.length; o++) {
          series.get(lane)[o][t] = now[o][lane];
        }
      }
    }
    return new Part(info, series);
  }
}
