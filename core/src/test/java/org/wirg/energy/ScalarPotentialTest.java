package org.wirg.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.SingularOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.field.Grid;
import org.wirg.wavelet.Wavelet;
import org.wirg.wavelet.WaveletStep;

class ScalarPotentialTest {
  private static final Grid SITE = Grid.of(1);

  /** U_m at points, one site, [m][point]. */
  private static List<double[]> functions(ScalarPotential potential, double[] x) {
    double[] values = new double[potential.parameters() * x.length];
    potential.values(x, x.length, values);
    List<double[]> rows = new ArrayList<>();
    for (int m = 0; m < potential.parameters(); m++) {
      rows.add(Arrays.copyOfRange(values, m * x.length, (m + 1) * x.length));
    }
    return rows;
  }

  private static int rank(List<double[]> rows) {
    DMatrixRMaj matrix = new DMatrixRMaj(rows.toArray(new double[0][]));
    return SingularOps_DDRM.rank(matrix, 1e-10);
  }

  private static double[] grid(double reach) {
    double[] x = new double[301];
    Arrays.setAll(x, i -> reach * (i - 150) / 150.0);
    return x;
  }

  private static double[] powers(double[] x, int power) {
    return Arrays.stream(x).map(v -> Math.pow(v, power)).toArray();
  }

  /** The functions and what the gauge leaves out are independent, together they are all splines. */
  @ParameterizedTest
  @ValueSource(ints = {4, 5, 6, 9, 20})
  void gaugesLeaveOutConstantsAndLinearFunctionsExactly(int count) {
    SplineBasis basis = new SplineBasis(-2, 2, count);
    double[] x = grid(3);
    for (ScalarPotential.Gauge gauge : ScalarPotential.Gauge.values()) {
      ScalarPotential potential = new ScalarPotential(SITE, basis, false, gauge);
      List<double[]> rows = functions(potential, x);
      int left = gauge == ScalarPotential.Gauge.CONSTANT ? 1 : 2;
      assertThat(potential.parameters()).isEqualTo(count - left);
      assertThat(rank(rows)).isEqualTo(count - left);
      for (int power = 0; power < left; power++) {
        rows.add(powers(x, power));
        assertThat(rank(rows)).isEqualTo(count - left + power + 1);
      }
      // Nothing new: every quadratic is in the span, x^2 among them.
      rows.add(powers(x, 2));
      assertThat(rank(rows)).isEqualTo(count);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 6, 9, 20})
  void evenPotentialsAreTheEvenSplinesWithoutConstants(int count) {
    SplineBasis basis = new SplineBasis(-2, 2, count);
    double[] x = grid(3);
    double[] mirrored = Arrays.stream(x).map(v -> -v).toArray();
    for (ScalarPotential.Gauge gauge : ScalarPotential.Gauge.values()) {
      ScalarPotential potential = new ScalarPotential(SITE, basis, true, gauge);
      List<double[]> rows = functions(potential, x);
      List<double[]> images = functions(potential, mirrored);
      int expected = (count + 1) / 2 - 1;
      assertThat(potential.parameters()).isEqualTo(expected);
      for (int m = 0; m < expected; m++) {
        for (int i = 0; i < x.length; i++) {
          assertThat(images.get(m)[i]).isCloseTo(rows.get(m)[i], within(1e-12));
        }
      }
      rows.add(powers(x, 0));
      rows.add(powers(x, 2));
      assertThat(rank(rows)).isEqualTo(expected + 1);
    }
  }

  @Test
  void oneEvenFunctionOnOneIntervalIsAParabola() {
    ScalarPotential potential =
        new ScalarPotential(SITE, new SplineBasis(-2, 2, 4), true, ScalarPotential.Gauge.LINEAR);
    double[] x = {0, 1, 2, 5};
    double[] u = functions(potential, x).get(0);
    for (int i = 1; i < x.length; i++) {
      assertThat((u[i] - u[0]) / (u[1] - u[0])).isCloseTo(x[i] * x[i], within(1e-12));
    }
  }

