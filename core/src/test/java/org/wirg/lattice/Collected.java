package org.wirg.lattice;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.ToDoubleFunction;
import org.wirg.field.FieldSink;
import org.wirg.field.Grid;

/** Simulated fields kept in memory, [field][site], with the report. */
record Collected(Grid grid, double[] fields, SimulationReport report) {
  /** A simulation that writes to a sink. */
  @FunctionalInterface
  interface Simulation {
    SimulationReport run(FieldSink sink) throws IOException;
  }

  static Collected from(Grid grid, int count, Simulation simulation) throws IOException {
    double[] all = new double[count * grid.sites()];
    int[] filled = new int[1];
    SimulationReport report =
        simulation.run(
            (fields, n) -> {
              System.arraycopy(fields, 0, all, filled[0] * grid.sites(), n * grid.sites());
              filled[0] += n;
            });
    if (filled[0] != count) {
      throw new AssertionError("expected " + count + " fields; found " + filled[0]);
    }
    return new Collected(grid, all, report);
  }

  static Collected phi4(Phi4 model, SimulationOptions options) throws IOException {
    return from(model.grid(), options.count(), sink -> model.simulate(options, sink));
  }

  static Collected gaussian(GaussianField model, SimulationOptions options) throws IOException {
    return from(model.grid(), options.count(), sink -> model.simulate(options, sink));
  }

  int count() {
    return fields.length / grid.sites();
  }

  double[] field(int f) {
    return Arrays.copyOfRange(fields, f * grid.sites(), (f + 1) * grid.sites());
  }

  /** One value per field, as series of the chains: [chain][step]. */
  double[][] series(ToDoubleFunction<double[]> observable) {
    int chains = report.chains() == count() ? 1 : report.chains();
    double[][] series = new double[chains][count() / chains];
    for (int c = 0; c < chains; c++) {
      for (int t = 0; t < series[c].length; t++) {
        series[c][t] = observable.applyAsDouble(field(t * chains + c));
      }
    }
    return series;
  }

  /** SHA-256 of the bytes of all values. */
  String hash() {
    ByteBuffer bytes = ByteBuffer.allocate(8 * fields.length);
    bytes.asDoubleBuffer().put(fields);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
