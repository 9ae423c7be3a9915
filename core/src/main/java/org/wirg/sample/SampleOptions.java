package org.wirg.sample;

/**
 * How to draw fields.
 *
 * @param method the Monte Carlo move
 * @param seed of all random numbers
 * @param threads how many threads compute; results do not depend on it
 */
public record SampleOptions(Method method, long seed, int threads) {
  /** The Monte Carlo move on the wavelet details. */
  public enum Method {
    /** Hamiltonian Monte Carlo; the length of trajectories is tuned per level. */
    HMC(0.8),
    /** The Metropolis-adjusted Langevin algorithm: one force a step. */
    MALA(0.574);

    private final double acceptance;

    Method(double acceptance) {
      this.acceptance = acceptance;
    }

    /** The mean acceptance probability that step sizes are tuned to. */
    public double acceptance() {
      return acceptance;
    }
  }

  public SampleOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("at least one thread is needed; found " + threads);
    }
  }
}
