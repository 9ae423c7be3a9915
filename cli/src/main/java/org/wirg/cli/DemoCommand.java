package org.wirg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.wirg.diagnose.EnergyAgreement;
import org.wirg.diagnose.FieldStatistics;
import org.wirg.diagnose.Tolerances;
import org.wirg.energy.Model;
import org.wirg.field.Grid;
import org.wirg.field.Transform;
import org.wirg.file.Disk;
import org.wirg.file.Journal;
import org.wirg.file.ModelFile;
import org.wirg.fit.FitOptions;
import org.wirg.internal.parallel.Threads;
import org.wirg.lattice.Phi4;
import org.wirg.lattice.SimulationOptions;
import org.wirg.report.Report;
import org.wirg.report.ReportFiles;
import org.wirg.report.Verdict;
import org.wirg.sample.SampleOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code wirg demo}: the whole story. */
@Command(
    name = "demo",
    description = {
      "Simulates critical phi^4 fields, learns them, samples new ones, weighs and compares them.",
      "The learner sees the fields alone; at the end it is held against the action that made them,"
          + " with a verdict per check. Exit code 1 when one fails."
    })
final class DemoCommand implements Callable<Integer> {
  private static final int MOST_JUDGED = 2000;

  @Option(names = "--out", paramLabel = "DIR", description = "Folder (default: wirg-demo).")
  private Path folder = Path.of("wirg-demo");

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Fields to learn from, and as many held out (default: 10000).")
  private int count = 10_000;

  @Option(names = "--samples", paramLabel = "N", description = "New fields (default: 4000).")
  private int samples = 4000;

  @Option(names = "--size", paramLabel = "L", description = "Sites per axis (default: 32).")
  private int size = 32;

