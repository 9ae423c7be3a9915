package org.wirg.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.energy.Hamiltonians.LogPartition;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;
import org.wirg.lattice.GaussianField;
import org.wirg.lattice.PowerLaw;
import org.wirg.wavelet.Dense;
import org.wirg.wavelet.Pyramid;
import org.wirg.wavelet.Wavelet;
import org.wirg.wavelet.WaveletStep;

/** Energies of a Gaussian model written down by hand: H_l = 1/2 phi_l (m^2 - Laplacian) phi_l. */
class FieldEnergiesTest {
  private static final Grid GRID = Grid.of(8, 8);
  private static final int SITES = GRID.sites();
  private static final Wavelet WAVELET = Wavelet.named("db2");
  private static final double MASS = 0.7;
  private static final double MEAN = 1.5;
  private static final double[] SIGMA = {0.8, 1.3, 2.1, 3};
  private static final List<LogPartition> PARTITIONS =
      List.of(
          new LogPartition(10, 0.1),
          new LogPartition(-4, 0.1),
          new LogPartition(2.5, 0.1),
          new LogPartition(0.75, 0));
  private static final int COUNT = 37; // no multiple of the fields side by side

  /** m^2 - Laplacian in units of sigma; x^2 is the one even function on one interval. */
  private static Level free(int number, Grid grid, double sigma, Subspace subspace) {
    ScalarPotential potential =
        new ScalarPotential(
            grid, new SplineBasis(-50, 50, 4), true, ScalarPotential.Gauge.CONSTANT);
    double ofSquare = potential.at(1)[0] - potential.at(0)[0];
    double square = sigma * sigma;
    List<Potential> terms = new ArrayList<>();
    double[] theta;
    if (grid.sites() > 1) {
      QuadraticKernel kernel = new QuadraticKernel(grid, 1, false);
      terms.add(kernel);
      theta = new double[kernel.parameters() + 1];
      for (int o = 0; o < kernel.parameters(); o++) {
        int[] shift = kernel.orbit(o).getFirst();
        boolean nearest = Arrays.stream(shift).map(Math::abs).sum() == 1;
        // On an axis of two sites both neighbours are the same one.
        double bonds = grid.size(0) == 2 ? 2 : 1;
        theta[o] = nearest ? -bonds * square : 0;
      }
    } else {
      theta = new double[1];
    }
    terms.add(potential);
    double own = MASS * MASS + (grid.sites() > 1 ? 4 : 0);
    theta[theta.length - 1] = 0.5 * own * square / ofSquare;
    double[] covariance = new double[theta.length * theta.length];
    return new Level(
        number,
        sigma,
        1,
        new ConditionalEnergy(subspace, terms, theta),
        new Estimate("by hand", 10, covariance, 1, 1, 0));
  }

  private static Model model(List<LogPartition> partitions) {
    Pyramid pyramid = new Pyramid(WAVELET, GRID, 3);
    List<Level> levels = new ArrayList<>();
    List<Level> hamiltonians = new ArrayList<>();
    for (int j = 1; j <= 3; j++) {
      Grid grid = pyramid.grid(j - 1);
      WaveletStep step = pyramid.step(j);
      levels.add(detail(j, grid, step));
      hamiltonians.add(free(j - 1, grid, SIGMA[j - 1], Subspace.whole(grid)));
    }
    Grid one = pyramid.grid(3);
    Model bare =
        new Model(
            GRID,
            WAVELET,
            MEAN,
            false,
            false,
            levels,
            free(3, one, SIGMA[3], Subspace.whole(one)),
            new Provenance("test", "0", "none", "", "f8", 0, 0),
            Hamiltonians.NONE);
    return bare.with(hamiltonians(hamiltonians, pyramid).normalised(partitions));
  }

  private static Level detail(int j, Grid grid, WaveletStep step) {
    return free(j, grid, SIGMA[j - 1], Subspace.details(step));
  }

  private static Hamiltonians hamiltonians(List<Level> levels, Pyramid pyramid) {
    List<Hamiltonians.Scale> scales = new ArrayList<>();
    for (int j = 1; j <= 3; j++) {
      Grid grid = pyramid.grid(j);
      Level part = free(j, grid, SIGMA[j], Subspace.whole(grid));
      scales.add(new Hamiltonians.Scale(part, 1, 1));
    }
    return new Hamiltonians(levels, scales, List.of());
  }

