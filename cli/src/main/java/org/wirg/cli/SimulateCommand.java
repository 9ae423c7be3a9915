package org.wirg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.wirg.diagnose.ComparisonTable;
import org.wirg.field.FieldSink;
import org.wirg.field.Grid;
import org.wirg.field.Keeper;
import org.wirg.field.Progress;
import org.wirg.file.Journal;
import org.wirg.formats.FieldWriter;
import org.wirg.lattice.GaussianField;
import org.wirg.lattice.LognormalField;
import org.wirg.lattice.MeasuredSpectrum;
import org.wirg.lattice.Phi4;
import org.wirg.lattice.PowerLaw;
import org.wirg.lattice.SimulationOptions;
import org.wirg.lattice.SimulationReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code wirg simulate}: configurations of reference systems. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Makes fields of a reference system.",
    subcommands = {
      SimulateCommand.OfPhi4.class,
      SimulateCommand.OfGaussian.class,
      SimulateCommand.OfLognormal.class
    })
final class SimulateCommand implements Runnable {
  /** Power of lognormal fields that is left out from here on worth a word. */
  private static final double NOTABLE = 1e-3;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a system is needed: " + String.join(" or ", spec.subcommands().keySet()));
  }

  /** What all systems have. */
  static final class Lattice {
    @Option(
        names = "--size",
        paramLabel = "L",
        description = "Sites along every axis (default: 32).")
    private int size = 32;

    @Option(names = "--rank", paramLabel = "N", description = "Axes, 1 to 3 (default: 2).")
    private int rank = 2;

    @Option(names = "--count", paramLabel = "N", description = "Fields (default: 10000).")
    private int count = 10_000;

    @Option(
        names = "--out",
        paramLabel = "FILE",
        required = true,
        description = "The fields (.npy, .npz, .h5 or .fits; float32).")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private ResumeOption resume;

    private Grid grid() {
      return Grid.cube(rank, size);
    }

    /** What fields of a grid depend on. */
    private SequencedMap<String, String> run(String system, Grid of, SeedOption seed) {
      SequencedMap<String, String> run = ResumeOption.run("simulate " + system);
      run.put("--size", of.toString());
      run.put("--count", Integer.toString(count));
      run.put("--seed", Long.toString(seed.seed()));
      return run;
    }

    /** Makes the fields. */
    private ObjectNode simulate(
        Session session,
        Grid of,
        SimulationOptions options,
        SequencedMap<String, String> run,
        ReferenceSystem system)
        throws IOException {
      session.checkFieldOutput(out, of);
      try (Journal journal = resume.journal(session, out, run)) {
        return SimulateCommand.simulate(session, out, of, options, journal, system);
      }
    }
  }

  /** {@code wirg simulate phi4}. */
  @Command(
      name = "phi4",
      description = {
        "Makes configurations of the lattice phi^4 model.",
        "H = -beta sum_<ij> phi_i phi_j + sum_i (phi_i^4 - phi_i^2), critical at beta = 0.6806 on"
            + " the square lattice; by Metropolis sweeps and Wolff clusters."
      })
  static final class OfPhi4 implements Callable<Integer> {
    @Option(
        names = "--beta",
        paramLabel = "X",
        description = "Coupling of neighbours (default: 0.68).")
    private double beta = 0.68;

    @Option(
        names = "--thinning",
        paramLabel = "N",
        description =
            "Updates between saved fields of a chain (default: 0, which takes 4 measured"
                + " autocorrelation times).")
    private int thinning;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Lattice lattice;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private SeedOption seed;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private CommonOptions common;

    @Override
    public Integer call() throws IOException {
      try (Session session = common.session()) {
        Phi4 model = session.fromOptions(() -> new Phi4(lattice.grid(), beta));
        SimulationOptions options = options(session, lattice.count, seed.seed(), thinning);
        SequencedMap<String, String> run = lattice.run("phi4", model.grid(), seed);
        run.put("--beta", Double.toString(beta));
        run.put("--thinning", Integer.toString(thinning));
        session.deliver(lattice.simulate(session, model.grid(), options, run, model::simulate));
        return ExitCode.GOOD;
      }
    }
  }

  /** The law of second order that a field is to have. */
  static final class Spectrum {
    @Option(
        names = "--exponent",
        paramLabel = "X",
        description =
            "Power of the spectrum S(k) = (khat^2 + mass^2)^(-exponent/2) (default: 1.75).")
    private @Nullable Double exponent;

    @Option(
        names = "--mass",
        paramLabel = "X",
        description = "Inverse correlation length in inverse lattice spacings (default: 0).")
    private @Nullable Double mass;

    @Option(
        names = "--like",
        paramLabel = "DATA",
        description = "The spectrum and the mean of these fields instead, on their lattice.")
    private @Nullable Path like;

    /** The spectrum of the file; null where there is none. */
    private @Nullable MeasuredSpectrum measured(Session session) throws IOException {
      Path file = like;
      if (file == null) {
        return null;
      }
      if (exponent != null || mass != null) {
        throw session.usage("--like stands instead of --exponent and --mass; found both");
      }
      return MeasuredSpectrum.of(DataFile.open(file).fields(), session.progress());
    }

    private void describe(SequencedMap<String, String> run, Session session) throws IOException {
      if (like != null) {
        String sum = DataFile.open(like).stored().sha256(session.progress());
        run.put("--like data of SHA-256", sum);
      } else {
        run.put("--exponent", Double.toString(power().exponent()));
        run.put("--mass", Double.toString(power().mass()));
      }
    }

    private PowerLaw power() {
      return new PowerLaw(
          exponent == null ? PowerLaw.CRITICAL.exponent() : exponent,
          mass == null ? PowerLaw.CRITICAL.mass() : mass);
    }
  }

  /** {@code wirg simulate gaussian}. */
  @Command(name = "gaussian", description = "Makes Gaussian fields of a given spectrum.")
  static final class OfGaussian implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Spectrum spectrum;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Lattice lattice;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private SeedOption seed;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private CommonOptions common;

    @Override
    public Integer call() throws IOException {
      try (Session session = common.session()) {
        @Nullable MeasuredSpectrum like = spectrum.measured(session);
        GaussianField model =
            session.fromOptions(
                () ->
                    like == null
                        ? new GaussianField(lattice.grid(), spectrum.power())
                        : new GaussianField(like.grid(), like, like.mean()));
        SimulationOptions options = options(session, lattice.count, seed.seed(), 0);
        SequencedMap<String, String> run = lattice.run("gaussian", model.grid(), seed);
        spectrum.describe(run, session);
        session.deliver(lattice.simulate(session, model.grid(), options, run, model::simulate));
        return ExitCode.GOOD;
      }
    }
  }

  /** {@code wirg simulate lognormal}. */
  @Command(
      name = "lognormal",
      description = {
        "Makes shifted lognormal fields of a given spectrum and skewness, which stand in for maps"
            + " of density or of lensing convergence.",
        "phi = mean +- lambda (exp(g - s^2/2) - 1), g Gaussian."
      })
  static final class OfLognormal implements Callable<Integer> {
    @Option(
        names = "--skewness",
        paramLabel = "X",
        description = "Of the one-point law (default: 1, or that of the fields of --like).")
    private @Nullable Double skewness;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Spectrum spectrum;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private Lattice lattice;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private SeedOption seed;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private CommonOptions common;

    @Override
    public Integer call() throws IOException {
      try (Session session = common.session()) {
        @Nullable MeasuredSpectrum like = spectrum.measured(session);
        double third = skewness != null ? skewness : like != null ? like.skewness() : 1;
        LognormalField model =
            session.fromOptions(
                () ->
                    like == null
                        ? new LognormalField(lattice.grid(), spectrum.power(), 0, third)
                        : new LognormalField(like.grid(), like, like.mean(), third));
        SimulationOptions options = options(session, lattice.count, seed.seed(), 0);
        SequencedMap<String, String> run = lattice.run("lognormal", model.grid(), seed);
        run.put("--skewness", Double.toString(third));
        spectrum.describe(run, session);
        ObjectNode json = lattice.simulate(session, model.grid(), options, run, model::simulate);
        json.put("missing", model.missing());
        if (model.missing() > NOTABLE) {
          session.say(
              Table.wrapped(
                  String.format(
                      Locale.ROOT,
                      "no lognormal field has exactly this spectrum: %.2g of the power of g was"
                          + " negative and left out; the one-point law is exact",
                      model.missing())));
        }
        session.deliver(json);
        return ExitCode.GOOD;
      }
    }
  }

  /** Something that makes fields. */
  interface ReferenceSystem {
    SimulationReport simulate(
        SimulationOptions options, FieldSink sink, Progress progress, Keeper keeper)
        throws IOException;
  }

  static SimulationOptions options(Session session, int count, long seed, int thinning) {
    return session.fromOptions(
        () -> new SimulationOptions(count, seed, session.threads(), thinning));
  }

  /** Makes fields, writes them and says how independent they are. */
  static ObjectNode simulate(
      Session session,
      Path out,
      Grid grid,
      SimulationOptions options,
      Journal journal,
      ReferenceSystem system)
      throws IOException {
    double start = session.seconds();
    SimulationReport report;
    try (FieldWriter writer = FieldWriter.open(out, grid, options.count(), journal)) {
      report =
          system.simulate(
              options, (fields, count) -> writer.write(count, fields), session.progress(), journal);
    } catch (IllegalStateException e) { // the chains would not settle
      throw new CheckFailed(String.valueOf(e.getMessage()), e);
    }
    journal.done();
    double seconds = session.seconds() - start;
    session.say(text(report));
    session.say(
        String.format(
            Locale.ROOT,
            "wrote %s: %,d fields of %s in %.1f s%n",
            out,
            report.count(),
            grid,
            seconds));
    ObjectNode json = json(report);
    json.put("out", out.toString());
    json.put("seconds", seconds);
    return json;
  }

  private static String text(SimulationReport report) {
    StringBuilder text = new StringBuilder(report.system() + " on " + report.grid() + "\n");
    text.append(Table.wrapped(report.algorithm())).append('\n');
    if (report.chains() > 0) {
      text.append(
          String.format(
              Locale.ROOT,
              "%d chains, %d updates before the first field, %d between fields of a chain%n"
                  + "acceptance %.3f%n",
              report.chains(),
              report.thermalisation(),
              report.thinning(),
              report.acceptance()));
    }
    Table table = new Table("observable", "mean", "tau (updates)", "tau (saved fields)");
    for (SimulationReport.Observable o : report.observables()) {
      table.row(
          o.name(),
          ComparisonTable.number(o.mean(), o.meanError()),
          ComparisonTable.number(o.updateTau(), o.updateTauError()),
          ComparisonTable.number(o.savedTau(), o.savedTauError()));
    }
    return text.append('\n')
        .append(table)
        .append("tau: integrated autocorrelation time, 1/2 is independence\n\n")
        .toString();
  }

  private static ObjectNode json(SimulationReport report) {
    ObjectNode json = Session.result("simulate");
    json.put("system", report.system());
    json.put("algorithm", report.algorithm());
    ArrayNode grid = json.putArray("grid");
    for (int n : report.grid().shape()) {
      grid.add(n);
    }
    json.put("count", report.count());
    json.put("seed", report.seed());
    json.put("chains", report.chains());
    json.put("thermalisation", report.thermalisation());
    json.put("thinning", report.thinning());
    json.put("acceptance", report.acceptance());
    ArrayNode observables = json.putArray("observables");
    for (SimulationReport.Observable o : report.observables()) {
      ObjectNode node = observables.addObject();
      node.put("name", o.name());
      node.put("mean", o.mean());
      node.put("mean_error", o.meanError());
      node.put("tau", o.updateTau());
      node.put("tau_error", o.updateTauError());
      node.put("saved_tau", o.savedTau());
      node.put("saved_tau_error", o.savedTauError());
    }
    return json;
  }
}
