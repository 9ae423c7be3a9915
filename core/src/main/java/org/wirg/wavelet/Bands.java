package org.wirg.wavelet;

import java.util.List;

/**
 * The wavelet coefficients of one or several fields: the coarsest field and the details of every
 * level.
 *
 * <p>Immutable: arrays are copied on the way in and out.
 */
public final class Bands {
  private final int lanes;
  private final double[] coarsest;
  private final List<double[]> details;

  /**
   * @param lanes number of fields side by side
   * @param coarsest [site of the coarsest grid][lane]
   * @param details element j-1 belongs to level j: [band][site of level j][lane]
   * @throws IllegalArgumentException when lanes is not positive
   */
  public Bands(int lanes, double[] coarsest, List<double[]> details) {
    if (lanes < 1) {
      throw new IllegalArgumentException("at least one lane is needed; found " + lanes);
    }
    this.lanes = lanes;
    this.coarsest = coarsest.clone();
    this.details = details.stream().map(double[]::clone).toList();
  }

  /** Number of fields side by side. */
  public int lanes() {
    return lanes;
  }

  /** Number of levels J. */
  public int levels() {
    return details.size();
  }

  /** The coarsest field phi_J, [site][lane]; a copy. */
  public double[] coarsest() {
    return coarsest.clone();
  }

  /**
   * The details psi_j, [band][site of level j][lane]; a copy.
   *
   * @param level 1 (finest details) to J
   */
  public double[] details(int level) {
    return details.get(level - 1).clone();
  }
}
