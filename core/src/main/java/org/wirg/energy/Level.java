package org.wirg.energy;

import java.io.Serializable;

/**
 * One level of a model. Level j between 1 and J is the law of the details psi_j given the coarser
 * field phi_j, an energy of x = phi_{j-1} / sigma. The coarsest level is the law of x = phi_J /
 * sigma itself.
 *
 * @param level the number j
 * @param sigma standard deviation per site of the field that x is made of, in the data's units
 * @param detailSigma standard deviation of x's part that moves, per dimension, in units of sigma
 * @param energy the energy of x
 * @param estimate how well it is known
 */
public record Level(
    int level, double sigma, double detailSigma, ConditionalEnergy energy, Estimate estimate)
    implements Serializable {
  public Level {
    if (!(sigma > 0) || !(detailSigma > 0)) {
      throw new IllegalArgumentException(
          "standard deviations are positive; found " + sigma + " and " + detailSigma);
    }
    int parameters = energy.theta().length;
    if (estimate.covariance().length != parameters * parameters) {
      throw new IllegalArgumentException(
          "the covariance of " + parameters + " coefficients has their number squared entries");
    }
  }
}
