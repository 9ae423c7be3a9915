package org.wirg.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.wirg.diagnose.Autocorrelation;
import org.wirg.diagnose.Convergence;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Level;

/**
 * Finds, in a pilot run at one level, the step size, the number of leapfrog steps and the run
 * length.
 *
 * <p>The pilot's chains come in groups of {@value #REPLICAS} at the same coarser field, started
 * from details of different spread. The step size is driven to the method's acceptance by
 * stochastic approximation (Robbins and Monro 1951); among numbers of leapfrog steps the one with
 * the least gradients per effective sample of the slowest observable wins; autocorrelation times
 * are then measured at fixed settings and set the length of the production chains.
 */
final class Calibration {
  /** Chains at the same coarser field. */
  static final int REPLICAS = 4;

  /** Pilot chains are numbered apart from all others. */
  static final int FIRST_CHAIN = 1 << 30;

  /** Production chains run this many autocorrelation times of the slowest observable. */
  private static final double TIMES = 10;

  private static final int FEWEST_ITERATIONS = 10;

  /** Details along a block's side: few enough for long steps, many against those at rest. */
  private static final int BLOCK_SIDE = 16;

  /** Along an axis; with fewer the longer steps do not pay for what a block's test costs. */
  private static final int FEWEST_BLOCKS = 4;

  private static final int[] LEAPFROGS = {2, 4, 6, 8, 12, 16, 24, 32};
  private static final int LONG_ADAPTATION = 50;
  private static final int ADAPTATION = 20;
  private static final int TRIAL = 64;
  private static final int LONGER_TRIAL = 192;
  private static final int MEASUREMENT = 200;

  /** Sites from which on a level takes the length of its trajectories from the coarser one. */
  private static final int LARGE = 1 << 14;

  private static final int LONGEST_MEASUREMENT = 8 * MEASUREMENT;

  /** A trial of this many autocorrelation times tells them well enough to choose by. */
  private static final double TRUSTED = 25;

  private final Level level;
  private final PilotChains chains;
  private final SampleOptions.Method method;
  private final @Nullable LevelPlan coarser;
  private final Observables observables;
  private int iteration;

  Calibration(
      Level level, PilotChains chains, SampleOptions.Method method, @Nullable LevelPlan coarser) {
    this.level = level;
    this.chains = chains;
    this.method = method;
    this.coarser = coarser;
    this.observables = new Observables(level.energy());
  }

  LevelPlan run() {
    LevelPlan before = chains.sites() < LARGE ? null : coarser;
    Transition best = before == null ? tuned() : carried(before.transition());
    StepInfo info = new StepInfo();
    int length = before == null ? MEASUREMENT : MEASUREMENT / 2;
    double[][][] traces = traces(best, length, info);
    Slowest slowest = slowest(traces);
    while (!trusted(slowest.tau.tau(), length) && length < LONGEST_MEASUREMENT) {
      length *= 2;
      info = new StepInfo();
      traces = traces(best, length, info);
      slowest = slowest(traces);
    }
    double tau = slowest.tau.tau();
    // Where even this was too short to tell tau, chains run as long; tau and R-hat say so.
    int iterations =
        Double.isNaN(tau) ? length : (int) Math.max(FEWEST_ITERATIONS, Math.ceil(TIMES * tau));
    ConditionalEnergy energy = level.energy();
    return new LevelPlan(
        chains.level(),
        energy.grid().longestSide(),
        best,
        iterations,
        info.meanProbability(),
        slowest.name,
        slowest.tau.tau(),
        slowest.tau.tauError(),
        rHat(traces),
        info.broken());
  }

  private Transition tuned() {
    int first = method == SampleOptions.Method.MALA ? 1 : LEAPFROGS[0];
    Transition found =
        adapted(new Transition(0.3 * level.detailSigma(), first, blocks()), LONG_ADAPTATION);
    return method == SampleOptions.Method.HMC ? adapted(cheapest(found), LONG_ADAPTATION) : found;
  }

  /**
   * On large lattices trials are dear and the best length of a trajectory is that of the coarser
   * level; only the step size is found anew.
   */
  private Transition carried(Transition coarse) {
    double length = coarse.stepSize() * coarse.leapfrogs();
    Transition found =
        adapted(new Transition(coarse.stepSize(), coarse.leapfrogs(), blocks()), ADAPTATION);
    if (method == SampleOptions.Method.MALA) {
      return found;
    }
    int leapfrogs = (int) Math.max(1, Math.rint(length / found.stepSize()));
    return adapted(new Transition(found.stepSize(), leapfrogs, blocks()), ADAPTATION);
  }

  /** Blocks to accept each by itself, where the lattice holds enough of them. */
  private @Nullable Blocks blocks() {
    Blocks blocks = Blocks.of(level.energy(), BLOCK_SIDE);
    return blocks == null || blocks.fewestAlongAnAxis() < FEWEST_BLOCKS ? null : blocks;
  }

