package org.wirg.internal.random;

/**
 * A sequential view of one Philox stream, for algorithms that draw an unpredictable number of
 * values (Metropolis, Wolff). The stream is fixed by (seed, purpose, index); streams with different
 * triples are independent.
 */
public final class RandomStream {
  private final long key;
  private final int purpose;
  private final int index;
  private final long[] block = new long[2];
  private long position;

  /**
   * @param seed the user's seed
   * @param purpose what the numbers are for, see {@link Purpose}
   * @param index number of the chain or block
   */
  public RandomStream(long seed, Purpose purpose, int index) {
    this.key = seed;
    this.purpose = purpose.word();
    this.index = index;
  }

  /** How many words were drawn. */
  public long position() {
    return position;
  }

  /** Goes to where {@code words} words were drawn. */
  public void moveTo(long words) {
    position = words;
    if ((position & 1) == 1) {
      draw();
    }
  }

  private void draw() {
    long counter = position >>> 1;
    Philox.block(key, (int) counter, (int) (counter >>> 32), index, purpose, block);
  }

  /** 64 uniform bits. */
  public long nextLong() {
    int half = (int) (position & 1);
    if (half == 0) {
      draw();
    }
    position++;
    return block[half];
  }

  /** Uniform in the open interval (0, 1), 53 bits. */
  public double nextUniform() {
    return Uniform.open(nextLong());
  }

  /** Standard normal. */
  public double nextNormal() {
    return Normal.quantile(nextUniform());
  }

  /** Uniform in 0 .. bound-1, by multiplication (bias below bound / 2^64). */
  public int nextInt(int bound) {
    return (int) Math.unsignedMultiplyHigh(nextLong(), bound);
  }
}