  @Test
  void linearFunctionsHaveNoGradientAmongTheDetails() {
    for (Grid grid : List.of(Grid.of(2), Grid.of(8), Grid.of(4, 8), Grid.of(2, 2, 4))) {
      for (String name : Wavelet.names()) {
        Subspace details = Subspace.details(new WaveletStep(Wavelet.named(name), grid));
        double[] ones = new double[grid.sites()];
        Arrays.fill(ones, 1);
        details.projector(1).project(ones);
        assertThat(Arrays.stream(ones).map(Math::abs).max().orElseThrow()).isLessThan(1e-13);
      }
    }
  }

  @Test
  void theOrderOfSitesDoesNotMatter() {
    Grid grid = Grid.of(4, 4);
    SplineBasis basis = new SplineBasis(-1.2, 1.7, 8);
    ScalarPotential potential =
        new ScalarPotential(grid, basis, false, ScalarPotential.Gauge.LINEAR);
    double[] x = Points.everywhere(basis, 3, 16);
    double[] values = new double[potential.parameters()];
    double[] moved = new double[potential.parameters()];
    potential.values(x, 1, values);
    potential.values(Points.shifted(grid, x, 3, 2), 1, moved);
    for (int m = 0; m < values.length; m++) {
      assertThat(moved[m]).isCloseTo(values[m], within(1e-12 * (1 + Math.abs(values[m]))));
    }
  }

  @Test
  void theWallWinsFarOut() {
    SplineBasis basis = new SplineBasis(-1, 1, 6);
    ScalarPotential potential =
        new ScalarPotential(SITE, basis, false, ScalarPotential.Gauge.CONSTANT);
    Potential.Bound bound = potential.bind(new double[] {3, -5, 8, -200, -900});
    for (double x : new double[] {-300, 300}) {
      double[] gradient = {0};
      double[] energy = {0};
      bound.add(new double[] {x}, 1, new double[1], gradient, energy);
      assertThat(energy[0]).isGreaterThan(1e9);
      assertThat(gradient[0] * Math.signum(x)).isGreaterThan(1e7);
    }
  }

  /** Wall and lifts are not part of the law that a fit knows: no datum may feel them. */
  @Test
  void dataInTheTailsFeelNeitherWallNorLift() {
    SplineBasis basis = new SplineBasis(-1, 1, 6, 2, 3);
    ScalarPotential lifted =
        new ScalarPotential(SITE, basis, false, ScalarPotential.Gauge.CONSTANT, 40, 50);
    double[] theta = {3, -5, 8, -2, -9};
    for (double x : new double[] {-2.9, -2.3, -1.5, 0.2, 1.8, 2.9, 3.4}) {
      double[] functions = lifted.at(x);
      double law = 0;
      for (int m = 0; m < theta.length; m++) {
        law += theta[m] * functions[m];
      }
      double beyond = Math.max(Math.max(-7.0 / 3 - x, x - 3), 0);
      double lift = x < 0 ? 40 : 50;
      double expected = law + beyond * beyond * (lift / 2 + beyond * beyond);
      double[] energy = {0};
      lifted.bind(theta).add(new double[] {x}, 1, new double[1], new double[1], energy);
      assertThat(energy[0]).as("at %s", x).isCloseTo(expected, within(1e-12 * Math.abs(expected)));
    }
  }

  @Test
  void coefficientsOfAllSplinesAndLabels() {
    SplineBasis basis = new SplineBasis(-1, 1, 6);
    double[] theta = {1, 2, 3, 4};
    ScalarPotential linear = new ScalarPotential(SITE, basis, false, ScalarPotential.Gauge.LINEAR);
    assertThat(linear.coefficients(theta)).containsExactly(0, 1, 2, 3, 4, 0);
    assertThat(linear.label(0)).isEqualTo("B1");
    ScalarPotential even = new ScalarPotential(SITE, basis, true, ScalarPotential.Gauge.CONSTANT);
    assertThat(even.coefficients(new double[] {1, 2})).containsExactly(0, 1, 2, 2, 1, 0);
  }

  @Test
  void anEvenPotentialNeedsASymmetricRange() {
    assertThatThrownBy(
            () ->
                new ScalarPotential(
                    SITE, new SplineBasis(-1, 1.5, 6), true, ScalarPotential.Gauge.CONSTANT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("symmetric");
    assertThatThrownBy(
            () ->
                new ScalarPotential(
                    SITE, new SplineBasis(-1, 1, 6, 2, 1), true, ScalarPotential.Gauge.CONSTANT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("symmetric");
  }
}
