package org.wirg.hamiltonian;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wirg.diagnose.Autocorrelation;
import org.wirg.field.Grid;
import org.wirg.field.Progress;
import org.wirg.internal.kernel.NormalField;
import org.wirg.internal.parallel.InOrder;
import org.wirg.internal.random.Purpose;
import org.wirg.sample.Chains;
import org.wirg.sample.LevelMixing.Watched;
import org.wirg.sample.StepInfo;
import org.wirg.sample.Transition;

/**
 * How fast Markov chains on whole fields forget, without the help of scales: integrated
 * autocorrelation times of a law on lattices of several sizes.
 *
 * <p>At every size chains are brought to equilibrium by Hamiltonian Monte Carlo, from fields of
 * both signs; from there every method runs until the time it measures is known to {@value #GOAL} or
 * its budget is spent.
 */
public final class DirectMixing {
  /** A Markov chain on whole fields. */
  public enum Method {
    /** Single-site Metropolis sweeps, half of the proposals accepted. */
    METROPOLIS,
    /** Langevin steps of the whole lattice, accepted or not as a whole. */
    MALA,
    /** Hamiltonian trajectories of the length with the least gradients per effective |m|. */
    HMC
  }

  /**
   * What to measure.
   *
   * @param sizes sides of cubic lattices
   * @param effort site updates that one method at one size may cost, in units of {@value #UNIT}
   * @param threads how many threads compute; no result but seconds depends on it
   */
  public record Options(List<Integer> sizes, double effort, long seed, int threads) {
    public Options {
      sizes = List.copyOf(sizes);
      if (!(effort > 0 && effort <= 1e6)) {
        throw new IllegalArgumentException("the effort is positive; found " + effort);
      }
    }
  }

  /**
   * One method at one size.
   *
   * @param step tuned step of x, or width of a Metropolis proposal
   * @param gradients of the whole lattice in a step; a sweep counts as one
   * @param steps of each chain
   * @param watched m, |m| and H; a tau is NaN where the run was too short for it
   * @param secondsPerStep of one chain on one thread
   * @param broken steps whose energy was not a number
   */
  public record Run(
      Method method,
      int size,
      double step,
      int gradients,
      double acceptance,
      int chains,
      int steps,
      List<Watched> watched,
      double secondsPerStep,
      long broken) {
    /**
     * Of |m|, the slow observable that methods are compared by. The sign of m is slower still where
     * the law of m has two peaks, by a factor that belongs to the barrier and not to the size.
     */
    public Autocorrelation magnetisation() {
      return watched.get(1).tau();
    }

    /** What tau is longer than where it is NaN, in steps. */
    public double shortest() {
      return steps / LEAST;
    }
  }

  static final double UNIT = 1e8;
  private static final double GOAL = 0.15;

  /** Chains must be this many tau long for it to be told. */
  private static final double LEAST = 8;

  private static final int LANES = 8;

  /** Steps of progress of a job. */
  private static final int PARTS = 100;

  private static final int FEWEST = 256;
  private static final int MOST = 1 << 18;
  private static final int ADAPTATION = 100;
  private static final int TRIAL_FORCES = 16384;
  private static final int LONGEST_TRAJECTORY = 256;
  private static final double THERMALISED = 20;
  private static final List<String> NAMES = List.of("m", "|m|", "H");

  /** Jobs draw the random numbers of levels that no model has. */
  private static final int FIRST_LEVEL = 1 << 12;

  private final LocalLaw law;
  private final Options options;
  private final Progress progress;

  private DirectMixing(LocalLaw law, Options options, Progress progress) {
    this.law = law;
    this.options = options;
    this.progress = progress;
  }

  /** Progress of one job among others. */
  private synchronized void heard(long parts) {
    progress.advance(parts);
  }

  /**
   * Measures.
   *
   * @return all methods at the first size, then at the next
   * @throws IllegalArgumentException when the law does not fit a size
   */
  public static List<Run> of(LocalLaw law, Options options, Progress progress) {
    DirectMixing mixing = new DirectMixing(law, options, progress);
    int sizes = options.sizes.size();
    progress.begin("direct sampling", 3L * sizes * PARTS);
    List<Equilibrium> starts = new ArrayList<>();
    InOrder.<Equilibrium>run(options.threads, sizes, s -> mixing.equilibrium((int) s), starts::add);
    List<Run> runs = new ArrayList<>();
    InOrder.<Run>run(
        options.threads,
        2L * sizes,
        job -> {
          int s = (int) job / 2;
          return job % 2 == 0 ? mixing.metropolis(s, starts.get(s)) : mixing.mala(s, starts.get(s));
        },
        run -> {
          runs.add(run);
          if (run.method == Method.MALA) {
            runs.add(starts.get(runs.size() / 3).run);
          }
        });
    return runs;
  }

