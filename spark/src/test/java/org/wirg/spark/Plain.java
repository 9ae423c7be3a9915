package org.wirg.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.wirg.energy.Model;
import org.wirg.energy.Provenance;
import org.wirg.field.Dataset;
import org.wirg.field.Grid;
import org.wirg.field.Keeper;
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;
import org.wirg.field.Workers;
import org.wirg.file.Checkpoint;
import org.wirg.file.ModelFile;
import org.wirg.fit.Fit;
import org.wirg.fit.FitOptions;
import org.wirg.fit.LikelihoodOptions;
import org.wirg.lattice.Phi4;
import org.wirg.lattice.SimulationOptions;
import org.wirg.sample.SampleOptions;
import org.wirg.sample.Sampler;

/** A small model and fields of it, by any workers. */
final class Plain {
  static final Grid GRID = Grid.of(8, 8);

  /** Ten blocks, the last of them not whole. */
  static final int FIELDS = 9 * 64 + 21;

  static final int SAMPLES = 150;
  static final MemoryDataset DATA = new MemoryDataset(GRID, rows(FIELDS));

  /** Score matching, refined by likelihood at the coarser levels. */
  static final FitOptions SCORE = new FitOptions("haar", 2, 1, 6, true, true, 1, 1);

  /** Likelihood at all levels, as roughly as it may be. */
  static final FitOptions LIKELIHOOD =
      SCORE.by(
          new LikelihoodOptions(
              LikelihoodOptions.Start.SCORE, LikelihoodOptions.Preconditioner.NATURAL, 1, 1 << 13));

  private Plain() {}

  static double[] rows(int count) {
    double[] rows = new double[count * GRID.sites()];
    int[] at = {0};
    try {
      new Phi4(GRID, 0.5)
          .simulate(
              new SimulationOptions(count, 5, 1, 0),
              (fields, n) -> {
                System.arraycopy(fields, 0, rows, at[0], n * GRID.sites());
                at[0] += n * GRID.sites();
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  static Model fit(Dataset data, FitOptions options, Workers workers) {
    Provenance nowhere =
        new Provenance("test", "0", "data", "0", "float64", data.count(), options.seed());
    return Fit.of(data, options, nowhere, Checkpoint.NONE, workers, Progress.NONE);
  }

  static byte[] bytes(Model model) {
    try {
      Path file = Files.createTempFile("model", ".json");
      try {
        ModelFile.write(file, model);
        return Files.readAllBytes(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bits of fields, one after the other. */
  static byte[] sample(Model model, Workers workers) {
    Sampler sampler =
        new Sampler(model, new SampleOptions(SampleOptions.Method.HMC, 3, 1), Keeper.NONE, workers);
    List<byte[]> parts = new ArrayList<>();
    sampler.draw(
        sampler.calibrate(Progress.NONE),
        SAMPLES,
        (fields, n) -> {
          ByteBuffer part = ByteBuffer.allocate(n * GRID.sites() * Double.BYTES);
          part.asDoubleBuffer().put(fields, 0, n * GRID.sites());
          parts.add(part.array());
        },
        Progress.NONE);
    ByteBuffer all = ByteBuffer.allocate(parts.stream().mapToInt(p -> p.length).sum());
    parts.forEach(all::put);
    return all.array();
  }
}
