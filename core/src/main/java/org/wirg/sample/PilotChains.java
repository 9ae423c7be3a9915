package org.wirg.sample;

import java.util.ArrayList;
import java.util.List;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.internal.parallel.InOrder;

/**
 * The chains of a pilot run at one level, moved by several threads: they are cut into parts, by
 * their number alone, so that no result depends on the threads.
 */
final class PilotChains {
  private static final int MOST_PARTS = 8;

  /** Lanes of a part at least, where there are as many: a whole vector on any machine. */
  static final int FEWEST_LANES = 8;

  /** Site updates for which threads are worth starting. */
  private static final long WORTH_THREADS = 1 << 17;

  private final List<Chains> parts = new ArrayList<>();
  private final int[] first; // lane of every part
  private final int lanes;
  private final int sites;
  private final int threads;
  private long nanos;

  /**
   * Chains at given fields; see {@link Chains}.
   *
   * @param x not modified, [site][lane]
   */
  PilotChains(
      ConditionalEnergy energy,
      int level,
      double[] x,
      int lanes,
      long seed,
      int firstChain,
      int threads) {
    this.lanes = lanes;
    this.sites = energy.grid().sites();
    this.threads = threads;
    int count = Math.clamp(lanes / FEWEST_LANES, 1, MOST_PARTS);
    this.first = new int[count];
    for (int p = 0; p < count; p++) {
      first[p] = start(p, count);
      int width = start(p + 1, count) - first[p];
      double[] part = new double[sites * width];
      for (int i = 0; i < part.length; i++) {
        part[i] = x[i / width * lanes + first[p] + i % width];
      }
      parts.add(new Chains(energy, level, part, width, seed, firstChain + first[p]));
    }
  }

  /** The lane that a part begins with: whole vectors but for the last part. */
  private int start(int part, int count) {
    return part == count ? lanes : part * (lanes / FEWEST_LANES) / count * FEWEST_LANES;
  }

  /** Lets all of them choose their sign, see {@link Chains#chooseSigns}. */
  void chooseSigns() {
    parts.forEach(Chains::chooseSigns);
  }

  /** The chains, a few side by side. */
  List<Chains> parts() {
    return parts;
  }

  int lanes() {
    return lanes;
  }

  int sites() {
    return sites;
  }

  /** Number that distinguishes the level's random numbers. */
  int level() {
    return parts.getFirst().level;
  }

  /** The present fields of all chains, [site][lane]. */
  double[] fields() {
    double[] x = new double[sites * lanes];
    for (int p = 0; p < first.length; p++) {
      Chains part = parts.get(p);
      for (int i = 0; i < part.x.length; i++) {
        x[i / part.lanes * lanes + first[p] + i % part.lanes] = part.x[i];
      }
    }
    return x;
  }

  /** What is done with a part after every step; called from several threads at once. */
  @FunctionalInterface
  interface Watch {
    /**
     * @param chains the part
     * @param lane of the part's first chain among all
     * @param t number of the step, from 0
     */
    void see(Chains chains, int lane, int t);
  }

  /**
   * Moves all chains.
   *
   * @param iteration number of the first step
   */
  StepInfo run(Transition transition, int iteration, int steps, Watch watch) {
    StepInfo total = new StepInfo();
    long updates = (long) sites * lanes * steps * Math.max(1, transition.gradients());
    InOrder.run(
        updates < WORTH_THREADS ? 1 : threads,
        first.length,
        p -> {
          Part part = new Part(new StepInfo());
          Chains chains = parts.get((int) p);
          for (int t = 0; t < steps; t++) {
            long start = System.nanoTime();
            transition.step(chains, iteration + t, part.info);
            part.nanos += System.nanoTime() - start;
            watch.see(chains, first[(int) p], t);
          }
          return part;
        },
        part -> {
          total.add(part.info);
          nanos += part.nanos;
        });
    return total;
  }

  /** Time of all steps so far, summed over threads; no result depends on it. */
  long nanos() {
    return nanos;
  }

  /** What one part did. */
  private static final class Part {
    final StepInfo info;
    long nanos;

    Part(StepInfo info) {
      this.info = info;
    }
  }
}
