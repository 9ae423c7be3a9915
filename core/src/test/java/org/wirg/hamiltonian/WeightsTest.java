package org.wirg.hamiltonian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.wirg.internal.random.Purpose;
import org.wirg.internal.random.RandomStream;

/** Weighted averages whose values are known. */
final class WeightsTest {
  private static final Offset<Double> TINY = Offset.offset(1e-12);

  @Test
  void equalWeightsGiveTheUsualMean() {
    Weights weights = Weights.equal(4);
    assertThat(weights.effectiveFraction()).isEqualTo(1);
    assertThat(weights.largestShare()).isEqualTo(0.25);
    assertThat(weights.mean(new double[] {1, 2, 3, 6}).value()).isEqualTo(3);
    // sqrt(variance / n) = sqrt(14 / 3 / 4)
    assertThat(weights.mean(new double[] {1, 2, 3, 6}).error())
        .isCloseTo(Math.sqrt(14.0 / 12), TINY);
  }

  @Test
  void knownWeights() {
    double[] logs = {Math.log(1), Math.log(3)};
    Weights weights = new Weights(logs);
    assertThat(weights.effectiveFraction()).isCloseTo(16.0 / 20, TINY);
    assertThat(weights.largestShare()).isCloseTo(0.75, TINY);
    assertThat(weights.logMean().value()).isCloseTo(Math.log(2), TINY);
    assertThat(weights.mean(new double[] {0, 1}).value()).isCloseTo(0.75, TINY);
    assertThat(Arrays.stream(weights.normalisedLogs()).map(Math::exp).sum()).isCloseTo(1, TINY);
  }

  @Test
  void aCommonFactorMattersToTheirMeanAlone() {
    double[] values = {0.3, -1, 2, 0.7};
    Weights small = new Weights(new double[] {0, 1, -1, 0.5});
    Weights large = new Weights(new double[] {5000, 5001, 4999, 5000.5});
    assertThat(large.mean(values)).isEqualTo(small.mean(values));
    assertThat(large.logMean().value()).isCloseTo(5000 + small.logMean().value(), TINY);
  }

  /** N(1, 1) from N(0, 1): w = exp(x - 1/2). Fails by chance once in 16,000 times each. */
  @Test
  void shiftsGaussians() {
    RandomStream random = new RandomStream(11, Purpose.RESAMPLE, 0);
    double[] x = new double[20_000];
    Arrays.setAll(x, i -> random.nextNormal());
    Weights weights = new Weights(Arrays.stream(x).map(v -> v - 0.5).toArray());
    assertThat(weights.mean(x).value()).isCloseTo(1, Offset.offset(4 * weights.mean(x).error()));
    assertThat(weights.logMean().value())
        .isCloseTo(0, Offset.offset(4 * weights.logMean().error()));
    assertThat(weights.mean(x).error()).isBetween(0.01, 0.03);
    assertThat(weights.effectiveFraction()).isCloseTo(Math.exp(-1), Offset.offset(0.05));
    // The broken twin: no weights.
    assertThat(Math.abs(Weights.equal(x.length).mean(x).value() - 1)).isGreaterThan(0.9);
  }

  @Test
  void refusals() {
    assertThatThrownBy(() -> new Weights(new double[1]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Weights(new double[] {0, Double.NaN}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Weights.equal(3).mean(new double[2]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
