package org.wirg.fit;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.jspecify.annotations.Nullable;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Potential;
import org.wirg.field.Workers;
import org.wirg.internal.parallel.TreeSum;
import org.wirg.sample.Chains;
import org.wirg.sample.StepInfo;
import org.wirg.sample.Transition;

/**
 * One Markov chain per data field, started at the field (Younes 1989): where the model is right the
 * chains are in equilibrium from the first step on.
 */
final class PersistentChains {
  /** Values of a batch of chains. */
  private static final int BATCH_VALUES = 4096;

  /** Chains are numbered apart from those of samples. */
  private static final int FIRST_CHAIN = 1 << 29;

  /** Groups of fields that must agree on what still moves. */
  private static final int GROUPS = 4;

  private final List<Potential> terms;
  private final List<double[]> starts; // [field][site]
  private final int sites;
  private final int stream;
  private final long seed;
  private final Workers workers;
  private final int lanes;
  private final List<double[]> chains = new ArrayList<>(); // batches, [site][lane]
  private final List<double[][]> data; // U_m of the data, [batch][m][lane]
  private final List<double[][]> begun; // U_m where the chains started
  private final boolean fromData; // whether they started at fields with the data's moments
  private final List<List<double[][]>> sums; // of the chains, over the times of either half
  private final int[] recorded = new int[2]; // times

  /**
   * Chains at data.
   *
   * @param energy the terms and what moves
   * @param stream distinguishes the random numbers
   * @param observed the data
   */
  PersistentChains(
      ConditionalEnergy energy, int stream, Observations observed, long seed, Workers workers) {
    this.terms = energy.terms();
    this.starts = observed.fields();
    this.sites = energy.grid().sites();
    this.stream = stream;
    this.seed = seed;
    this.workers = workers;
    this.lanes = Math.clamp(BATCH_VALUES / sites, 16, 256);
    restart();
    this.begun = chains.stream().map(this::values).toList();
    this.fromData = observed.moments().isEmpty();
    this.data = fromData ? begun : batches(observed.moments());
    this.sums = List.of(zeros(), zeros());
  }

  /** All chains where they started. */
  void restart() {
    chains.clear();
    for (int first = 0; first < starts.size(); first += lanes) {
      chains.add(sideBySide(starts.subList(first, Math.min(starts.size(), first + lanes))));
    }
  }

  private static double[] sideBySide(List<double[]> batch) {
    double[] x = new double[batch.getFirst().length * batch.size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = batch.get(i % batch.size())[i / batch.size()];
    }
    return x;
  }

  /** The same numbers side by side as chains are, [batch][m][lane]. */
  private List<double[][]> batches(List<double[]> moments) {
    List<double[][]> batches = new ArrayList<>();
    for (double[] chain : chains) {
      int width = chain.length / sites;
      int first = batches.size() * lanes;
      double[] all = sideBySide(moments.subList(first, first + width));
      double[][] batch = new double[all.length / width][];
      Arrays.setAll(batch, m -> Arrays.copyOfRange(all, m * width, (m + 1) * width));
      batches.add(batch);
    }
    return batches;
  }

  private List<double[][]> zeros() {
    return new ArrayList<>(data.stream().map(PersistentChains::zeros).toList());
  }

  /** Number of batches of chains. */
  int batches() {
    return chains.size();
  }

  /** Moves the chains of the first batches on. */
  StepInfo move(
      ConditionalEnergy energy, Transition transition, int iteration, int steps, int batches) {
    TreeSum<StepInfo> total = new TreeSum<>(StepInfo::plus);
    int[] batch = {0};
    workers.run(
        new Workers.Size(batches, updates(transition, steps, batches)),
        number -> new Batch((int) number, chains.get((int) number), null, null),
        new Move(energy, stream, seed, lanes, transition, iteration, steps),
        moved -> {
          chains.set(batch[0]++, moved.x);
          total.add(moved.info);
        });
    return total.total();
  }

  private double updates(Transition transition, int steps, int batches) {
    return (double) batches * lanes * sites * steps * transition.gradients();
  }

  /**
   * One batch of chains.
   *
   * @param x their fields, taken over, [site][lane]
   * @param begun U_m that is subtracted for the response, [m][lane]; null where nothing is recorded
   * @param sum of U_m over the times so far, taken over, [m][lane]; likewise
   */
  private record Batch(
      int number, double[] x, double @Nullable [][] begun, double @Nullable [][] sum)
      implements Serializable {}

  /** Chains that were moved, and what happened. */
  private record Moved(double[] x, StepInfo info) implements Serializable {}

  /** Moves a batch. */
  private record Move(
      ConditionalEnergy energy,
      int stream,
      long seed,
      int lanes,
      Transition transition,
      int iteration,
      int steps)
      implements Workers.Task<Batch, Moved> {
    @Override
    public Moved run(Batch batch) {
      Chains chains = chains(batch);
      StepInfo info = new StepInfo();
      for (int t = 0; t < steps; t++) {
        transition.step(chains, iteration + t, info);
      }
      return new Moved(batch.x, info);
    }

    Chains chains(Batch batch) {
      int width = batch.x.length / energy.grid().sites();
      return new Chains(energy, stream, batch.x, width, seed, FIRST_CHAIN + batch.number * lanes);
    }
  }

