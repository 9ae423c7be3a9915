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
import org.wirg.internal.random.Purpose;
import org.wirg.internal.random.RandomStream;

class BispectrumTest {
  private static List<Family.Member> measure(Grid grid, double[] values) throws IOException {
    return FieldStatistics.of(Noise.set(grid, values), Options.defaults()).families().stream()
        .filter(family -> family.tolerance() == Tolerances.Kind.BISPECTRUM)
        .findFirst()
        .map(Family::members)
        .orElse(List.of());
  }

  /** Every triangle written out: all pairs of modes and the third that closes them. */
  @ParameterizedTest
  @CsvSource({"12, 12", "16, 12", "8, 8", "15, 5"})
  void valuesAreSumsOverTriangles(int rows, int columns) throws IOException {
    Grid grid = Grid.of(rows, columns);
    int count = 3;
    double[] values = Noise.normal(grid, count, 1);
    Arrays.setAll(values, i -> Math.exp(values[i]));
    double[] power = new double[5];
    double[][] products = new double[5][5]; // [shell of the first][shell of the others]
    long[][] found = new long[5][5];
    for (int f = 0; f < count; f++) {
      double[][] modes =
          transform(grid, Arrays.copyOfRange(values, f * grid.sites(), (f + 1) * grid.sites()));
      for (int k = 0; k < grid.sites(); k++) {
        int s = shell(grid, k);
        power[s] += modes[k][0] * modes[k][0] + modes[k][1] * modes[k][1];
        for (int p = 0; p < grid.sites(); p++) {
          int third = closing(grid, k, p);
          int others = shell(grid, p);
          if (s > 0 && others > 0 && shell(grid, third) == others) {
            products[s][others] += real(modes[k], modes[p], modes[third]);
            found[s][others]++;
          }
        }
      }
    }
    int at = 0;
    List<Family.Member> members = measure(grid, values);
    for (int[] shells : new int[][] {{1, 1}, {2, 2}, {3, 3}, {4, 4}, {1, 2}, {1, 3}, {1, 4}}) {
      if (found[shells[0]][shells[1]] > 0) {
        double norm = Math.sqrt(power[shells[0]] / count) * power[shells[1]] / count;
        Family.Member member = members.get(at++);
        assertThat(member.name())
            .isEqualTo("bispectrum of shells %d, %2$d, %2$d".formatted(shells[0], shells[1]));
        assertThat(member.estimate().value())
            .isCloseTo(products[shells[0]][shells[1]] / count / norm, within(1e-12));
      }
    }
    assertThat(members).hasSize(at);
    assertThat(at).isPositive();
  }

  private static int shell(Grid grid, int mode) {
    int[] k = signed(grid, mode);
    double length = 0;
    for (int a = 0; a < 2; a++) {
      length = Math.hypot(length, (double) k[a] * grid.longestSide() / grid.size(a));
    }
    int shell = (int) Math.ceil(length * 12 / grid.longestSide() - 1e-9);
    return shell > 4 ? 0 : shell;
  }

  private static int[] signed(Grid grid, int mode) {
    int[] k = grid.coordinates(mode);
    for (int a = 0; a < 2; a++) {
      k[a] -= 2 * k[a] > grid.size(a) ? grid.size(a) : 0;
    }
    return k;
  }

  private static int closing(Grid grid, int k, int p) {
    int[] a = grid.coordinates(k);
    int[] b = grid.coordinates(p);
    return grid.site(-a[0] - b[0], -a[1] - b[1]);
  }

  private static double real(double[] a, double[] b, double[] c) {
    double re = a[0] * b[0] - a[1] * b[1];
    double im = a[0] * b[1] + a[1] * b[0];
    return re * c[0] - im * c[1];
  }

  /** phi~(k) / N of one field, [mode][re, im]. */
  private static double[][] transform(Grid grid, double[] field) {
    double[][] modes = new double[grid.sites()][2];
    for (int k = 0; k < grid.sites(); k++) {
      for (int i = 0; i < grid.sites(); i++) {
        int[] wave = grid.coordinates(k);
        int[] x = grid.coordinates(i);
        double phase =
            2
                * Math.PI
                * ((double) wave[0] * x[0] / grid.size(0) + (double) wave[1] * x[1] / grid.size(1));
        modes[k][0] += field[i] * Math.cos(phase) / grid.sites();
        modes[k][1] -= field[i] * Math.sin(phase) / grid.sites();
      }
    }
    return modes;
  }

  /** White noise of skewed values: positive on every triangle; Gaussian noise: 0 in 4.5 errors. */
  @Test
  void gaussianFieldsHaveNone() throws IOException {
    Grid grid = Grid.of(24, 24);
    double[] noise = Noise.normal(grid, 500, 1);
    for (Family.Member member : measure(grid, noise)) {
      Estimate found = member.estimate();
      assertThat(found.value()).isCloseTo(0, within(4.5 * found.error()));
      assertThat(found.error()).isLessThan(0.03);
    }
    double[] skewed = Arrays.stream(noise).map(Math::exp).toArray();
    assertThat(measure(grid, skewed))
        .hasSize(7)
        .allMatch(m -> m.estimate().value() > 4.5 * m.estimate().error());
  }

  /** Noise that a long wave modulates: by itself in one set, by another wave in the other. */
  @Test
  void modulationByAnotherWaveFailsWhereTrianglesAreSqueezed() throws IOException {
    Grid grid = Grid.of(24, 24);
    Comparison comparison =
        Comparison.of(
            Noise.set(grid, modulated(grid, 1000, true, 1)),
            Noise.set(grid, modulated(grid, 1000, false, 2)),
            Options.defaults(),
            Tolerances.defaults(),
            Progress.NONE);
    List<String> failed =
        comparison.checks().stream().filter(c -> !c.passed()).map(Check::name).toList();
    assertThat(failed)
        .contains("bispectrum of shells 1, 3, 3", "bispectrum of shells 1, 4, 4")
        .doesNotContain("bispectrum of shells 2, 2, 2", "bispectrum of shells 4, 4, 4");
    assertThat(failed).noneMatch(name -> name.startsWith("spectrum"));
  }

  private static double[] modulated(Grid grid, int count, boolean same, int seed) {
    RandomStream random = new RandomStream(seed, Purpose.LATTICE, 0);
    double[] values = Noise.normal(grid, count, seed);
    for (int f = 0; f < count; f++) {
      double phase = 2 * Math.PI * random.nextUniform();
      double other = 2 * Math.PI * random.nextUniform();
      for (int i = 0; i < grid.sites(); i++) {
        double x = 2 * Math.PI * grid.coordinates(i)[0] / grid.size(0);
        int at = f * grid.sites() + i;
        values[at] *= 1 + 0.3 * Math.cos(x + (same ? phase : other));
        values[at] += 0.3 * Math.cos(x + phase);
      }
    }
    return values;
  }

  @Test
  void linesAndConstantsHaveNone() throws IOException {
    Grid line = Grid.of(64);
    assertThat(measure(line, Noise.normal(line, 20, 1))).isEmpty();
    Grid grid = Grid.of(12, 12);
    double[] flat = new double[144 * 20];
    Arrays.setAll(flat, i -> i / 144 % 7);
    assertThat(measure(grid, flat)).allMatch(m -> m.estimate().equals(new Estimate(0, 0)));
  }
}
