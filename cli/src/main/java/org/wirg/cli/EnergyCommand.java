package org.wirg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.wirg.energy.FieldEnergies;
import org.wirg.energy.Model;
import org.wirg.file.ModelFile;
import org.wirg.file.NpyWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code wirg energy}: weighs fields. */
@Command(
    name = "energy",
    description = {
      "Computes the microscopic energy H of every field, -ln p up to one constant.",
      "With --by-level it comes apart as H = sum_j (H_{j-1}(phi_{j-1}) - H_j(phi_j)) + H_J: one"
          + " number for the details of every level, finest first, and one for the coarsest field."
    })
final class EnergyCommand implements Callable<Integer> {
  private static final String MEANING = "microscopic energy H(phi), -ln p(phi) up to one constant";
  private static final String NORMALISED = "-ln p(phi), p per unit of the data at every site";

  @Parameters(paramLabel = "MODEL", index = "0", description = "What `wirg fit` wrote.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Parameters(paramLabel = "DATA", index = "1", description = DataFile.FORMATS)
  @SuppressWarnings("NullAway.Init")
  private Path data;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "The energies (.npy, float64, one per field).")
  @SuppressWarnings("NullAway.Init")
  private Path out;

  @Option(
      names = "--by-level",
      description = "One number per level, [fields, levels + 1], instead of their sum.")
  private boolean byLevel;

  @Option(
      names = "--normalised",
      description = "Energies that include ln Z: negative log-likelihoods, not only differences.")
  private boolean normalised;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    try (Session session = common.session()) {
      Model model = ModelFile.read(file);
      DataFile fields = DataFile.open(data);
      session.checkNumbersOutput(out, file, data);
      FieldEnergies energies = new FieldEnergies(model, byLevel, normalised);
      session.deliver(energies(session, energies, fields, out, normalised));
      return ExitCode.GOOD;
    }
  }

  /** Sums of the energies, for mean and deviation. */
  private static final class Sums {
    private final int columns;
    private long count;
    private double mean;
    private double squares;

    Sums(int columns) {
      this.columns = columns;
    }

    void add(double[] energies, int n) {
      for (int f = 0; f < n; f++) {
        double energy = 0;
        for (int c = 0; c < columns; c++) {
          energy += energies[f * columns + c];
        }
        count++;
        double apart = energy - mean;
        mean += apart / count;
        squares += apart * (energy - mean);
      }
    }

    double deviation() {
      return Math.sqrt(squares / count);
    }
  }

  /** Computes, writes and summarises energies. */
  static ObjectNode energies(
      Session session, FieldEnergies energies, DataFile data, Path out, boolean normalised)
      throws IOException {
    double start = session.seconds();
    Sums sums = new Sums(energies.columns());
    long count = data.fields().count();
    long[] shape =
        energies.columns() == 1 ? new long[] {count} : new long[] {count, energies.columns()};
    try (NpyWriter writer = NpyWriter.open(out, NpyWriter.Type.FLOAT64, shape)) {
      energies.of(
          data.fields(),
          session.threads(),
          (values, n) -> {
            writer.write(n, values);
            sums.add(values, n);
          },
          session.progress());
    }
    double seconds = session.seconds() - start;
    String meaning = normalised ? NORMALISED : MEANING;
    session.say(Table.wrapped(meaning));
    session.say(
        String.format(
            Locale.ROOT,
            "mean %.7g, standard deviation %.6g%nwrote %s: %,d energies%s in %.1f s%n",
            sums.mean,
            sums.deviation(),
            out,
            count,
            energies.columns() == 1 ? "" : " of " + energies.columns() + " levels each",
            seconds));
    ObjectNode json = Session.result("energy");
    json.put("meaning", meaning);
    json.put("normalised", normalised);
    json.put("columns", energies.columns());
    json.put("out", out.toString());
    json.put("count", count);
    json.put("mean", sums.mean);
    json.put("standard_deviation", sums.deviation());
    json.put("seconds", seconds);
    return json;
  }
}
