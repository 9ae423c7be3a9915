package org.wirg.fit;

import java.util.Arrays;
import java.util.List;
import org.wirg.energy.Potential;
import org.wirg.energy.QuadraticKernel;

/** A law of a kernel and a potential seen as one whose kernel has a larger radius. */
final class WiderKernel {
  private WiderKernel() {}

  /**
   * Its coefficients: couplings beyond the smaller radius are zero.
   *
   * @param from kernel and potential
   * @param theta their coefficients
   * @param terms the same potential and the wider kernel
   */
  static double[] theta(List<Potential> from, double[] theta, List<Potential> terms) {
    QuadraticKernel narrow = (QuadraticKernel) from.getFirst();
    QuadraticKernel wide = (QuadraticKernel) terms.getFirst();
    int potential = theta.length - narrow.parameters();
    double[] wider = new double[wide.parameters() + potential];
    for (int o = 0; o < wide.parameters(); o++) {
      int[] shift = wide.orbit(o).getFirst();
      for (int n = 0; n < narrow.parameters(); n++) {
        if (narrow.orbit(n).stream().anyMatch(s -> Arrays.equals(s, shift))) {
          wider[o] = theta[n];
        }
      }
    }
    System.arraycopy(theta, narrow.parameters(), wider, wide.parameters(), potential);
    return wider;
  }
}
