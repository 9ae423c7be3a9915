package org.wirg.lattice;

import org.wirg.field.Grid;

/**
 * The power-law spectrum {@code S(k) = (khat^2 + mass^2)^(-exponent/2)} of the lattice momentum
 * {@code khat^2 = sum_a 4 sin^2(k_a / 2)}. With mass 0 the mode k = 0 takes the value of the
 * smallest non-zero khat. Exponent 2 is the free field; 1.75 = 2 - eta is the two-dimensional Ising
 * class at criticality.
 *
 * @param exponent any finite number
 * @param mass inverse correlation length in inverse lattice spacings, at least 0
 */
public record PowerLaw(double exponent, double mass) implements SpectralDensity {
  /** The critical spectrum, exponent 1.75 and no mass. */
  public static final PowerLaw CRITICAL = new PowerLaw(1.75, 0);

  /** Checks the ranges. */
  public PowerLaw {
    if (!Double.isFinite(exponent)) {
      throw new IllegalArgumentException("the exponent must be finite; found " + exponent);
    }
    if (!(mass >= 0 && mass < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("the mass must be finite, at least 0; found " + mass);
    }
  }

  @Override
  public double[] on(Grid grid) {
    double[] spectrum = new double[grid.sites()];
    double smallest = Double.POSITIVE_INFINITY;
    for (int k = 0; k < spectrum.length; k++) {
      spectrum[k] = momentumSquared(grid, k);
      smallest = k > 0 ? Math.min(smallest, spectrum[k]) : smallest;
    }
    if (mass == 0) {
      if (grid.sites() == 1) {
        throw new IllegalArgumentException("a massless spectrum needs at least two sites");
      }
      spectrum[0] = smallest;
    }
    for (int k = 0; k < spectrum.length; k++) {
      spectrum[k] = StrictMath.pow(spectrum[k] + mass * mass, -exponent / 2);
    }
    return spectrum;
  }

  private static double momentumSquared(Grid grid, int mode) {
    int[] j = grid.coordinates(mode);
    double sum = 0;
    for (int axis = 0; axis < j.length; axis++) {
      // The smaller of k and -k, so that both give the same bits.
      int folded = Math.min(j[axis], grid.size(axis) - j[axis]);
      double sine = StrictMath.sin(Math.PI * folded / grid.size(axis));
      sum += 4 * sine * sine;
    }
    return sum;
  }
}
