package org.wirg.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wirg.field.Grid;
import org.wirg.wavelet.Dense;
import org.wirg.wavelet.Wavelet;
import org.wirg.wavelet.WaveletStep;

/** What every potential promises: derivatives, linearity, lanes that do not know each other. */
class PotentialTest {
  private static final List<Grid> GRIDS =
      List.of(
          Grid.of(1),
          Grid.of(2),
          Grid.of(4),
          Grid.of(8),
          Grid.of(1, 1),
          Grid.of(2, 2),
          Grid.of(4, 4),
          Grid.of(8, 8),
          Grid.of(8, 2),
          Grid.of(1, 4),
          Grid.of(4, 8),
          Grid.of(2, 2, 2),
          Grid.of(4, 4, 4),
          Grid.of(2, 4, 8));

  private static final SplineBasis LOPSIDED = new SplineBasis(-1.3, 2.1, 9);

  static List<Potential> potentials() {
    List<Potential> all = new ArrayList<>();
    for (Grid grid : GRIDS) {
      for (boolean isotropic : new boolean[] {false, true}) {
        for (int radius = 0; radius <= (grid.sites() < 64 ? 4 : 2); radius++) {
          all.add(new QuadraticKernel(grid, radius, isotropic));
        }
      }
      for (ScalarPotential.Gauge gauge : ScalarPotential.Gauge.values()) {
        all.add(new ScalarPotential(grid, LOPSIDED, false, gauge));
        all.add(new ScalarPotential(grid, new SplineBasis(-0.7, 0.9, 4), false, gauge));
        all.add(new ScalarPotential(grid, new SplineBasis(-0.7, 0.9, 5, 2, 5), false, gauge));
        all.add(new ScalarPotential(grid, new SplineBasis(-1.6, 1.6, 8), true, gauge));
        all.add(new ScalarPotential(grid, new SplineBasis(-1.6, 1.6, 7), true, gauge));
      }
    }
    for (Grid grid : GRIDS) {
      for (boolean corner : new boolean[] {false, true}) {
        all.add(new Stiffness(grid, LOPSIDED, false, false, 0.5, corner));
        all.add(new Stiffness(grid, new SplineBasis(-0.7, 0.9, 6), false, true, 1, corner));
        all.add(new Stiffness(grid, new SplineBasis(-1.6, 1.6, 8), true, true, 1, corner));
        all.add(new Stiffness(grid, new SplineBasis(-1.6, 1.6, 9), true, false, 1, corner));
      }
    }
    for (Grid grid : GRIDS) {
      double[] spline = OriginalKernel.nextTo(Math::exp, LOPSIDED);
      all.add(new OriginalKernel(new QuadraticKernel(grid, 1, false), LOPSIDED, spline, 0.3));
      all.add(new OriginalKernel(new QuadraticKernel(grid, 2, true), LOPSIDED, spline, 2));
    }
    all.add(new QuadraticKernel(Grid.of(8, 8), 4, true));
    all.add(new QuadraticKernel(Grid.of(4, 4, 4), 3, false));
    for (Grid grid : List.of(Grid.of(8), Grid.of(8, 8), Grid.of(4, 8), Grid.of(4, 4, 4))) {
      for (int depth = 1; depth <= 2; depth++) {
        List<WaveletStep> steps = steps(grid, depth);
        Grid coarse = steps.getLast().coarse();
        all.add(new CoarsePotential(steps, 0.6, new QuadraticKernel(coarse, 1, false)));
        all.add(new CoarsePotential(steps, 1.7, new QuadraticKernel(coarse, 2, true)));
        all.add(
            new CoarsePotential(
                steps,
                1.3,
                new ScalarPotential(coarse, LOPSIDED, false, ScalarPotential.Gauge.LINEAR)));
        all.add(
            new CoarsePotential(
                steps,
                0.7,
                new ScalarPotential(
                    coarse, new SplineBasis(-1.6, 1.6, 8), true, ScalarPotential.Gauge.CONSTANT)));
      }
    }
    return all;
  }

  private static List<WaveletStep> steps(Grid grid, int depth) {
    List<WaveletStep> steps = new ArrayList<>();
    Grid fine = grid;
    for (int j = 0; j < depth; j++) {
      steps.add(new WaveletStep(Wavelet.named("db2"), fine));
      fine = fine.coarser();
    }
    return steps;
  }

