package org.wirg.fit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.wirg.energy.FieldEnergies;
import org.wirg.energy.Model;
import org.wirg.energy.Provenance;
import org.wirg.field.Dataset;
import org.wirg.field.Grid;
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;
import org.wirg.lattice.GaussianField;
import org.wirg.lattice.Phi4;
import org.wirg.lattice.PowerLaw;
import org.wirg.lattice.SimulationOptions;

/** Data sets whose law is known. */
final class Draws {
  static final Provenance PROVENANCE = new Provenance("test", "0", "none", "", "f8", 0, 0);

  private Draws() {}

  /** H = 1/2 sum phi (mass^2 - Laplacian) phi. */
  static GaussianField free(Grid grid, double mass) {
    return new GaussianField(grid, new PowerLaw(2, mass));
  }

  /** Independent fields, [field][site]. */
  static double[] gaussian(GaussianField law, int count, long seed) {
    double[] rows = new double[count * law.grid().sites()];
    int[] at = {0};
    try {
      law.simulate(
          new SimulationOptions(count, seed, 1, 0),
          (fields, n) -> {
            int length = n * law.grid().sites();
            System.arraycopy(fields, 0, rows, at[0], length);
            at[0] += length;
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  /** Fields of phi^4, [field][site]. */
  static double[] phi4(Grid grid, double beta, int count, long seed) {
    double[] rows = new double[count * grid.sites()];
    int[] at = {0};
    try {
      new Phi4(grid, beta)
          .simulate(
              new SimulationOptions(count, seed, 1, 0),
              (fields, n) -> {
                int length = n * grid.sites();
                System.arraycopy(fields, 0, rows, at[0], length);
                at[0] += length;
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  /** Fields in two dimensions, cut into patches half as long, four of each. */
  static double[] quarters(Grid large, double[] rows) {
    Grid patch = Grid.of(large.size(0) / 2, large.size(1) / 2);
    double[] patches = new double[rows.length];
    for (int i = 0; i < patches.length; i++) {
      int[] x = patch.coordinates(i % patch.sites());
      int quarter = i / patch.sites() % 4;
      x[0] += patch.size(0) * (quarter / 2);
      x[1] += patch.size(1) * (quarter % 2);
      patches[i] = rows[i / large.sites() * large.sites() + large.site(x)];
    }
    return patches;
  }

  /**
   * Standard deviation of H less its truth.
   *
   * @param rows fields that were not learned from, [field][site]
   * @param truth the true energy of a field
   */
  static double energyError(Model model, double[] rows, ToDoubleFunction<double[]> truth) {
    int sites = model.grid().sites();
    double[] apart = new FieldEnergies(model, false, false).of(rows, rows.length / sites);
    for (int f = 0; f < apart.length; f++) {
      apart[f] -= truth.applyAsDouble(Arrays.copyOfRange(rows, f * sites, (f + 1) * sites));
    }
    double mean = Arrays.stream(apart).average().orElseThrow();
    double squares = Arrays.stream(apart).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares / (apart.length - 1));
  }

  /** A fit without ln Z, which takes longer than all the rest on small lattices. */
  static Model fit(Dataset data, FitOptions options) {
    return Fit.unnormalised(data, options, PROVENANCE, Progress.NONE);
  }

  static Model fit(Grid grid, double[] rows, FitOptions options) {
    return fit(new MemoryDataset(grid, rows), options);
  }

  /** Fields first .. first+lanes-1 of rows, times a factor, as [site][lane]. */
  static double[] lanes(double[] rows, int sites, int first, int lanes, double factor) {
    double[] x = new double[sites * lanes];
    for (int lane = 0; lane < lanes; lane++) {
      for (int i = 0; i < sites; i++) {
        x[i * lanes + lane] = factor * rows[(first + lane) * sites + i];
      }
    }
    return x;
  }

  /** The matrix M(x, y) = kernel(x - y) of a stationary kernel. */
  static double[][] circulant(Grid grid, double[] kernel) {
    int n = grid.sites();
    double[][] matrix = new double[n][n];
    for (int i = 0; i < n; i++) {
      int[] x = grid.coordinates(i);
      for (int j = 0; j < n; j++) {
        int[] d = grid.coordinates(j);
        Arrays.setAll(d, a -> x[a] - d[a]);
        matrix[i][j] = kernel[grid.site(d)];
      }
    }
    return matrix;
  }
}
