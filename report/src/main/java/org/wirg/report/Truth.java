package org.wirg.report;

import java.util.function.DoubleUnaryOperator;
import org.wirg.lattice.Phi4;

/**
 * The action that made the data, where it is known.
 *
 * @param name for legends
 * @param coupling K of nearest neighbours; all others vanish
 * @param potential V in the gauge of the learned one, K(0) = - sum of the other K(s), but for a
 *     constant
 */
public record Truth(String name, double coupling, DoubleUnaryOperator potential) {
  /** The lattice phi^4 model on its own grid. */
  public static Truth of(Phi4 action) {
    double beta = action.beta();
    int rank = action.grid().rank();
    return new Truth(
        "true action",
        beta,
        phi -> {
          double square = phi * phi;
          return square * square - (1 + rank * beta) * square;
        });
  }

  /** V where it vanishes at an origin. */
  double potential(double phi, double origin) {
    return potential.applyAsDouble(phi) - potential.applyAsDouble(origin);
  }
}
