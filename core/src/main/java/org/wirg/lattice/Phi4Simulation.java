package org.wirg.lattice;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.wirg.diagnose.Autocorrelation;
import org.wirg.field.FieldSink;
import org.wirg.field.Progress;
import org.wirg.internal.parallel.InOrder;

/**
 * The course of a phi^4 simulation: tune the moves, thermalise while measuring autocorrelation
 * times, then save fields. Chains are independent; what they share (step width, clusters per
 * update, thinning) is merged in order of the chains, so threads change nothing.
 */
final class Phi4Simulation {
  private static final int MAX_CHAINS = 64;
  private static final int FIELDS_PER_CHAIN = 8;
  private static final long MAX_STATE = 1L << 23; // doubles held by all chains
  private static final int TUNING = 100;
  private static final int PILOT_PER_CHAIN = 128;
  private static final int PILOT_TOTAL = 4096;
  private static final int MAX_PILOT = 1 << 16;
  private static final int PART = 16; // updates between words about progress
  private static final double THERMALISED = 20; // autocorrelation times
  private static final double INDEPENDENT = 4; // autocorrelation times
  private static final int BLOCK_DOUBLES = 1 << 20;

  private final Phi4 model;
  private final SimulationOptions options;
  private final boolean withClusters;
  private final Progress progress;
  private final int sites;
  private final Phi4Chain[] chains;
  private double width;
  private int clusters;
  private int thermalisation;
  private int thinning;

  Phi4Simulation(Phi4 model, SimulationOptions options, boolean withClusters, Progress progress) {
    this.progress = progress;
    this.model = model;
    this.options = options;
    this.withClusters = withClusters;
    this.sites = model.grid().sites();
    long affordable = Math.max(1, MAX_STATE / sites);
    long wanted = Math.clamp(options.count() / FIELDS_PER_CHAIN, 1, MAX_CHAINS);
    this.chains = new Phi4Chain[(int) Math.min(wanted, affordable)];
  }

  SimulationReport run(FieldSink sink) throws IOException {
    tune();
    List<Autocorrelation> updates = thermalise();
    double slowest = slowest(updates);
    thinning =
        options.thinning() > 0
            ? options.thinning()
            : Math.max(1, (int) Math.ceil(INDEPENDENT * slowest));
    int steps = Math.ceilDiv(options.count(), chains.length);
    double[][][] series = newSeries(steps);
    produce(steps, series, sink);
    return report(updates, series);
  }

  /** What one chain found out while tuning. */
  private record Tuned(Phi4Chain chain, double logWidth, double clusterSize) {}

  private void tune() {
    ConditionalMean conditionalMean =
        new ConditionalMean(model.quadratic(), Math.abs(model.beta()) * model.coordination());
    List<Tuned> found = new ArrayList<>();
    progress.begin("tuning", chains.length);
    InOrder.<Tuned>run(
        options.threads(),
        chains.length,
        c -> tuned(new Phi4Chain(model, conditionalMean, options.seed(), (int) c), withClusters),
        tuned -> {
          found.add(tuned);
          progress.advance(1);
        });
    double logWidth = 0;
    double clusterSize = 0;
    for (int c = 0; c < chains.length; c++) {
      chains[c] = found.get(c).chain;
      logWidth += found.get(c).logWidth / chains.length;
      clusterSize += found.get(c).clusterSize / chains.length;
    }
    width = StrictMath.exp(logWidth);
    clusters = withClusters ? Math.max(1, (int) Math.round(0.5 * sites / clusterSize)) : 0;
    thermalisation = TUNING;
  }

  /** Adapts the width to half of the proposals accepted, and measures cluster sizes. */
  private static Tuned tuned(Phi4Chain chain, boolean withClusters) {
    int sites = chain.field().length;
    double logWidth = 0;
    double meanLogWidth = 0;
    long flipped = 0;
    long grown = 0;
    for (int t = 0; t < TUNING; t++) {
      double acceptance = chain.sweep(StrictMath.exp(logWidth));
      logWidth += 2 * (acceptance - 0.5) / Math.sqrt(1 + t);
      boolean secondHalf = 2 * t >= TUNING;
      meanLogWidth += secondHalf ? 2 * logWidth / TUNING : 0;
      for (int size = 0; withClusters && 2 * size < sites; ) {
        int last = chain.flipCluster();
        size += last;
        flipped += secondHalf ? last : 0;
        grown += secondHalf ? 1 : 0;
      }
    }
    return new Tuned(chain, meanLogWidth, (double) flipped / Math.max(1, grown));
  }

