package org.wirg.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.energy.Provenance;
import org.wirg.energy.SplineBasis;
import org.wirg.field.Grid;
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;
import org.wirg.fit.Fit;
import org.wirg.fit.FitOptions;
import org.wirg.internal.numeric.Fourier;
import org.wirg.lattice.GaussianField;
import org.wirg.lattice.PowerLaw;
import org.wirg.lattice.SimulationOptions;
import org.wirg.wavelet.Wavelet;
import org.wirg.wavelet.WaveletStep;

/** From a model to fields: laws that are known, and bytes that may not change. */
final class SamplerTest {
  private static final Wavelet DB2 = Wavelet.named("db2");

  private static double[] draw(Sampler sampler, List<LevelPlan> plans, int count, int sites) {
    double[] fields = new double[count * sites];
    int[] at = {0};
    sampler.draw(
        plans,
        count,
        (block, n) -> {
          System.arraycopy(block, 0, fields, at[0] * sites, n * sites);
          at[0] += n;
        },
        Progress.NONE);
    assertThat(at[0]).isEqualTo(count);
    return fields;
  }

  private static double[] draw(Model model, SampleOptions options, int count) {
    Sampler sampler = new Sampler(model, options);
    return draw(sampler, sampler.calibrate(Progress.NONE), count, model.grid().sites());
  }

  private static SampleOptions options(SampleOptions.Method method, int threads) {
    return new SampleOptions(method, 7, threads);
  }

  private static Level white(int level, Grid fine, double sigma) {
    return Laws.level(
        level,
        sigma,
        1,
        Laws.details(
            new WaveletStep(DB2, fine), new double[0], Laws.WIDE, Laws.parabola(Laws.WIDE, 1)));
  }

  /** White noise of standard deviation sigma at all levels but the coarsest, which is given. */
  private static Model white(Grid grid, double sigma, double mean, double[] coarsest) {
    List<Level> levels = new ArrayList<>();
    Grid fine = grid;
    while (fine.longestSide() > 1) {
      levels.add(white(levels.size() + 1, fine, sigma));
      fine = fine.coarser();
    }
    Level last = Laws.coarsest(levels.size(), sigma, fine, Laws.WIDE, coarsest);
    return Laws.model(grid, DB2, mean, levels, last);
  }

  private static double[] spline(DoubleUnaryOperator potential) {
    SplineBasis basis = Laws.WIDE;
    double[] c = new double[basis.count()];
    Arrays.setAll(c, k -> potential.applyAsDouble(basis.low() + (k - 1) * basis.width()));
    return c;
  }

  @ParameterizedTest
  @EnumSource
  void whiteNoiseComesOutWhite(SampleOptions.Method method) {
    Grid grid = Grid.of(8, 8);
    int count = 2000;
    double sigma = 2.5;
    double mean = -7;
    Model model = white(grid, sigma, mean, Laws.parabola(Laws.WIDE, 1));
    double[] fields = draw(model, options(method, 2), count);
    double[] centred = Arrays.stream(fields).map(v -> (v - mean) / sigma).toArray();
    // 5 errors: 6e-7 each; 32 modes that differ and a few moments: false alarms 2e-5.
    int n = fields.length;
    double[] moments = new double[5];
    for (double x : centred) {
      for (int m = 1; m <= 4; m++) {
        moments[m] += Math.pow(x, m) / n;
      }
    }
    assertThat(moments[1]).isCloseTo(0, within(5 / Math.sqrt(n)));
    assertThat(moments[2]).isCloseTo(1, within(5 * Math.sqrt(2.0 / n)));
    assertThat(moments[3]).isCloseTo(0, within(5 * Math.sqrt(15.0 / n)));
    assertThat(moments[4]).isCloseTo(3, within(5 * Math.sqrt(96.0 / n)));
    double[] power = spectrum(grid, centred);
    for (int k = 0; k < power.length; k++) {
      // |phi~|^2 is exponential; real modes have twice its variance.
      double variance = k % 8 % 4 == 0 && k / 8 % 4 == 0 ? 2 : 1;
      assertThat(power[k]).as("mode %d", k).isCloseTo(1, within(5 * Math.sqrt(variance / count)));
    }
  }

