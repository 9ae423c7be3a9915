package org.wirg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wirg.diagnose.Comparison;
import org.wirg.diagnose.EnergyAgreement;
import org.wirg.diagnose.FieldStatistics;
import org.wirg.diagnose.Tolerances;
import org.wirg.diagnose.ValueSummary;
import org.wirg.energy.Model;
import org.wirg.energy.Provenance;
import org.wirg.field.Dataset;
import org.wirg.field.Grid;
import org.wirg.field.Progress;
import org.wirg.field.Transform;
import org.wirg.file.NpyDataset;
import org.wirg.fit.Conditioning;
import org.wirg.fit.Fit;
import org.wirg.fit.FitOptions;
import org.wirg.fit.LikelihoodOptions;
import org.wirg.hamiltonian.DirectMixing;
import org.wirg.hamiltonian.LocalLaw;
import org.wirg.hamiltonian.Weighing;
import org.wirg.lattice.GaussianField;
import org.wirg.lattice.Phi4;
import org.wirg.lattice.PowerLaw;
import org.wirg.lattice.SimulationOptions;

/** Work says how far it is, and has come to its end when it ends. */
final class ProgressTest {
  @TempDir Path folder;

  /** What was said. */
  private static final class Heard implements Progress {
    private final List<String> names = new ArrayList<>();
    private final List<Long> totals = new ArrayList<>();
    private final List<Long> done = new ArrayList<>();

    @Override
    public void begin(String what, long total) {
      names.add(what);
      totals.add(total);
      done.add(0L);
    }

    @Override
    public void advance(long steps) {
      done.set(done.size() - 1, done.getLast() + steps);
    }

    void hasFinished(String... expected) {
      assertThat(names).contains(expected);
      assertThat(done).as(names.toString()).isEqualTo(totals);
      assertThat(totals).as(names.toString()).allMatch(total -> total > 1);
    }
  }

  @Test
  void ofSimulations() throws IOException {
    Heard heard = new Heard();
    SimulationOptions options = new SimulationOptions(100, 1, 2, 0);
    new Phi4(Grid.of(8, 8), 0.68).simulate(options, (fields, n) -> {}, heard);
    heard.hasFinished("tuning", "thermalising", "simulating");
    Heard gaussian = new Heard();
    new GaussianField(Grid.of(8, 8), new PowerLaw(1.75, 0.1))
        .simulate(options, (fields, n) -> {}, gaussian);
    gaussian.hasFinished("simulating");
  }

  @Test
  void ofReading() throws IOException {
    Path file = folder.resolve("big.npy");
    Cli.good("simulate gaussian --size 64 --count 300 --out", file); // 4.9 MB
    NpyDataset data = DataFile.open(file).stored();
    Heard heard = new Heard();
    data.sha256(heard);
    ValueSummary.of(data, 2, heard);
    Comparison.of(data, data, FieldStatistics.Options.defaults(), Tolerances.defaults(), heard);
    heard.hasFinished("checksum, MB", "values", "comparing");
    assertThat(heard.totals).containsExactly(4L, 300L, 900L);
  }

  @Test
  void ofTheLikelihood() throws IOException {
    Dataset data = DataFile.open(Cli.phi4(folder, 600, 1)).stored();
    LikelihoodOptions likelihood =
        new LikelihoodOptions(
            LikelihoodOptions.Start.SCORE, LikelihoodOptions.Preconditioner.NATURAL, 0.2, 1 << 20);
    FitOptions options =
        new FitOptions(
            "db2",
            1,
            1,
            8,
            true,
            true,
            1,
            2,
            false,
            2,
            likelihood,
            null,
            false,
            Transform.none(),
            1);
    Provenance provenance = new Provenance("test", "0", "a.npy", "0", "float32", data.count(), 1);
    Heard heard = new Heard();
    Fit.of(data, options, provenance, heard);
    heard.hasFinished("refining", "maximising the likelihood of H_0");
  }

  @Test
  void ofLearningAndWeighing() throws IOException {
    Dataset data = DataFile.open(Cli.phi4(folder, 600, 1)).stored();
    FitOptions options = new FitOptions("db2", 1, 1, 8, true, true, 1, 2);
    Provenance provenance = new Provenance("test", "0", "a.npy", "0", "float32", data.count(), 1);
    Heard heard = new Heard();
    Model model = Fit.of(data, options, provenance, heard);
    heard.hasFinished("fitting", "error bars", "refining", "normalising");
    Phi4 action = new Phi4(data.grid(), 0.68);
    Heard direct = new Heard();
    DirectMixing.of(
        LocalLaw.phi4(2, 0.68, 1), new DirectMixing.Options(List.of(4, 8), 0.02, 1, 2), direct);
    direct.hasFinished("direct sampling");
    Heard conditioning = new Heard();
    Conditioning.of(data, options, 0.01, conditioning);
    conditioning.hasFinished("whole fields", "drawing details again");
    Heard weighing = new Heard();
    Weighing.of(model, action, new Weighing.Options(50, false, 1, 2), weighing);
    weighing.hasFinished("sampling", "tuning, finishing", "finishing");
    Heard agreement = new Heard();
    EnergyAgreement.ofFields(model, data, 200, action::energy, 2, agreement);
    EnergyAgreement.ofDetails(model, data, 200, action::energy, 2, agreement);
    agreement.hasFinished("energies and the action");
  }
}
