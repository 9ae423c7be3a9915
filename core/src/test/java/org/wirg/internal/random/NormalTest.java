package org.wirg.internal.random;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NormalTest {
  /** Reference values from mpmath, 60 digits, at the double nearest to the written u. */
  @ParameterizedTest
  @CsvSource({
    "5.551115123125783e-17, -8.2923610758135955382",
    "1e-16, -8.2220822161304356152",
    "1e-15, -7.9413453261709967713",
    "1e-12, -7.0344838253011319326",
    "1e-10, -6.3613409024040561991",
    "1e-08, -5.6120012441747887279",
    "1e-06, -4.7534243088228989573",
    "1e-05, -4.2648907939228246102",
    "0.0001, -3.7190164854556805523",
    "0.001, -3.0902323061678135354",
    "0.01, -2.3263478740408410931",
    "0.025, -1.9599639845400542118",
    "0.05, -1.644853626951472688",
    "0.074, -1.4466320671589785099",
    "0.0750001, -1.4395307645017296865",
    "0.1, -1.2815515655446004353",
    "0.2, -0.84162123357291416552",
    "0.25, -0.6744897501960817432",
    "0.3, -0.52440051270804081597",
    "0.4, -0.25334710313579974132",
    "0.45, -0.12566134685507400616",
    "0.499, -0.0025066308995717662317",
    "0.501, 0.0025066308995717662317",
    "0.6, 0.25334710313579974132",
    "0.75, 0.6744897501960817432",
    "0.9, 1.2815515655446005935",
    "0.925, 1.4395314709384562291",
    "0.95, 1.6448536269514722843",
    "0.975, 1.9599639845400538556",
    "0.99, 2.3263478740408407676",
    "0.999, 3.0902323061678132778",
    "0.9999, 3.7190164854557083867",
    "0.9999999990686774, 6.0093535655307438932",
    "0.9999999999999999, 8.2095361516013868556"
  })
  void quantileAgreesWithPublishedAccuracy(double u, double expected) {
    assertThat(Math.abs(Normal.quantile(u) / expected - 1)).isLessThan(1e-15);
  }

  @Test
  void quantileIsOddAndNaNStaysNaN() {
    assertThat(Normal.quantile(0.5)).isZero();
    for (double u : new double[] {0.25, 0.125, 0.0625, 0x1p-20}) {
      assertThat(Normal.quantile(1 - u)).isEqualTo(-Normal.quantile(u));
    }
    assertThat(Normal.quantile(Double.NaN)).isNaN();
  }

  @Test
  void uniformsStayInsideTheOpenInterval() {
    assertThat(Uniform.open(0)).isGreaterThan(0);
    assertThat(Uniform.open(-1)).isLessThan(1);
  }
}
