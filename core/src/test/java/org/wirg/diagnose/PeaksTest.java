package org.wirg.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.diagnose.Comparison.Check;
import org.wirg.diagnose.FieldStatistics.Estimate;
import org.wirg.diagnose.FieldStatistics.Options;
import org.wirg.field.Grid;
import org.wirg.field.Progress;

class PeaksTest {
  private static List<Family.Member> measure(Grid grid, double[] values) throws IOException {
    Options options = Options.defaults().withUnits(new StandardUnits(0, 1));
    return FieldStatistics.of(Noise.set(grid, values), options).families().get(1).members();
  }

  /** Counted site by site, over coordinates; values of few digits, so that ties occur. */
  @ParameterizedTest
  @ValueSource(strings = {"1", "2", "3", "9", "2x2", "3x5", "8x8", "1x8", "8x1", "4x4x4", "2x3x1"})
  void countsAreThoseOfTheDefinition(String shape) throws IOException {
    Grid grid = Grid.of(Arrays.stream(shape.split("x", -1)).mapToInt(Integer::parseInt).toArray());
    int count = 5000 / grid.sites();
    double[] values = Noise.normal(grid, count, 3);
    Arrays.setAll(values, i -> Math.rint(values[i] * 8) / 8);
    double[] expected = new double[8];
    for (int i = 0; i < values.length; i++) {
      int start = i / grid.sites() * grid.sites();
      double v = values[i];
      boolean greatest = true;
      boolean least = true;
      for (int site : neighbours(grid, i - start)) {
        greatest &= v > values[start + site];
        least &= v < values[start + site];
      }
      for (int nu = 0; nu < 4; nu++) {
        expected[nu] += greatest && v > nu ? 1.0 / count : 0;
        expected[4 + nu] += least && v < -nu ? 1.0 / count : 0;
      }
    }
    List<Family.Member> found = measure(grid, values);
    assertThat(expected[0]).isPositive();
    for (int s = 0; s < 8; s++) {
      assertThat(found.get(s).estimate().value()).isCloseTo(expected[s], within(1e-12));
    }
  }

  private static List<Integer> neighbours(Grid grid, int site) {
    List<Integer> found = new ArrayList<>();
    int steps = (int) Math.pow(3, grid.rank());
    for (int s = 0; s < steps; s++) {
      int[] x = grid.coordinates(site);
      int rest = s;
      for (int a = 0; a < x.length; a++) {
        x[a] += rest % 3 - 1;
        rest /= 3;
      }
      int other = grid.site(x);
      if (other != site) {
        found.add(other);
      }
    }
    return found;
  }

  /**
   * White noise: the integral of n(x) Phi(x)^8 from nu on, (1 - Phi(nu)^9) / 9 per site, within 4.5
   * errors; eight comparisons, false alarm 5e-5.
   */
  @Test
  void whiteNoiseHasItsClosedForm() throws IOException {
    Grid grid = Grid.of(16, 16);
    List<Family.Member> found = measure(grid, Noise.normal(grid, 2000, 1));
    double[] cumulative = {0.5, 0.841344746, 0.977249868, 0.998650102};
    for (int s = 0; s < 8; s++) {
      double expected = 256 * (1 - Math.pow(cumulative[s % 4], 9)) / 9;
      Estimate estimate = found.get(s).estimate();
      assertThat(estimate.value()).isCloseTo(expected, within(4.5 * estimate.error()));
    }
  }

  /** (1 - Phi(nu)^9) / (1 - Phi(0)^9) of the peaks beyond 0, where fewer are beyond nu. */
  @Test
  void allowancesAreRelativeToTheLargerNumber() {
    Peaks peaks = new Peaks(Grid.of(16, 16), new StandardUnits(0, 1));
    assertThat(peaks.allowances(new double[] {100, 50, 40, 30, 100, 80, 0, 0}))
        .containsExactly(
            new double[] {100, 79.031, 40, 2.25 * 30, 100, 80, 18.744, 2.25 * 1.21073},
            within(0.001));
  }

  /**
   * The same values in another order: only what looks at neighbours can tell. Above 3 sigma nearly
   * every site is a peak in either order.
   */
  @Test
  void sortedFieldsHaveFewerPeaks() throws IOException {
    Grid grid = Grid.of(16, 16);
    double[] sorted = Noise.normal(grid, 2000, 2);
    for (int start = 0; start < sorted.length; start += 16) {
      Arrays.sort(sorted, start, start + 16);
    }
    Comparison comparison =
        Comparison.of(
            Noise.set(grid, Noise.normal(grid, 2000, 1)),
            Noise.set(grid, sorted),
            Options.defaults(),
            Tolerances.defaults(),
            Progress.NONE);
    assertThat(comparison.families().get(0).checks()).allMatch(Check::passed);
    assertThat(comparison.families().get(1).checks()).filteredOn(c -> !c.passed()).hasSize(6);
  }
}
