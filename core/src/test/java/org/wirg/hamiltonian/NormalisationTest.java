package org.wirg.hamiltonian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wirg.energy.FieldEnergies;
import org.wirg.energy.Hamiltonians.LogPartition;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.energy.Provenance;
import org.wirg.field.Grid;
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;
import org.wirg.fit.Fit;
import org.wirg.fit.FitOptions;
import org.wirg.lattice.GaussianField;
import org.wirg.lattice.Phi4;
import org.wirg.lattice.PowerLaw;
import org.wirg.lattice.SimulationOptions;

/** ln Z against closed forms, brute force, and the thermodynamics of the true action. */
final class NormalisationTest {
  private static final Provenance PROVENANCE = new Provenance("test", "0", "none", "", "f8", 0, 0);

  private static FitOptions options(int radius) {
    return new FitOptions("db2", 1, radius, 10, true, true, 1, 1);
  }

  private static Model fit(Grid grid, double[] rows, int radius) {
    return Fit.of(new MemoryDataset(grid, rows), options(radius), PROVENANCE, Progress.NONE);
  }

  private static double[] gaussian(GaussianField law, int count, long seed) throws IOException {
    double[] rows = new double[count * law.grid().sites()];
    int[] at = {0};
    law.simulate(
        new SimulationOptions(count, seed, 1, 0),
        (fields, n) -> {
          int length = n * law.grid().sites();
          System.arraycopy(fields, 0, rows, at[0], length);
          at[0] += length;
        });
    return rows;
  }

