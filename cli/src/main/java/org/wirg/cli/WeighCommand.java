package org.wirg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.wirg.energy.Model;
import org.wirg.field.LatticeAction;
import org.wirg.file.ModelFile;
import org.wirg.file.NpyWriter;
import org.wirg.formats.FieldWriter;
import org.wirg.hamiltonian.Weighing;
import org.wirg.lattice.Phi4;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code wirg weigh}: fields of a model as fields of a known action. */
@Command(
    name = "weigh",
    description = {
      "Makes fields of the law exp(-H_0) of a model and weighs them against a known action H.",
      "Averages with the weights exp(H_0 - H) are averages under exp(-H), and ln Z of the action"
          + " follows from that of the model. With --correct the fields are moved on under H itself"
          + " and need no weights. Exit code 1 when a check fails."
    })
final class WeighCommand implements Callable<Integer> {
  /** Actions known by name. */
  private enum Action {
    PHI4
  }

  @Parameters(paramLabel = "MODEL", description = "What `wirg fit` wrote.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Option(
      names = "--action",
      paramLabel = "NAME",
      required = true,
      description =
          "phi4: H = -beta sum_<ij> phi_i phi_j + sum_i (phi_i^4 - phi_i^2), on the model's lattice.")
  @SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // there is one action so far
  private Action action;

  @Option(
      names = "--beta",
      paramLabel = "X",
      required = true,
      description = "Coupling of neighbours in the action.")
  private double beta;

  @Option(names = "--count", paramLabel = "N", description = "Number of fields (default: 1000).")
  private int count = 1000;

  @Option(
      names = "--correct",
      description = "Move every field on under the action itself, by several tau.")
  private boolean correct;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "The fields (.npy, .npz, .h5 or .fits, float32); with --correct, the corrected ones.")
  private @Nullable Path out;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = {
        "ln of the weights, their sum set to 1 (.npy, float64, one per field). They belong to the"
            + " fields before --correct, and stay right for the corrected ones."
      })
  private @Nullable Path weights;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private SeedOption seed;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    try (Session session = common.session()) {
      Weighing.Options options =
          session.fromOptions(
              () -> new Weighing.Options(count, correct, seed.seed(), session.threads()));
      Model model = ModelFile.read(file);
      TransformOption.requireNone(model.transform(), "--action");
      LatticeAction known = session.fromOptions(() -> new Phi4(model.grid(), beta));
      if ((long) count * model.grid().sites() > Integer.MAX_VALUE - 8) {
        throw session.usage(
            "--count times the number of sites is below 2^31; found "
                + count
                + " fields of "
                + model.grid());
      }
      checkOutputs(session, model);
      Weighing weighing = Weighing.of(model, known, options, session.progress());
      WeighReport report = new WeighReport(weighing, known);
      session.say(report.text());
      ObjectNode json = report.json();
      json.put("seed", options.seed());
      write(session, model, weighing, json);
      List<String> complaints = report.complaints();
      json.put("passed", complaints.isEmpty());
      ArrayNode list = json.putArray("complaints");
      complaints.forEach(list::add);
      json.put("seconds", session.seconds());
      session.say(String.format(Locale.ROOT, "done in %.1f s", session.seconds()));
      session.deliver(json);
      complaints.forEach(session::warn);
      return complaints.isEmpty() ? ExitCode.GOOD : ExitCode.CHECK_FAILED;
    }
  }

  private void checkOutputs(Session session, Model model) throws IOException {
    if (out != null) {
      session.checkFieldOutput(out, model.grid(), file);
    }
    if (weights != null) {
      session.checkNumbersOutput(weights, file);
      if (out != null
          && out.toAbsolutePath().normalize().equals(weights.toAbsolutePath().normalize())) {
        throw session.usage("--out and --weights must be different files; found both at " + out);
      }
    }
  }

  private void write(Session session, Model model, Weighing weighing, ObjectNode json)
      throws IOException {
    if (out != null) {
      try (FieldWriter writer = FieldWriter.open(out, model.grid(), count)) {
        writer.write(count, weighing.fields());
      }
      session.say(
          String.format(
              Locale.ROOT,
              "wrote %s: %,d %sfields of %s",
              out,
              count,
              correct ? "corrected " : "",
              model.grid()));
      json.put("out", out.toString());
    }
    if (weights != null) {
      try (NpyWriter writer = NpyWriter.open(weights, NpyWriter.Type.FLOAT64, count)) {
        writer.write(count, weighing.weights().normalisedLogs());
      }
      session.say(
          String.format(Locale.ROOT, "wrote %s: ln of %,d weights whose sum is 1", weights, count));
      json.put("weights", weights.toString());
    }
  }
}
