package org.wirg.hamiltonian;

import java.util.ArrayList;
import java.util.List;
import org.wirg.energy.Potential;
import org.wirg.internal.kernel.KernelChoice;
import org.wirg.internal.kernel.Kernels;

/**
 * A sum of terms + curvature / 2 sum_i x(i)^2, the terms already bound. Unlike a change of theta a
 * weight scales all of a term, walls and lifts included.
 */
record Mixture(List<Potential.Bound> terms, double curvature) implements Potential.Bound {
  Mixture {
    terms = List.copyOf(terms);
  }

  /** whole + weight * part + curvature / 2 sum_i x(i)^2. */
  static Mixture of(
      List<Potential.Bound> whole, List<Potential.Bound> part, double weight, double curvature) {
    List<Potential.Bound> terms = new ArrayList<>(whole);
    for (Potential.Bound term : part) {
      if (weight != 0) {
        terms.add(term.times(weight));
      }
    }
    return new Mixture(terms, curvature);
  }

  @Override
  public void add(double[] x, int lanes, double[] scratch, double[] gradient, double[] energy) {
    for (Potential.Bound term : terms) {
      term.add(x, lanes, scratch, gradient, energy);
    }
    Kernels kernels = KernelChoice.current();
    kernels.axpy(curvature, x, x.length, gradient);
    kernels.dot(x, x, x.length / lanes, lanes, 0.5 * curvature, energy);
  }

  @Override
  public void addGradient(double[] x, int lanes, double[] gradient) {
    for (Potential.Bound term : terms) {
      term.addGradient(x, lanes, gradient);
    }
    KernelChoice.current().axpy(curvature, x, x.length, gradient);
  }
}
