package org.wirg.energy;

import java.io.Serializable;
import java.util.List;

/**
 * The renormalised Hamiltonians of a model: H_l(phi_l) = -ln p(phi_l) + const for every level l = 0
 * .. J-1 but the coarsest, whose own is the model's coarsest law. H_0 is the microscopic
 * Hamiltonian.
 *
 * @param levels H_l, the finest first, an energy of x = phi_l / sigma_l in every direction
 * @param scales what H_0 would say about each coarser field phi_j, j = 1 .. J, were all scales
 *     taken along; compatible with zero where the Hamiltonian is short-ranged
 * @param logPartitions ln of the integral of exp(-H_l), the finest first, in the data's units;
 *     empty where not known
 */
public record Hamiltonians(List<Level> levels, List<Scale> scales, List<LogPartition> logPartitions)
    implements Serializable {
  /** None. */
  public static final Hamiltonians NONE = new Hamiltonians(List.of(), List.of(), List.of());

  /**
   * What H_0 would say about one coarser field, and whether the data want it.
   *
   * @param part an energy of phi_j / sigma_j
   * @param chiSquared of the hypothesis that it is zero
   * @param directions degrees of freedom, what chiSquared is about if it is
   */
  public record Scale(Level part, double chiSquared, int directions) implements Serializable {
    private static final double CHANCE = 4;

    /**
     * The standard deviations that a normal variable exceeds as rarely as chance exceeds
     * chiSquared, about (Wilson and Hilferty, PNAS 17 (1931) 684); 0 without directions.
     */
    public double sigmas() {
      if (directions == 0) {
        return 0;
      }
      double spread = 2 / (9.0 * directions);
      return (StrictMath.cbrt(chiSquared / directions) - (1 - spread)) / Math.sqrt(spread);
    }

    /**
     * Whether it is compatible with zero: less than {@value #CHANCE} of them, or nothing to see.
     */
    public boolean chance() {
      return sigmas() < CHANCE;
    }
  }

  /**
   * The logarithm of a normalisation.
   *
   * @param value of the logarithm
   * @param error its standard error
   */
  public record LogPartition(double value, double error) implements Serializable {}

  public Hamiltonians {
    levels = List.copyOf(levels);
    scales = List.copyOf(scales);
    logPartitions = List.copyOf(logPartitions);
    if ((!scales.isEmpty() && scales.size() != levels.size())
        || (!logPartitions.isEmpty() && logPartitions.size() != levels.size() + 1)) {
      throw new IllegalArgumentException(
          "there is a scale for every Hamiltonian, or none, and a partition function more; found "
              + scales.size()
              + " and "
              + logPartitions.size()
              + " for "
              + levels.size());
    }
  }

  /** Up to which level coarser fields are part of H_0; 0 where it is short-ranged. */
  public int scalesTaken() {
    return levels.stream()
        .limit(1)
        .flatMap(level -> level.energy().terms().stream())
        .mapToInt(term -> term instanceof CoarsePotential coarse ? coarse.depth() : 0)
        .max()
        .orElse(0);
  }

  /** The same with partition functions. */
  public Hamiltonians normalised(List<LogPartition> partitions) {
    return new Hamiltonians(levels, scales, partitions);
  }
}
