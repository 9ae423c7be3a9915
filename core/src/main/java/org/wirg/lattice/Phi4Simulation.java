package org.wirg.lattice;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.wirg.diagnose.Autocorrelation;
import org.wirg.field.FieldSink;
import org.wirg.field.Keeper;
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
  private final Keeper keeper;
  private final int sites;
  private final Phi4Chain[] chains;
  private final ConditionalMean conditionalMean;
  private double width;
  private int clusters;
  private int thermalisation;
  private int thinning; // 0 while thermalising
  private double[][] updateTaus = {}; // [observable]: tau, error
  private int length; // of a run, in updates or saved fields
  private int done; // of them
  private double[][][] series = {};

  Phi4Simulation(
      Phi4 model,
      SimulationOptions options,
      boolean withClusters,
      Progress progress,
      Keeper keeper) {
    this.keeper = keeper;
    this.progress = progress;
    this.model = model;
    this.options = options;
    this.withClusters = withClusters;
    this.sites = model.grid().sites();
    long affordable = Math.max(1, MAX_STATE / sites);
    long wanted = Math.clamp(options.count() / FIELDS_PER_CHAIN, 1, MAX_CHAINS);
    this.chains = new Phi4Chain[(int) Math.min(wanted, affordable)];
    this.conditionalMean =
        new ConditionalMean(model.quadratic(), Math.abs(model.beta()) * model.coordination());
  }

  SimulationReport run(FieldSink sink) throws IOException {
    for (int c = 0; c < chains.length; c++) {
      chains[c] = new Phi4Chain(model, conditionalMean, options.seed(), c);
    }
    if (!keeper.restore(this::readFrom)) {
      tune();
      begin(Math.max(PILOT_PER_CHAIN, Math.ceilDiv(PILOT_TOTAL, chains.length)));
    }
    if (thinning == 0) {
      List<Autocorrelation> updates = thermalise();
      updateTaus =
          updates.stream()
              .map(tau -> new double[] {tau.tau(), tau.tauError()})
              .toArray(double[][]::new);
      thinning =
          options.thinning() > 0
              ? options.thinning()
              : Math.max(1, (int) Math.ceil(INDEPENDENT * slowest(updates)));
      for (Phi4Chain chain : chains) {
        chain.resetCounts();
      }
      begin(Math.ceilDiv(options.count(), chains.length));
    }
    produce(sink);
    return report();
  }

  private void begin(int steps) {
    length = steps;
    done = 0;
    series = newSeries(steps);
  }

  private void writeTo(DataOutputStream out) throws IOException {
    out.writeDouble(width);
    out.writeInt(clusters);
    out.writeInt(thermalisation);
    out.writeInt(thinning);
    for (double[] tau : updateTaus) {
      Keeper.write(out, tau, tau.length);
    }
    for (Phi4Chain chain : chains) {
      chain.writeTo(out);
    }
    out.writeInt(length);
    for (double[][] ofChain : series) {
      Observables.writeSeries(out, ofChain, done);
    }
  }

  private void readFrom(DataInputStream in) throws IOException {
    width = in.readDouble();
    clusters = Keeper.readInt(in, 0, Integer.MAX_VALUE);
    thermalisation = Keeper.readInt(in, 0, Integer.MAX_VALUE);
    thinning = Keeper.readInt(in, 0, Integer.MAX_VALUE);
    if (thinning > 0) {
      updateTaus = new double[Observables.NAMES.size()][2];
      for (double[] tau : updateTaus) {
        Keeper.read(in, tau, tau.length);
      }
    }
    for (Phi4Chain chain : chains) {
      chain.readFrom(in);
    }
    begin(Keeper.readInt(in, 1, Math.max(MAX_PILOT, options.count())));
    for (double[][] ofChain : series) {
      done = Observables.readSeries(in, ofChain);
    }
  }

  /** What one chain found out while tuning. */
  private record Tuned(double logWidth, double clusterSize) {}

  private void tune() {
    List<Tuned> found = new ArrayList<>();
    progress.begin("tuning", chains.length);
    InOrder.<Tuned>run(
        options.threads(),
        chains.length,
        c -> tuned(chains[(int) c], withClusters),
        tuned -> {
          found.add(tuned);
          progress.advance(1);
        });
    double logWidth = 0;
    double clusterSize = 0;
    for (int c = 0; c < chains.length; c++) {
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
    return new Tuned(meanLogWidth, (double) flipped / Math.max(1, grown));
  }

  /** Doubles the run until it was long against every autocorrelation time it measured. */
  private List<Autocorrelation> thermalise() throws IOException {
    while (true) {
      progress.begin("thermalising", length);
      progress.advance(done);
      while (done < length) {
        int from = done;
        int to = Math.min(length, from + PART);
        onAllChains(c -> measured(chains[c], from, to, series[c]));
        done = to;
        keeper.offer(this::writeTo);
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
      begin(2 * length);
    }
  }

  private void measured(Phi4Chain chain, int from, int to, double[][] own) {
    for (int t = from; t < to; t++) {
      chain.update(width, clusters);
      Observables.measure(chain.field(), 0, sites, chain.energy(), own, t);
    }
  }

  private void produce(FieldSink sink) throws IOException {
    int blockSteps = Math.clamp(BLOCK_DOUBLES / ((long) chains.length * sites), 1, length);
    double[] block = new double[blockSteps * chains.length * sites];
    progress.begin("simulating", options.count());
    progress.advance(Math.min((long) done * chains.length, options.count()));
    while (done < length) {
      int start = done;
      int end = Math.min(length, start + blockSteps);
      onAllChains(c -> saved(c, start, end, series[c], block));
      long left = options.count() - (long) start * chains.length;
      int fields = (int) Math.min(left, (long) (end - start) * chains.length);
      sink.accept(block, fields);
      done = end;
      keeper.offer(this::writeTo);
      progress.advance(fields);
    }
  }

  private void saved(int c, int start, int end, double[][] own, double[] block) {
    Phi4Chain chain = chains[c];
    for (int step = start; step < end; step++) {
      for (int u = 0; u < thinning; u++) {
        chain.update(width, clusters);
      }
      int offset = ((step - start) * chains.length + c) * sites;
      System.arraycopy(chain.field(), 0, block, offset, sites);
      Observables.measure(block, offset, sites, chain.energy(), own, step);
    }
  }

  private SimulationReport report() {
    // Only steps that all chains have, so that the replicas are equally long.
    List<Autocorrelation> saved = autocorrelations(series, options.count() / chains.length);
    List<SimulationReport.Observable> observables = new ArrayList<>();
    for (int o = 0; o < Observables.NAMES.size(); o++) {
      Autocorrelation s = saved.get(o);
      observables.add(
          new SimulationReport.Observable(
              Observables.NAMES.get(o),
              s.mean(),
              s.meanError(),
              updateTaus[o][0],
              updateTaus[o][1],
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

  private static List<Autocorrelation> autocorrelations(double[][][] all, int steps) {
    List<Autocorrelation> found = new ArrayList<>();
    for (int o = 0; o < Observables.NAMES.size(); o++) {
      double[][] replicas = new double[all.length][];
      for (int c = 0; c < all.length; c++) {
        replicas[c] = Arrays.copyOf(all[c][o], steps);
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