  /** Chains that were moved and compared, with their sum. */
  private record Recorded(double[] x, double[][] sum, MomentDifferences differences)
      implements Serializable {}

  /** Moves a batch, and compares and records it after every step. */
  private record Watch(Move move) implements Workers.Task<Batch, Recorded> {
    @Override
    public Recorded run(Batch batch) {
      Chains chains = move.chains(batch);
      double[][] begun = Objects.requireNonNull(batch.begun);
      double[][] sum = Objects.requireNonNull(batch.sum);
      MomentDifferences differences = new MomentDifferences(begun.length);
      for (int t = 0; t < move.steps; t++) {
        move.transition.step(chains, move.iteration + t, new StepInfo());
        double[][] u = values(move.energy.terms(), chains.fields(), chains.energies().length);
        differences.add(u, 1, begun);
        add(u, sum);
      }
      return new Recorded(batch.x, sum, differences);
    }

    private static void add(double[][] u, double[][] sum) {
      for (int m = 0; m < u.length; m++) {
        for (int lane = 0; lane < u[m].length; lane++) {
          sum[m][lane] += u[m][lane];
        }
      }
    }
  }

  /** Compares the chains with the data. */
  MomentDifferences compared() {
    return overBatches(this::compare);
  }

  /**
   * How the mean of U(t) answers to theta: half the covariance of U(t) - U(0), which grows as the
   * chains forget where they started; where that was not at the data, the covariance of U(t).
   *
   * @param compared from {@link #compared}
   */
  DMatrixRMaj response(MomentDifferences compared) {
    return answer(
        fromData
            ? compared
            : overBatches(
                (batch, differences) -> {
                  double[][] u = values(chains.get(batch));
                  differences.add(u, 1, zeros(u));
                }));
  }

  /**
   * The response as a measure of steps while theta still moves. Chains that did not start at the
   * data may be far from what the law will be, in a phase where hardly anything moves and nothing
   * answers: half of it is how much the data's own U_m move.
   */
  DMatrixRMaj metric(MomentDifferences compared) {
    DMatrixRMaj metric = response(compared);
    if (!fromData) {
      CommonOps_DDRM.addEquals(metric, moments(1).getFirst().covariance());
      CommonOps_DDRM.scale(0.5, metric);
    }
    return metric;
  }

  private DMatrixRMaj answer(MomentDifferences differences) {
    DMatrixRMaj response = differences.covariance();
    CommonOps_DDRM.scale(fromData ? 0.5 : 1, response);
    return response;
  }

  /**
   * What the moments of chains remember of where they started, by the moment that remembers most:
   * the correlation of U_m(t) and U_m(0) over fields, the smallest that a group of fields finds.
   */
  double remembered() {
    List<MomentDifferences> moved =
        grouped(GROUPS, (batch, d) -> d.add(values(chains.get(batch)), 1, begun.get(batch)));
    List<MomentDifferences> now =
        grouped(GROUPS, (batch, d) -> d.add(values(chains.get(batch)), 1, zeros(begun.get(batch))));
    List<MomentDifferences> then =
        grouped(GROUPS, (batch, d) -> d.add(begun.get(batch), 1, zeros(begun.get(batch))));
    double most = 0;
    for (int m = 0; m < begun.getFirst().length; m++) {
      double least = 1;
      for (int group = 0; group < moved.size(); group++) {
        double spread = Math.sqrt(now.get(group).variance(m) * then.get(group).variance(m));
        double sum = now.get(group).variance(m) + then.get(group).variance(m);
        // A function that no field of a group has anything of remembers nothing.
        double kept = spread > 0 ? 0.5 * (sum - moved.get(group).variance(m)) / spread : 0;
        least = Math.min(least, kept);
      }
      most = Math.max(most, least);
    }
    return most;
  }

  /** Whether the chains started at the data. */
  boolean fromData() {
    return fromData;
  }

  /** U_m of all chains as they stand, [batch][m][lane]. */
  List<double[][]> values() {
    return chains.stream().map(this::values).toList();
  }

  /** The largest square of a change of an average since, in units of its error. */
  double drift(List<double[][]> since) {
    MomentDifferences moved =
        overBatches((batch, d) -> d.add(values(chains.get(batch)), 1, since.get(batch)));
    double[] mean = moved.mean();
    double largest = 0;
    for (int m = 0; m < mean.length; m++) {
      double error = moved.variance(m) / moved.count();
      largest = error > 0 ? Math.max(largest, mean[m] * mean[m] / error) : largest;
    }
    return largest;
  }

  private static double[][] zeros(double[][] like) {
    return new double[like.length][like[0].length];
  }

  /** Compares the chains with the data, group by group of consecutive fields. */
  List<MomentDifferences> compared(int groups) {
    return grouped(groups, this::compare);
  }

