package org.wirg.internal.random;

/**
 * What random numbers are for: the fourth word of the Philox counter, so that no two uses share a
 * stream. A word, once released, keeps its meaning.
 */
public enum Purpose {
  /** Lattice simulators. */
  LATTICE(1),
  /** Exact Gaussian fields. */
  GAUSSIAN_FIELD(2),
  /** The coarsest level of a sample. */
  COARSEST(3),
  /** Starting details of a chain. */
  START(4),
  /** Momenta of Hamiltonian moves. */
  MOMENTUM(5),
  /** Accept tests. */
  ACCEPT(6),
  /** Random step lengths. */
  JITTER(7),
  /** Resampling: bootstrap, random observables. */
  RESAMPLE(8),
  /** Draws of a Gaussian reference law. */
  REFERENCE(9),
  /** Proposals and accept tests of single-site moves of a model's fields. */
  SINGLE_SITE(10),
  /** Places of blocks that are accepted each by itself. */
  BLOCKS(11),
  /** Places, turns and signs of patches cut from maps. */
  PATCHES(12),
  /** Signs of fields whose law is symmetric. */
  SIGN(13);

  private final int word;

  Purpose(int word) {
    this.word = word;
  }

  /** The counter word. */
  public int word() {
    return word;
  }

  /** The counter word for one level of a model. */
  public int word(int level) {
    return word | level << 8;
  }
}
