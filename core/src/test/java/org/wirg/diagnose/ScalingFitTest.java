package org.wirg.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.wirg.internal.random.Purpose;
import org.wirg.internal.random.RandomStream;

final class ScalingFitTest {
  private static final double[] SIZES = {8, 16, 32, 64, 128};

  @Test
  void findsAPowerLaw() {
    double[] tau = new double[SIZES.length];
    double[] error = new double[SIZES.length];
    for (int i = 0; i < tau.length; i++) {
      tau[i] = 0.3 * StrictMath.pow(SIZES[i], 2.17);
      error[i] = (0.01 + 0.02 * i) * tau[i];
    }
    tau[2] = Double.NaN; // a size without a tau is left out
    ScalingFit fit = ScalingFit.of(SIZES, tau, error);
    assertThat(fit.exponent()).isCloseTo(2.17, within(1e-12));
    assertThat(fit.amplitude()).isCloseTo(0.3, within(1e-12));
    assertThat(fit.chiSquared()).isLessThan(1e-15);
    assertThat(fit.points()).isEqualTo(4);
  }

  /** The pull (z - true) / error is standard normal; fails by chance in 1 of 10^5 seeds. */
  @Test
  void itsErrorCovers() {
    int fits = 2000;
    double squares = 0;
    double chi = 0;
    RandomStream random = new RandomStream(7, Purpose.RESAMPLE, 0);
    for (int f = 0; f < fits; f++) {
      double[] tau = new double[SIZES.length];
      double[] error = new double[SIZES.length];
      for (int i = 0; i < tau.length; i++) {
        tau[i] = 2 * StrictMath.exp(1e-3 * (i + 1) * random.nextNormal());
        error[i] = 1e-3 * (i + 1) * 2;
      }
      ScalingFit fit = ScalingFit.of(SIZES, tau, error);
      double pull = fit.exponent() / fit.exponentError();
      squares += pull * pull / fits;
      chi += fit.chiSquared() / fits;
    }
    // Variances of the two means: 2 / fits and 2 * 3 / fits.
    assertThat(squares).isCloseTo(1, within(4.5 * Math.sqrt(2.0 / fits)));
    assertThat(chi).isCloseTo(3, within(4.5 * Math.sqrt(6.0 / fits)));
  }

  @Test
  void scatterEnlargesTheError() {
    double[] error = {0.01, 0.01, 0.01};
    double[] sizes = {8, 16, 32};
    ScalingFit rough = ScalingFit.of(sizes, new double[] {1, 2, 1}, error);
    assertThat(rough.scatterError())
        .isCloseTo(rough.exponentError() * Math.sqrt(rough.chiSquared()), within(1e-12));
    ScalingFit smooth = ScalingFit.of(sizes, new double[] {1, 2, 4}, error);
    assertThat(smooth.scatterError()).isEqualTo(smooth.exponentError());
  }

  @Test
  void oneSizeIsNoFit() {
    ScalingFit fit = ScalingFit.of(new double[] {8}, new double[] {1}, new double[] {0.1});
    assertThat(fit.exponent()).isNaN();
    assertThat(fit.exponentError()).isNaN();
  }
}