  private void compare(int batch, MomentDifferences differences) {
    differences.add(values(chains.get(batch)), 1, data.get(batch));
  }

  /** The data's own moments, group by group of consecutive fields. */
  List<MomentDifferences> moments(int groups) {
    return grouped(
        groups,
        (batch, moments) -> {
          double[][] u = data.get(batch);
          moments.add(u, 1, zeros(u));
        });
  }

  /**
   * Moves all chains on and records them after every step.
   *
   * @param half of the times that these belong to, 0 or 1
   * @return the {@link #response}, averaged over the steps
   */
  DMatrixRMaj record(
      ConditionalEnergy energy, Transition transition, int iteration, int steps, int half) {
    recorded[half] += steps;
    List<double[][]> sum = sums.get(half);
    TreeSum<MomentDifferences> total = new TreeSum<>(MomentDifferences::plus);
    int[] batch = {0};
    workers.run(
        new Workers.Size(chains.size(), updates(transition, steps, chains.size())),
        number -> {
          int b = (int) number;
          double[][] subtracted = fromData ? begun.get(b) : zeros(begun.get(b));
          return new Batch(b, chains.get(b), subtracted, sum.get(b));
        },
        new Watch(new Move(energy, stream, seed, lanes, transition, iteration, steps)),
        moved -> {
          chains.set(batch[0], moved.x);
          sum.set(batch[0]++, moved.sum);
          total.add(moved.differences);
        });
    return answer(total.total());
  }

  /** Forgets what was recorded. */
  void forget() {
    Arrays.fill(recorded, 0);
    for (List<double[][]> half : sums) {
      for (double[][] batch : half) {
        for (double[] sum : batch) {
          Arrays.fill(sum, 0);
        }
      }
    }
  }

  /** Keeps where the chains stand and what was recorded, or goes on from there. */
  void exchange(Archive archive) throws IOException {
    for (double[] batch : chains) {
      archive.numbers(batch);
    }
    for (int half = 0; half < recorded.length; half++) {
      recorded[half] = (int) archive.count(recorded[half], TunedChains.MOST_STEPS);
      for (double[][] batch : recorded[half] > 0 ? sums.get(half) : List.<double[][]>of()) {
        for (double[] sum : batch) {
          archive.numbers(sum);
        }
      }
    }
  }

  /** Compares the time averages of the recorded chains with the data. */
  MomentDifferences averaged() {
    double share = 1.0 / (recorded[0] + recorded[1]);
    return overBatches(
        (batch, differences) -> {
          double[][] first = sums.get(0).get(batch);
          double[][] both = new double[first.length][first[0].length];
          for (int m = 0; m < both.length; m++) {
            for (int lane = 0; lane < both[m].length; lane++) {
              both[m][lane] = first[m][lane] + sums.get(1).get(batch)[m][lane];
            }
          }
          differences.add(both, share, data.get(batch));
        });
  }

  /**
   * Half the difference of the averages over the two halves of the times: the chains' own noise.
   */
  MomentDifferences noise() {
    return overBatches(
        (batch, differences) -> {
          double[][] second = sums.get(1).get(batch);
          double[][] scaled = new double[second.length][second[0].length];
          for (int m = 0; m < scaled.length; m++) {
            for (int lane = 0; lane < scaled[m].length; lane++) {
              scaled[m][lane] = 0.5 * second[m][lane] / recorded[1];
            }
          }
          differences.add(sums.get(0).get(batch), 0.5 / recorded[0], scaled);
        });
  }

  /** Adds one batch. */
  private interface Part {
    void add(int batch, MomentDifferences differences);
  }

  private MomentDifferences overBatches(Part part) {
    return grouped(1, part).getFirst();
  }

  /** Groups differ by one batch at most; there are no more groups than batches. */
  private List<MomentDifferences> grouped(int groups, Part part) {
    int used = Math.min(groups, chains.size());
    List<TreeSum<MomentDifferences>> totals = new ArrayList<>();
    for (int g = 0; g < used; g++) {
      totals.add(new TreeSum<>(MomentDifferences::plus));
    }
    int[] batches = {0};
    workers
        .near()
        .run(
            new Workers.Size(chains.size(), (double) chains.size() * lanes * sites),
            number -> (int) number,
            batch -> {
              MomentDifferences differences = new MomentDifferences(data.getFirst().length);
              part.add(batch, differences);
              return differences;
            },
            (MomentDifferences d) -> totals.get(batches[0]++ * used / chains.size()).add(d));
    return totals.stream().map(TreeSum::total).toList();
  }

  /** U_m of every lane, [m][lane]. */
  private double[][] values(double[] x) {
    return values(terms, x, x.length / sites);
  }

  private static double[][] values(List<Potential> terms, double[] x, int width) {
    List<double[]> values = new ArrayList<>();
    for (Potential term : terms) {
      double[] part = new double[term.parameters() * width];
      term.values(x, width, part);
      for (int m = 0; m < term.parameters(); m++) {
        values.add(Arrays.copyOfRange(part, m * width, (m + 1) * width));
      }
    }
    return values.toArray(new double[0][]);
  }
}
