package org.wirg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.wirg.diagnose.ComparisonTable;
import org.wirg.energy.Model;
import org.wirg.field.FieldSink;
import org.wirg.field.Keeper;
import org.wirg.field.Workers;
import org.wirg.file.Journal;
import org.wirg.file.ModelFile;
import org.wirg.formats.FieldWriter;
import org.wirg.sample.Blocks;
import org.wirg.sample.LevelPlan;
import org.wirg.sample.SampleOptions;
import org.wirg.sample.Sampler;
import org.wirg.sample.StepInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code wirg sample}: makes new fields. */
@Command(name = "sample", description = "Makes new fields from a model, coarse to fine.")
final class SampleCommand implements Callable<Integer> {
  /** Chains of one level that are further apart than this have not met. */
  private static final double LARGEST_R_HAT = 1.1;

  /** Nor will they. */
  private static final double HOPELESS_R_HAT = 2;

  @Parameters(paramLabel = "MODEL", description = "What `wirg fit` wrote.")
  @SuppressWarnings("NullAway.Init")
  private String file;

  @Option(names = "--count", paramLabel = "N", description = "Number of fields (default: 1000).")
  private int count = 1000;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description =
          "The fields (.npy, .npz, .h5 or .fits; float32); with --spark also FOLDER/ for many files"
              + " and a manifest.")
  @SuppressWarnings("NullAway.Init")
  private String out;

  @Option(
      names = "--shard",
      paramLabel = "N",
      description = "Fields per file of FOLDER/, about (default: 16 MiB of them).")
  private long shard;

  @Option(names = "--parquet", description = "The files of FOLDER/ are Parquet, not .npy.")
  private boolean parquet;

  @Option(
      names = "--method",
      paramLabel = "KIND",
      description =
          "hmc: Hamiltonian Monte Carlo (default); mala: Langevin steps, accept or reject.")
  private SampleOptions.Method method = SampleOptions.Method.HMC;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private SizeOption size;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private SeedOption seed;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private ResumeOption resume;

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
      if (count < 1) {
        throw session.usage("--count is at least 1; found " + count);
      }
      if (shard < 0 || ((shard > 0 || parquet) && !place.isFolder(out))) {
        throw session.usage(
            "--shard, at least 1, and --parquet go with --spark and --out FOLDER/; found " + out);
      }
      Path input = place.input(file);
      Model model = size.of(session, ModelFile.read(input));
      SampleOptions options = new SampleOptions(method, seed.seed(), session.threads());
      Outcome outcome =
          place.isFolder(out)
              ? sharded(session, place, model, ModelFile.sha256(input), options)
              : whole(session, place, model, input, options);
      session.deliver(outcome.json());
      outcome.complaints().forEach(session::warn);
      return outcome.complaints().isEmpty() ? ExitCode.GOOD : ExitCode.CHECK_FAILED;
    }
  }

  /** Into one file. */
  private Outcome whole(
      Session session, Workplace place, Model model, Path input, SampleOptions options)
      throws IOException {
    Path target = place.output(out);
    session.checkFieldOutput(target, model.grid(), input);
    Outcome outcome;
    try (Journal journal = resume.journal(session, target, run(model, input))) {
      outcome = sample(session, model, count, target, options, place.workers(), journal);
    }
    place.deliver(target, out);
    return outcome;
  }

  /** Into a folder of many files. */
  private Outcome sharded(
      Session session, Workplace place, Model model, String sha256, SampleOptions options)
      throws IOException {
    double start = session.seconds();
    Workplace.Shards shards =
        new Workplace.Shards(out, shard, parquet, model.transform(), sha256, options.seed());
    place.check(shards);
    Sampler sampler = new Sampler(model, options, Keeper.NONE, place.workers());
    List<LevelPlan> plans = sampler.calibrate(session.progress());
    plans.forEach(SampleCommand::requireMixing);
    List<StepInfo> infos = place.draw(sampler.drawing(plans, count), shards, session.progress());
    return finished(session, plans, infos, count, out, model, options, start);
  }

  /** What the fields depend on. */
  private SequencedMap<String, String> run(Model model, Path input) throws IOException {
    SequencedMap<String, String> run = ResumeOption.run("sample");
    run.put("--count", Integer.toString(count));
    run.put("--method", method.name().toLowerCase(Locale.ROOT));
    run.put("--size", model.grid().toString());
    run.put("--seed", Long.toString(seed.seed()));
    run.put("a model of SHA-256", ModelFile.sha256(input));
    return run;
  }

  /**
   * What happened.
   *
   * @param complaints why the fields should not be trusted; none when they may
   */
  record Outcome(ObjectNode json, List<String> complaints) {}

  /** Draws fields, writes them and says how well the Monte Carlo mixed. */
  static Outcome sample(
      Session session,
      Model model,
      int count,
      Path out,
      SampleOptions options,
      Workers workers,
      Journal journal)
      throws IOException {
    double start = session.seconds();
    Sampler sampler = new Sampler(model, options, journal, workers);
    List<LevelPlan> plans = sampler.calibrate(session.progress());
    plans.forEach(SampleCommand::requireMixing);
    List<StepInfo> infos;
    try (FieldWriter writer = FieldWriter.open(out, model.grid(), count, journal)) {
      FieldSink units =
          model.transform().undone(model.grid(), (fields, n) -> writer.write(n, fields));
      infos = sampler.draw(plans, count, units, session.progress());
    }
    journal.done();
    return finished(session, plans, infos, count, out.toString(), model, options, start);
  }

  private static Outcome finished(
      Session session,
      List<LevelPlan> plans,
      List<StepInfo> infos,
      int count,
      String out,
      Model model,
      SampleOptions options,
      double start) {
    double seconds = session.seconds() - start;
    Outcome outcome = outcome(session, plans, infos, count);
    session.say(
        String.format(
            Locale.ROOT,
            "wrote %s: %,d fields of %s by %s in %.1f s (%.0f fields per second)%n",
            out,
            count,
            model.grid(),
            options.method(),
            seconds,
            count / seconds));
    ObjectNode json = outcome.json();
    json.put("method", options.method().name().toLowerCase(Locale.ROOT));
    json.put("seed", options.seed());
    json.put("out", out);
    json.put("seconds", seconds);
    return outcome;
  }

  /**
   * Stops before long chains are run in vain.
   *
   * @throws CheckFailed when the pilot's chains of a level have not met at all
   */
  static void requireMixing(LevelPlan plan) {
    if (!(plan.rHat() < HOPELESS_R_HAT)) {
      throw new CheckFailed(
          String.format(
              Locale.ROOT,
              "chains that start apart must meet; found R-hat %.1f at level %d (size %d) after the"
                  + " longest pilot run: its law has separate wells or hardly any bound. No fields"
                  + " were drawn; look at its potential, or fit with --refine 1, --estimator"
                  + " likelihood or fewer --splines",
              plan.rHat(),
              plan.level(),
              plan.size()));
    }
  }

  /** Says how well the Monte Carlo mixed. */
  static Outcome outcome(Session session, List<LevelPlan> plans, List<StepInfo> infos, int count) {
    session.say(table(plans, infos, count));
    List<String> complaints = complaints(plans, infos);
    ObjectNode json = json(plans, infos, count);
    json.put("passed", complaints.isEmpty());
    ArrayNode list = json.putArray("complaints");
    complaints.forEach(list::add);
    return new Outcome(json, complaints);
  }

  private static String table(List<LevelPlan> plans, List<StepInfo> infos, int count) {
    Table table =
        new Table(
            "level",
            "size",
            "forces",
            "step",
            "length",
            "accepted",
            "slowest",
            "tau",
            "effective",
            "R-hat");
    for (int i = 0; i < plans.size(); i++) {
      LevelPlan plan = plans.get(i);
      table.row(
          Integer.toString(plan.level()),
          Integer.toString(plan.size()),
          Integer.toString(plan.transition().forces()),
          Table.number(plan.transition().stepSize()),
          Integer.toString(plan.iterations()),
          String.format(Locale.ROOT, "%.3f", infos.get(i).meanProbability()),
          plan.slowest(),
          ComparisonTable.number(plan.tau(), plan.tauError()),
          Table.count(Math.round(plan.effectiveSamples(count))),
          String.format(Locale.ROOT, "%.3f", plan.rHat()));
    }
    StringBuilder text = new StringBuilder(table.toString());
    text.append("step in units of sigma; length and tau in iterations; tau 1/2 is independence\n");
    for (LevelPlan plan : plans) {
      Blocks blocks = plan.transition().blocks();
      if (blocks != null) {
        text.append(
            String.format(
                Locale.ROOT,
                "level %d: %d blocks move one after the other, each accepted by itself%s%n",
                plan.level(),
                blocks.count(),
                plan.pilotSize() < plan.size()
                    ? "; tuned at size " + plan.pilotSize() + ", by the same law"
                    : ""));
      }
    }
    return text.toString();
  }

  private static List<String> complaints(List<LevelPlan> plans, List<StepInfo> infos) {
    List<String> complaints = new ArrayList<>();
    for (int i = 0; i < plans.size(); i++) {
      LevelPlan plan = plans.get(i);
      String at = "level " + plan.level() + ": ";
      long broken = plan.broken() + infos.get(i).broken();
      if (broken > 0) {
        complaints.add(at + broken + " steps had an energy that was not a number");
      }
      if (!Double.isFinite(plan.tau()) || !Double.isFinite(plan.tauError())) {
        complaints.add(
            at
                + "the chains are too correlated for the pilot run to tell their autocorrelation"
                + " time, so how long they must be is not known");
      }
      double[] others = {plan.acceptance(), infos.get(i).meanProbability(), plan.rHat()};
      if (!Arrays.stream(others).allMatch(Double::isFinite)) {
        complaints.add(at + "acceptance or R-hat is not a number");
      }
      if (plan.rHat() > LARGEST_R_HAT) {
        complaints.add(
            at
                + String.format(
                    Locale.ROOT,
                    "R-hat must be at most %.1f; found %.3f: chains from different starts have not"
                        + " met, so the fields do not follow the model",
                    LARGEST_R_HAT,
                    plan.rHat()));
      }
    }
    return complaints;
  }

  private static ObjectNode json(List<LevelPlan> plans, List<StepInfo> infos, int count) {
    ObjectNode json = Session.result("sample");
    json.put("count", count);
    ArrayNode levels = json.putArray("levels");
    for (int i = 0; i < plans.size(); i++) {
      LevelPlan plan = plans.get(i);
      ObjectNode level = levels.addObject();
      level.put("level", plan.level());
      level.put("size", plan.size());
      level.put("pilot_size", plan.pilotSize());
      level.put("acceptance", infos.get(i).meanProbability());
      level.put("pilot_acceptance", plan.acceptance());
      level.put("step", plan.transition().stepSize());
      level.put("forces", plan.transition().forces());
      Blocks blocks = plan.transition().blocks();
      level.put("blocks", blocks == null ? 1 : blocks.count());
      level.put("iterations", plan.iterations());
      level.put("slowest", plan.slowest());
      level.put("tau", plan.tau());
      level.put("tau_error", plan.tauError());
      level.put("effective_samples", plan.effectiveSamples(count));
      level.put("r_hat", plan.rHat());
      level.put("broken_steps", plan.broken() + infos.get(i).broken());
    }
    return json;
  }
}
