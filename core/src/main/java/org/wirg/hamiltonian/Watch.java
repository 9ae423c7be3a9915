package org.wirg.hamiltonian;

import java.util.List;
import org.wirg.sample.Chains;

/**
 * The slow observables that are watched while chains of whole fields run: m^2, |m|, phi^2 and the
 * energy, m the mean of a field and phi^2 the mean of its squares.
 */
final class Watch {
  static final List<String> NAMES = List.of("m^2", "|m|", "phi^2", "H");

  private Watch() {}

  /** Present values, [observable][lane]. */
  static double[][] of(FieldLaw law, Chains chains, int lanes) {
    double[] x = chains.fields();
    double[] sum = new double[lanes];
    double[] squares = new double[lanes];
    for (int i = 0; i < x.length; i++) {
      double phi = law.mean() + law.sigma() * x[i];
      sum[i % lanes] += phi;
      squares[i % lanes] += phi * phi;
    }
    double[][] values = new double[NAMES.size()][lanes];
    for (int lane = 0; lane < lanes; lane++) {
      double m = sum[lane] / law.sites();
      values[0][lane] = m * m;
      values[1][lane] = Math.abs(m);
      values[2][lane] = squares[lane] / law.sites();
      values[3][lane] = chains.energies()[lane];
    }
    return values;
  }
}