  private static double[] fields(int count) {
    double[] rows = Points.normal(6, count * SITES);
    for (int i = 0; i < rows.length; i++) {
      rows[i] += MEAN;
    }
    return rows;
  }

  /** Centred fields of level l of one field, by plain matrices. */
  private static double[] coarse(double[] field, int level) {
    double[] x = Arrays.stream(field).map(v -> v - MEAN).toArray();
    Grid grid = GRID;
    for (int j = 0; j < level; j++) {
      double[][] matrix = Dense.band(WAVELET, grid, 0);
      double[] y = new double[matrix.length];
      for (int r = 0; r < y.length; r++) {
        for (int i = 0; i < x.length; i++) {
          y[r] += matrix[r][i] * x[i];
        }
      }
      x = y;
      grid = grid.coarser();
    }
    return x;
  }

  /** 1/2 phi (m^2 - Laplacian) phi of one field, by sums over bonds. */
  private static double energy(double[] phi, int side) {
    double energy = 0;
    for (int i = 0; i < phi.length; i++) {
      energy += 0.5 * MASS * MASS * phi[i] * phi[i];
      int right = i - i % side + (i + 1) % side;
      int down = (i + side) % phi.length;
      energy += 0.5 * (phi[right] - phi[i]) * (phi[right] - phi[i]);
      energy += 0.5 * (phi[down] - phi[i]) * (phi[down] - phi[i]);
    }
    return energy;
  }

  private static double[] row(double[] rows, int f, int length) {
    return Arrays.copyOfRange(rows, f * length, (f + 1) * length);
  }

  /**
   * Columns are differences of neighbouring levels' energies, which by hand are sums over bonds.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void byLevelTheyAreDifferencesOfHamiltonians(boolean normalised) {
    double[] rows = fields(COUNT);
    FieldEnergies energies = new FieldEnergies(model(PARTITIONS), true, normalised);
    assertThat(energies.columns()).isEqualTo(4);
    double[] found = energies.of(rows, COUNT);
    double zero = origin();
    for (int f = 0; f < COUNT; f++) {
      double[] h = new double[5];
      for (int l = 0; l <= 3; l++) {
        double[] phi = coarse(row(rows, f, SITES), l);
        h[l] = energy(phi, 8 >> l) + phi.length * zero(l, zero);
        h[l] += normalised ? PARTITIONS.get(l).value() : 0;
      }
      for (int l = 0; l <= 3; l++) {
        assertThat(found[4 * f + l])
            .as("field %s, level %s", f, l)
            .isCloseTo(h[l] - h[l + 1], within(1e-9 * (1 + Math.abs(h[l]))));
      }
    }
  }

  /** b(0) of the potentials, which is not zero: H is known up to a constant. */
  private static double origin() {
    ScalarPotential potential =
        new ScalarPotential(
            GRID, new SplineBasis(-50, 50, 4), true, ScalarPotential.Gauge.CONSTANT);
    return potential.at(0)[0] / (potential.at(1)[0] - potential.at(0)[0]);
  }

