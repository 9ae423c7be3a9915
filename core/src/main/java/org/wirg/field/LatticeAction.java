package org.wirg.field;

/**
 * A known energy of fields, H(phi) in units of the temperature: p(phi) proportional to exp(-H).
 * Immutable; may serve several threads.
 */
public interface LatticeAction {
  /** The lattice of the fields. */
  Grid grid();

  /**
   * H(phi).
   *
   * @param field [site], not modified
   */
  double energy(double[] field);

  /**
   * dH/dphi_i.
   *
   * @param field [site], not modified
   * @param out modified: [site], another array than {@code field}
   */
  void gradient(double[] field, double[] out);
}
