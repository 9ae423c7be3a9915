package org.wirg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.wirg.energy.FieldEnergies;
import org.wirg.energy.Model;
import org.wirg.field.Dataset;
import org.wirg.field.Transform;
import org.wirg.field.Workers;
import org.wirg.file.ModelFile;
import org.wirg.file.NpyDataset;
import org.wirg.file.NpyWriter;
import org.wirg.file.TransformJson;
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
  private static final String ORIGINAL = "; p the density of the fields in their own units";

  @Parameters(paramLabel = "MODEL", index = "0", description = "What `wirg fit` wrote.")
  @SuppressWarnings("NullAway.Init")
  private String file;

  @Parameters(paramLabel = "DATA", index = "1", description = DataFile.FORMATS)
  @SuppressWarnings("NullAway.Init")
  private String data;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "The energies (.npy, float64, one per field).")
  @SuppressWarnings("NullAway.Init")
  private String out;

  @Option(
      names = "--by-level",
      description = "One number per level, [fields, levels + 1], instead of their sum.")
  private boolean byLevel;

  @Option(
      names = "--normalised",
      description = "Energies that include ln Z: negative log-likelihoods, not only differences.")
  private boolean normalised;

  @Option(
      names = "--original-units",
      description = {
        "Of a model of a transform T(phi): adds -sum ln dT/dphi, so that the density is that of the"
            + " fields in their own units, not of T(phi)."
      })
  private boolean originalUnits;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private ClusterOption cluster;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    try (Session session = common.session();
        Workplace place = cluster.workplace(session)) {
      Path input = place.input(file);
      Model model = ModelFile.read(input);
      DataFile fields = place.open(data);
      Path target = place.output(out);
      session.checkNumbersOutput(
          target,
          fields.values() instanceof NpyDataset
              ? new Path[] {input, fields.path()}
              : new Path[] {input});
      if (originalUnits && byLevel) {
        throw session.usage(
            "--original-units is for whole energies; found --by-level too: the transform belongs to"
                + " no level");
      }
      Request request = new Request(model, byLevel, normalised, originalUnits);
      ObjectNode json = energies(session, request, fields, place.workers(), target);
      place.deliver(target, out);
      session.deliver(json);
      return ExitCode.GOOD;
    }
  }

  /** Which energies of a model. */
  record Request(Model model, boolean byLevel, boolean normalised, boolean originalUnits) {
    Transform transform() {
      return model.transform();
    }

    String meaning() {
      String meaning = normalised ? NORMALISED : MEANING;
      if (transform().isNone()) {
        return meaning;
      }
      return originalUnits
          ? meaning + ORIGINAL
          : meaning.replace("unit of the data", "unit of phi") + "; phi = " + of();
    }

    /** T of the field, called f here. */
    private String of() {
      return transform().formula().replace("phi", "f") + " of fields f, p the density of phi";
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
      Session session, Request request, DataFile data, Workers workers, Path out)
      throws IOException {
    FieldEnergies energies =
        new FieldEnergies(request.model(), request.byLevel(), request.normalised());
    double start = session.seconds();
    Sums sums = new Sums(energies.columns());
    long count = data.values().count();
    long[] shape =
        energies.columns() == 1 ? new long[] {count} : new long[] {count, energies.columns()};
    try (NpyWriter writer = NpyWriter.open(out, NpyWriter.Type.FLOAT64, shape)) {
      energies.of(
          data.under(request.transform()),
          workers,
          (values, n) -> {
            if (request.originalUnits()) {
              addSlopes(request.transform(), data.fields(), sums.count, n, values);
            }
            writer.write(n, values);
            sums.add(values, n);
          },
          session.progress());
    }
    double seconds = session.seconds() - start;
    String meaning = request.meaning();
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
    json.put("normalised", request.normalised());
    if (!request.transform().isNone()) {
      json.set("transform", TransformJson.of(request.transform()));
      json.put("original_units", request.originalUnits());
    }
    json.put("columns", energies.columns());
    json.put("out", out.toString());
    json.put("count", count);
    json.put("mean", sums.mean);
    json.put("standard_deviation", sums.deviation());
    json.put("seconds", seconds);
    return json;
  }

  /** From the density of T(phi) to that of phi: -sum ln dT/dphi is added. */
  private static void addSlopes(
      Transform transform, Dataset fields, long first, int count, double[] energies)
      throws IOException {
    int sites = fields.grid().sites();
    double[] phi = new double[sites];
    for (int f = 0; f < count; f++) {
      fields.read(first + f, 1, phi);
      double sum = 0;
      for (double value : phi) {
        sum += transform.logSlope(value);
      }
      energies[f] -= sum;
    }
  }
}