  private static String name(Potential potential) {
    return potential.getClass().getSimpleName()
        + " of "
        + potential.parameters()
        + " on "
        + potential.grid();
  }

  private static double[] fields(Potential potential, int lanes) {
    int length = potential.grid().sites() * lanes;
    return potential instanceof ScalarPotential scalar
        ? Points.everywhere(scalar.basis(), 17, length)
        : Points.normal(17, length);
  }

  private static double[] values(Potential potential, double[] x, int lanes) {
    double[] values = Points.normal(1, potential.parameters() * lanes); // must be overwritten
    potential.values(x, lanes, values);
    return values;
  }

  private static double[][] gradients(Potential potential, double[] x, int lanes, int first) {
    double[][] gradients = new double[first + potential.parameters()][x.length];
    for (double[] row : gradients) {
      java.util.Arrays.fill(row, 7);
    }
    potential.gradients(x, lanes, gradients, first);
    return gradients;
  }

  @ParameterizedTest
  @MethodSource("potentials")
  void derivativesAreProductsOfGradients(Potential potential) {
    int lanes = 3;
    double[] x = fields(potential, lanes);
    double[][] gradients = gradients(potential, x, lanes, 0);
    double[][] directions = {Points.normal(21, x.length), Points.normal(22, x.length)};
    double[][] found = new double[2][(2 + gradients.length) * lanes];
    java.util.Arrays.fill(found[0], 7);
    potential.derivatives(x, lanes, directions, found, 2);
    for (int d = 0; d < directions.length; d++) {
      for (int m = 0; m < gradients.length; m++) {
        for (int lane = 0; lane < lanes; lane++) {
          double sum = d == 0 ? 7 : 0;
          for (int i = lane; i < x.length; i += lanes) {
            sum += directions[d][i] * gradients[m][i];
          }
          assertThat(found[d][(2 + m) * lanes + lane])
              .as("%s, U_%s along %s", name(potential), m, d)
              .isCloseTo(sum, within(1e-11 * (1 + Math.abs(sum))));
        }
      }
    }
    assertThat(java.util.Arrays.copyOf(found[0], 2 * lanes)).containsOnly(7);
  }