  /** Mean of |phi~(k)|^2 / N over fields, [mode]. */
  private static double[] spectrum(Grid grid, double[] fields) {
    int n = grid.sites();
    Fourier fourier = new Fourier(grid);
    double[] power = new double[n];
    for (int f = 0; f < fields.length; f += n) {
      double[] modes = fourier.forwardReal(Arrays.copyOfRange(fields, f, f + n));
      for (int k = 0; k < n; k++) {
        power[k] +=
            (modes[2 * k] * modes[2 * k] + modes[2 * k + 1] * modes[2 * k + 1]) / fields.length;
      }
    }
    return power;
  }

  @Test
  void bothPhasesComeInTheirProportion() {
    Grid grid = Grid.of(4, 4);
    int count = 4000;
    // Two wells at +-4 with a tilt and a barrier of 8: no chain could cross, but none has to.
    DoubleUnaryOperator wells =
        x -> Math.abs(x) < 6 ? 8 * Math.pow(x * x / 16 - 1, 2) + 0.15 * x : 0.5 * x * x;
    double[] c = spline(wells);
    double[] fields = draw(white(grid, 1, 0, c), options(SampleOptions.Method.HMC, 2), count);
    double up = 0;
    double all = 0;
    for (int i = -7000; i < 7000; i++) {
      double x = (i + 0.5) / 1000;
      double weight = Math.exp(-smooth(c, x));
      up += x > 0 ? weight : 0;
      all += weight;
    }
    double expected = up / all;
    int positive = 0;
    for (int f = 0; f < fields.length; f += 16) {
      positive += Arrays.stream(fields, f, f + 16).sum() > 0 ? 1 : 0;
    }
    assertThat(expected).isBetween(0.15, 0.35);
    // 5 errors: false alarms 6e-7.
    assertThat((double) positive / count)
        .isCloseTo(expected, within(5 * Math.sqrt(expected * (1 - expected) / count)));
  }

  /** sum_k c_k B_k(x), from the definition of the cardinal B-spline. */
  private static double smooth(double[] c, double x) {
    double h = Laws.WIDE.width();
    double sum = 0;
    for (int k = 0; k < c.length; k++) {
      double u = Math.abs(x - Laws.WIDE.low() - (k - 1) * h) / h;
      double b = u >= 2 ? 0 : u >= 1 ? Math.pow(2 - u, 3) / 6 : 2.0 / 3 - u * u + u * u * u / 2;
      sum += c[k] * b;
    }
    return sum;
  }

  private static final Provenance NOWHERE = new Provenance("test", "0", "none", "", "none", 1, 1);

  private static MemoryDataset data(GaussianField law, int count, double mean) throws IOException {
    double[] values = new double[count * law.grid().sites()];
    int[] at = {0};
    law.simulate(
        SimulationOptions.of(count).withThreads(2).withSeed(3),
        (block, n) -> {
          for (int i = 0; i < n * law.grid().sites(); i++) {
            values[at[0]++] = block[i] + mean;
          }
        });
    return new MemoryDataset(law.grid(), values);
  }

  /** Learns a Gaussian field and draws as many: the spectrum must be the known one. */
  private static void relearn(Grid grid, int count, int radius, double modelError)
      throws IOException {
    GaussianField law = new GaussianField(grid, new PowerLaw(1.75, grid.rank() == 1 ? 0.1 : 0));
    double mean = 3;
    FitOptions fit = new FitOptions("db2", 1, radius, 12, true, false, 1, 2);
    Model model = Fit.of(data(law, count, mean), fit, NOWHERE, Progress.NONE);
    double[] fields = draw(model, options(SampleOptions.Method.HMC, 2), count);
    double[] expected = law.spectrum();
    double fieldError = 4 * Math.sqrt(2 * expected[0] / grid.sites() / count);
    double found = Statistics.mean(fields);
    assertThat(found).isCloseTo(mean, within(fieldError));
    double[] power = spectrum(grid, Arrays.stream(fields).map(v -> v - found).toArray());
    int bins = grid.longestSide();
    double[] ratio = new double[bins];
    int[] modes = new int[bins];
    for (int k = 0; k < power.length; k++) {
      int bin = radius(grid, k);
      ratio[bin] += power[k] / expected[k];
      modes[bin]++;
    }
    for (int b = 0; b < bins; b++) {
      if (modes[b] > 0) {
        // Half the modes are independent; both data and sample have their error.
        double error = Math.sqrt(2 * 2.0 / modes[b] / count);
        assertThat(ratio[b] / modes[b])
            .as("%s, bin %d of %d modes", grid, b, modes[b])
            .isCloseTo(1, within(4 * error + modelError));
      }
    }
  }

