package org.wirg.internal.random;

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
    long[] bits = new long[2];
    int word = purpose.word(level);
    for (int pair = 0; pair < (sites + 1) / 2; pair++) {
      for (int lane = 0; lane < lanes; lane++) {
        Philox.block(seed, pair, iteration, firstChain + lane, word, bits);
        int at = 2 * pair * lanes + lane;
        out[at] = Normal.quantile(Uniform.open(bits[0]));
        if (2 * pair + 1 < sites) {
          out[at + lanes] = Normal.quantile(Uniform.open(bits[1]));
        }
      }
    }
  }
}