  @ParameterizedTest
  @MethodSource("potentials")
  void aWeightScalesWallsToo(Potential potential) {
    int lanes = 3;
    double[] x = fields(potential, lanes);
    for (int i = 0; i < x.length; i += 5) {
      x[i] *= 4;
    }
    Potential.Bound bound = potential.bind(Points.normal(5, potential.parameters()));
    for (double weight : new double[] {0.375, 0, -2}) {
      double[] gradient = new double[x.length];
      double[] energy = new double[lanes];
      bound.add(x, lanes, new double[x.length], gradient, energy);
      double[] scaled = new double[x.length];
      double[] alone = new double[x.length];
      double[] scaledEnergy = new double[lanes];
      bound.times(weight).add(x, lanes, new double[x.length], scaled, scaledEnergy);
      bound.times(weight).addGradient(x, lanes, alone);
      assertThat(alone).as(name(potential)).containsExactly(scaled);
      for (int i = 0; i < x.length; i++) {
        double expected = weight * gradient[i];
        assertThat(scaled[i]).isCloseTo(expected, within(1e-12 * (1 + Math.abs(expected))));
      }
      for (int lane = 0; lane < lanes; lane++) {
        double expected = weight * energy[lane];
        assertThat(scaledEnergy[lane])
            .isCloseTo(expected, within(1e-12 * (1 + Math.abs(expected))));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("potentials")
  void gradientsAreDerivativesOfValues(Potential potential) {
    double h = 1e-5;
    double[] x = fields(potential, 1);
    double[][] gradients = gradients(potential, x, 1, 2);
    for (int i = 0; i < x.length; i++) {
      double[] up = x.clone();
      double[] down = x.clone();
      up[i] += h;
      down[i] -= h;
      double[] high = values(potential, up, 1);
      double[] low = values(potential, down, 1);
      for (int m = 0; m < potential.parameters(); m++) {
        double expected = (high[m] - low[m]) / (up[i] - down[i]);
        assertThat(gradients[2 + m][i])
            .as("%s, dU_%s / dx(%s)", name(potential), m, i)
            .isCloseTo(expected, within(1e-6 * (1 + Math.abs(expected))));
      }
    }
    for (int row = 0; row < 2; row++) {
      assertThat(gradients[row]).as("rows before the first are left alone").containsOnly(7);
    }
  }

  @ParameterizedTest
  @MethodSource("potentials")
  void laplaciansAreTracesOfTheHessian(Potential potential) {
    Grid grid = potential.grid();
    double[] x = fields(potential, 1);
    compareTraces(potential, Subspace.whole(grid), identity(x.length), x);
    if (potential instanceof CoarsePotential) {
      return; // for every direction only, see CoarsePotentialTest
    }
    if (java.util.Arrays.stream(grid.shape()).allMatch(n -> n % 2 == 0)) {
      for (String name : grid.sites() <= 16 ? List.of("haar", "db2", "sym4") : List.of("db2")) {
        Wavelet wavelet = Wavelet.named(name);
        compareTraces(
            potential,
            Subspace.details(new WaveletStep(wavelet, grid)),
            Dense.projector(wavelet, grid),
            x);
      }
    }
  }

  private static double[][] identity(int n) {
    double[][] one = new double[n][n];
    for (int i = 0; i < n; i++) {
      one[i][i] = 1;
    }
    return one;
  }

  private static void compareTraces(
      Potential potential, Subspace subspace, double[][] p, double[] x) {
    double h = 1e-6;
    double[] traces = new double[potential.parameters()];
    double[] sizes = new double[potential.parameters()];
    for (int j = 0; j < x.length; j++) {
      double[] up = x.clone();
      double[] down = x.clone();
      up[j] += h;
      down[j] -= h;
      double[][] high = gradients(potential, up, 1, 0);
      double[][] low = gradients(potential, down, 1, 0);
      for (int m = 0; m < traces.length; m++) {
        for (int i = 0; i < x.length; i++) {
          double term = p[i][j] * (high[m][i] - low[m][i]) / (up[j] - down[j]);
          traces[m] += term;
          sizes[m] += Math.abs(term);
        }
      }
    }
    double[] found = new double[potential.parameters() + 3];
    java.util.Arrays.fill(found, 7);
    potential.laplacians(subspace, x, 1, found, 3);
    for (int m = 0; m < traces.length; m++) {
      assertThat(found[3 + m])
          .as("%s, U_%s in %s", name(potential), m, subspace)
          .isCloseTo(traces[m], within(2e-5 * (1 + sizes[m])));
    }
    assertThat(java.util.Arrays.copyOf(found, 3)).containsOnly(7);
  }

  private static double wall(Potential potential, double[] x) {
    double sum = 0;
    if (potential instanceof CoarsePotential coarse) {
      return wall(coarse.inner(), CoarsePotentialTest.coarse(coarse, x));
    }
    if (potential instanceof ScalarPotential scalar) {
      for (double value : x) {
        double d =
            value - Math.min(Math.max(value, scalar.basis().dataLow()), scalar.basis().dataHigh());
        sum += ScalarPotential.WALL * d * d * d * d;
      }
    }
    return sum;
  }

  /** Linear in theta, everywhere, but for the wall. */
  @ParameterizedTest
  @MethodSource("potentials")
  void boundEnergyIsTheSumOfItsTermsAndTheWall(Potential potential) {
    double[] x = fields(potential, 1);
    double[] values = values(potential, x, 1);
    double[] theta = Points.normal(5, potential.parameters());
    double expected = wall(potential, x);
    double size = 1 + expected;
    for (int m = 0; m < theta.length; m++) {
      expected += theta[m] * values[m];
      size += Math.abs(theta[m] * values[m]);
    }
    double[] energy = {3};
    double[] gradient = new double[x.length];
    potential.bind(theta).add(x, 1, new double[x.length], gradient, energy);
    assertThat(energy[0] - 3).as(name(potential)).isCloseTo(expected, within(1e-13 * size));
  }

  @ParameterizedTest
  @MethodSource("potentials")
  void boundGradientIsTheDerivativeOfItsEnergy(Potential potential) {
    double h = 1e-5;
    double[] x = fields(potential, 1);
    Potential.Bound bound = potential.bind(Points.normal(6, potential.parameters()));
    double[] gradient = Points.normal(2, x.length);
    double[] before = gradient.clone();
    bound.add(x, 1, new double[x.length], gradient, new double[1]);
    double[] alone = before.clone();
    bound.addGradient(x, 1, alone);
    for (int i = 0; i < x.length; i++) {
      double[] energy = new double[2];
      double[] points = new double[2];
      for (int side = 0; side < 2; side++) {
        double[] moved = x.clone();
        moved[i] += side == 0 ? h : -h;
        points[side] = moved[i];
        double[] value = new double[1];
        bound.add(moved, 1, new double[x.length], new double[x.length], value);
        energy[side] = value[0];
      }
      double expected = (energy[0] - energy[1]) / (points[0] - points[1]);
      double tolerance = 1e-6 * (1 + Math.abs(expected)) + 1e-10 * Math.abs(energy[0]);
      assertThat(gradient[i] - before[i])
          .as("%s at %s", name(potential), x[i])
          .isCloseTo(expected, within(tolerance));
      assertThat(alone[i]).isCloseTo(gradient[i], within(1e-12 * (1 + Math.abs(gradient[i]))));
    }
  }

  @ParameterizedTest
  @MethodSource("potentials")
  void lanesDoNotKnowEachOther(Potential potential) {
    Subspace subspace = Subspace.whole(potential.grid());
    double[] theta = Points.normal(8, potential.parameters());
    for (int lanes : new int[] {3, 8, 16}) {
      double[] x = fields(potential, lanes);
      double[][] together = everything(potential, subspace, theta, x, lanes);
      for (int lane = 0; lane < lanes; lane++) {
        double[][] alone = everything(potential, subspace, theta, Points.lane(x, lanes, lane), 1);
        for (int row = 0; row < alone.length; row++) {
          assertThat(Points.lane(together[row], lanes, lane))
              .as("%s, result %s, lane %s of %s", name(potential), row, lane, lanes)
              .isEqualTo(alone[row]);
        }
      }
    }
  }

  /**
   * Values, Laplacians, bound energy, its gradient twice, derivatives along it, then all gradients.
   */
  private static double[][] everything(
      Potential potential, Subspace subspace, double[] theta, double[] x, int lanes) {
    int parameters = potential.parameters();
    double[][] gradients = gradients(potential, x, lanes, 0);
    double[][] all = new double[6 + parameters][];
    all[0] = values(potential, x, lanes);
    all[1] = new double[parameters * lanes];
    potential.laplacians(subspace, x, lanes, all[1], 0);
    all[2] = new double[lanes];
    all[3] = new double[x.length];
    Potential.Bound bound = potential.bind(theta);
    bound.add(x, lanes, new double[x.length], all[3], all[2]);
    all[4] = new double[x.length];
    bound.addGradient(x, lanes, all[4]);
    all[5] = new double[parameters * lanes];
    potential.derivatives(x, lanes, new double[][] {all[3]}, new double[][] {all[5]}, 0);
    System.arraycopy(gradients, 0, all, 6, parameters);
    return all;
  }

  /** Every row is a third difference of neighbouring B-splines' coefficients. */
  @ParameterizedTest
  @MethodSource("potentials")
  void roughnessSeesThirdDifferences(Potential potential) {
    double[][] rows = potential.roughness();
    Potential bare = potential instanceof CoarsePotential coarse ? coarse.inner() : potential;
    if (bare instanceof Stiffness) {
      return; // see StiffnessTest
    }
    if (!(bare instanceof ScalarPotential scalar)) {
      assertThat(rows).isEmpty();
      return;
    }
    assertThat(rows).hasDimensions(scalar.basis().count() - 3, potential.parameters());
    double[] theta = Points.normal(1, potential.parameters());
    double[] c = scalar.coefficients(theta);
    for (int k = 0; k < rows.length; k++) {
      double found = 0;
      for (int m = 0; m < theta.length; m++) {
        found += rows[k][m] * theta[m];
      }
      double expected = c[k + 3] - 3 * c[k + 2] + 3 * c[k + 1] - c[k];
      assertThat(found).isCloseTo(expected, within(1e-12));
    }
  }
}
