package org.wirg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.wirg.diagnose.EnergyAgreement;
import org.wirg.energy.Model;
import org.wirg.field.InputRejected;
import org.wirg.file.Disk;
import org.wirg.file.ModelFile;
import org.wirg.lattice.Phi4;
import org.wirg.report.Report;
import org.wirg.report.ReportFiles;
import org.wirg.report.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code wirg report}: one page that shows whether to believe a model. */
@Command(
    name = "report",
    description = {
      "Makes a page of verdicts, pictures and plots: generated fields beside the data, the"
          + " Hamiltonian, statistics, the sampler. DIR/index.html needs no other file and no"
          + " network; DIR/figures has every figure as SVG and PNG and its numbers as CSV,"
          + " DIR/report.json all numbers.",
      "Exit code 1 when a verdict failed."
    })
final class ReportCommand implements Callable<Integer> {
  private static final int MOST_WEIGHED = 2000;

  /** Actions known by name. */
  private enum Action {
    PHI4
  }

  @Parameters(paramLabel = "MODEL", description = "What `wirg fit` wrote.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Option(
      names = "--data",
      paramLabel = "DATA",
      required = true,
      description = "Fields to hold the model against, better not those it learned from.")
  @SuppressWarnings("NullAway.Init")
  private Path data;

  @Option(
      names = "--samples",
      paramLabel = "FILE",
      description = "Fields of the model; drawn, and kept as DIR/generated.npy, when not given.")
  private @Nullable Path samples;

  @Option(names = "--count", paramLabel = "N", description = "Fields to draw (default: 1000).")
  private int count = 1000;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder of the page; made when missing.")
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Option(
      names = "--action",
      paramLabel = "NAME",
      description = "phi4: the data are known to be of this action; it is shown and judged by.")
  private @Nullable Action action;

  @Option(names = "--beta", paramLabel = "X", description = "Coupling of neighbours in the action.")
  private @Nullable Double beta;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private SeedOption seed;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    try (Session session = common.session()) {
      Double coupling = beta;
      if ((action == null) != (coupling == null)) {
        throw session.usage("--action and --beta go together; found only one of them");
      }
      if (coupling != null && !Double.isFinite(coupling)) {
        throw session.usage("--beta is a finite number; found " + coupling);
      }
      if (count < 2) {
        throw session.usage("--count is at least 2; found " + count);
      }
      Model model = ModelFile.read(file);
      if (action != null) {
        TransformOption.requireNone(model.transform(), "--action");
      }
      DataFile reference = DataFile.open(data);
      requireGrid(model, reference);
      Path given = samples;
      @Nullable DataFile generated = given == null ? null : DataFile.open(given);
      if (generated != null) {
        requireGrid(model, generated);
      }
      Disk.createFolders(folder);
      Path drawn = folder.resolve("generated.npy");
      if (generated == null) {
        session.checkFieldOutput(drawn, model.grid(), data, file);
      }
      @Nullable Phi4 known =
          coupling == null ? null : session.fromOptions(() -> new Phi4(model.grid(), coupling));
      ModelReport report =
          new ModelReport(session, model, String.valueOf(file.getFileName()), seed.seed());
      if (known != null) {
        report.judgedBy(known, truth(session, model, reference, known));
      }
      Report page = report.of(reference, generated, drawn, count, commands(model));
      return deliver(session, page, ReportFiles.write(folder, page, session.progress()));
    }
  }

  private static Integer deliver(Session session, Report report, Path page) throws IOException {
    session.say(ModelReport.verdicts(report));
    session.say("the page is " + page.toAbsolutePath().normalize());
    ObjectNode json = Session.result("report");
    json.put("page", page.toString());
    json.put("passed", report.passed());
    ReportFiles.describe(report.verdicts(), json.putArray("verdicts"));
    session.deliver(json);
    if (!report.passed()) {
      session.warn("the model must pass all checks of its report; found failed ones, see above");
    }
    return report.passed() ? ExitCode.GOOD : ExitCode.CHECK_FAILED;
  }

  private static List<Verdict> truth(Session session, Model model, DataFile data, Phi4 known)
      throws IOException {
    int judged = (int) Math.min(data.stored().count(), MOST_WEIGHED);
    return TruthChecks.of(
        model,
        known.beta(),
        EnergyAgreement.ofFields(
            model, data.fields(), judged, known::energy, session.threads(), session.progress()),
        EnergyAgreement.ofDetails(
            model, data.fields(), judged, known::energy, session.threads(), session.progress()));
  }

  /** Refuses fields of another grid. */
  static void requireGrid(Model model, DataFile fields) {
    if (!fields.stored().grid().equals(model.grid())) {
      throw new InputRejected(
          "the fields must live on the model's grid, "
              + model.grid()
              + "; found "
              + fields.stored().grid()
              + " in "
              + fields.path());
    }
  }

  /** What to type for the same model and the same page. */
  private List<String> commands(Model model) {
    List<String> words = new ArrayList<>(List.of("wirg", "report", file.toString()));
    words.addAll(List.of("--data", data.toString()));
    if (samples != null) {
      words.addAll(List.of("--samples", samples.toString()));
    } else {
      words.addAll(List.of("--count", Integer.toString(count)));
    }
    if (beta != null) {
      words.addAll(List.of("--action", "phi4", "--beta", beta.toString()));
    }
    words.addAll(List.of("--seed", Long.toString(seed.seed()), "--out", folder.toString()));
    return List.of(model.provenance().command(), String.join(" ", words));
  }
}
