package org.wirg.internal.random;

/**
 * Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw (SC 2011): 128 random
 * bits are a function of a 128-bit counter and a 64-bit key, so any number of any stream can be
 * computed anywhere in any order.
 */
public final class Philox {
  // Public for the twin on vectors.
  public static final long MULTIPLIER_0 = 0xD2511F53L;
  public static final long MULTIPLIER_1 = 0xCD9E8D57L;
  public static final int WEYL_0 = 0x9E3779B9;
  public static final int WEYL_1 = 0xBB67AE85;
  public static final int ROUNDS = 10;
  private static final long LOW = 0xFFFFFFFFL;

  private Philox() {}

  /**
   * Encrypts one counter.
   *
   * @param key the 64-bit key, low word first
   * @param c0 counter word 0; likewise c1, c2, c3
   * @param out modified: out[0] holds words 1,0 (high, low), out[1] words 3,2
   */
  public static void block(long key, int c0, int c1, int c2, int c3, long[] out) {
    int k0 = (int) key;
    int k1 = (int) (key >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = MULTIPLIER_0 * (c0 & LOW);
      long p1 = MULTIPLIER_1 * (c2 & LOW);
      c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      c1 = (int) p1;
      c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c3 = (int) p0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    out[0] = ((long) c1 << 32) | (c0 & LOW);
    out[1] = ((long) c3 << 32) | (c2 & LOW);
  }
}
