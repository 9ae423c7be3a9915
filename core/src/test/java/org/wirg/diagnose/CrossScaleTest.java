package org.wirg.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wirg.diagnose.Comparison.Check;
import org.wirg.diagnose.FieldStatistics.Estimate;
import org.wirg.diagnose.FieldStatistics.Options;
import org.wirg.field.Grid;
import org.wirg.field.Progress;
import org.wirg.wavelet.Bands;
import org.wirg.wavelet.Pyramid;
import org.wirg.wavelet.Wavelet;

class CrossScaleTest {
  private static final String TITLE = "correlation of |psi|";

  private static Grid grid(String shape) {
    return Grid.of(Arrays.stream(shape.split("x", -1)).mapToInt(Integer::parseInt).toArray());
  }

  private static List<Family.Member> measure(Grid grid, double[] values) throws IOException {
    return FieldStatistics.of(Noise.set(grid, values), Options.defaults()).families().stream()
        .filter(family -> family.title().startsWith(TITLE))
        .findFirst()
        .map(Family::members)
        .orElse(List.of());
  }

  /** Fields of one strength each, every second one 3 times stronger. */
  private static double[] uneven(Grid grid, int count, int seed) {
    double[] values = Noise.normal(grid, count, seed);
    Arrays.setAll(values, i -> values[i] * (i / grid.sites() % 2 == 0 ? 1 : 3));
    return values;
  }

  @ParameterizedTest
  @CsvSource({"3, 0", "4, 0", "8, 1", "32x32, 3", "64x8, 1", "12x12, 1", "8x8x16, 1", "1x8, 0"})
  void everyTwoLevelsMakeAPair(String shape, int pairs) throws IOException {
    assertThat(measure(grid(shape), Noise.normal(grid(shape), 20, 1))).hasSize(pairs);
  }

  /**
   * White noise of strength A: the details are independent, so a and a' have means m A, m' A and
   * variances v A^2, v' A^2, and are correlated by A alone. With B bands m = m' = B sqrt(2 / pi),
   * v' = B (1 - 2 / pi), v = v' / 2^rank, and over A in {1, 3} <A> = 2, <A^2> = 5: the coefficient
   * is m^2 (5 - 4) / sqrt((5 (m^2 + v) - 4 m^2) (5 (m^2 + v') - 4 m^2)). With A = 1 it is 0. Within
   * 4.5 errors; 12 comparisons, false alarm 8e-5.
   */
  @ParameterizedTest
  @CsvSource({"32, 4000", "16x16, 2000", "32x16, 1000", "8x8x8, 2000"})
  void noiseOfUnevenStrengthHasItsClosedForm(String shape, int count) throws IOException {
    Grid grid = grid(shape);
    int bands = (1 << grid.rank()) - 1;
    double square = bands * bands * 2 / Math.PI;
    double coarse = bands * (1 - 2 / Math.PI);
    double fine = coarse / (1 << grid.rank());
    double expected =
        square
            / Math.sqrt((5 * (square + fine) - 4 * square) * (5 * (square + coarse) - 4 * square));
    for (Family.Member pair : measure(grid, uneven(grid, count, 1))) {
      Estimate found = pair.estimate();
      assertThat(found.value()).isCloseTo(expected, within(4.5 * found.error()));
      assertThat(found.error()).isLessThan(0.02);
    }
    for (Family.Member pair : measure(grid, Noise.normal(grid, count, 2))) {
      assertThat(pair.estimate().value()).isCloseTo(0, within(4.5 * pair.estimate().error()));
      assertThat(pair.estimate().error()).isLessThan(0.03);
    }
  }

  /**
   * Details of level 1 that are strong inside the block of a strong detail of level 2: every other
   * pairing of blocks has the same spectrum and no correlation.
   */
  @Test
  void blocksLieUnderTheirSite() throws IOException {
    Grid grid = Grid.of(16, 16);
    Pyramid pyramid = new Pyramid(Wavelet.named("db2"), grid, 2);
    int count = 500;
    double[] aligned = new double[count * grid.sites()];
    double[] shifted = new double[count * grid.sites()];
    for (int f = 0; f < count; f++) {
      Bands noise = pyramid.analyse(Noise.normal(grid, 1, 10 + f), 1);
      for (int shift = 0; shift < 2; shift++) {
        double[] fine = noise.details(1);
        double[] coarse = noise.details(2);
        for (int i = 0; i < 64; i++) {
          int under = pyramid.grid(2).site(i / 16 + shift, i % 8 / 2);
          for (int b = 0; b < 3; b++) {
            fine[b * 64 + i] = Math.abs(coarse[under]) * Math.signum(fine[b * 64 + i]);
          }
        }
        double[] made = pyramid.synthesise(new Bands(1, noise.coarsest(), List.of(fine, coarse)));
        System.arraycopy(made, 0, shift == 0 ? aligned : shifted, f * 256, 256);
      }
    }
    // One of three equal, independent bands of the coarse strength is the fine strength.
    Estimate found = measure(grid, aligned).getFirst().estimate();
    assertThat(found.value()).isCloseTo(1 / Math.sqrt(3), within(4.5 * found.error()));
    assertThat(measure(grid, shifted).getFirst().estimate().value()).isCloseTo(0, within(0.05));
  }

  @Test
  void fieldsWithoutDetailsCorrelateWithNothing() throws IOException {
    Grid grid = Grid.of(16);
    double[] flat = new double[16 * 100];
    Arrays.setAll(flat, i -> i / 16 % 7);
    for (Family.Member pair : measure(grid, flat)) {
      assertThat(pair.estimate()).isEqualTo(new Estimate(0, 0));
    }
  }

  /** One strength against two of the same mean square. */
  @Test
  void unevenStrengthFails() throws IOException {
    Grid grid = Grid.of(16, 16);
    double[] even = Noise.normal(grid, 2000, 1);
    Arrays.setAll(even, i -> even[i] * Math.sqrt(5));
    Comparison comparison =
        Comparison.of(
            Noise.set(grid, even),
            Noise.set(grid, uneven(grid, 2000, 2)),
            Options.defaults(),
            Tolerances.defaults(),
            Progress.NONE);
    assertThat(comparison.checks())
        .filteredOn(c -> c.name().startsWith("|psi|"))
        .hasSize(2)
        .noneMatch(Check::passed);
  }
}
