package org.wirg.hamiltonian;

import java.util.ArrayList;
import java.util.List;
import org.wirg.energy.Potential;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.internal.kernel.KernelChoice;
import org.wirg.internal.kernel.Kernels;

/**
 * A term without coefficients of its own: whole + weight * part + curvature / 2 sum_i x(i)^2, the
 * parts already bound. Unlike a change of theta it scales all of a term, walls and lifts included.
 */
final class Mixture implements Potential {
  private final Grid grid;
  private final List<Bound> terms;
  private final double curvature;

  Mixture(Grid grid, List<Bound> whole, List<Bound> part, double weight, double curvature) {
    this.grid = grid;
    this.terms = new ArrayList<>(whole);
    for (Bound term : part) {
      if (weight != 0) {
        terms.add(term.times(weight));
      }
    }
    this.curvature = curvature;
  }

  @Override
  public Grid grid() {
    return grid;
  }

  @Override
  public int parameters() {
    return 0;
  }

  @Override
  public String label(int m) {
    throw new IndexOutOfBoundsException("a mixture has no coefficients; found number " + m);
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
    return new Bound() {
      @Override
      public void add(double[] x, int lanes, double[] scratch, double[] gradient, double[] energy) {
        for (Bound term : terms) {
          term.add(x, lanes, scratch, gradient, energy);
        }
        Kernels kernels = KernelChoice.current();
        kernels.axpy(curvature, x, x.length, gradient);
        kernels.dot(x, x, grid.sites(), lanes, 0.5 * curvature, energy);
      }

      @Override
      public void addGradient(double[] x, int lanes, double[] gradient) {
        for (Bound term : terms) {
          term.addGradient(x, lanes, gradient);
        }
        KernelChoice.current().axpy(curvature, x, x.length, gradient);
      }
    };
  }
}
