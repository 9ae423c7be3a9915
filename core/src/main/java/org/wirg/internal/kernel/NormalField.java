package org.wirg.internal.kernel;

import org.wirg.internal.random.Philox;
import org.wirg.internal.random.Purpose;

/** Fields of independent standard normal deviates, each a function of its own counter. */
public final class NormalField {
  private NormalField() {}

  /**
   * Fills a field: the deviates of chain {@code firstChain + lane} depend on (seed, purpose, level,
   * chain, iteration, site) alone.
   *
   * @param out modified, [site][lane]
   */
  public static void fill(
      double[] out,
      int sites,
      int lanes,
      long seed,
      Purpose purpose,
      int level,
      int iteration,
      int firstChain) {
    fill(out, sites, lanes, seed, purpose, level, iteration, firstChain, 0);
  }

  /**
   * The same for a part of a larger field.
   *
   * @param firstPair half the number of the part's first site
   */
  public static void fill(
      double[] out,
      int sites,
      int lanes,
      long seed,
      Purpose purpose,
      int level,
      int iteration,
      int firstChain,
      int firstPair) {
    int word = purpose.word(level);
    int done =
        KernelChoice.vectors()
            ? VectorNormals.fill(out, sites, lanes, seed, word, iteration, firstChain, firstPair)
            : 0;
    fillRest(out, sites, lanes, done, seed, word, iteration, firstChain, firstPair);
  }

  /** The specification: the lanes from {@code from} on, one after the other. */
  static void fillRest(
      double[] out,
      int sites,
      int lanes,
      int from,
      long seed,
      int word,
      int iteration,
      int firstChain,
      int firstPair) {
    long[] bits = new long[2];
    for (int pair = 0; from < lanes && pair < (sites + 1) / 2; pair++) {
      for (int lane = from; lane < lanes; lane++) {
        Philox.block(seed, firstPair + pair, iteration, firstChain + lane, word, bits);
        int at = 2 * pair * lanes + lane;
        double radius = BoxMuller.radius(bits[0]);
        out[at] = radius * BoxMuller.cosine(bits[1]);
        if (2 * pair + 1 < sites) {
          out[at + lanes] = radius * BoxMuller.sine(bits[1]);
        }
      }
    }
  }
}
