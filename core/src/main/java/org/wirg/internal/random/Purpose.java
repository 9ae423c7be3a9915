package org.wirg.internal.random;

/**
 * What random numbers are for: the fourth word of the Philox counter, so that no two uses share a
 * stream. Append only.
 */
public enum Purpose {
  /** Lattice simulators. */
  LATTICE,
  /** Exact Gaussian fields. */
  GAUSSIAN_FIELD,
  /** The coarsest level of a sample. */
  COARSEST,
  /** Starting details of a chain. */
  START,
  /** Momenta of Hamiltonian moves. */
  MOMENTUM,
  /** Accept tests. */
  ACCEPT,
  /** Random step lengths. */
  JITTER,
  /** Resampling: bootstrap, random observables. */
  RESAMPLE
}