  /** Fields in equilibrium, [site][lane], and how they came there. */
  private record Equilibrium(double[] x, Run run) {}

  /** A set of chains that can be moved by a step. */
  private interface Walk {
    void step();

    double[] fields();

    double[] energies();
  }

  private Grid grid(int s) {
    return Grid.cube(law.rank(), options.sizes.get(s));
  }

  /** Random numbers of Hamiltonian moves at a size; long ones or single steps. */
  private static int level(int s, boolean single) {
    return FIRST_LEVEL + 2 * s + (single ? 1 : 0);
  }

  /** Tunes HMC, thermalises and measures it. */
  private Equilibrium equilibrium(int s) {
    Grid grid = grid(s);
    int sites = grid.sites();
    double[] x = new double[sites * LANES];
    int level = level(s, false);
    NormalField.fill(x, sites, LANES, options.seed, Purpose.START, level, 0, 0);
    for (int i = 0; i < x.length; i++) {
      x[i] = 0.5 * x[i] + (i % 2 == 0 ? 1 : -1); // lanes of both signs
    }
    Leaps leaps =
        new Leaps(new Chains(law.on(grid).energy(), level, x, LANES, options.seed, 0), sites);
    leaps.transition = new Transition(0.5 * Math.pow(sites, -0.25), 2);
    leaps.adapt(0.8);
    double tau = leaps.lengthen();
    int warmUp = (int) Math.ceil(THERMALISED * Math.max(2, Double.isNaN(tau) ? 0 : tau));
    for (int t = 0; t < warmUp; t++) {
      leaps.step();
    }
    Run run = leaps.measured(Method.HMC, options.sizes.get(s));
    return new Equilibrium(x, run);
  }

  private Run mala(int s, Equilibrium start) {
    Grid grid = grid(s);
    Chains chains =
        new Chains(law.on(grid).energy(), level(s, true), start.x.clone(), LANES, options.seed, 0);
    Leaps leaps = new Leaps(chains, grid.sites());
    leaps.transition = new Transition(Math.pow(grid.sites(), -1.0 / 6), 1);
    leaps.adapt(0.574);
    return leaps.measured(Method.MALA, options.sizes.get(s));
  }

  /** Hamiltonian chains and their tuned move. */
  private final class Leaps implements Walk {
    private final Chains chains;
    private final int sites;
    private Transition transition = new Transition(1, 1);
    private StepInfo info = new StepInfo();
    private int iteration;

    Leaps(Chains chains, int sites) {
      this.chains = chains;
      this.sites = sites;
    }

    @Override
    public void step() {
      transition.step(chains, iteration++, info);
    }

    @Override
    public double[] fields() {
      return chains.fields();
    }

    @Override
    public double[] energies() {
      return chains.energies();
    }

    /** Drives the step size to an acceptance (Robbins and Monro 1951). */
    void adapt(double acceptance) {
      double logStep = StrictMath.log(transition.stepSize());
      double average = 0;
      for (int t = 0; t < ADAPTATION; t++) {
        info = new StepInfo();
        transition = transition.withStepSize(StrictMath.exp(logStep));
        step();
        logStep += (info.meanProbability() - acceptance) * 2 / Math.sqrt(1 + t);
        average += t >= ADAPTATION / 2 ? logStep / (ADAPTATION - ADAPTATION / 2) : 0;
      }
      transition = transition.withStepSize(StrictMath.exp(average));
    }

    /**
     * Doubles the trajectory while that lowers the gradients per effective sample of |m|.
     *
     * @return tau of |m| with the best; NaN where no trial could tell
     */
    double lengthen() {
      Transition best = transition;
      double least = Double.POSITIVE_INFINITY;
      double tauOfBest = Double.NaN;
      boolean better = true;
      while (better && transition.forces() < LONGEST_TRAJECTORY) {
        transition = new Transition(transition.stepSize(), 2 * transition.forces());
        adapt(0.8);
        Recording trial = new Recording(this, sites);
        trial.extend(Math.clamp(TRIAL_FORCES / transition.forces(), 64, 2048));
        double tau = trial.watched().get(1).tau().tau();
        double cost = tau * transition.forces();
        boolean known = !Double.isNaN(cost);
        better = (!known && least == Double.POSITIVE_INFINITY) || cost < least;
        if (better) {
          best = transition;
          least = known ? cost : least;
          tauOfBest = tau;
        }
      }
      transition = best;
      return tauOfBest;
    }

