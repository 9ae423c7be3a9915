package org.wirg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wirg.diagnose.Comparison;
import org.wirg.diagnose.FieldStatistics;
import org.wirg.diagnose.Tolerances;
import org.wirg.energy.FieldEnergies;
import org.wirg.energy.Model;
import org.wirg.field.Dataset;
import org.wirg.field.FieldSink;
import org.wirg.field.MemoryDataset;
import org.wirg.formats.FieldWriter;
import org.wirg.lattice.Phi4;
import org.wirg.report.Evidence;
import org.wirg.report.FieldSet;
import org.wirg.report.Report;
import org.wirg.report.Truth;
import org.wirg.report.Verdict;
import org.wirg.sample.LevelMixing;
import org.wirg.sample.LevelPlan;
import org.wirg.sample.SampleOptions;
import org.wirg.sample.Sampler;

/** Measures what a report shows: draws fields, compares them, runs the chains of every level. */
final class ModelReport {
  /** Relative error of a level's tau that runs go on for. */
  private static final double GOAL = 0.1;

  private static final int MOST_ENERGIES = 2000;

  /** Field values that are held in memory for them, 128 MB. */
  private static final int MOST_VALUES = 1 << 24;

  private final Session session;
  private final Model model;
  private final String name;
  private final long seed;
  private @Nullable Truth truth;
  private List<Verdict> verdicts = List.of();

  ModelReport(Session session, Model model, String name, long seed) {
    this.session = session;
    this.model = model;
    this.name = name;
    this.seed = seed;
  }

  /** Shows a known action beside the learned one, and verdicts by it. */
  void judgedBy(Phi4 action, List<Verdict> judged) {
    truth = Truth.of(action);
    verdicts = List.copyOf(judged);
  }

  /**
   * Makes the report.
   *
   * @param generated fields of the model; null draws {@code count} into {@code drawn}
   * @param commands that make the same page
   */
  Report of(
      DataFile data, @Nullable DataFile generated, Path drawn, int count, List<String> commands)
      throws IOException {
    SampleOptions how = new SampleOptions(SampleOptions.Method.HMC, seed, session.threads());
    Sampler sampler = new Sampler(model, how);
    List<LevelMixing> mixing =
        sampler.mixing(GOAL, SampleCommand::requireMixing, session.progress());
    DataFile other = generated;
    if (other == null) {
      List<LevelPlan> plans = mixing.stream().map(LevelMixing::plan).toList();
      try (FieldWriter writer = FieldWriter.open(drawn, model.grid(), count)) {
        FieldSink units =
            model.transform().undone(model.grid(), (fields, n) -> writer.write(n, fields));
        sampler.draw(plans, count, units, session.progress());
      }
      other = DataFile.open(drawn);
    }
    FieldStatistics.Options options =
        FieldStatistics.Options.defaults().withThreads(session.threads());
    session.progress().begin("comparing", 2);
    FieldStatistics first = FieldStatistics.of(data.fields(), options);
    session.progress().advance(1);
    FieldStatistics second =
        FieldStatistics.of(
            other.fields(), options.withRange(first.histogram().range()).withUnits(first.units()));
    session.progress().advance(1);
    Comparison comparison = Comparison.of(first, second, Tolerances.defaults());
    return new Evidence(
            model,
            name,
            new FieldSet(
                data.name(), data.fields(), first, energies(data.under(model.transform()))),
            new FieldSet(
                other.name(), other.fields(), second, energies(other.under(model.transform()))),
            comparison,
            mixing,
            verdicts,
            truth,
            commands)
        .report();
  }

  /** H_0 of the first fields; none where the model has no Hamiltonian. */
  private double[] energies(Dataset data) throws IOException {
    if (model.hamiltonians().levels().isEmpty()) {
      return new double[0];
    }
    long most = Math.clamp(MOST_VALUES / data.grid().sites(), 2, MOST_ENERGIES);
    int count = (int) Math.min(data.count(), most);
    double[] fields = new double[count * data.grid().sites()];
    data.read(0, count, fields);
    double[] energies = new double[count];
    int[] at = {0};
    new FieldEnergies(model, false, false)
        .of(
            new MemoryDataset(data.grid(), fields),
            session.threads(),
            (block, n) -> {
              System.arraycopy(block, 0, energies, at[0], n);
              at[0] += n;
            },
            session.progress());
    return energies;
  }

  /** The verdicts as a table. */
  static String verdicts(Report report) {
    Table table = new Table("check", "must be", "verdict");
    List<String> found = new ArrayList<>();
    for (Verdict v : report.verdicts()) {
      table.row(v.name(), v.rule(), v.passed() ? "PASS" : "FAIL");
      if (!v.passed()) {
        found.add(Table.wrapped("FAIL " + v.name() + ": " + v.found()) + "\n");
      }
    }
    long good = report.verdicts().stream().filter(Verdict::passed).count();
    return table
        + String.join("", found)
        + String.format(Locale.ROOT, "%d of %d passed%n", good, report.verdicts().size());
  }
}