  /**
   * Tries longer and longer trajectories until two in a row cost more gradients per effective
   * sample than the best. A trial that is a little short against its autocorrelation time is
   * repeated with more steps; where none can tell the time, trajectories only grow.
   */
  private Transition cheapest(Transition start) {
    Transition present = start;
    Transition best = start;
    double least = Double.POSITIVE_INFINITY;
    int worse = 0;
    for (int leapfrogs : LEAPFROGS) {
      present = adapted(new Transition(present.stepSize(), leapfrogs, start.blocks()), ADAPTATION);
      double tau = slowest(traces(present, TRIAL, new StepInfo())).tau.tau();
      if (!trusted(tau, TRIAL) && trusted(tau, LONGER_TRIAL)) {
        tau = slowest(traces(present, LONGER_TRIAL, new StepInfo())).tau.tau();
      }
      double cost = present.gradients() * tau;
      if (least == Double.POSITIVE_INFINITY || cost < least) {
        best = present;
        least = Double.isNaN(cost) ? Double.POSITIVE_INFINITY : cost;
        worse = 0;
      } else if (++worse == 2) {
        break;
      }
    }
    return best;
  }

  /** Number of the next step, for the random numbers. */
  int iteration() {
    return iteration;
  }

  private static boolean trusted(double tau, int steps) {
    return tau < steps / TRUSTED;
  }

  private Transition adapted(Transition start, int steps) {
    double logStep = StrictMath.log(start.stepSize());
    double average = 0;
    for (int t = 0; t < steps; t++) {
      Transition move = start.withStepSize(StrictMath.exp(logStep)).warmingUp(iteration);
      StepInfo info = chains.run(move, iteration, 1, (part, lane, now) -> {});
      iteration++;
      logStep += (info.meanProbability() - method.acceptance()) * 2 / Math.sqrt(1 + t);
      if (t >= steps / 2) {
        average += logStep / (steps - steps / 2);
      }
    }
    return start.withStepSize(StrictMath.exp(average));
  }

  /** Runs on and records, [observable][lane][time]. */
  private double[][][] traces(Transition transition, int steps, StepInfo info) {
    double[][][] traces = new double[observables.names().size()][chains.lanes()][steps];
    info.add(
        chains.run(
            transition,
            iteration,
            steps,
            (part, lane, t) -> {
              double[][] now = observables.of(part);
              for (int o = 0; o < now.length; o++) {
                for (int l = 0; l < part.lanes; l++) {
                  traces[o][lane + l][t] = now[o][l];
                }
              }
            }));
    iteration += steps;
    return traces;
  }

  private record Slowest(String name, Autocorrelation tau) {}

  /** The observable with the largest autocorrelation time; means are taken per coarser field. */
  private Slowest slowest(double[][][] traces) {
    List<String> names = observables.names();
    Slowest slowest = null;
    for (int o = 0; o < traces.length; o++) {
      Autocorrelation tau = Autocorrelation.of(aboutGroupMeans(traces[o]));
      // A time that cannot be told (NaN) is slower than any that can.
      boolean slower =
          slowest == null
              || (!Double.isNaN(slowest.tau.tau()) && !(tau.tau() <= slowest.tau.tau()));
      if (slower) {
        slowest = new Slowest(names.get(o), tau);
      }
    }
    return Objects.requireNonNull(slowest);
  }

  /** Chains [lane][time] less the mean of the chains that share their coarser field. */
  private static double[][] aboutGroupMeans(double[][] traces) {
    double[][] centred = new double[traces.length][];
    int groups = traces.length / REPLICAS;
    double[] means = new double[groups];
    for (int lane = 0; lane < traces.length; lane++) {
      for (double value : traces[lane]) {
        means[lane % groups] += value / (REPLICAS * traces[lane].length);
      }
    }
    for (int lane = 0; lane < traces.length; lane++) {
      centred[lane] = traces[lane].clone();
      for (int t = 0; t < centred[lane].length; t++) {
        centred[lane][t] -= means[lane % groups];
      }
    }
    return centred;
  }

  /** Split R-hat within groups, averaged over groups, the largest over observables. */
  private static double rHat(double[][][] traces) {
    double worst = 0;
    for (double[][] observable : traces) {
      int groups = observable.length / REPLICAS;
      double sum = 0;
      for (int group = 0; group < groups; group++) {
        List<double[]> members = new ArrayList<>();
        for (int lane = group; lane < observable.length; lane += groups) {
          members.add(observable[lane]);
        }
        sum += Convergence.rHat(members.toArray(new double[0][]));
      }
      worst = !(sum / groups <= worst) ? sum / groups : worst;
    }
    return worst;
  }
}
