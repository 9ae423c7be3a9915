package org.wirg.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.wirg.internal.random.Purpose;
import org.wirg.internal.random.RandomStream;

final class ConvergenceTest {
  private static double[][] noise(int chains, int draws) {
    double[][] x = new double[chains][draws];
    for (int c = 0; c < chains; c++) {
      RandomStream random = new RandomStream(5, Purpose.RESAMPLE, c);
      for (int i = 0; i < draws; i++) {
        x[c][i] = random.nextNormal();
      }
    }
    return x;
  }

  @Test
  void workedExample() {
    // Halves (1,2), (3,5), (2,2), (4,8): W = 10.5 / 4, means 1.5, 4, 2, 6, variance of means
    // 4.2291..
    double variance = (1.875 * 1.875 + 0.625 * 0.625 + 1.375 * 1.375 + 2.625 * 2.625) / 3;
    double expected = Math.sqrt(0.5 + variance / (10.5 / 4));
    double[][] chains = {{1, 2, 3, 5}, {2, 2, 4, 8}};
    assertThat(Convergence.rHat(chains)).isCloseTo(expected, within(1e-14));
    double[][] odd = {{1, 2, 99, 3, 5}, {2, 2, -99, 4, 8}};
    assertThat(Convergence.rHat(odd)).isCloseTo(expected, within(1e-14));
  }

  @Test
  void mixedChainsAreNearOneOthersAreNot() {
    double[][] chains = noise(4, 2000);
    assertThat(Convergence.rHat(chains)).isBetween(0.999, 1.005);
    for (int i = 0; i < 2000; i++) {
      chains[2][i] += 1;
    }
    assertThat(Convergence.rHat(chains)).isGreaterThan(1.05);
    double[][] drifting = noise(1, 2000); // only the split can see a common drift
    for (int i = 0; i < 2000; i++) {
      drifting[0][i] += i / 1000.0;
    }
    assertThat(Convergence.rHat(drifting)).isGreaterThan(1.05);
  }

  @Test
  void whatCannotBeToldIsNaN() {
    double[][] bad = noise(3, 100);
    bad[1][40] = Double.NaN;
    assertThat(Convergence.rHat(bad)).isNaN();
    bad[1][40] = Double.POSITIVE_INFINITY;
    assertThat(Convergence.rHat(bad)).isNaN();
    assertThat(Convergence.rHat(noise(3, 3))).isNaN();
    assertThat(Convergence.rHat(new double[][] {{0.1, 0.1, 0.1, 0.1, 0.1, 0.1}})).isNaN();
    assertThat(Convergence.rHat(new double[][] {{1, 1, 1, 1}, {2, 2, 2, 2}}))
        .isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void badCallsAreRefused() {
    assertThatThrownBy(() -> Convergence.rHat(new double[0][]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Convergence.rHat(new double[][] {{1, 2, 3, 4}, {1, 2, 3}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4 and 3");
  }
}
