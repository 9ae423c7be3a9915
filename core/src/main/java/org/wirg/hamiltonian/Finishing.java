package org.wirg.hamiltonian;

import java.util.ArrayList;
import java.util.List;
import org.wirg.diagnose.Autocorrelation;
import org.wirg.diagnose.FieldStatistics.Estimate;
import org.wirg.field.Progress;
import org.wirg.internal.parallel.InOrder;
import org.wirg.sample.Chains;
import org.wirg.sample.StepInfo;
import org.wirg.sample.Transition;

/**
 * Hamiltonian Monte Carlo on whole fields, one chain per field, from fields that follow nearly the
 * right law to fields that follow it. What the chain of a field does is a function of the seed and
 * its number, once the common move and length are tuned on the first fields.
 */
final class Finishing {
  /** The run is this many times the slowest autocorrelation time. */
  static final int TIMES = 15;

  private static final int FEWEST_STEPS = 30;

  /**
   * Chains whose every step is kept to measure autocorrelation times. More would ask for windows
   * longer than the run.
   */
  private static final int TRACED = 64;

  private static final int BATCH_VALUES = 1 << 14;
  private static final int FEWEST_LANES = 8;
  private static final int MOST_LANES = 64;

  /** Steps of pilot runs are numbered apart from the run's own. */
  private static final int PILOT = 1 << 28;

  /** Start, and the thirds of the run. */
  private static final int PARTS = 4;

  private final FieldLaw law;
  private final long seed;
  private final int threads;
  private final int stage;

  /**
   * @param stage number of the first step, for the random numbers; stages are 2^29 apart
   */
  Finishing(FieldLaw law, long seed, int threads, int stage) {
    this.law = law;
    this.seed = seed;
    this.threads = threads;
    this.stage = stage;
  }

  /** Lanes of a batch; what a chain does does not depend on it. */
  static int lanes(int sites) {
    return Math.clamp(BATCH_VALUES / sites, FEWEST_LANES, MOST_LANES);
  }

  /**
   * Moves fields until they have forgotten where they came from.
   *
   * @param fields modified, [field][site]
   */
  Finish run(double[] fields, String what, Progress progress) {
    int count = fields.length / law.sites();
    int lanes = lanes(law.sites());
    progress.begin("tuning, " + what, Tuning.TRIALS);
    Tuning.Result tuned =
        new Tuning(law, fields, lanes, seed, threads, stage + PILOT).run(progress::advance);
    // Where tau could not be told, chains run as long as the pilot did; tau says so.
    int steps =
        Double.isNaN(tuned.tau())
            ? tuned.steps()
            : Math.max(FEWEST_STEPS, (int) Math.ceil(TIMES * tuned.tau()));
    Records records = new Records(count);
    StepInfo info = new StepInfo();
    progress.begin(what, count);
    InOrder.<Batch>run(
        threads,
        Math.ceilDiv(count, lanes),
        b -> {
          int first = (int) b * lanes;
          return batch(fields, first, Math.min(lanes, count - first), tuned.transition(), steps);
        },
        batch -> {
          info.add(batch.info);
          records.add(batch);
          progress.advance(batch.means[0][0].length);
        });
    return new Finish(
        tuned.transition(),
        steps,
        info.meanProbability(),
        info.broken() + tuned.broken(),
        tuned.tau(),
        records.watched());
  }

  /**
   * What a batch of chains did.
   *
   * @param first number of the first
   * @param means [part][observable][lane]: before the run, and over its three thirds
   * @param series [observable][chain][step], of chains that are traced
   */
  private record Batch(int first, StepInfo info, double[][][] means, double[][][] series) {}

  private Batch batch(double[] fields, int first, int lanes, Transition transition, int steps) {
    Chains chains = law.chains(fields, first, lanes, seed);
    StepInfo info = new StepInfo();
    int third = steps / 3;
    int settling = steps - 2 * third;
    int traced = Math.clamp(TRACED - (long) first, 0, lanes);
    double[][][] series = new double[Watch.NAMES.size()][traced][steps];
    double[][][] means = new double[PARTS][][];
    means[0] = Watch.of(law, chains, lanes);
    for (int part = 1; part < PARTS; part++) {
      means[part] = new double[Watch.NAMES.size()][lanes];
    }
    for (int t = 0; t < steps; t++) {
      transition.step(chains, stage + t, info);
      double[][] now = Watch.of(law, chains, lanes);
      int part = t < settling ? 1 : 2 + (t - settling) / third;
      int length = part == 1 ? settling : third;
      for (int o = 0; o < now.length; o++) {
        for (int lane = 0; lane < lanes; lane++) {
          means[part][o][lane] += now[o][lane] / length;
          if (lane < traced) {
            series[o][lane][t] = now[o][lane];
          }
        }
      }
    }
    law.store(chains, lanes, fields, first);
    return new Batch(first, info, means, series);
  }

  /** Everything the chains recorded. */
  private static final class Records {
    private final double[][][] means; // [part][observable][field]
    private final List<List<double[]>> series = new ArrayList<>(); // [observable][chain] of [step]

    Records(int count) {
      this.means = new double[PARTS][Watch.NAMES.size()][count];
      for (int o = 0; o < Watch.NAMES.size(); o++) {
        series.add(new ArrayList<>());
      }
    }

    void add(Batch batch) {
      for (int o = 0; o < Watch.NAMES.size(); o++) {
        for (int part = 0; part < PARTS; part++) {
          double[] lanes = batch.means[part][o];
          System.arraycopy(lanes, 0, means[part][o], batch.first, lanes.length);
        }
        series.get(o).addAll(List.of(batch.series[o]));
      }
    }

    List<Finish.Watched> watched() {
      List<Finish.Watched> watched = new ArrayList<>();
      for (int o = 0; o < Watch.NAMES.size(); o++) {
        Autocorrelation tau = Autocorrelation.of(series.get(o).toArray(double[][]::new));
        double[] drift = means[3][o].clone();
        for (int f = 0; f < drift.length; f++) {
          drift[f] -= means[2][o][f];
        }
        watched.add(
            new Finish.Watched(
                Watch.NAMES.get(o),
                tau.tau(),
                tau.tauError(),
                average(means[0][o]),
                average(means[2][o]),
                average(means[3][o]),
                average(drift)));
      }
      return watched;
    }

    private static Estimate average(double[] values) {
      return Weights.equal(values.length).mean(values);
    }
  }
}
