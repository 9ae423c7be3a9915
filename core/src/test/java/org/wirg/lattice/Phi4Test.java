package org.wirg.lattice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wirg.field.Grid;
import org.wirg.internal.random.Purpose;
import org.wirg.internal.random.RandomStream;

final class Phi4Test {
  static Stream<Grid> grids() {
    return Stream.of(
        Grid.of(1),
        Grid.of(2),
        Grid.of(9),
        Grid.of(4, 6),
        Grid.of(2, 2),
        Grid.of(1, 5),
        Grid.of(3, 2, 4),
        Grid.of(2, 1, 3));
  }

  private static double[] field(Grid grid) {
    RandomStream random = new RandomStream(1, Purpose.RESAMPLE, grid.sites());
    double[] field = new double[grid.sites()];
    for (int i = 0; i < field.length; i++) {
      field[i] = random.nextNormal();
    }
    return field;
  }

  @ParameterizedTest
  @MethodSource("grids")
  void energyIsTheSumOverSitesAndAxes(Grid grid) {
    double beta = 0.7;
    double[] phi = field(grid);
    double expected = 0;
    for (int i = 0; i < phi.length; i++) {
      expected += Math.pow(phi[i], 4) - phi[i] * phi[i];
      for (int axis = 0; axis < grid.rank(); axis++) {
        int[] x = grid.coordinates(i);
        x[axis]++;
        expected -= beta * phi[i] * phi[grid.site(x)];
      }
    }
    double energy = new Phi4(grid, beta).energy(phi);
    assertThat(energy).isCloseTo(expected, within(1e-12 * grid.sites()));
  }

  @ParameterizedTest
  @MethodSource("grids")
  void gradientIsTheDerivativeOfTheEnergy(Grid grid) {
    Phi4 model = new Phi4(grid, -0.4);
    double[] phi = field(grid);
    double[] gradient = new double[phi.length];
    model.gradient(phi, gradient);
    double step = 1e-5;
    for (int i = 0; i < phi.length; i++) {
      double[] up = phi.clone();
      double[] down = phi.clone();
      up[i] += step;
      down[i] -= step;
      double slope = (model.energy(up) - model.energy(down)) / (2 * step);
      assertThat(gradient[i]).isCloseTo(slope, within(1e-7));
    }
  }

  @Test
  void badCallsAreRefused() {
    Grid grid = Grid.of(4, 4);
    assertThatThrownBy(() -> new Phi4(grid, Double.NaN)).hasMessageContaining("found NaN");
    Phi4 model = new Phi4(grid, 0.5);
    double[] field = new double[16];
    assertThatThrownBy(() -> model.gradient(field, field)).hasMessageContaining("different");
    assertThatThrownBy(() -> model.energy(new double[15])).hasMessageContaining("found 15");
    assertThatThrownBy(() -> SimulationOptions.of(0)).hasMessageContaining("found 0");
    assertThatThrownBy(() -> SimulationOptions.of(1).withThreads(0))
        .hasMessageContaining("found 0");
    assertThatThrownBy(() -> SimulationOptions.of(1).withThinning(-1))
        .hasMessageContaining("found -1");
  }

  /** The table behind over-relaxation: odd, increasing, and the mean of its density. */
  @Test
  void siteLawGivesTheConditionalMean() {
    double q = 1;
    ConditionalMean law = new ConditionalMean(q, 4 * 0.68);
    for (double h : new double[] {0, 0.1, 1, 2.5, 6}) {
      double weights = 0;
      double sum = 0;
      for (double x = -5; x <= 5; x += 1e-3) {
        double weight = Math.exp(-x * x * x * x + q * x * x + h * x - 2 * h);
        weights += weight;
        sum += x * weight;
      }
      assertThat(law.twiceMean(h)).isCloseTo(2 * sum / weights, within(1e-3));
      assertThat(law.twiceMean(-h) + law.twiceMean(h)).isZero();
    }
    assertThat(law.twiceMean(1e9)).isGreaterThan(law.twiceMean(6)).isFinite();
    assertThat(new ConditionalMean(1, 0).twiceMean(0)).isZero();
  }
}
