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
      "Computes the learned energy of every field.",
      "In this version it is E_1, the energy of the finest level: it governs the finest details"
          + " psi_1 at fixed coarser field phi_1, so energies of fields that share phi_1 can be"
          + " compared; between others they differ by a function of phi_1."
    })
final class EnergyCommand implements Callable<Integer> {
  private static final String MEANING =
      "E_1 of the finest level: the energy of psi_1 at fixed phi_1, up to a function of phi_1";

  @Parameters(paramLabel = "MODEL", index = "0", description = "What `wirg fit` wrote.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Parameters(paramLabel = "DATA", index = "1", description = "File of fields (.npy).")
  @SuppressWarnings("NullAway.Init")
  private Path data;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "The energies (.npy, float64, one per field).")
  @SuppressWarnings("NullAway.Init")
  private Path out;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    try (Session session = common.session()) {
      Model model = ModelFile.read(file);
      DataFile fields = DataFile.open(data);
      session.checkFieldOutput(out, file, data);
      session.deliver(energies(session, model, fields, out));
      return ExitCode.GOOD;
    }
  }

  /** Sums of the energies, for mean and deviation. */
  private static final class Sums {
    private long count;
    private double mean;
    private double squares;

    void add(double[] energies, int n) {
      for (int f = 0; f < n; f++) {
        count++;
        double apart = energies[f] - mean;
        mean += apart / count;
        squares += apart * (energies[f] - mean);
      }
    }

    double deviation() {
      return Math.sqrt(squares / count);
    }
  }

  /** Computes, writes and summarises energies. */
  static ObjectNode energies(Session session, Model model, DataFile data, Path out)
      throws IOException {
    double start = session.seconds();
    Sums sums = new Sums();
    long count = data.fields().count();
    try (NpyWriter writer = NpyWriter.open(out, NpyWriter.Type.FLOAT64, count)) {
      FieldEnergies.of(
          model,
          data.fields(),
          session.threads(),
          (energies, n) -> {
            writer.write(n, energies);
            sums.add(energies, n);
          },
          session.progress());
    }
    double seconds = session.seconds() - start;
    session.say(Table.wrapped(MEANING));
    session.say(
        String.format(
            Locale.ROOT,
            "mean %.6g, standard deviation %.6g%nwrote %s: %,d energies in %.1f s%n",
            sums.mean,
            sums.deviation(),
            out,
            count,
            seconds));
    ObjectNode json = Session.result("energy");
    json.put("meaning", MEANING);
    json.put("out", out.toString());
    json.put("count", count);
    json.put("mean", sums.mean);
    json.put("standard_deviation", sums.deviation());
    json.put("seconds", seconds);
    return json;
  }
}
