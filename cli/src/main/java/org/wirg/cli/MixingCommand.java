package org.wirg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.wirg.energy.Model;
import org.wirg.field.Grid;
import org.wirg.file.ModelFile;
import org.wirg.hamiltonian.DirectMixing;
import org.wirg.hamiltonian.LocalLaw;
import org.wirg.lattice.Phi4;
import org.wirg.lattice.SimulationOptions;
import org.wirg.lattice.SimulationReport;
import org.wirg.sample.LevelMixing;
import org.wirg.sample.SampleOptions;
import org.wirg.sample.Sampler;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wirg mixing}: how fast the Monte Carlo forgets, by scales and without. */
@Command(
    name = "mixing",
    description = {
      "Measures autocorrelation functions and times of the Monte Carlo: of the details at fixed"
          + " coarser field at every level, and of whole fields of the same Hamiltonian on lattices"
          + " of several sizes (Metropolis, MALA, HMC), with fits of tau = a L^z.",
      "Exit code 1 when a level's tau could not be told."
    })
final class MixingCommand implements Callable<Integer> {
  /** Actions known by name. */
  private enum Action {
    PHI4
  }

  /** Relative error of a level's tau that runs go on for. */
  private static final double GOAL = 0.05;

  private static final int LARGEST = 1024;
  private static final int WOLFF_FIELDS = 512;

  @Parameters(paramLabel = "MODEL", description = "What `wirg fit` wrote.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Option(
      names = "--sizes",
      paramLabel = "L,L,...",
      description = {
        "Sides of the lattices for direct sampling (default: 8,16,32); none leaves it out."
      })
  private String sizes = "8,16,32";

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private SizeOption size;

  @Option(
      names = "--effort",
      paramLabel = "X",
      description =
          "Factor on the length that direct runs may have (default: 15). What is still too"
              + " short says so.")
  private double effort = 15;

  @Option(
      names = "--action",
      paramLabel = "NAME",
      description =
          "phi4: sample directly from this known action instead of the learned one, and add Wolff"
              + " clusters.")
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
      List<Integer> sides = sides(session);
      Double coupling = beta;
      if ((action == null) != (coupling == null)) {
        throw session.usage("--action and --beta go together; found only one of them");
      }
      if (coupling != null && !Double.isFinite(coupling)) {
        throw session.usage("--beta is a finite number; found " + coupling);
      }
      DirectMixing.Options options =
          session.fromOptions(
              () -> new DirectMixing.Options(sides, effort, seed.seed(), session.threads()));
      Model model = ModelFile.read(file);
      if (action != null) {
        TransformOption.requireNone(model.transform(), "--action");
      }
      @Nullable LocalLaw law = sides.isEmpty() ? null : law(session, model, sides);
      SampleOptions how =
          new SampleOptions(SampleOptions.Method.HMC, seed.seed(), session.threads());
      List<LevelMixing> levels =
          new Sampler(size.of(session, model), how).mixing(GOAL, session.progress());
      List<DirectMixing.Run> direct =
          law == null ? List.of() : DirectMixing.of(law, options, session.progress());
      List<MixingReport.Clusters> clusters =
          coupling == null ? List.of() : clusters(session, model, sides, coupling);
      String of =
          coupling != null
              ? new Phi4(model.grid(), coupling).toString()
              : "the learned H_0" + (law == null || law.complete() ? "" : ", local terms only");
      MixingReport report = new MixingReport(levels, direct, clusters, of);
      session.say(report.text());
      List<String> complaints = report.complaints();
      session.deliver(report.json(seed.seed(), session.seconds()));
      complaints.forEach(session::warn);
      return complaints.isEmpty() ? ExitCode.GOOD : ExitCode.CHECK_FAILED;
    }
  }

  private List<Integer> sides(Session session) {
    return sizes.equals("none") ? List.of() : sides(session, sizes, LARGEST);
  }

  /** Rising sides of lattices, separated by commas. */
  static List<Integer> sides(Session session, String sizes, int largest) {
    List<Integer> sides = new ArrayList<>();
    for (String word : sizes.split(",", -1)) {
      try {
        sides.add(Integer.parseInt(word.strip()));
      } catch (NumberFormatException e) {
        throw session.usage("--sizes are numbers with commas, or none; found " + sizes);
      }
    }
    boolean rising =
        Arrays.equals(
            sides.stream().mapToInt(i -> i).toArray(),
            sides.stream().mapToInt(i -> i).distinct().sorted().toArray());
    if (!rising || sides.getFirst() < 2 || sides.getLast() > largest) {
      throw session.usage("--sizes rise, from 2 to " + largest + "; found " + sizes);
    }
    return sides;
  }

  /** What is sampled directly. */
  private LocalLaw law(Session session, Model model, List<Integer> sides) {
    Double coupling = beta;
    LocalLaw law =
        coupling == null
            ? LocalLaw.of(model)
            : LocalLaw.phi4(
                model.grid().rank(),
                coupling,
                model.levels().isEmpty()
                    ? model.coarsest().sigma()
                    : model.levels().getFirst().sigma());
    if (!law.movable()) {
      throw session.usage(
          "couplings that reach half around the model's lattice cannot be carried to other sizes;"
              + " found those of "
              + model.grid()
              + "; give --sizes none or --action");
    }
    if (sides.getFirst() < law.smallest()) {
      throw session.usage(
          "--sizes begin at "
              + law.smallest()
              + ", one more than the radius of the couplings; found "
              + sides.getFirst());
    }
    return law;
  }

  private List<MixingReport.Clusters> clusters(
      Session session, Model model, List<Integer> sides, double coupling) {
    List<MixingReport.Clusters> found = new ArrayList<>();
    for (int side : sides) {
      Phi4 phi4 = new Phi4(Grid.cube(model.grid().rank(), side), coupling);
      SimulationOptions options =
          new SimulationOptions(WOLFF_FIELDS, seed.seed(), session.threads(), 1);
      long start = System.nanoTime();
      SimulationReport report;
      try {
        report = phi4.simulate(options, (fields, n) -> {}, session.progress());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      double updates =
          (double) report.chains()
              * (report.thermalisation() + Math.ceilDiv(WOLFF_FIELDS, report.chains()));
      double seconds = 1e-9 * (System.nanoTime() - start) * session.threads() / updates;
      found.add(new MixingReport.Clusters(side, report, seconds));
    }
    return found;
  }
}