  @Option(names = "--beta", paramLabel = "X", description = "Coupling (default: 0.68).")
  private double beta = 0.68;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private SeedOption seed;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    try (Session session = common.session()) {
      if (count < 3 || samples < 1) {
        throw session.usage("--count is at least 3 and --samples at least 1");
      }
      Phi4 action = session.fromOptions(() -> new Phi4(Grid.cube(2, size), beta));
      SimulationOptions training = SimulateCommand.options(session, count, seed.seed(), 0);
      Disk.createFolders(folder);
      ObjectNode json = Session.result("demo");
      DemoChecks checks = story(session, action, training, json);
      session.say(heading("Verdicts"));
      session.say(checks.table());
      session.say(
          String.format(Locale.ROOT, "%.0f s; the files are in %s", session.seconds(), folder));
      json.put("passed", checks.passed());
      checks.describe(json.putArray("checks"));
      json.put("seconds", session.seconds());
      session.deliver(json);
      if (!checks.passed()) {
        session.warn("the demo must pass all its checks; found failed: " + checks.failures());
      }
      return checks.passed() ? ExitCode.GOOD : ExitCode.CHECK_FAILED;
    }
  }

  private DemoChecks story(
      Session session, Phi4 action, SimulationOptions training, ObjectNode json)
      throws IOException {
    Path data = folder.resolve("training.npy");
    Path heldOut = folder.resolve("held-out.npy");
    Path model = folder.resolve("model.json");
    Path generated = folder.resolve("generated.npy");

    session.say(
        heading(
            "1. A lattice at its phase transition: fields to learn from, and others to judge by"));
    json.set("training", simulate(session, action, data, training));
    json.set(
        "held_out", simulate(session, action, heldOut, training.withSeed(training.seed() + 1)));

    session.say(heading("2. Learning the model from the fields alone"));
    FitOptions fit = new FitOptions("db2", 1, 4, 20, true, true, seed.seed(), session.threads());
    json.set(
        "fit",
        FitCommand.fit(
                session,
                new FitCommand.Learned(DataFile.open(data), Transform.none(), "", ""),
                model,
                fit,
                new Threads(session.threads()),
                null,
                null)
            .json());
    Model learned = ModelFile.read(model);

    session.say(heading("3. New fields, from one number at the coarsest scale down to all sites"));
    SampleOptions how = new SampleOptions(SampleOptions.Method.HMC, seed.seed(), session.threads());
    SampleCommand.Outcome sampled =
        SampleCommand.sample(
            session,
            learned,
            samples,
            generated,
            how,
            new Threads(session.threads()),
            Journal.none());
    json.set("sample", sampled.json());

    session.say(heading("4. The learned energy of the fields held out"));
    DataFile judges = DataFile.open(heldOut);
    Path energies = folder.resolve("held-out-energy.npy");
    json.set(
        "energy",
        EnergyCommand.energies(
            session,
            new EnergyCommand.Request(learned, false, false, false),
            judges,
            new Threads(session.threads()),
            energies));
    int judged = Math.min(count, MOST_JUDGED);
    EnergyAgreement whole =
        EnergyAgreement.ofFields(
            learned,
            judges.fields(),
            judged,
            action::energy,
            session.threads(),
            session.progress());
    EnergyAgreement differences =
        EnergyAgreement.ofDetails(
            learned,
            judges.fields(),
            judged,
            action::energy,
            session.threads(),
            session.progress());
    session.say("the learned energy follows the true action, which it was never told:");
    session.say(
        new Table("", "correlation", "slope", "rms off", "spread")
            .row(cells(String.format(Locale.ROOT, "H of %,d fields", judged), whole))
            .row(cells("with their details changed at fixed phi_1", differences))
            .toString());
    session.say(
        String.format(
            Locale.ROOT,
            "fields of that energy are worth %.3f of as many of the action's if weighed%n",
            whole.effective()));
    describe(whole, json.putObject("energies"));
    describe(differences, json.putObject("energy_differences"));

    session.say(heading("5. New fields (other) against those held out (reference)"));
    CompareCommand.Outcome compared =
        CompareCommand.compare(
            session,
            judges.fields(),
            DataFile.open(generated).fields(),
            FieldStatistics.Options.defaults().withThreads(session.threads()),
            Tolerances.defaults());
    json.set("compare", compared.json());
    List<Verdict> truth = TruthChecks.of(learned, beta, whole, differences);
    session.say(heading("6. The report"));
    report(session, learned, action, truth, judges, DataFile.open(generated));
    return DemoChecks.of(truth, compared.comparison(), sampled.complaints());
  }

  private void report(
      Session session,
      Model learned,
      Phi4 action,
      List<Verdict> truth,
      DataFile data,
      DataFile generated)
      throws IOException {
    ModelReport report = new ModelReport(session, learned, "model.json", seed.seed());
    report.judgedBy(action, truth);
    String command =
        String.format(
            Locale.ROOT,
            "wirg demo --size %d --beta %s --count %d --samples %d --seed %d",
            size,
            Double.toString(beta),
            count,
            samples,
            seed.seed());
    Report page = report.of(data, generated, generated.path(), samples, List.of(command));
    Path file = ReportFiles.write(folder.resolve("report"), page, session.progress());
    session.say("open " + file.toAbsolutePath().normalize() + " in a browser");
  }

  private static ObjectNode simulate(
      Session session, Phi4 action, Path out, SimulationOptions options) throws IOException {
    return SimulateCommand.simulate(
        session, out, action.grid(), options, Journal.none(), action::simulate);
  }

  private static String[] cells(String name, EnergyAgreement agreement) {
    return new String[] {
      name,
      String.format(Locale.ROOT, "%.6f", agreement.correlation()),
      String.format(Locale.ROOT, "%.5f", agreement.slope()),
      String.format(Locale.ROOT, "%.3g", agreement.deviation()),
      String.format(Locale.ROOT, "%.3g", agreement.spread())
    };
  }

  private static void describe(EnergyAgreement agreement, ObjectNode json) {
    json.put("count", agreement.count());
    json.put("correlation", agreement.correlation());
    json.put("slope", agreement.slope());
    json.put("deviation", agreement.deviation());
    json.put("spread", agreement.spread());
    json.put("worst", agreement.worst());
    json.put("effective", agreement.effective());
  }

  private static String heading(String text) {
    return "\n" + text + "\n" + "-".repeat(text.length());
  }
}
