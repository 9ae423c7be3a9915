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

  /** Sums over sites of their products with a direction y, [m][lane]. */
  static double[] along(List<Potential> terms, double[] x, int lanes, double[] y) {
    double[][] gradients = of(terms, x, lanes);
    double[] along = new double[gradients.length * lanes];
    for (int m = 0; m < gradients.length; m++) {
      for (int i = 0; i < x.length; i++) {
        along[m * lanes + i % lanes] += gradients[m][i] * y[i];
      }
    }
    return along;
  }
}