  private static int radius(Grid grid, int mode) {
    double square = 0;
    int[] k = grid.coordinates(mode);
    for (int a = 0; a < k.length; a++) {
      square += Math.pow(Math.min(k[a], grid.size(a) - k[a]), 2);
    }
    return (int) Math.round(Math.sqrt(square));
  }

  @ParameterizedTest
  @CsvSource({"1, 64, 2000, 4", "2, 16, 2000, 3", "3, 8, 700, 1"})
  void aLearntGaussianFieldHasItsSpectrum(int rank, int size, int count, int radius)
      throws IOException {
    // 4 errors: 6e-5 each, fewer than 50 bins: false alarms 3e-3 without the allowance.
    relearn(Grid.cube(rank, size), count, radius, 0.03);
  }

  @Tag("deep")
  @ParameterizedTest
  @CsvSource({"1, 256, 20000, 6", "2, 32, 10000, 4", "3, 16, 3000, 2"})
  void aLearntGaussianFieldHasItsSpectrumAtLength(int rank, int size, int count, int radius)
      throws IOException {
    relearn(Grid.cube(rank, size), count, radius, 0.02);
  }

  @Test
  void bytesDependNeitherOnThreadsNorOnTheCountOfFields() throws IOException {
    Grid grid = Grid.of(8, 8);
    GaussianField law = new GaussianField(grid, PowerLaw.CRITICAL);
    FitOptions fit = new FitOptions("db2", 1, 1, 8, true, false, 1, 1);
    Model model = Fit.of(data(law, 200, 0), fit, NOWHERE, Progress.NONE);
    Sampler one = new Sampler(model, options(SampleOptions.Method.HMC, 1));
    List<LevelPlan> plans = one.calibrate(Progress.NONE);
    double[] fields = draw(one, plans, 67, 64);
    for (int threads = 2; threads <= 3; threads++) {
      Sampler more = new Sampler(model, options(SampleOptions.Method.HMC, threads));
      assertThat(more.calibrate(Progress.NONE)).isEqualTo(plans);
      assertThat(draw(more, plans, 67, 64)).isEqualTo(fields);
    }
    // Every size of a last batch.
    for (int count = 1; count <= 17; count++) {
      assertThat(draw(one, plans, count, 64)).isEqualTo(Arrays.copyOf(fields, count * 64));
    }
    // No two fields alike, and another seed gives others.
    assertThat(Arrays.stream(fields).distinct().count()).isEqualTo(fields.length);
    double[] others =
        draw(new Sampler(model, new SampleOptions(SampleOptions.Method.HMC, 8, 1)), plans, 67, 64);
    for (int i = 0; i < fields.length; i++) {
      assertThat(others[i]).isNotEqualTo(fields[i]);
    }
    assertThat(Math.abs(correlation(fields, others))).isLessThan(0.5);
  }

  private static double correlation(double[] a, double[] b) {
    double product = 0;
    for (int i = 0; i < a.length; i++) {
      product += a[i] * b[i] / a.length;
    }
    return product / Math.sqrt(Statistics.variance(a) * Statistics.variance(b));
  }

  @Test
  void whatHappenedIsReportedForEveryLevel() {
    Model model = white(Grid.of(4, 4), 1, 0, Laws.parabola(Laws.WIDE, 1));
    Sampler sampler = new Sampler(model, options(SampleOptions.Method.MALA, 2));
    List<LevelPlan> plans = sampler.calibrate(Progress.NONE);
    List<StepInfo> infos = sampler.draw(plans, 200, (block, n) -> {}, Progress.NONE);
    assertThat(infos).hasSize(2);
    for (int i = 0; i < 2; i++) {
      assertThat(infos.get(i).broken()).isZero();
      assertThat(infos.get(i).acceptance()).isCloseTo(plans.get(i).acceptance(), within(0.1));
    }
  }
}