  /** Doubles the run until it was long against every autocorrelation time it measured. */
  private List<Autocorrelation> thermalise() {
    int length = Math.max(PILOT_PER_CHAIN, Math.ceilDiv(PILOT_TOTAL, chains.length));
    while (true) {
      double[][][] series = newSeries(length);
      int steps = length;
      progress.begin("thermalising", length);
      for (int first = 0; first < steps; first += PART) {
        int from = first;
        int to = Math.min(steps, first + PART);
        onAllChains(c -> measured(chains[c], from, to, series[c]));
        progress.advance(to - from);
      }
      List<Autocorrelation> found = autocorrelations(series, length);
      double needed = THERMALISED * slowest(found);
      boolean longEnough = thermalisation >= needed && length >= needed;
      thermalisation += length;
      if (longEnough) {
        return found;
      }
      if (length >= MAX_PILOT) {
        throw new IllegalStateException(
            "a simulation must be long against its autocorrelation times; "
                + model
                + " on "
                + model.grid()
                + " has "
                + slowest(found)
                + " updates after "
                + thermalisation
                + " updates (NaN: longer than could be measured); take a smaller lattice or a beta"
                + " closer to zero");
      }
      length *= 2;
    }
  }

  private void measured(Phi4Chain chain, int from, int to, double[][] series) {
    for (int t = from; t < to; t++) {
      chain.update(width, clusters);
      Observables.measure(chain.field(), 0, sites, chain.energy(), series, t);
    }
  }

  private void produce(int steps, double[][][] series, FieldSink sink) throws IOException {
    for (Phi4Chain chain : chains) {
      chain.resetCounts();
    }
    int blockSteps = Math.clamp(BLOCK_DOUBLES / ((long) chains.length * sites), 1, steps);
    double[] block = new double[blockSteps * chains.length * sites];
    progress.begin("simulating", options.count());
    for (int first = 0; first < steps; first += blockSteps) {
      int start = first;
      int end = Math.min(steps, first + blockSteps);
      onAllChains(c -> saved(c, start, end, series[c], block));
      long left = options.count() - (long) first * chains.length;
      int fields = (int) Math.min(left, (long) (end - first) * chains.length);
      sink.accept(block, fields);
      progress.advance(fields);
    }
  }

  private void saved(int c, int start, int end, double[][] series, double[] block) {
    Phi4Chain chain = chains[c];
    for (int step = start; step < end; step++) {
      for (int u = 0; u < thinning; u++) {
        chain.update(width, clusters);
      }
      int offset = ((step - start) * chains.length + c) * sites;
      System.arraycopy(chain.field(), 0, block, offset, sites);
      Observables.measure(block, offset, sites, chain.energy(), series, step);
    }
  }

  private SimulationReport report(List<Autocorrelation> updates, double[][][] series) {
    // Only steps that all chains have, so that the replicas are equally long.
    List<Autocorrelation> saved = autocorrelations(series, options.count() / chains.length);
    List<SimulationReport.Observable> observables = new ArrayList<>();
    for (int o = 0; o < Observables.NAMES.size(); o++) {
      Autocorrelation u = updates.get(o);
      Autocorrelation s = saved.get(o);
      observables.add(
          new SimulationReport.Observable(
              Observables.NAMES.get(o),
              s.mean(),
              s.meanError(),
              u.tau(),
              u.tauError(),
              s.tau(),
              s.tauError()));
    }
    long accepted = 0;
    long proposed = 0;
    for (Phi4Chain chain : chains) {
      accepted += chain.accepted();
      proposed += chain.proposed();
    }
    String algorithm =
        "Markov chains; one update is a sweep (at each site a Metropolis proposal, uniform within "
            + String.format(Locale.ROOT, "%.3f", width)
            + ", and an over-relaxation about the conditional mean), then "
            + clusters
            + " embedded Wolff clusters";
    return new SimulationReport(
        model.toString(),
        algorithm,
        model.grid(),
        options.count(),
        options.seed(),
        chains.length,
        thermalisation,
        thinning,
        (double) accepted / proposed,
        observables);
  }

  /** A piece of work on the chain of the given number. */
  @FunctionalInterface
  private interface ChainWork {
    void on(int chain);
  }

  private void onAllChains(ChainWork work) {
    InOrder.<Boolean>run(
        options.threads(),
        chains.length,
        c -> {
          work.on((int) c);
          return true;
        },
        done -> {});
  }

  /** [chain][observable][step]. */
  private double[][][] newSeries(int steps) {
    return new double[chains.length][Observables.NAMES.size()][steps];
  }

  private static List<Autocorrelation> autocorrelations(double[][][] series, int steps) {
    List<Autocorrelation> found = new ArrayList<>();
    for (int o = 0; o < Observables.NAMES.size(); o++) {
      double[][] replicas = new double[series.length][];
      for (int c = 0; c < series.length; c++) {
        replicas[c] = Arrays.copyOf(series[c][o], steps);
      }
      found.add(Autocorrelation.of(replicas));
    }
    return found;
  }

  /** The longest autocorrelation time; NaN when one is NaN. */
  private static double slowest(List<Autocorrelation> found) {
    double longest = 0;
    for (Autocorrelation one : found) {
      longest = Math.max(longest, one.tau());
    }
    return longest;
  }
}
