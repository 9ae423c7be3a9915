package org.wirg.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wirg.diagnose.Comparison.Check;
import org.wirg.diagnose.FieldStatistics.Estimate;
import org.wirg.diagnose.FieldStatistics.Options;
import org.wirg.field.Grid;
import org.wirg.field.Progress;

class MinkowskiTest {
  private static final Grid GRID = Grid.of(24, 16);

  private static List<Family.Member> measure(Grid grid, double[] values) throws IOException {
    Options options = Options.defaults().withUnits(new StandardUnits(0, 1));
    return FieldStatistics.of(Noise.set(grid, values), options).families().stream()
        .filter(family -> family.tolerance() == Tolerances.Kind.MINKOWSKI)
        .findFirst()
        .map(Family::members)
        .orElse(List.of());
  }

  /** White noise smoothed by (1, 2, 1) along both axes, of unit variance. */
  private static double[] smooth(int count, int seed) {
    double[] noise = Noise.normal(GRID, count, seed);
    double[] values = new double[noise.length];
    for (int i = 0; i < values.length; i++) {
      int start = i / GRID.sites() * GRID.sites();
      int[] x = GRID.coordinates(i - start);
      for (int d = 0; d < 9; d++) {
        int weight = (2 - Math.abs(d / 3 - 1)) * (2 - Math.abs(d % 3 - 1));
        values[i] += weight * noise[start + GRID.site(x[0] + d / 3 - 1, x[1] + d % 3 - 1)] / 6;
      }
    }
    return values;
  }

  /**
   * The closed Gaussian forms, averaged over the bins of delta: neighbours of the smoothed noise
   * are correlated by 4/6, next ones by 1/6, so that s1^2 = 5/6 and s2^2 = 2/3. Within 4.5 errors;
   * 21 comparisons, false alarm 1.4e-4.
   */
  @Test
  void gaussianFieldsHaveTheirClosedForms() throws IOException {
    List<Family.Member> found = measure(GRID, smooth(2000, 1));
    double[] above = {0.998650102, 0.977249868, 0.841344746, 0.5};
    for (int t = 0; t < 7; t++) {
      int nu = t - 3;
      double p = bin(nu, x -> density(x));
      double np = bin(nu, x -> x * density(x));
      double[] expected = {
        t <= 3 ? above[t] : 1 - above[6 - t],
        Math.sqrt(5 / 6.0) * p * Math.sqrt(Math.PI) / 8,
        2 / 3.0 * np / (2 * Math.PI)
      };
      for (int v = 0; v < 3; v++) {
        Estimate estimate = found.get(7 * v + t).estimate();
        assertThat(estimate.value())
            .as("V%d at %d", v, nu)
            .isCloseTo(expected[v], within(4.5 * estimate.error()));
        assertThat(estimate.error())
            .isLessThan(0.01 * Math.abs(found.get(7 * v + 2).estimate().value()));
      }
    }
  }

  private static double density(double x) {
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  /** The average over nu - 0.25 .. nu + 0.25. */
  private static double bin(double nu, DoubleUnaryOperator f) {
    double sum = 0;
    for (int i = 0; i < 1000; i++) {
      sum += f.applyAsDouble(nu - 0.25 + (i + 0.5) / 2000) / 1000;
    }
    return sum;
  }

  /**
   * A plane wave of few sites, f = 2 cos(pi x / 4): straight fronts have length and no curvature.
   */
  @Test
  void straightFrontsHaveNoCurvature() throws IOException {
    Grid grid = Grid.of(8, 8);
    double[] wave = new double[64];
    Arrays.setAll(wave, i -> 2 * Math.cos(Math.PI * (i % 8) / 4));
    List<Family.Member> found = measure(grid, wave);
    double slope = 2 * Math.sin(Math.PI / 4);
    // f = 2, 1.41, 0, -1.41, -2, -1.41, 0, 1.41: two of eight columns in the bin of 0.
    assertThat(found.get(7 + 3).estimate().value()).isCloseTo(slope / 8, within(1e-12));
    for (int t = 0; t < 7; t++) {
      assertThat(found.get(14 + t).estimate().value()).isCloseTo(0, within(1e-12));
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 3, 21", "2, 8, 0", "8, 2, 0", "5, 7, 21"})
  void fieldsTooNarrowHaveNone(int rows, int columns, int members) throws IOException {
    Grid grid = Grid.of(rows, columns);
    assertThat(measure(grid, Noise.normal(grid, 20, 1))).hasSize(members);
    Grid line = Grid.of(rows * columns);
    assertThat(measure(line, Noise.normal(line, 20, 1))).isEmpty();
    Grid cube = Grid.of(rows, columns, 4);
    assertThat(measure(cube, Noise.normal(cube, 20, 1))).isEmpty();
  }

  /** The same one-point law on a rougher field: the area agrees, length and curvature do not. */
  @Test
  void rougherFieldsFail() throws IOException {
    Comparison comparison =
        Comparison.of(
            Noise.set(GRID, smooth(1000, 1)),
            Noise.set(GRID, Noise.normal(GRID, 1000, 2)),
            Options.defaults(),
            Tolerances.defaults(),
            Progress.NONE);
    List<String> failed =
        comparison.checks().stream().filter(c -> !c.passed()).map(Check::name).toList();
    assertThat(failed).contains("V1 at 0 sigma", "V1 at -1 sigma", "V2 at +1 sigma");
    assertThat(failed).noneMatch(name -> name.startsWith("V0"));
  }
}
