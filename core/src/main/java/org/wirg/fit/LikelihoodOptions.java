package org.wirg.fit;

/**
 * How the likelihood is climbed.
 *
 * @param start where from, for the laws of details
 * @param preconditioner what their gradient is multiplied with on the way; the last step is
 *     Newton's in either case
 * @param precision largest part that the Monte Carlo noise may add to the variance of a typical
 *     coefficient of the microscopic Hamiltonian; five times it elsewhere
 * @param mostValues field values that speak at one level: more fields are passed over
 */
public record LikelihoodOptions(
    Start start, Preconditioner preconditioner, double precision, long mostValues) {
  /** Where a climb starts. */
  public enum Start {
    /** From the solution of score matching. */
    SCORE,
    /** From no couplings: a Gaussian law of independent sites. */
    ZERO
  }

  /** The matrix P in theta += gain P (&lt;U&gt;_model - &lt;U&gt;_data). */
  public enum Preconditioner {
    /** P = C^-1, C = Cov(U | phi_j): the natural gradient. */
    NATURAL,
    /** P = diag(C)^-1. */
    DIAGONAL
  }

  /** What a fit by score matching adds at its coarser levels. */
  static final LikelihoodOptions REFINEMENT =
      new LikelihoodOptions(Start.SCORE, Preconditioner.NATURAL, 1.0 / 30, 1 << 19);

  /** A fit by likelihood: from score matching, natural gradient, 2 % more variance. */
  public static final LikelihoodOptions DEFAULT =
      new LikelihoodOptions(Start.SCORE, Preconditioner.NATURAL, 0.02, 1 << 24);

  private static final double ELSEWHERE = 5;

  /** For the laws of details, and the coarsest. */
  LikelihoodOptions conditional() {
    return new LikelihoodOptions(
        start, preconditioner, Math.min(1, ELSEWHERE * precision), mostValues);
  }

  /** For H_l, whose chains move whole fields: climbed from score matching in any case. */
  LikelihoodOptions whole(int l) {
    return new LikelihoodOptions(
        Start.SCORE,
        Preconditioner.NATURAL,
        l == 0 ? precision : Math.min(1, ELSEWHERE * precision),
        mostValues);
  }

  public LikelihoodOptions {
    if (!(precision > 0) || !(precision <= 1)) {
      throw new IllegalArgumentException(
          "the Monte Carlo part of the variance is more than 0 and at most 1; found " + precision);
    }
    if (mostValues < 1) {
      throw new IllegalArgumentException("some field values must speak; found " + mostValues);
    }
  }
}
