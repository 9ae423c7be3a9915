package org.wirg.lattice;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.wirg.field.Keeper;

/** The observables every simulation follows: m^2, |m|, phi^2 and H. */
final class Observables {
  static final List<String> NAMES = List.of("m^2", "|m|", "phi^2", "H");

  private Observables() {}

  /**
   * Measures one field.
   *
   * @param field [n], the field stands at {@code offset}
   * @param series modified: [observable][step]
   * @param step where the values go
   */
  static void measure(
      double[] field, int offset, int sites, double energy, double[][] series, int step) {
    double sum = 0;
    double squares = 0;
    for (int i = offset; i < offset + sites; i++) {
      sum += field[i];
      squares += field[i] * field[i];
    }
    double m = sum / sites;
    series[0][step] = m * m;
    series[1][step] = Math.abs(m);
    series[2][step] = squares / sites;
    series[3][step] = energy;
  }

  /** Writes the first steps of a series, [observable][step]. */
  static void writeSeries(DataOutputStream out, double[][] series, int steps) throws IOException {
    out.writeInt(steps);
    for (double[] one : series) {
      Keeper.write(out, one, steps);
    }
  }

  /** Reads them back and says how many there were. */
  static int readSeries(DataInputStream in, double[][] series) throws IOException {
    int steps = Keeper.readInt(in, 0, series[0].length);
    for (double[] one : series) {
      Keeper.read(in, one, steps);
    }
    return steps;
  }
}
