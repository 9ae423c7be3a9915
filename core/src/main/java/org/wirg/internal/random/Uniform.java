package org.wirg.internal.random;

/** Bits to uniform doubles. */
public final class Uniform {
  private Uniform() {}

  /** The centre of one of 2^53 equal cells of (0, 1): never 0, never 1. */
  public static double open(long bits) {
    double u = ((bits >>> 11) + 0.5) * 0x1p-53;
    // (2^53 - 1 + 0.5) rounds to 2^53: keep the interval open.
    return u < 1 ? u : 1 - 0x1p-53;
  }
}
