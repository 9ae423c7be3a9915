package org.wirg.sample;

import org.wirg.internal.kernel.KernelChoice;
import org.wirg.internal.kernel.Kernels;

/**
 * Hamilton's equations with unit masses in steps that are reversible and keep volumes: kicks p -= w
 * h grad E and drifts x += h p by turns, half a pair's kick at either end.
 *
 * <p>An odd number of forces makes leapfrog steps, every w = 1. An even number makes pairs with the
 * kicks weighted unevenly, {@code 4 b} between pairs and {@code 2 - 4 b} within: with b = 1/4 that
 * were leapfrog again; b = 0.1932 has the least error where steps are small (McLachlan, SIAM J.
 * Sci. Comput. 16 (1995) 151), b = 0.2118 over the steps that samplers take (Blanes, Casas,
 * Sanz-Serna, SIAM J. Sci. Comput. 36 (2014) A1556). In between, acceptance at equal cost hardly
 * depends on it.
 */
final class Trajectory {
  private static final double OUTER = 0.205;

  private Trajectory() {}

  /** Sets the chains' gradient at their fields. */
  @FunctionalInterface
  interface Force {
    void at(boolean last);
  }

  /**
   * Runs on from the chains' fields, momenta and gradient; both ends are left consistent.
   *
   * @param step drift between two forces
   * @param forces how many are evaluated
   */
  static void run(Chains chains, double step, int forces, Force force) {
    int length = chains.x.length;
    Kernels kernels = KernelChoice.current();
    kernels.axpy(-step * weight(0, forces), chains.gradient, length, chains.momentum);
    for (int k = 1; k <= forces; k++) {
      kernels.axpy(step, chains.momentum, length, chains.x);
      force.at(k == forces);
      kernels.axpy(-step * weight(k, forces), chains.gradient, length, chains.momentum);
    }
  }

  /** Of the kick after so many drifts. */
  static double weight(int drifts, int forces) {
    double inner = forces % 2 == 1 ? 1 : drifts % 2 == 1 ? 2 - 4 * OUTER : 4 * OUTER;
    return drifts == 0 || drifts == forces ? inner / 2 : inner;
  }
}
