package org.wirg.lattice;

import org.wirg.field.Grid;

/**
 * The spectrum S(k) of a stationary random field: {@code <|phi~(k)|^2> = S(k) N}, where {@code
 * phi~(k) = sum_x phi(x) exp(-i k.x)} and N is the number of sites.
 */
@FunctionalInterface
public interface SpectralDensity {
  /**
   * S at every mode of a lattice, positive and with S(k) = S(-k).
   *
   * @return [mode]; the mode of coordinates j has k_a = 2 pi j_a / n_a and is numbered like a site
   */
  double[] on(Grid grid);
}
