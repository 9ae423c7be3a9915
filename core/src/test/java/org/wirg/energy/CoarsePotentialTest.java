package org.wirg.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.field.Grid;
import org.wirg.wavelet.Dense;
import org.wirg.wavelet.Wavelet;
import org.wirg.wavelet.WaveletStep;

/** Terms of coarser fields against the same terms on fields made coarser by plain matrices. */
class CoarsePotentialTest {
  private static final Wavelet WAVELET = Wavelet.named("db2");
  private static final double RATIO = 1.3;

  /** Grids of every rank, one and two levels. */
  record Setting(Grid grid, int depth) {
    List<WaveletStep> steps() {
      List<WaveletStep> steps = new ArrayList<>();
      Grid fine = grid;
      for (int j = 0; j < depth; j++) {
        steps.add(new WaveletStep(WAVELET, fine));
        fine = fine.coarser();
      }
      return steps;
    }

    Grid coarse() {
      return steps().getLast().coarse();
    }

    List<Potential> inner() {
      SplineBasis basis = new SplineBasis(-1.3, 2.1, 9);
      return List.of(
          new QuadraticKernel(coarse(), 1, false),
          new ScalarPotential(coarse(), basis, false, ScalarPotential.Gauge.LINEAR));
    }
  }

  static List<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    for (Grid grid : List.of(Grid.of(8), Grid.of(8, 8), Grid.of(4, 8), Grid.of(4, 4, 4))) {
      settings.add(new Setting(grid, 1));
      settings.add(new Setting(grid, 2));
    }
    return settings;
  }

  /** Lo ... Lo, [coarse site][site]. */
  private static double[][] lowpass(Grid grid, int depth) {
    double[][] matrix = Dense.band(WAVELET, grid, 0);
    if (depth == 1) {
      return matrix;
    }
    double[][] rest = lowpass(grid.coarser(), depth - 1);
    double[][] product = new double[rest.length][grid.sites()];
    for (int r = 0; r < rest.length; r++) {
      for (int i = 0; i < matrix.length; i++) {
        for (int k = 0; k < grid.sites(); k++) {
          product[r][k] += rest[r][i] * matrix[i][k];
        }
      }
    }
    return product;
  }

  /** What the inner term sees of one field, by plain matrices. */
  static double[] coarse(CoarsePotential potential, double[] x) {
    // The unit of a gradient is r, and that of an inner slope 1.
    double ratio = Math.sqrt(potential.slopeUnit() / potential.inner().slopeUnit());
    return coarse(potential.grid(), potential.depth(), ratio, x);
  }

  private static double[] coarse(Grid grid, int depth, double ratio, double[] x) {
    double[][] matrix = lowpass(grid, depth);
    double[] y = new double[matrix.length];
    for (int r = 0; r < y.length; r++) {
      for (int i = 0; i < x.length; i++) {
        y[r] += ratio * matrix[r][i] * x[i];
      }
    }
    return y;
  }

  @ParameterizedTest
  @MethodSource("settings")
  void isTheInnerTermOfTheCoarserField(Setting setting) {
    double[] x = Points.normal(3, setting.grid().sites());
    double[] y = coarse(setting.grid(), setting.depth(), RATIO, x);
    double[][] matrix = lowpass(setting.grid(), setting.depth());
    for (Potential inner : setting.inner()) {
      CoarsePotential coarse = new CoarsePotential(setting.steps(), RATIO, inner);
      assertThat(coarse.grid()).isEqualTo(setting.grid());
      assertThat(coarse.depth()).isEqualTo(setting.depth());
      assertThat(coarse.inner()).isSameAs(inner);
      assertThat(coarse.parameters()).isEqualTo(inner.parameters());
      assertThat(coarse.slopeUnit()).isCloseTo(RATIO * RATIO * inner.slopeUnit(), within(1e-14));
      int parameters = inner.parameters();
      double[] expected = new double[parameters];
      double[] found = new double[parameters];
      inner.values(y, 1, expected);
      coarse.values(x, 1, found);
      double[][] slopes = new double[parameters][y.length];
      double[][] gradients = new double[parameters][x.length];
      inner.gradients(y, 1, slopes, 0);
      coarse.gradients(x, 1, gradients, 0);
      for (int m = 0; m < parameters; m++) {
        assertThat(found[m]).isCloseTo(expected[m], within(1e-12 * (1 + Math.abs(expected[m]))));
        for (int i = 0; i < x.length; i++) {
          double slope = 0;
          for (int r = 0; r < y.length; r++) {
            slope += RATIO * matrix[r][i] * slopes[m][r];
          }
          assertThat(gradients[m][i]).isCloseTo(slope, within(1e-11 * (1 + Math.abs(slope))));
        }
      }
    }
  }

  /** Settled, it has the inner term's lifts: the same far away where those are zero, more else. */
  @ParameterizedTest
  @MethodSource("settings")
  void settlesTheInnerTerm(Setting setting) {
    ScalarPotential inner = (ScalarPotential) setting.inner().getLast();
    double[] theta = Points.normal(9, inner.parameters());
    CoarsePotential settled =
        (CoarsePotential) new CoarsePotential(setting.steps(), RATIO, inner).settled(theta);
    Potential settledInner = inner.settled(theta);
    ScalarPotential expected = (ScalarPotential) settledInner;
    ScalarPotential found = (ScalarPotential) settled.inner();
    assertThat(found.liftLow()).isEqualTo(expected.liftLow());
    assertThat(found.liftHigh()).isEqualTo(expected.liftHigh());
    assertThat(found.liftLow() + found.liftHigh()).as("a test of something").isPositive();
    assertThat(settled.depth()).isEqualTo(setting.depth());
    double[] x = Points.normal(4, setting.grid().sites());
    double[] y = coarse(setting.grid(), setting.depth(), RATIO, x);
    double[] wanted = {0};
    double[] energy = {0};
    expected.bind(theta).add(y, 1, new double[y.length], new double[y.length], wanted);
    settled.bind(theta).add(x, 1, new double[x.length], new double[x.length], energy);
    assertThat(energy[0]).isCloseTo(wanted[0], within(1e-11 * (1 + Math.abs(wanted[0]))));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void refusesWhatItCannotDo(Setting setting) {
    Potential inner = setting.inner().getFirst();
    List<WaveletStep> steps = setting.steps();
    assertThatThrownBy(() -> new CoarsePotential(List.of(), RATIO, inner))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 0");
    Potential elsewhere = new QuadraticKernel(setting.grid(), 1, false);
    assertThatThrownBy(() -> new CoarsePotential(steps, RATIO, elsewhere))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the steps must lead to the term's grid");
    CoarsePotential coarse = new CoarsePotential(steps, RATIO, inner);
    int sites = setting.grid().sites();
    assertThatThrownBy(
            () ->
                coarse.laplacians(
                    Subspace.details(steps.getFirst()),
                    new double[sites],
                    1,
                    new double[coarse.parameters()],
                    0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("every direction only");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesUnitsThatAreNone(double ratio) {
    Setting setting = new Setting(Grid.of(8, 8), 1);
    assertThatThrownBy(
            () -> new CoarsePotential(setting.steps(), ratio, setting.inner().getFirst()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a ratio of units is positive");
  }
}
