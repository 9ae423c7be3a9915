package org.wirg.fit;

import java.io.Serializable;

/**
 * How far couplings reach along an axis, in sites of their own level.
 *
 * @param finest those of the fields themselves
 * @param coarser those of all coarser fields
 */
record Radii(int finest, int coarser) implements Serializable {
  /** Those of phi_l. */
  int at(int l) {
    return l == 0 ? finest : coarser;
  }

  /** The same, at least so far. */
  Radii atLeast(int sites) {
    return new Radii(Math.max(finest, sites), Math.max(coarser, sites));
  }
}