    Run measured(Method method, int size) {
      info = new StepInfo();
      Recording recording = new Recording(this, sites);
      recording.runOn(transition.forces());
      return new Run(
          method,
          size,
          transition.stepSize(),
          transition.forces(),
          info.meanProbability(),
          LANES,
          recording.steps,
          recording.watched(),
          recording.perStep(),
          info.broken());
    }
  }

  private Run metropolis(int s, Equilibrium start) {
    Grid grid = grid(s);
    int stream = LANES * s;
    SingleSiteChains chains =
        new SingleSiteChains(law, grid, start.x.clone(), LANES, options.seed, stream);
    double logWidth = 0;
    double average = 0;
    for (int t = 0; t < ADAPTATION; t++) {
      double acceptance = chains.sweep(StrictMath.exp(logWidth));
      logWidth += 2 * (acceptance - 0.5) / Math.sqrt(1 + t);
      average += t >= ADAPTATION / 2 ? logWidth / (ADAPTATION - ADAPTATION / 2) : 0;
    }
    double width = StrictMath.exp(average);
    double[] accepted = new double[1];
    Walk walk =
        new Walk() {
          @Override
          public void step() {
            accepted[0] += chains.sweep(width);
          }

          @Override
          public double[] fields() {
            return chains.fields();
          }

          @Override
          public double[] energies() {
            return chains.energies();
          }
        };
    Recording recording = new Recording(walk, grid.sites());
    recording.runOn(1);
    return new Run(
        Method.METROPOLIS,
        options.sizes.get(s),
        width,
        1,
        accepted[0] / recording.steps,
        LANES,
        recording.steps,
        recording.watched(),
        recording.perStep(),
        0);
  }

  /** The series of what is watched. */
  private final class Recording {
    private final Walk walk;
    private final int sites;
    private final double[][][] series = new double[NAMES.size()][LANES][0];
    private int steps;
    private long nanos;

    Recording(Walk walk, int sites) {
      this.walk = walk;
      this.sites = sites;
    }

    /** Until the slow times are known, or the budget is spent. */
    void runOn(int gradients) {
      double perStep = (double) sites * LANES * gradients;
      int affordable = (int) Math.clamp(UNIT * options.effort / perStep, FEWEST, MOST);
      long said = 0;
      do {
        int goal = Math.min(affordable, steps + Math.max(FEWEST, steps));
        while (steps < goal) {
          extend(Math.min(goal - steps, Math.ceilDiv(affordable, PARTS)));
          long parts = (long) PARTS * steps / affordable;
          heard(parts - said);
          said = parts;
        }
      } while (steps < affordable && !known());
      heard(PARTS - said); // known before the budget was spent
    }

    void extend(int more) {
      for (double[][] observable : series) {
        for (int lane = 0; lane < LANES; lane++) {
          observable[lane] = Arrays.copyOf(observable[lane], steps + more);
        }
      }
      for (int t = 0; t < more; t++) {
        long start = System.nanoTime();
        walk.step();
        nanos += System.nanoTime() - start;
        double[] sums = new double[LANES];
        double[] x = walk.fields();
        for (int from = 0; from < x.length; from += LANES) {
          for (int lane = 0; lane < LANES; lane++) {
            sums[lane] += x[from + lane];
          }
        }
        for (int lane = 0; lane < LANES; lane++) {
          series[0][lane][steps] = sums[lane] / sites;
          series[1][lane][steps] = Math.abs(sums[lane] / sites);
          series[2][lane][steps] = walk.energies()[lane];
        }
        steps++;
      }
    }

    private boolean known() {
      Autocorrelation slow = tau(1);
      return LEAST * slow.tau() <= steps && slow.tauError() <= GOAL * slow.tau();
    }

    Autocorrelation tau(int observable) {
      boolean centred = observable == 0 && law.even();
      return centred
          ? Autocorrelation.aboutZero(series[observable])
          : Autocorrelation.of(series[observable]);
    }

    /** With NaN for what the run was too short for. */
    List<Watched> watched() {
      List<Watched> watched = new ArrayList<>();
      for (int o = 0; o < NAMES.size(); o++) {
        Autocorrelation tau = tau(o);
        boolean told = LEAST * tau.tau() <= steps;
        watched.add(new Watched(NAMES.get(o), told ? tau : Autocorrelation.unknown()));
      }
      return watched;
    }

    double perStep() {
      return 1e-9 * nanos / ((double) steps * LANES);
    }
  }
}
