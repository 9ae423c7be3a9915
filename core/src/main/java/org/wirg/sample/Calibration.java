package org.wirg.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.wirg.diagnose.Autocorrelation;
import org.wirg.diagnose.Convergence;
import org.wirg.energy.Level;

/**
 * Finds, in a pilot run at one level, the step size, the length of trajectories and that of runs.
 *
 * <p>The pilot's chains come in groups of {@value #REPLICAS} at the same coarser field, started
 * from details of different spread. The step size is driven to the method's acceptance by
 * stochastic approximation (Robbins and Monro 1951). A trajectory is about a quarter of the period
 * with which the details swing, longer only where the slowest observable needs more than {@value
 * #SLOW} of them and then costs less; its autocorrelation time at fixed settings sets the length of
 * the production chains.
 */
final class Calibration {
  /** Chains at the same coarser field. */
  static final int REPLICAS = 4;

  /** Pilot chains are numbered apart from all others. */
  static final int FIRST_CHAIN = 1 << 30;

  /** Production chains run this many autocorrelation times of the slowest observable. */
  private static final double TIMES = 10;

  private static final int FEWEST_ITERATIONS = 10;

  /**
   * Details along a block's side: few enough for long steps and to stay in cache, many against the
   * margins.
   */
  private static final int BLOCK_SIDE = 16;

  /** Along an axis; with fewer the longer steps do not pay for what a block's test costs. */
  private static final int FEWEST_BLOCKS = 8;

  /**
   * Of a trajectory, in units of the details' standard deviation. A quarter of a period is pi / 2
   * for modes of that spread; the slowest of them spread more.
   */
  private static final double LENGTH = 1.75;

  private static final double LONGER = 1.5;
  private static final int MOST_FORCES = 64;

  /** Autocorrelation times that are no reason to try longer trajectories. */
  private static final double SLOW = 4;

  private static final int FIRST_ADAPTATION = 50;
  private static final int ADAPTATION = 20;
  private static final int MEASUREMENT = 200;
  private static final int LONGEST_MEASUREMENT = 8 * MEASUREMENT;

  /** Chains from which on half the steps measure. */
  private static final int MANY = 128;

  /** Sites from which on they do, too: they are dear, and many sites share a step. */
  private static final int LARGE = 1 << 14;

  /** A measurement of this many autocorrelation times tells them well enough. */
  private static final double TRUSTED = 25;

  private final Level level;
  private final PilotChains chains;
  private final SampleOptions.Method method;
  private final @Nullable LevelPlan coarser;
  private final @Nullable Blocks blocks;
  private final Observables observables;
  private int iteration;

  /**
   * @param coarser the next coarser level's plan, null where there is none
   * @param blocks to accept each by itself, null for all at once
   */
  Calibration(
      Level level,
      PilotChains chains,
      SampleOptions.Method method,
      @Nullable LevelPlan coarser,
      @Nullable Blocks blocks) {
    this.level = level;
    this.blocks = blocks;
    this.chains = chains;
    this.method = method;
    this.coarser = coarser;
    this.observables = new Observables(level.energy());
  }

  LevelPlan run() {
    boolean manyChains = chains.lanes() >= MANY || chains.sites() >= LARGE;
    Trial best = trial(tuned(), manyChains ? MEASUREMENT / 2 : MEASUREMENT);
    while (method == SampleOptions.Method.HMC && best.slow() && best.move.forces() < MOST_FORCES) {
      double length = best.move.forces() * best.move.stepSize();
      Transition longer = best.move.ofLength(LONGER * length, MOST_FORCES);
      Trial next = trial(adapted(longer, ADAPTATION), best.steps());
      // Where neither can tell its cost trajectories only grow.
      if (!(next.cost() < best.cost() || Double.isNaN(best.cost()))) {
        break;
      }
      best = next;
    }
    while (!best.trusted() && best.steps() < LONGEST_MEASUREMENT) {
      best = trial(best.move, 2 * best.steps());
    }
    double tau = best.tau();
    // The largest of many noisy times is too large by about its error.
    double slowest = tau - best.slowest.tau.tauError();
    // Where even this was too short to tell tau, chains run as long; tau and R-hat say so.
    int iterations =
        Double.isNaN(slowest)
            ? best.steps()
            : (int) Math.max(FEWEST_ITERATIONS, Math.ceil(TIMES * slowest));
    return new LevelPlan(
        chains.level(),
        level.energy().grid().longestSide(),
        level.energy().grid().longestSide(),
        best.move,
        iterations,
        best.info.meanProbability(),
        best.slowest.name,
        tau,
        best.slowest.tau.tauError(),
        rHat(best.traces),
        best.info.broken());
  }

  /** A move, and chains that it moved. */
  private record Trial(Transition move, StepInfo info, double[][][] traces, Slowest slowest) {
    int steps() {
      return traces[0][0].length;
    }

    double tau() {
      return slowest.tau.tau();
    }

    /** Gradients per effective sample; NaN when not known. */
    double cost() {
      return move.gradients() * tau();
    }

    boolean slow() {
      return !(tau() <= SLOW);
    }

    boolean trusted() {
      return tau() < steps() / TRUSTED;
    }
  }

  private Trial trial(Transition move, int steps) {
    StepInfo info = new StepInfo();
    double[][][] traces = traces(move, steps, info);
    return new Trial(move, info, traces, slowest(traces));
  }

  /** The step size is that of the coarser level, or nearly so. */
  private Transition tuned() {
    double sigma = level.detailSigma();
    double step = coarser == null ? 0.3 * sigma : coarser.transition().stepSize();
    int steps = coarser == null ? FIRST_ADAPTATION : ADAPTATION;
    Transition start = new Transition(step, 1, blocks);
    if (method == SampleOptions.Method.MALA) {
      return adapted(start, steps);
    }
    double length = LENGTH * sigma;
    // Twice: the acceptance of so many forces asks for another step size, that for other numbers.
    Transition found = adapted(start.ofLength(length, MOST_FORCES), steps);
    found = adapted(found.ofLength(length, MOST_FORCES), ADAPTATION);
    return found.ofLength(length, MOST_FORCES);
  }

  /** Blocks to accept each by itself, where the lattice holds enough of them. */
  static @Nullable Blocks blocks(Level level) {
    Blocks blocks = someBlocks(level);
    return blocks == null || blocks.fewestAlongAnAxis() < FEWEST_BLOCKS ? null : blocks;
  }

  /** The same, however few. */
  static @Nullable Blocks someBlocks(Level level) {
    return Blocks.of(level.energy(), BLOCK_SIDE);
  }

  /** Number of the next step, for the random numbers. */
  int iteration() {
    return iteration;
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
