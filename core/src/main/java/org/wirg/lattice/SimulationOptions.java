package org.wirg.lattice;

/**
 * What to simulate. The fields depend on count, seed and thinning, never on the number of threads.
 *
 * @param count number of fields
 * @param seed seed of the random numbers
 * @param threads number of threads
 * @param thinning updates between saved fields of one Markov chain; 0 chooses it from measured
 *     autocorrelation times
 */
public record SimulationOptions(int count, long seed, int threads, int thinning) {
  /** Checks the ranges. */
  public SimulationOptions {
    require(count >= 1, "the number of fields must be at least 1; found ", count);
    require(threads >= 1, "the number of threads must be at least 1; found ", threads);
    require(thinning >= 0, "thinning must be at least 1, or 0 for automatic; found ", thinning);
  }

  /** Seed 1, a thread per processor, automatic thinning. */
  public static SimulationOptions of(int count) {
    return new SimulationOptions(count, 1, Runtime.getRuntime().availableProcessors(), 0);
  }

  /** The same with another seed. */
  public SimulationOptions withSeed(long newSeed) {
    return new SimulationOptions(count, newSeed, threads, thinning);
  }

  /** The same with another number of threads. */
  public SimulationOptions withThreads(int newThreads) {
    return new SimulationOptions(count, seed, newThreads, thinning);
  }

  /** The same with a given number of updates between saved fields; 0 chooses it. */
  public SimulationOptions withThinning(int newThinning) {
    return new SimulationOptions(count, seed, threads, newThinning);
  }

  private static void require(boolean holds, String rule, int found) {
    if (!holds) {
      throw new IllegalArgumentException(rule + found);
    }
  }
}
