package org.wirg.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.diagnose.FieldStatistics.Options;
import org.wirg.field.Grid;
import org.wirg.field.Progress;

class ComparisonTableTest {
  @ParameterizedTest
  @CsvSource({
    "0.82904, 0.0012, 0.8290(12)",
    "-0.82904, 0.00123, -0.8290(12)",
    "34.567, 1.24, 34.6(1.2)",
    "3.4567, 0.0996, 3.46(10)",
    "12345.6, 123, 12346(120)",
    "0, 0.012, 0.000(12)",
    "1.23456e-9, 3.2e-11, 1.235(32)e-09",
    "1.23456e12, 3.2e10, 1.235(32)e+12",
    "0.5, 0, 0.5000",
    "0.5, NaN, 0.5000",
    "NaN, 0.1, NaN",
    "1, 1e-12, 1.00000(0)"
  })
  void numbersCarryTheirError(double value, double error, String expected) {
    assertThat(ComparisonTable.number(value, error)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "8", "256", "1024"})
  void tableIsNarrowAndSaysEverything(int size) throws IOException {
    Grid grid = Grid.of(size);
    double[] wide = Noise.normal(grid, 120, 3);
    for (int i = 0; i < wide.length; i++) {
      wide[i] *= 1e-9;
    }
    for (double[] other : new double[][] {Noise.normal(grid, 120, 2), wide}) {
      Comparison comparison =
          Comparison.of(
              Noise.set(grid, Noise.normal(grid, 120, 1)),
              Noise.set(grid, other),
              Options.defaults(),
              Tolerances.defaults(),
              Progress.NONE);
      String table = ComparisonTable.of(comparison);
      assertThat(table.lines()).allMatch(line -> line.length() <= 100);
      assertThat(table.lines()).hasSizeLessThan(150);
      assertThat(table).isASCII();
      assertThat(table).contains(comparison.passed() ? "PASS: " : "FAIL: ");
      for (Comparison.Check check : comparison.statistics()) {
        assertThat(table).contains(check.name());
      }
    }
  }

  @Test
  void aFailureIsExplained() throws IOException {
    Grid grid = Grid.of(8, 8);
    double[] shifted = Noise.twoPhases(grid, 500, 1, 1, 2);
    Comparison comparison =
        Comparison.of(
            Noise.set(grid, Noise.normal(grid, 500, 1)),
            Noise.set(grid, shifted),
            Options.defaults(),
            Tolerances.defaults(),
            Progress.NONE);
    assertThat(ComparisonTable.of(comparison)).contains("FAIL mean: ").contains(" apart: ");
  }
}
