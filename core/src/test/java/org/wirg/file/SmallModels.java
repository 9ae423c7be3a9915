package org.wirg.file;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Estimate;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.energy.Provenance;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.SplineBasis;
import org.wirg.energy.Subspace;
import org.wirg.field.Dataset;
import org.wirg.field.Grid;
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;
import org.wirg.field.Transform;
import org.wirg.field.TransformedDataset;
import org.wirg.fit.Fit;
import org.wirg.fit.FitOptions;
import org.wirg.internal.random.Purpose;
import org.wirg.internal.random.RandomStream;
import org.wirg.lattice.GaussianField;
import org.wirg.lattice.PowerLaw;
import org.wirg.lattice.SimulationOptions;

/** Models fitted to noise on tiny lattices. */
public final class SmallModels {
  private SmallModels() {}

  public static Model on(Grid grid, int coarsest, boolean isotropic, boolean even) {
    int count = 200;
    RandomStream random = new RandomStream(5, Purpose.RESAMPLE, grid.sites());
    double[] values = new double[count * grid.sites()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextNormal() + (i > 0 ? 0.3 * values[i - 1] : 0);
    }
    FitOptions options = new FitOptions("db2", coarsest, 1, 6, isotropic, even, 1, 1);
    Provenance provenance =
        new Provenance(
            "wirg fit \"odd\u00e9 name\"\n", "0.1.0", "a\\b.npy", "00ff", "float32", count, -7);
    return Fit.of(new MemoryDataset(grid, values), options, provenance, Progress.NONE);
  }

  /** A model with every term that there is, of a transformed field. */
  static Model coupled() {
    Grid grid = Grid.of(8, 8);
    int count = 200;
    RandomStream random = new RandomStream(6, Purpose.RESAMPLE, 0);
    double[] values = new double[count * grid.sites()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.exp(0.5 * random.nextNormal()) + (i > 0 ? 0.3 * values[i - 1] : 0);
    }
    Transform transform = new Transform.Log(0);
    FitOptions options =
        new FitOptions("db2", 2, 1, 6, true, false, 1, 1)
            .withStiffness(true)
            .withOriginal(transform);
    Provenance provenance =
        new Provenance("wirg fit", "0.1.0", "a.npy", "00ff", "float32", count, 1);
    Dataset data = TransformedDataset.forward(new MemoryDataset(grid, values), transform);
    return Fit.of(data, options, provenance, Progress.NONE).with(transform);
  }

  /** A model of a long-ranged Gaussian, whose Hamiltonian takes coarser scales along. */
  static Model longRanged() throws IOException {
    Grid grid = Grid.of(8, 8);
    int count = 2000;
    double[] values = new double[count * grid.sites()];
    int[] at = {0};
    new GaussianField(grid, PowerLaw.CRITICAL)
        .simulate(
            new SimulationOptions(count, 3, 1, 0),
            (fields, n) -> {
              System.arraycopy(fields, 0, values, at[0], n * grid.sites());
              at[0] += n * grid.sites();
            });
    FitOptions options = new FitOptions("db2", 1, 1, 6, true, true, 1, 1);
    Provenance provenance =
        new Provenance("wirg fit", "0.1.0", "a.npy", "00ff", "float32", count, 1);
    return Fit.of(new MemoryDataset(grid, values), options, provenance, Progress.NONE);
  }

  /** The same with a coarsest law whose spline is so narrow that its curvatures overflow. */
  static Model overflowing(Model model) {
    Level coarsest = model.coarsest();
    Grid grid = coarsest.energy().grid();
    SplineBasis narrow = new SplineBasis(-1e-300, 1e-300, 4);
    ScalarPotential potential =
        new ScalarPotential(grid, narrow, false, ScalarPotential.Gauge.CONSTANT);
    double[] theta = new double[potential.parameters()];
    Arrays.fill(theta, 1);
    ConditionalEnergy energy =
        new ConditionalEnergy(Subspace.whole(grid), List.of(potential), theta);
    Estimate estimate = new Estimate("none", 1, new double[theta.length * theta.length], 1, 1, 0);
    return new Model(
        model.grid(),
        model.wavelet(),
        model.mean(),
        model.isotropic(),
        false,
        model.levels(),
        new Level(coarsest.level(), 1, 1, energy, estimate),
        model.provenance(),
        model.hamiltonians());
  }
}