  private static double zero(int l, double origin) {
    double own = MASS * MASS + (l < 3 ? 4 : 0);
    return 0.5 * own * SIGMA[l] * SIGMA[l] * origin;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void columnsAddUpToTheWhole(boolean normalised) throws IOException {
    double[] rows = fields(COUNT);
    Model model = model(PARTITIONS);
    double[] columns = new FieldEnergies(model, true, normalised).of(rows, COUNT);
    FieldEnergies whole = new FieldEnergies(model, false, normalised);
    assertThat(whole.columns()).isEqualTo(1);
    double[] sums = whole.of(rows, COUNT);
    for (int f = 0; f < COUNT; f++) {
      double sum = Arrays.stream(columns, 4 * f, 4 * f + 4).sum();
      assertThat(sums[f]).isCloseTo(sum, within(1e-11 * Math.abs(sum)));
    }
    // From a data set, in blocks of another size and on two threads: the same bits.
    double[] many = fields(150);
    List<Double> seen = new ArrayList<>();
    whole.of(
        new MemoryDataset(GRID, many),
        2,
        (values, count) -> Arrays.stream(values, 0, count).forEach(seen::add),
        Progress.NONE);
    double[] expected = whole.of(many, 150);
    assertThat(seen.stream().mapToDouble(v -> v).toArray()).isEqualTo(expected);
  }

  @Test
  void normalisedMinusPlainIsLogZ() {
    double[] rows = fields(COUNT);
    Model model = model(PARTITIONS);
    double[] plain = new FieldEnergies(model, false, false).of(rows, COUNT);
    double[] normalised = new FieldEnergies(model, false, true).of(rows, COUNT);
    double[] plainColumns = new FieldEnergies(model, true, false).of(rows, COUNT);
    double[] columns = new FieldEnergies(model, true, true).of(rows, COUNT);
    double[] steps = {14, -6.5, 1.75, 0.75}; // differences of neighbouring partitions
    for (int f = 0; f < COUNT; f++) {
      assertThat(normalised[f] - plain[f]).isCloseTo(10, within(1e-10));
      for (int l = 0; l < 4; l++) {
        double found = columns[4 * f + l] - plainColumns[4 * f + l];
        assertThat(found).isCloseTo(steps[l], within(1e-10));
      }
    }
  }

  /** Details of step j change columns 0 .. j-1 and no other. */
  @Test
  void aColumnChangesOnlyWithItsOwnDetailsAndFinerOnes() {
    FieldEnergies energies = new FieldEnergies(model(PARTITIONS), true, false);
    double[] before = fields(1);
    double[] start = energies.of(before, 1);
    Pyramid pyramid = new Pyramid(WAVELET, GRID, 3);
    for (int j = 1; j <= 3; j++) {
      double[] change = Points.normal(20 + j, pyramid.grid(j - 1).sites());
      pyramid.step(j).project(change, 1, pyramid.step(j).scratch(1));
      for (int k = j - 1; k >= 1; k--) { // up with no details of finer steps
        double[] finer = new double[pyramid.grid(k - 1).sites()];
        pyramid.step(k).refine(change, 1, pyramid.step(k).scratch(1), finer);
        change = finer;
      }
      double[] after = before.clone();
      for (int i = 0; i < SITES; i++) {
        after[i] += change[i];
      }
      double[] end = energies.of(after, 1);
      for (int l = 0; l < 4; l++) {
        double moved = Math.abs(end[l] - start[l]);
        if (l < j) {
          assertThat(moved).as("column %s, details %s", l, j).isGreaterThan(1e-3);
        } else {
          assertThat(moved).as("column %s, details %s", l, j).isLessThan(1e-10);
        }
      }
    }
  }

  /** Differences at fixed phi_1 are those of the exact energy of a free field. */
  @Test
  void differencesAreThoseOfTheExactEnergy() {
    GaussianField law = new GaussianField(GRID, new PowerLaw(2, MASS));
    FieldEnergies energies = new FieldEnergies(model(PARTITIONS), false, false);
    WaveletStep step = new WaveletStep(WAVELET, GRID);
    for (int f = 0; f < 20; f++) {
      double[] before = Points.normal(40 + f, SITES);
      double[] change = Points.normal(70 + f, SITES);
      step.project(change, 1, step.scratch(1));
      double[] after = new double[SITES];
      Arrays.setAll(after, i -> before[i] + change[i]);
      double expected = law.energy(after) - law.energy(before);
      double[] both = new double[2 * SITES];
      for (int i = 0; i < SITES; i++) {
        both[i] = before[i] + MEAN;
        both[SITES + i] = after[i] + MEAN;
      }
      double[] found = energies.of(both, 2);
      assertThat(found[1] - found[0]).isCloseTo(expected, within(1e-9 * (1 + Math.abs(expected))));
    }
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    Model unknown = model(List.of());
    assertThatThrownBy(() -> new FieldEnergies(unknown, false, true))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("ln Z")
        .hasMessageContaining("found none");
    assertThat(new FieldEnergies(unknown, false, false).columns()).isEqualTo(1);
    Model none = unknown.with(Hamiltonians.NONE);
    assertThatThrownBy(() -> new FieldEnergies(none, false, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no Hamiltonians");
    MemoryDataset other = new MemoryDataset(Grid.of(4, 4), new double[16]);
    assertThatThrownBy(
            () ->
                new FieldEnergies(unknown, false, false)
                    .of(other, 1, (values, count) -> {}, Progress.NONE))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("the model's grid");
    double[] huge = fields(70);
    huge[66 * SITES + 5] = 1e300;
    assertThatThrownBy(
            () ->
                new FieldEnergies(unknown, true, false)
                    .of(new MemoryDataset(GRID, huge), 1, (values, count) -> {}, Progress.NONE))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("field 66");
  }
}
