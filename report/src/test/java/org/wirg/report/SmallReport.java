package org.wirg.report;

import java.io.IOException;
import java.util.List;
import org.wirg.diagnose.Comparison;
import org.wirg.diagnose.FieldStatistics;
import org.wirg.diagnose.Tolerances;
import org.wirg.energy.FieldEnergies;
import org.wirg.energy.Model;
import org.wirg.energy.Provenance;
import org.wirg.field.Dataset;
import org.wirg.field.Grid;
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;
import org.wirg.fit.Fit;
import org.wirg.fit.FitOptions;
import org.wirg.lattice.Phi4;
import org.wirg.lattice.SimulationOptions;
import org.wirg.sample.LevelMixing;
import org.wirg.sample.LevelPlan;
import org.wirg.sample.SampleOptions;
import org.wirg.sample.Sampler;

/** A model of 200 fields of 8x8 sites, and what a report needs to know about it; made once. */
final class SmallReport {
  static final Grid GRID = Grid.of(8, 8);
  private static final int FIELDS = 200;
  private static final double BETA = 0.5;
  private static final SampleOptions SAMPLING = new SampleOptions(SampleOptions.Method.HMC, 1, 2);

  static final Phi4 ACTION = new Phi4(GRID, BETA);
  static final Model MODEL;
  private static final Dataset DATA;

  static {
    try {
      DATA = data();
      FitOptions options = new FitOptions("db2", 1, 1, 8, true, true, 1, 2);
      Provenance from = new Provenance("fit", "1", "<data>.npy", "0", "float64", FIELDS, 1);
      MODEL = Fit.of(DATA, options, from, Progress.NONE);
    } catch (IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private SmallReport() {}

  private static Dataset data() throws IOException {
    double[] all = new double[FIELDS * GRID.sites()];
    int[] at = {0};
    ACTION.simulate(
        SimulationOptions.of(FIELDS).withSeed(5),
        (fields, n) -> {
          System.arraycopy(fields, 0, all, at[0], n * GRID.sites());
          at[0] += n * GRID.sites();
        });
    return new MemoryDataset(GRID, all);
  }

  static Evidence evidence() throws IOException {
    Sampler sampler = new Sampler(MODEL, SAMPLING);
    List<LevelMixing> mixing = sampler.mixing(0.5, Progress.NONE);
    List<LevelPlan> plans = mixing.stream().map(LevelMixing::plan).toList();
    double[] drawn = new double[FIELDS * GRID.sites()];
    int[] at = {0};
    sampler.draw(
        plans,
        FIELDS,
        (fields, n) -> {
          System.arraycopy(fields, 0, drawn, at[0], n * GRID.sites());
          at[0] += n * GRID.sites();
        },
        Progress.NONE);
    Dataset generated = new MemoryDataset(GRID, drawn);
    FieldStatistics.Options options = FieldStatistics.Options.defaults();
    FieldStatistics first = FieldStatistics.of(DATA, options);
    FieldStatistics second =
        FieldStatistics.of(
            generated, options.withRange(first.histogram().range()).withUnits(first.units()));
    return new Evidence(
        MODEL,
        "small.json",
        new FieldSet("data & more.npy", DATA, first, energies(DATA)),
        new FieldSet("drawn.npy", generated, second, energies(generated)),
        Comparison.of(first, second, Tolerances.defaults()),
        mixing,
        List.of(),
        Truth.of(ACTION),
        List.of("wirg report small.json --out <dir>"));
  }

  private static double[] energies(Dataset data) throws IOException {
    double[] fields = new double[FIELDS * GRID.sites()];
    data.read(0, FIELDS, fields);
    return new FieldEnergies(MODEL, false, false).of(fields, FIELDS);
  }
}
