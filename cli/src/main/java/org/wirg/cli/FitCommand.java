package org.wirg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.energy.Provenance;
import org.wirg.field.Dataset;
import org.wirg.field.Mask;
import org.wirg.field.Transform;
import org.wirg.field.Workers;
import org.wirg.file.Checkpoint;
import org.wirg.file.Journal;
import org.wirg.file.ModelFile;
import org.wirg.file.NpyDataset;
import org.wirg.fit.Fit;
import org.wirg.fit.FitOptions;
import org.wirg.fit.LikelihoodOptions;
import org.wirg.fit.SymmetryTest;
import org.wirg.wavelet.Wavelet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code wirg fit}: learns a model from fields. */
@Command(name = "fit", description = "Learns a model from fields.")
final class FitCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DATA", description = DataFile.FORMATS)
  @SuppressWarnings("NullAway.Init")
  private String data;

  @Option(names = "--out", paramLabel = "MODEL", required = true, description = "The model, JSON.")
  @SuppressWarnings("NullAway.Init")
  private String out;

  @Option(
      names = "--wavelet",
      paramLabel = "NAME",
      description = "Splits every level: haar, db2 .. db10, sym4 .. sym10 (default: db2).")
  private String wavelet = FitOptions.DEFAULT.wavelet();

  @Option(
      names = "--coarsest",
      paramLabel = "N",
      description =
          "Sites along the shortest axis of the coarsest field (default: 1). With --boundary open it"
              + " has more where fewer would not be free of the edge.")
  private int coarsest = FitOptions.DEFAULT.coarsest();

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private EnergyOption energy;

  @Option(
      names = "--symmetry",
      paramLabel = "KIND",
      description =
          "z2: phi and -phi are equally likely; none; or auto: z2 when no odd mean of the data"
              + " contradicts it (default: auto).")
  private String symmetry = "auto";

  @Option(
      names = "--boundary",
      paramLabel = "KIND",
      description =
          "periodic (default); or open: fields end at their edge, as patches cut from maps do, and"
              + " what reaches across it is left out.")
  private String boundary = "periodic";

  @Option(
      names = "--refine",
      paramLabel = "LEVEL",
      description =
          "The finest level that the likelihood refines after score matching: auto (default) is 2,"
              + " and 1 where chains that start at its data leave them under what was learned.")
  private String refined = "auto";

  @Option(
      names = "--estimator",
      paramLabel = "KIND",
      description =
          "score: score matching, refined by likelihood at coarser levels (default); or likelihood:"
              + " maximum likelihood by Monte Carlo everywhere.")
  private String estimator = "score";

  @Option(
      names = "--start",
      paramLabel = "WHERE",
      description = "The likelihood's: score, the solution of score matching (default), or zero.")
  private String start = "score";

  @Option(
      names = "--preconditioner",
      paramLabel = "KIND",
      description = "The likelihood's: natural (default) or diagonal.")
  private String preconditioner = "natural";

  @Option(
      names = "--precision",
      paramLabel = "X",
      description =
          "What Monte Carlo noise may add to the variance of couplings, a part of it (default:"
              + " 0.02).")
  private double precision = LikelihoodOptions.DEFAULT.precision();

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description =
          "Keeps every law that the likelihood has found there instead, and goes on where an"
              + " interrupted fit stopped, even without --resume; removed at the end.")
  private @Nullable Path checkpoint;

  @Option(
      names = "--status",
      paramLabel = "FILE",
      description = "Keeps there how far the fit is, as JSON, for `wirg serve --watch FILE`.")
  private @Nullable Path status;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private MaskOption mask;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private TransformOption transform;

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
      DataFile stored = place.open(data);
      @Nullable Mask sites = mask.common(session, stored);
      FitOptions asked = options(session);
      DataFile file = sites == null ? stored : stored.without(sites);
      Path model = place.output(out);
      Path[] inputs =
          stored.values() instanceof NpyDataset ? new Path[] {stored.path()} : new Path[0];
      session.checkOutput(model, inputs);
      if (checkpoint != null) {
        session.checkOutput(checkpoint, and(model, inputs));
      }
      if (status != null) {
        session.checkOutput(status, and(model, inputs));
        session.keepStatus(status);
      }
      Learned learned = learned(session, file);
      Transform original = energy.original(session, learned.transform());
      FitOptions options = session.fromOptions(() -> asked.withMask(sites).withOriginal(original));
      String steps = Steps.warning(learned.fields());
      if (steps != null) {
        session.warn(steps);
      }
      Workers workers = place.workers();
      if (!symmetry.equals("auto")
          || energy.original()
          || file.values().count() < SymmetryTest.FEWEST_FIELDS) {
        ObjectNode json = fit(session, learned, model, options, workers, checkpoint, resume).json();
        place.deliver(model, out);
        session.deliver(json);
        return ExitCode.GOOD;
      }
      SymmetryTest test = SymmetryTest.of(learned.fields(), options, workers, session.progress());
      session.say(text(test));
      FitOptions even = options.withEven(test.symmetric());
      ObjectNode json = fit(session, learned, model, even, workers, checkpoint, resume).json();
      place.deliver(model, out);
      ObjectNode node = json.putObject("symmetry_test");
      node.put("symmetric", test.symmetric());
      node.put("sigmas", test.sigmas());
      node.put("odd_means", test.directions());
      session.deliver(json);
      return ExitCode.GOOD;
    }
  }

  private static Path[] and(Path one, Path... others) {
    return Stream.concat(Stream.of(one), Stream.of(others)).toArray(Path[]::new);
  }

  /**
   * What is learned from.
   *
   * @param transform of the fields in the file
   * @param option that asked for it, and for a mask
   * @param mask SHA-256 of its file, or empty
   */
  record Learned(DataFile file, Transform transform, String option, String mask) {
    /** The values that the model speaks of. */
    Dataset fields() {
      return file.under(transform);
    }
  }

  private Learned learned(Session session, DataFile file) throws IOException {
    if (transform.given() && !file.transform().isNone()) {
      throw session.usage(
          "--transform is for fields in their own units; found "
              + file.transform().formula()
              + " in "
              + file.name()
              + ", which was prepared so; leave the option out");
    }
    return new Learned(
        file,
        transform.of(session, file.fields(), file.transform()),
        transform.command() + mask.command(),
        mask.sha256(session.progress()));
  }

  private FitOptions options(Session session) {
    one(session, "--estimator", estimator, "score", "likelihood");
    one(session, "--start", start, "score", "zero");
    one(session, "--preconditioner", preconditioner, "natural", "diagonal");
    one(session, "--symmetry", symmetry, "z2", "none", "auto");
    one(session, "--boundary", boundary, "periodic", "open");
    if (energy.original() && symmetry.equals("z2")) {
      throw session.usage(
          "--original-couplings makes a law that is not even; found --symmetry z2; leave one out");
    }
    return session.fromOptions(
        () ->
            new FitOptions(
                Wavelet.named(wavelet).name(),
                coarsest,
                energy.radius(),
                energy.splines(),
                energy.isotropic(),
                symmetry.equals("z2"),
                seed.seed(),
                session.threads(),
                boundary.equals("open"),
                refined(session),
                estimator.equals("likelihood") ? likelihood() : null,
                null,
                energy.stiffness(),
                Transform.none(),
                energy.coarserRadius()));
  }

  private int refined(Session session) {
    if (refined.equals("auto")) {
      return FitOptions.AUTO;
    }
    if (!refined.matches("[1-9][0-9]?")) {
      throw session.usage("--refine is auto or a level, counted from 1; found " + refined);
    }
    return Integer.parseInt(refined);
  }

  private LikelihoodOptions likelihood() {
    return new LikelihoodOptions(
        start.equals("zero") ? LikelihoodOptions.Start.ZERO : LikelihoodOptions.Start.SCORE,
        preconditioner.equals("diagonal")
            ? LikelihoodOptions.Preconditioner.DIAGONAL
            : LikelihoodOptions.Preconditioner.NATURAL,
        precision,
        LikelihoodOptions.DEFAULT.mostValues());
  }

  /** Refuses what is not one of a few words. */
  static void one(Session session, String option, String found, String... words) {
    if (!List.of(words).contains(found)) {
      throw session.usage(option + " is " + String.join(" or ", words) + "; found " + found);
    }
  }

  private static String text(SymmetryTest test) {
    return Table.wrapped(
        String.format(
            Locale.ROOT,
            test.symmetric()
                ? "symmetry z2: %d odd means vanish within errors, %+.1f sigma (--symmetry none to keep"
                    + " odd terms)"
                : "symmetry none: %d odd means do not all vanish, %+.1f sigma",
            test.directions(),
            test.sigmas()));
  }

  private static String edge(boolean open, int levels) {
    String what = open ? "open boundary: the edge" : "mask: what masked sites touch";
    return Table.wrapped(
            levels == 0
                ? "open boundary: fields are too small to leave their edge out, and taken as periodic"
                : what
                    + " is left out at all levels; the coarsest field is the last one with sites free"
                    + " of it")
        + "\n";
  }

  /** A model and what is worth saying about how it came to be. */
  record Outcome(Model model, ObjectNode json) {}

  /**
   * Fits, writes the model and says what it is.
   *
   * @param workers who do it
   * @param resume null keeps nothing
   */
  static Outcome fit(
      Session session,
      Learned from,
      Path out,
      FitOptions options,
      Workers workers,
      @Nullable Path checkpoint,
      @Nullable ResumeOption resume)
      throws IOException {
    double start = session.seconds();
    DataFile file = from.file();
    Provenance provenance =
        new Provenance(
            command(file, options) + from.option(),
            Version.number(),
            file.name(),
            file.checksum().sha256(session.progress()),
            file.type(),
            file.values().count(),
            options.seed());
    Model model;
    try (Journal journal =
        resume == null
            ? Journal.none()
            : checkpoint == null
                ? resume.journal(session, out, run(provenance, from.mask()))
                : ResumeOption.lock(out, run(provenance, from.mask()))) {
      String sum = provenance.dataSha256() + from.mask();
      Checkpoint kept =
          checkpoint == null
              ? Checkpoint.in(journal, provenance.command(), sum)
              : Checkpoint.at(checkpoint, provenance.command(), sum);
      model =
          Fit.of(from.fields(), options, provenance, kept, workers, session.progress())
              .with(from.transform());
      ModelFile.write(journal, out, model);
      kept.done();
      journal.done();
    }
    double seconds = session.seconds() - start;
    session.say(file.place() + ": " + file.description());
    session.say(ModelText.levels(model));
    if (options.edged()) {
      session.say(edge(options.open(), options.edgedLevels(file.values().grid())));
    }
    session.say(ModelText.nearest(model));
    List<Level> laws = new ArrayList<>(model.levels());
    laws.addAll(model.hamiltonians().levels());
    laws.add(model.coarsest());
    if (!laws.stream().allMatch(l -> l.estimate().settled())) {
      session.warn(
          "the likelihood of every law must come to rest; found some that did not, marked unsettled:"
              + " these are not the laws that fit the fields best; try more fields, another --radius"
              + " or --wavelet, and look with --status");
    }
    session.say(
        String.format(
            Locale.ROOT,
            "wrote %s: %d parameters, fitted in %.1f s%n",
            out,
            model.parameters(),
            seconds));
    ObjectNode json = Session.result("fit");
    json.put("model", out.toString());
    ModelText.describe(model, json);
    json.put("seconds", seconds);
    return new Outcome(model, json);
  }

  /** What the model depends on: every option of the command, and the data. */
  private static SequencedMap<String, String> run(Provenance provenance, String mask) {
    List<String> words = List.of(provenance.command().split(" (?=--)"));
    SequencedMap<String, String> run = ResumeOption.run("fit");
    run.put("data", provenance.dataName());
    run.put("data of SHA-256", provenance.dataSha256());
    if (!mask.isEmpty()) {
      run.put("a mask of SHA-256", mask);
    }
    for (String option : words.subList(1, words.size())) {
      String[] parts = option.split(" ", 2);
      run.put(parts[0], parts.length == 1 ? "" : parts[1]);
    }
    return run;
  }

  /** The command without what cannot change the result, every option in one order. */
  private static String command(DataFile file, FitOptions options) {
    return "wirg fit "
        + file.name()
        + " --wavelet "
        + options.wavelet()
        + " --coarsest "
        + options.coarsest()
        + " --radius "
        + options.radius()
        + (options.coarserRadius() == options.radius()
            ? ""
            : " --coarser-radius " + options.coarserRadius())
        + " --splines "
        + options.splines()
        + (options.isotropic() ? " --isotropic" : "")
        + (options.stiffness() ? " --stiffness" : "")
        + (options.original().isNone() ? "" : " --original-couplings")
        + " --symmetry "
        + (options.even() ? "z2" : "none")
        + (options.open() ? " --boundary open" : "")
        + (options.refined() == FitOptions.AUTO ? "" : " --refine " + options.refined())
        + estimator(options.likelihood())
        + " --seed "
        + options.seed();
  }

  private static String estimator(@Nullable LikelihoodOptions likelihood) {
    return likelihood == null
        ? " --estimator score"
        : String.format(
            " --estimator likelihood --start %s --preconditioner %s --precision %s",
            likelihood.start().name().toLowerCase(Locale.ROOT),
            likelihood.preconditioner().name().toLowerCase(Locale.ROOT),
            likelihood.precision());
  }
}
