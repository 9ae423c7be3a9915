package org.wirg.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.internal.random.Purpose;
import org.wirg.internal.random.RandomStream;

/**
 * The autoregressive process x' = a x + sqrt(1 - a^2) noise has rho(t) = a^t, hence tau = (1 + a) /
 * (2 (1 - a)) in the convention tau = 1/2 + sum rho.
 */
final class AutocorrelationTest {
  /** A deviation of 5 standard errors: false alarm 6e-7 each, were the errors Gaussian. */
  private static final double SIGMAS = 5;

  private static double[] process(double a, int n, int number) {
    RandomStream random = new RandomStream(11, Purpose.RESAMPLE, number);
    double[] x = new double[n];
    double now = random.nextNormal();
    for (int i = 0; i < n; i++) {
      x[i] = now;
      now = a * now + Math.sqrt(1 - a * a) * random.nextNormal();
    }
    return x;
  }

  private static double exactTau(double a) {
    return (1 + a) / (2 * (1 - a));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.3, 0, 0.5, 0.9, 0.97, 0.995})
  void findsTheTauOfAutoregression(double a) {
    int n = 200_000;
    Autocorrelation found = Autocorrelation.of(process(a, n, 1));
    double allowed = SIGMAS * found.tauError();
    assertThat(found.tau()).isCloseTo(exactTau(a), within(allowed));
    assertThat(found.meanError())
        .isCloseTo(Math.sqrt(2 * exactTau(a) / n), within(0.2 * found.meanError()));
    assertThat(found.mean()).isCloseTo(0, within(SIGMAS * found.meanError()));
    assertThat(found.effectiveSamples()).isCloseTo(n / (2 * found.tau()), within(1e-6));
    // Broken twins: the convention 1 + 2 sum rho, and, where it shows, a sum without the lag 0.
    assertThat(Math.abs(2 * found.tau() - exactTau(a))).isGreaterThan(allowed);
    if (a <= 0.5) {
      assertThat(Math.abs(found.tau() - 0.5 - exactTau(a))).isGreaterThan(allowed);
    }
  }

  /**
   * 32 chains in 8 groups with means of their own; the broken twin takes one mean for all. Errors
   * as above; the chains are only 111 tau long, so the bias of the means would show.
   */
  @Test
  void groupsHaveMeansOfTheirOwn() {
    double a = 0.8;
    double[][] chains = new double[32][];
    for (int r = 0; r < chains.length; r++) {
      double offset = 3 * (r % 8);
      chains[r] = Arrays.stream(process(a, 500, 100 + r)).map(x -> x + offset).toArray();
    }
    Autocorrelation found = Autocorrelation.ofGroups(8, chains);
    assertThat(found.tau()).isCloseTo(exactTau(a), within(SIGMAS * found.tauError()));
    double[] rho = found.rho();
    for (int t = 0; t < 5; t++) {
      assertThat(rho[t]).isCloseTo(Math.pow(a, t), within(0.1));
    }
    Autocorrelation broken = Autocorrelation.of(chains);
    assertThat(broken.tau() < 2 * exactTau(a)).isFalse(); // NaN or long
  }

  @Test
  void aKnownMeanNeedsNoEstimate() {
    double a = 0.9;
    double[][] chains = new double[200][];
    for (int r = 0; r < chains.length; r++) {
      chains[r] = process(a, 400, 200 + r);
    }
    Autocorrelation found = Autocorrelation.aboutZero(chains);
    assertThat(found.tau()).isCloseTo(exactTau(a), within(SIGMAS * found.tauError()));
    assertThat(Autocorrelation.unknown().tau()).isNaN();
  }

  /** 400 series of 2000 steps, tau = 4.5. */
  @Test
  void errorBarsCover() {
    double a = 0.8;
    int series = 400;
    double sumOfSquares = 0;
    double naive = 0;
    int covered = 0;
    for (int s = 0; s < series; s++) {
      double[] x = process(a, 2000, 100 + s);
      Autocorrelation found = Autocorrelation.of(x);
      sumOfSquares += Math.pow(found.mean() / found.meanError(), 2);
      naive += Math.pow(found.mean() / found.meanError(), 2) * 2 * found.tau();
      covered += Math.abs(found.tau() - exactTau(a)) < found.tauError() ? 1 : 0;
    }
    // Chi-square with 400 degrees of freedom: standard deviation 28; 4.5 of them, and 8 per cent
    // for the noise of the error itself. The naive error (no autocorrelation) must fail.
    assertThat(sumOfSquares).isBetween(400 - 127.0, 400 * 1.08 + 127);
    assertThat(naive).isGreaterThan(2000);
    // 68.3 per cent expected, binomial standard deviation 2.3; the window's bias costs a little.
    assertThat(covered / (double) series).isBetween(0.58, 0.79);
  }

  @Test
  void replicasAgreeWithOneSeries() {
    double[][] replicas = new double[50][];
    for (int r = 0; r < replicas.length; r++) {
      replicas[r] = process(0.8, 400, 1000 + r);
    }
    Autocorrelation found = Autocorrelation.of(replicas);
    assertThat(found.tau()).isCloseTo(exactTau(0.8), within(SIGMAS * found.tauError()));
    assertThat(found.mean()).isCloseTo(0, within(SIGMAS * found.meanError()));
  }

  /** Without the bias correction the estimate from 100 steps is low by several per cent. */
  @Test
  void biasOfTheMeanIsCorrected() {
    double sum = 0;
    int series = 2000;
    for (int s = 0; s < series; s++) {
      sum += Autocorrelation.of(process(0, 100, 5000 + s)).tau();
    }
    // Uncorrected: 1/2 - (window + 1/2) / 100 <= 0.485. Statistical error of the average: 0.003.
    assertThat(sum / series).isBetween(0.49, 0.515);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.998})
  void rhoAgreesWithTheDefinition(double a) {
    double[] x = process(a, 60_000, 2);
    Autocorrelation found = Autocorrelation.of(x);
    double[] rho = found.rho();
    assertThat(rho.length).isEqualTo(2 * found.window() + 1);
    double variance = covariance(x, 0);
    double c = variance;
    for (int t = 1; t <= found.window(); t++) {
      c += 2 * covariance(x, t);
    }
    double shift = c / x.length;
    for (int t : new int[] {0, 1, found.window(), 2 * found.window()}) {
      assertThat(rho[t]).isCloseTo((covariance(x, t) + shift) / (variance + shift), within(1e-12));
    }
    double sum = Arrays.stream(rho, 1, found.window() + 1).sum();
    assertThat(found.tau()).isCloseTo(0.5 + sum, within(1e-10));
  }

  private static double covariance(double[] x, int t) {
    double mean = Arrays.stream(x).average().orElseThrow();
    double sum = 0;
    for (int i = 0; i + t < x.length; i++) {
      sum += (x[i] - mean) * (x[i + t] - mean);
    }
    return sum / (x.length - t);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void badValuesMakeEveryNumberNaN(double bad) {
    double[] x = process(0.5, 1000, 3);
    x[777] = bad;
    Autocorrelation found = Autocorrelation.of(process(0.5, 1000, 4), x);
    assertThat(found.mean()).isNaN();
    assertUndefined(found);
  }

  @Test
  void constantOrShortSeriesHaveNoTau() {
    double[] constant = new double[100];
    Arrays.fill(constant, 0.1);
    assertUndefined(Autocorrelation.of(constant));
    assertThat(Autocorrelation.of(constant).mean()).isCloseTo(0.1, within(1e-15));
    assertUndefined(Autocorrelation.of(new double[] {1, 2, 3}));
    assertUndefined(Autocorrelation.of(new double[0]));
  }

  @Test
  void stuckReplicasHaveNoTau() {
    double[][] stuck = new double[3][100];
    for (int r = 0; r < 3; r++) {
      Arrays.fill(stuck[r], r);
    }
    assertUndefined(Autocorrelation.of(stuck));
  }

  private static void assertUndefined(Autocorrelation found) {
    assertThat(found.tau()).isNaN();
    assertThat(found.tauError()).isNaN();
    assertThat(found.meanError()).isNaN();
    assertThat(found.effectiveSamples()).isNaN();
    assertThat(found.window()).isZero();
    assertThat(found.rho()).isEmpty();
  }

  @Test
  void badCallsAreRefused() {
    assertThatThrownBy(Autocorrelation::of).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Autocorrelation.of(new double[5], new double[6]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5 and 6");
  }
}
