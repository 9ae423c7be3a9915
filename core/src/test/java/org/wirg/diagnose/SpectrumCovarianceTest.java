package org.wirg.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
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

class SpectrumCovarianceTest {
  private static final Grid GRID = Grid.of(8, 8);

  private static FieldStatistics measure(Grid grid, double[] values) throws IOException {
    return FieldStatistics.of(Noise.set(grid, values), Options.defaults());
  }

  private static List<Family.Member> members(FieldStatistics statistics) {
    return statistics.families().stream()
        .filter(family -> family.tolerance() == Tolerances.Kind.COVARIANCE)
        .findFirst()
        .orElseThrow()
        .members();
  }

  /** Each field's spectrum measured by itself, then variances and correlations of these. */
  @ParameterizedTest
  @ValueSource(ints = {2, 30})
  void valuesAreThoseOfTheFieldsSpectra(int count) throws IOException {
    double[] values = Noise.twoPhases(GRID, count, 0.5, 0.5, 1);
    int bins = measure(GRID, values).spectrum().size();
    double[][] power = new double[count][];
    for (int f = 0; f < count; f++) {
      double[] field = Arrays.copyOfRange(values, 64 * f, 64 * (f + 1));
      power[f] =
          measure(GRID, field).spectrum().stream().mapToDouble(b -> b.power().value()).toArray();
    }
    List<Family.Member> found = members(measure(GRID, values));
    assertThat(found).hasSize(2 * bins - 1);
    for (int b = 0; b < bins; b++) {
      double variance = covariance(power, b, b);
      double expected = variance / Math.pow(mean(power, b), 2);
      assertThat(found.get(b).estimate().value()).isCloseTo(expected, within(1e-9));
      if (b + 1 < bins) {
        double product = variance * covariance(power, b + 1, b + 1);
        assertThat(found.get(bins + b).estimate().value())
            .isCloseTo(covariance(power, b, b + 1) / Math.sqrt(product), within(1e-9));
      }
    }
  }

  private static double mean(double[][] power, int bin) {
    return Arrays.stream(power).mapToDouble(p -> p[bin]).average().orElseThrow();
  }

  private static double covariance(double[][] power, int a, int b) {
    double mean = mean(power, a);
    double other = mean(power, b);
    return Arrays.stream(power)
        .mapToDouble(p -> (p[a] - mean) * (p[b] - other))
        .average()
        .orElseThrow();
  }

  /** White noise: 2 / modes and 0, within 4.5 errors; 13 comparisons, false alarm 1e-4. */
  @Test
  void whiteNoiseHasItsClosedForm() throws IOException {
    FieldStatistics noise = measure(GRID, Noise.normal(GRID, 20_000, 1));
    int bins = noise.spectrum().size();
    List<Family.Member> found = members(noise);
    for (int i = 0; i < found.size(); i++) {
      double expected = i < bins ? 2.0 / noise.spectrum().get(i).modes() : 0;
      Estimate estimate = found.get(i).estimate();
      assertThat(estimate.value()).isCloseTo(expected, within(4.5 * estimate.error()));
      assertThat(estimate.error()).isLessThan(0.06 * (i < bins ? expected : 1));
    }
  }

  /** Fields of unequal strength and the same mean spectrum. */
  @Test
  void fieldsOfUnequalStrengthFail() throws IOException {
    double[] uneven = Noise.normal(GRID, 3000, 2);
    Arrays.setAll(uneven, i -> uneven[i] * Math.sqrt(i / 64 % 2 == 0 ? 0.7 : 1.3));
    Comparison comparison =
        Comparison.of(
            Noise.set(GRID, Noise.normal(GRID, 3000, 1)),
            Noise.set(GRID, uneven),
            Options.defaults(),
            Tolerances.defaults(),
            Progress.NONE);
    List<String> failed =
        comparison.checks().stream().filter(c -> !c.passed()).map(Check::name).toList();
    assertThat(failed)
        .contains("variance of S(k), k = 2", "variance of S(k), k = 3")
        .contains("correlation of S(k), k = 2 and 3");
    assertThat(failed).noneMatch(name -> name.startsWith("spectrum"));
  }
}
