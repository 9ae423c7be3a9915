package org.wirg.fit;

import java.util.List;
import org.wirg.energy.Potential;

/** Gradients of all functions for tests, [m][site][lane]. */
final class Gradients {
  private Gradients() {}

  static double[][] of(List<Potential> terms, double[] x, int lanes) {
    int parameters = terms.stream().mapToInt(Potential::parameters).sum();
    double[][] gradients = new double[parameters][x.length];
    NormalEquations.gradients(terms, x, lanes, gradients);
    return gradients;
  }
}
