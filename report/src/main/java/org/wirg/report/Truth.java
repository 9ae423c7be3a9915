package org.wirg.report;

import java.util.function.DoubleUnaryOperator;
import org.wirg.lattice.Phi4;

/**
 * The action that made the data, where it is known.
 *
 * @param name for legends
 * @param coupling K of nearest neighbours; all others vanish
 * @param potential V in the gauge of the learned one, K(0) = - sum of the other K(s), V(0) = 0
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
}