  private static double[] phi4(Grid grid, double beta, int count, long seed) {
    double[] rows = new double[count * grid.sites()];
    int[] at = {0};
    try {
      new Phi4(grid, beta)
          .simulate(
              new SimulationOptions(count, seed, 1, 0),
              (fields, n) -> {
                System.arraycopy(fields, 0, rows, at[0], n * grid.sites());
                at[0] += n * grid.sites();
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  /** Mean of a number over fields, and its standard error. */
  private record Mean(double mean, double error) {
    static Mean of(double[] values) {
      double mean = Arrays.stream(values).average().orElseThrow();
      double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
      return new Mean(mean, Math.sqrt(squares / (values.length - 1.0) / values.length));
    }
  }

  /** Normalised energies less the true ones, over fields. */
  private static Mean excess(
      Model model, double[] rows, int count, ToDoubleFunction<double[]> truth) {
    int sites = rows.length / count;
    double[] differences = new FieldEnergies(model, false, true).of(rows, count);
    for (int f = 0; f < count; f++) {
      differences[f] -= truth.applyAsDouble(Arrays.copyOfRange(rows, f * sites, (f + 1) * sites));
    }
    return Mean.of(differences);
  }

  /**
   * Over fresh fields -ln p of the model exceeds that of the law by the divergence of the two: not
   * negative, and parameters / (2 fields) for maximum likelihood; score matching loses at most a
   * few times that here. Both sides of the bound allow 4.5 standard errors of ln Z and of the mean
   * (7e-6), the upper one ten times the overfitting besides.
   */
  @Test
  void aGaussiansLikelihoodIsTheExactOne() throws IOException {
    Grid grid = Grid.of(8, 8);
    GaussianField law = new GaussianField(grid, new PowerLaw(2, Math.sqrt(0.5)));
    int fields = 2000;
    int fresh = 4000;
    Model model = fit(grid, gaussian(law, fields, 1), 1);
    double logZ =
        0.5 * Arrays.stream(law.spectrum()).map(s -> StrictMath.log(2 * Math.PI * s)).sum();
    double[] rows = gaussian(law, fresh, 2);
    Mean excess = excess(model, rows, fresh, field -> law.energy(field) + logZ);
    LogPartition partition = model.hamiltonians().logPartitions().getFirst();
    Level level = model.hamiltonians().levels().getFirst();
    double overfitting = level.energy().theta().length / (2.0 * fields);
    double tolerance = 4.5 * Math.hypot(partition.error(), excess.error);
    assertThat(partition.error()).isBetween(1e-4, 0.2);
    assertThat(excess.mean).isBetween(-tolerance, 10 * overfitting + tolerance);
    // The twin: the Jacobian of the units forgotten.
    double twin = excess.mean - grid.sites() * StrictMath.log(level.sigma());
    assertThat(twin < -tolerance || twin > 10 * overfitting + tolerance).isTrue();
  }

  /**
   * The integral of exp(-H_0) over the four values of a 2x2 field, by the trapezoidal rule, which
   * is exact to rounding on functions as smooth and as small at the ends as these. 4.5 errors:
   * 7e-6.
   */
  @Test
  void fourSitesAgreeWithBruteForce() {
    Grid grid = Grid.of(2, 2);
    Model model = fit(grid, phi4(grid, 0.4, 4000, 5), 1);
    List<LogPartition> partitions = model.hamiltonians().logPartitions();
    assertThat(partitions).hasSize(2);
    Level level = model.hamiltonians().levels().getFirst();
    double fine = bruteForce(level, 41);
    assertThat(bruteForce(level, 29)).as("the rule has converged").isCloseTo(fine, within(1e-3));
    LogPartition found = partitions.getFirst();
    assertThat(found.error()).isBetween(1e-5, 0.1);
    assertThat(found.value()).isCloseTo(fine, within(4.5 * found.error()));
    // The coarsest field, one number: by a plain sum.
    Level one = model.coarsest();
    int points = 4001;
    double[] x = new double[points];
    Arrays.setAll(x, p -> -10 + 20.0 * p / (points - 1));
    double[] energies = new double[points];
    one.energy().evaluator(points).energy(x, new double[points], energies);
    double sum = Arrays.stream(energies).map(e -> StrictMath.exp(-e)).sum() * 20 / (points - 1);
    double expected = StrictMath.log(sum * one.sigma());
    assertThat(partitions.getLast().value()).isCloseTo(expected, within(1e-6));
    assertThat(partitions.getLast().error()).isZero();
  }

  /** ln of the integral of exp(-H) over phi, {@code side} points along each of four axes. */
  private static double bruteForce(Level level, int side) {
    double range = 5;
    double width = 2 * range / (side - 1);
    int lanes = side * side;
    double[] x = new double[4 * lanes]; // [site][lane]
    double[] energies = new double[lanes];
    double[] gradient = new double[x.length];
    double sum = 0;
    for (int outer = 0; outer < lanes; outer++) {
      for (int lane = 0; lane < lanes; lane++) {
        x[lane] = -range + width * (outer / side);
        x[lanes + lane] = -range + width * (outer % side);
        x[2 * lanes + lane] = -range + width * (lane / side);
        x[3 * lanes + lane] = -range + width * (lane % side);
      }
      level.energy().evaluator(lanes).energy(x, gradient, energies);
      for (double energy : energies) {
        sum += StrictMath.exp(-energy);
      }
    }
    return StrictMath.log(sum) + 4 * StrictMath.log(width * level.sigma());
  }

  /**
   * ln Z of the true action two ways. From models: the mean of -ln p - H over fields of the law is
   * ln Z, but for the divergence of model and law. From thermodynamics: at beta = 0 sites are
   * independent, and d ln Z / d beta is the mean of sum_<ij> phi_i phi_j. The upper bound allows
   * 0.1 for the divergence; 4.5 errors besides on both sides, 7e-6.
   */
  @Test
  @Tag("deep")
  void phi4AgreesWithThermodynamicIntegration() {
    Grid grid = Grid.of(8, 8);
    double low = 0.3;
    double high = 0.45;
    double atLow =
        grid.sites() * StrictMath.log(integral(x -> StrictMath.exp(x * x * (1 - x * x))));
    Mean below = integrated(grid, 0, low);
    Mean between = integrated(grid, low, high);
    Mean first = logZ(grid, low);
    Mean second = logZ(grid, high);
    double tolerance = 4.5 * Math.hypot(first.error, below.error);
    assertThat(first.mean - atLow - below.mean).isBetween(-tolerance, 0.1 + tolerance);
    double both = 4.5 * Math.hypot(Math.hypot(first.error, second.error), between.error);
    assertThat(second.mean - first.mean - between.mean).isBetween(-0.1 - both, 0.1 + both);
    assertThat(both).as("the difference is seen").isLessThan(0.2 * between.mean);
  }

  /** The mean of -ln p - H over fresh fields, the error of the model's ln Z included. */
  private static Mean logZ(Grid grid, double beta) {
    Model model = fit(grid, phi4(grid, beta, 3000, 21), 2);
    int fresh = 2000;
    Phi4 action = new Phi4(grid, beta);
    Mean excess = excess(model, phi4(grid, beta, fresh, 22), fresh, action::energy);
    LogPartition partition = model.hamiltonians().logPartitions().getFirst();
    return new Mean(excess.mean, Math.hypot(excess.error, partition.error()));
  }

  /**
   * The integral of the mean of sum_<ij> phi_i phi_j over beta: Gauss and Legendre, three points.
   */
  private static Mean integrated(Grid grid, double from, double to) {
    double[] nodes = {-Math.sqrt(0.6), 0, Math.sqrt(0.6)};
    double[] weights = {5.0 / 18, 8.0 / 18, 5.0 / 18};
    double sum = 0;
    double variance = 0;
    int count = 2000;
    for (int k = 0; k < nodes.length; k++) {
      double beta = 0.5 * (from + to) + 0.5 * (to - from) * nodes[k];
      double[] rows = phi4(grid, beta, count, 31 + k);
      double[] bonds = new double[count];
      Phi4 free = new Phi4(grid, 0);
      Phi4 bound = new Phi4(grid, 1);
      int sites = grid.sites();
      for (int f = 0; f < count; f++) {
        double[] field = Arrays.copyOfRange(rows, f * sites, (f + 1) * sites);
        bonds[f] = free.energy(field) - bound.energy(field);
      }
      Mean mean = Mean.of(bonds);
      double weight = weights[k] * (to - from);
      sum += weight * mean.mean;
      variance += weight * weight * mean.error * mean.error;
    }
    return new Mean(sum, Math.sqrt(variance));
  }

  private static double integral(DoubleUnaryOperator f) {
    double sum = 0;
    for (int p = -400; p <= 400; p++) {
      sum += 0.01 * f.applyAsDouble(0.01 * p);
    }
    return sum;
  }
}
