package org.wirg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.wirg.field.Grid;
import org.wirg.fit.Conditioning;
import org.wirg.fit.FitOptions;
import org.wirg.fit.SymmetryTest;
import org.wirg.lattice.PowerLaw;
import org.wirg.wavelet.Wavelet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wirg conditioning}: how hard it is to learn, by scales and without. */
@Command(
    name = "conditioning",
    description = {
      "Measures the condition number of the Hessian of learning, and the steps that gradient"
          + " descent needs, for whole fields at once and for the details of every level at fixed"
          + " coarser field. Files of several sizes show how they grow with L."
    })
final class ConditioningCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DATA",
      arity = "1..*",
      description = "Files of fields, one for each size: " + DataFile.FORMATS)
  @SuppressWarnings("NullAway.Init")
  private List<Path> data;

  @Option(
      names = "--accuracy",
      paramLabel = "X",
      description = "Relative error of the couplings at which descent stops (default: 0.01).")
  private double accuracy = 0.01;

  @Option(
      names = "--exponent",
      paramLabel = "X",
      description =
          "The fields are Gaussian with spectrum (khat^2 + mass^2)^(-exponent/2): show the closed"
              + " forms beside.")
  private @Nullable Double exponent;

  @Option(
      names = "--mass",
      paramLabel = "X",
      description = "Inverse correlation length of that spectrum (default: 0).")
  private double mass;

  @Option(
      names = "--wavelet",
      paramLabel = "NAME",
      description = "Splits every level: haar, db2 .. db10, sym4 .. sym10 (default: db2).")
  private String wavelet = FitOptions.DEFAULT.wavelet();

  @Option(
      names = "--radius",
      paramLabel = "N",
      description =
          "Longest reach of a coupling along an axis, in sites (default: 4, and less than half the"
              + " smallest side).")
  private @Nullable Integer radius;

  @Option(
      names = "--splines",
      paramLabel = "N",
      description = "B-splines of a scalar potential (default: 20).")
  private int splines = FitOptions.DEFAULT.splines();

  @Option(names = "--isotropic", description = "Axes and directions are equivalent.")
  private boolean isotropic;

  @Option(
      names = "--symmetry",
      paramLabel = "KIND",
      description = "z2, none or auto, as for wirg fit (default: auto).")
  private String symmetry = "auto";

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private SeedOption seed;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    try (Session session = common.session()) {
      FitCommand.one(session, "--symmetry", symmetry, "z2", "none", "auto");
      if (!(accuracy > 0) || !(accuracy < 1)) {
        throw session.usage("--accuracy is between 0 and 1; found " + accuracy);
      }
      if (exponent == null && mass != 0) {
        throw session.usage("--mass needs --exponent");
      }
      Double power = exponent;
      @Nullable PowerLaw spectrum =
          power == null ? null : session.fromOptions(() -> new PowerLaw(power, mass));
      List<DataFile> files = new ArrayList<>();
      for (Path path : data) {
        files.add(DataFile.open(path));
      }
      FitOptions options = options(session, files);
      List<ConditioningReport.Set> sets = new ArrayList<>();
      for (DataFile file : files) {
        sets.add(measured(session, file, options, spectrum));
      }
      ConditioningReport report = new ConditioningReport(sets, options.radius(), accuracy);
      session.say(report.text());
      session.deliver(report.json(seed.seed(), session.seconds()));
      return ExitCode.GOOD;
    }
  }

  private FitOptions options(Session session, List<DataFile> files) {
    int shortest =
        files.stream().mapToInt(f -> shortestSide(f.stored().grid())).min().orElseThrow();
    int reach =
        radius == null ? Math.clamp((shortest - 1) / 2, 1, FitOptions.DEFAULT.radius()) : radius;
    return session.fromOptions(
        () ->
            new FitOptions(
                Wavelet.named(wavelet).name(),
                FitOptions.DEFAULT.coarsest(),
                reach,
                splines,
                isotropic,
                symmetry.equals("z2"),
                seed.seed(),
                session.threads()));
  }

  private static int shortestSide(Grid grid) {
    return IntStream.of(grid.shape()).min().orElseThrow();
  }

  private ConditioningReport.Set measured(
      Session session, DataFile file, FitOptions options, @Nullable PowerLaw spectrum) {
    boolean even = options.even();
    if (symmetry.equals("auto") && file.stored().count() >= SymmetryTest.FEWEST_FIELDS) {
      even = SymmetryTest.of(file.stored(), options, session.progress()).symmetric();
    }
    FitOptions own = options.withEven(even);
    Grid grid = file.stored().grid();
    return new ConditioningReport.Set(
        file,
        even,
        Conditioning.of(file.stored(), own, accuracy, session.progress()),
        spectrum == null ? null : Conditioning.ofGaussian(grid, own, spectrum.on(grid), accuracy));
  }
}
