package org.wirg.hamiltonian;

import org.wirg.energy.Potential;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;

/**
 * A term without coefficients.
 *
 * @param grid of its fields
 * @param function what it adds
 */
record FixedTerm(Grid grid, Potential.Bound function) implements Potential {
  @Override
  public int parameters() {
    return 0;
  }

  @Override
  public String label(int m) {
    throw new IndexOutOfBoundsException("a fixed term has no coefficients; found number " + m);
  }

  @Override
  public void values(double[] x, int lanes, double[] values) {}

  @Override
  public void gradients(double[] x, int lanes, double[][] gradients, int first) {}

  @Override
  public void laplacians(
      Subspace subspace, double[] x, int lanes, double[] laplacians, int first) {}

  @Override
  public double[][] roughness() {
    return new double[0][];
  }

  @Override
  public double slopeUnit() {
    return 1;
  }

  @Override
  public Bound bind(double[] theta) {
    return function;
  }
}
