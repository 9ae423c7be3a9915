package org.wirg.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.diagnose.FieldStatistics.Estimate;
import org.wirg.diagnose.FieldStatistics.Options;
import org.wirg.diagnose.FieldStatistics.Range;
import org.wirg.diagnose.FieldStatistics.SpectrumBin;
import org.wirg.diagnose.FieldStatistics.StructureFunction;
import org.wirg.field.Dataset;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.internal.random.Purpose;
import org.wirg.internal.random.RandomStream;

/** Statistics against their formulas, written out site by site and mode by mode. */
class FieldStatisticsTest {
  private static Grid grid(String shape) {
    return Grid.of(Arrays.stream(shape.split("x", -1)).mapToInt(Integer::parseInt).toArray());
  }

  private static FieldStatistics measure(Grid grid, double[] values) throws IOException {
    return FieldStatistics.of(Noise.set(grid, values), Options.defaults());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1", "2", "3", "4", "5", "7", "8", "12", "16", "1x1", "2x2", "3x5", "8x8", "16x4", "1x8",
        "8x1", "6x10", "4x4x4", "2x3x4", "1x4x1", "8x2x4", "5x5x5"
      })
  void spectrumIsTheDirectTransform(String shape) throws IOException {
    Grid grid = grid(shape);
    int count = 3;
    double[] values = Noise.normal(grid, count, 5);
    FieldStatistics statistics = measure(grid, values);

    int longest = grid.longestSide();
    double[] sum = new double[3 * longest + 1];
    int[] modes = new int[sum.length];
    for (int k = 0; k < grid.sites(); k++) {
      int[] wave = grid.coordinates(k);
      double square = 0;
      for (int a = 0; a < grid.rank(); a++) {
        int n = grid.size(a);
        double signed = wave[a] > n / 2 ? wave[a] - n : wave[a];
        square += Math.pow(signed * longest / n, 2);
      }
      int bin = (int) Math.round(Math.sqrt(square));
      modes[bin]++;
      for (int f = 0; f < count; f++) {
        double re = 0;
        double im = 0;
        for (int x = 0; x < grid.sites(); x++) {
          int[] at = grid.coordinates(x);
          double phase = 0;
          for (int a = 0; a < grid.rank(); a++) {
            phase += 2 * Math.PI * wave[a] * at[a] / grid.size(a);
          }
          re += values[f * grid.sites() + x] * Math.cos(phase);
          im -= values[f * grid.sites() + x] * Math.sin(phase);
        }
        sum[bin] += (re * re + im * im) / grid.sites() / count;
      }
    }

    int at = 0;
    for (int bin = 0; bin < sum.length; bin++) {
      if (modes[bin] > 0) {
        SpectrumBin found = statistics.spectrum().get(at++);
        assertThat(found.wavenumber()).isEqualTo(bin);
        assertThat(found.modes()).isEqualTo(modes[bin]);
        assertThat(found.power().value()).isCloseTo(sum[bin] / modes[bin], within(1e-12));
      }
    }
    assertThat(statistics.spectrum()).hasSize(at);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "9", "8x8", "6x10", "32x32", "4x6x8"})
  void powerAddsUpToTheMeanSquare(String shape) throws IOException {
    Grid grid = grid(shape);
    FieldStatistics statistics = measure(grid, Noise.twoPhases(grid, 20, 0.7, 0.5, 3));
    double total = 0;
    for (SpectrumBin bin : statistics.spectrum()) {
      total += bin.modes() * bin.power().value();
    }
    double meanSquare = statistics.moments().meanSquare().value();
    assertThat(total / grid.sites()).isCloseTo(meanSquare, within(1e-13 * meanSquare));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "6", "8x8", "16x4", "4x8x2"})
  void momentsAreTheirFormulas(String shape) throws IOException {
    Grid grid = grid(shape);
    int count = 7;
    double[] values = Noise.twoPhases(grid, count, 2, 0.6, 11);
    FieldStatistics statistics = measure(grid, values);
    FieldStatistics.Moments moments = statistics.moments();
    double mean = average(values, v -> v);
    double variance = average(values, v -> Math.pow(v - mean, 2));
    double[] m = new double[count];
    for (int i = 0; i < values.length; i++) {
      m[i / grid.sites()] += values[i] / grid.sites();
    }
    double m2 = average(m, v -> v * v);
    assertThat(statistics.smallest()).isEqualTo(Arrays.stream(values).min().orElseThrow());
    assertThat(statistics.largest()).isEqualTo(Arrays.stream(values).max().orElseThrow());
    assertClose(moments.mean(), mean);
    assertClose(moments.variance(), variance);
    assertClose(
        moments.skewness(), average(values, v -> Math.pow((v - mean) / Math.sqrt(variance), 3)));
    assertClose(
        moments.excessKurtosis(),
        average(values, v -> Math.pow(v - mean, 4) / variance / variance) - 3);
    assertClose(moments.meanSquare(), average(values, v -> v * v));
    assertClose(moments.squareOfFieldMean(), m2);
    assertClose(moments.absoluteFieldMean(), average(m, Math::abs));
    assertClose(moments.binder(), 1 - average(m, v -> Math.pow(v, 4)) / (3 * m2 * m2));
    assertClose(moments.positiveFraction(), average(m, v -> v > 0 ? 1 : 0));
  }

  private static double average(double[] values, ToDoubleFunction<Double> f) {
    return Arrays.stream(values).map(f::applyAsDouble).average().orElseThrow();
  }

  private static void assertClose(Estimate found, double expected) {
    assertThat(found.value()).isCloseTo(expected, within(1e-12 * Math.max(1, Math.abs(expected))));
  }

  @Test
  void centralMomentsSurviveALargeMean() throws IOException {
    Grid grid = Grid.of(16, 16);
    double[] values = Noise.normal(grid, 50, 8);
    FieldStatistics.Moments small = measure(grid, values).moments();
    double[] shifted = Arrays.stream(values).map(v -> v + (1 << 20)).toArray();
    FieldStatistics.Moments large = measure(grid, shifted).moments();
    assertThat(large.variance().value()).isCloseTo(small.variance().value(), within(1e-9));
    assertThat(large.excessKurtosis().value())
        .isCloseTo(small.excessKurtosis().value(), within(1e-8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "4", "16", "8x8", "16x4", "4x8x16"})
  void structureFunctionsAreAveragesOverPairs(String shape) throws IOException {
    Grid grid = grid(shape);
    int count = 2;
    double[] values = Noise.normal(grid, count, 6);
    int at = 0;
    FieldStatistics statistics = measure(grid, values);
    for (int a = 0; a < grid.rank(); a++) {
      for (int r = 1; r <= grid.size(a) / 4; r *= 2) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
          int[] x = grid.coordinates(i % grid.sites());
          x[a] += r;
          double d = values[i / grid.sites() * grid.sites() + grid.site(x)] - values[i];
          sum += d * d;
        }
        StructureFunction found = statistics.structure().get(at++);
        assertThat(found.axis()).isEqualTo(a);
        assertThat(found.distance()).isEqualTo(r);
        assertClose(found.value(), sum / values.length);
      }
    }
    assertThat(statistics.structure()).hasSize(at);
  }

  @Test
  void histogramCountsEveryValueOnce() throws IOException {
    Grid grid = Grid.of(4);
    double[] values = {-2, -1, -0.5, 0, 0.4999, 0.5, 1, 1.0001};
    Options options = new Options(1, 100, 4, new Range(-1, 1), null);
    FieldStatistics.Histogram law =
        FieldStatistics.of(Noise.set(grid, values), options).histogram();
    assertThat(law.below().value()).isEqualTo(1 / 8.0);
    assertThat(law.fractions().stream().map(Estimate::value))
        .containsExactly(1 / 8.0, 1 / 8.0, 2 / 8.0, 2 / 8.0);
    assertThat(law.above().value()).isEqualTo(1 / 8.0);
  }

  @Test
  void rangeIsFiveDeviationsInsideTheExtremes() throws IOException {
    Grid grid = Grid.of(10);
    double[] values = new double[1000];
    Arrays.setAll(values, i -> i % 2 == 0 ? 1 : -1);
    assertThat(Range.of(Noise.set(grid, values), 1)).isEqualTo(new Range(-1, 1));
    values[17] = 1e3; // the mean moves to about 1, the deviation to about 31.6
    assertThat(Range.of(Noise.set(grid, values), 2).high()).isBetween(150.0, 165.0);
    Range constant = Range.of(Noise.set(grid, new double[20]), 1);
    assertThat(constant.low()).isLessThan(0);
    assertThat(constant.high()).isPositive();
  }

  /**
   * White noise: every bin within 5 errors of 1 (about 30 bins of normal errors: false alarm 2e-5),
   * Binder cumulant of Gaussian field means 0, and the kurtosis of uniform noise -6/5.
   */
  @Test
  void whiteNoiseHasItsKnownStatistics() throws IOException {
    Grid grid = Grid.of(32, 32);
    FieldStatistics noise = measure(grid, Noise.normal(grid, 1000, 1));
    for (SpectrumBin bin : noise.spectrum()) {
      assertWithin(bin.power(), 1, 5);
    }
    assertWithin(noise.moments().binder(), 0, 5);
    assertThat(noise.moments().binder().error()).isBetween(0.01, 0.1);
    assertWithin(noise.moments().excessKurtosis(), 0, 5);
    for (StructureFunction s : noise.structure()) {
      assertWithin(s.value(), 2, 5);
    }
    RandomStream random = new RandomStream(2, Purpose.LATTICE, 0);
    double[] uniform = new double[200 * grid.sites()];
    Arrays.setAll(uniform, i -> random.nextUniform());
    FieldStatistics.Moments flat = measure(grid, uniform).moments();
    assertWithin(flat.variance(), 1 / 12.0, 5);
    assertWithin(flat.excessKurtosis(), -1.2, 5);
  }

  private static void assertWithin(Estimate found, double truth, double errors) {
    assertThat(Math.abs(found.value() - truth))
        .as("%s against %s", found, truth)
        .isLessThanOrEqualTo(errors * found.error());
  }

  /**
   * 600 sets of 200 fields: how often the truth is inside one and two standard errors. A normal
   * estimate gives 0.683 and 0.954 (Student with 99 degrees of freedom 0.680, 0.952); the frequency
   * itself scatters by 0.019 and 0.009. The bounds are 4.5 scatters wide: false alarm about 1e-5
   * per comparison, 1e-4 in all. Kurtosis and Binder cumulant are skewed at this size and get 0.02
   * and 0.07 more (2000 sets: 0.673, 0.944 and 0.622, 0.885).
   */
  @Test
  void errorBarsCoverTheTruth() throws IOException {
    Grid grid = Grid.of(4, 4);
    int sets = 600;
    double[][] inside = new double[5][2];
    for (int s = 0; s < sets; s++) {
      FieldStatistics statistics = measure(grid, Noise.normal(grid, 200, 100 + s));
      Estimate[] estimates = {
        statistics.moments().mean(),
        statistics.moments().variance(),
        statistics.spectrum().get(1).power(),
        statistics.moments().excessKurtosis(),
        statistics.moments().binder()
      };
      double[] truth = {0, 1, 1, 0, 0};
      for (int i = 0; i < truth.length; i++) {
        double off = Math.abs(estimates[i].value() - truth[i]) / estimates[i].error();
        inside[i][0] += off <= 1 ? 1.0 / sets : 0;
        inside[i][1] += off <= 2 ? 1.0 / sets : 0;
      }
    }
    double[] skewed = {0, 0, 0, 0.02, 0.07};
    for (int i = 0; i < inside.length; i++) {
      assertThat(inside[i][0]).as("one error, %d", i).isCloseTo(0.681, within(0.086 + skewed[i]));
      assertThat(inside[i][1]).as("two errors, %d", i).isCloseTo(0.953, within(0.039 + skewed[i]));
    }
  }

  /** Fields repeated 50 times in sequence: groups of one run each see the true error. */
  @Test
  void contiguousGroupsSeeCorrelationsInSequence() throws IOException {
    Grid grid = Grid.of(4);
    double[] once = Noise.normal(grid, 60, 4);
    double[] repeated = new double[50 * once.length];
    for (int f = 0; f < 60 * 50; f++) {
      System.arraycopy(once, f / 50 * 4, repeated, f * 4, 4);
    }
    Options options = Options.defaults().withGroups(60);
    Estimate honest = FieldStatistics.of(Noise.set(grid, once), options).moments().mean();
    Estimate found = FieldStatistics.of(Noise.set(grid, repeated), options).moments().mean();
    assertThat(found.error()).isCloseTo(honest.error(), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void threadsNeverChangeABit(int threads) throws IOException {
    Grid grid = Grid.of(16, 12);
    Dataset data = Noise.set(grid, Noise.twoPhases(grid, 1203, 0.5, 0.5, 21));
    for (int groups : new int[] {2, 7, 100}) {
      Options options = Options.defaults().withGroups(groups);
      FieldStatistics one = FieldStatistics.of(data, options);
      FieldStatistics many = FieldStatistics.of(data, options.withThreads(threads));
      assertThat(many.moments()).isEqualTo(one.moments());
      assertThat(many.spectrum()).isEqualTo(one.spectrum());
      assertThat(many.structure()).isEqualTo(one.structure());
      assertThat(many.histogram()).isEqualTo(one.histogram());
      assertThat(many.families()).isEqualTo(one.families());
      assertThat(many.deviations()).isDeepEqualTo(one.deviations());
    }
  }

  @Test
  void oneFieldHasNoErrors() throws IOException {
    Grid grid = Grid.of(8, 8);
    FieldStatistics statistics = measure(grid, Noise.normal(grid, 1, 1));
    assertThat(statistics.moments().mean().value()).isFinite();
    assertThat(statistics.moments().mean().error()).isNaN();
    assertThat(statistics.spectrum()).allMatch(bin -> Double.isNaN(bin.power().error()));
    assertThat(statistics.groups()).isEqualTo(1);
  }

  @Test
  void binderHasNoErrorUnderTenFields() throws IOException {
    Grid grid = Grid.of(4);
    for (int count : new int[] {2, 9, 10}) {
      FieldStatistics.Moments moments = measure(grid, Noise.normal(grid, count, 1)).moments();
      assertThat(Double.isNaN(moments.binder().error())).isEqualTo(count < 10);
      assertThat(moments.mean().error()).isPositive();
    }
  }

  @Test
  void badOptionsAndBrokenStorageAreReported() {
    assertThatThrownBy(() -> new Range(1, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Range(1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Options.defaults().withGroups(1))
        .isInstanceOf(IllegalArgumentException.class);
    Dataset broken =
        new Dataset() {
          @Override
          public Grid grid() {
            return Grid.of(4);
          }

          @Override
          public long count() {
            return 10;
          }

          @Override
          public void read(long first, int count, double[] fields) throws IOException {
            if (first + count > 5) {
              throw new IOException("disk");
            }
          }
        };
    for (int threads : new int[] {1, 2}) {
      assertThatThrownBy(() -> FieldStatistics.of(broken, Options.defaults().withThreads(threads)))
          .isInstanceOf(IOException.class)
          .hasMessage("disk");
    }
  }

  @Test
  void anEmptySetIsRejected() {
    Dataset empty =
        new Dataset() {
          @Override
          public Grid grid() {
            return Grid.of(4);
          }

          @Override
          public long count() {
            return 0;
          }

          @Override
          public void read(long first, int count, double[] fields) {
            throw new AssertionError();
          }
        };
    assertThatThrownBy(() -> FieldStatistics.of(empty, Options.defaults()))
        .isInstanceOf(InputRejected.class);
  }
}
