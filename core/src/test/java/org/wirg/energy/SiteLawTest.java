package org.wirg.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wirg.field.Grid;
import org.wirg.internal.random.Normal;

class SiteLawTest {
  private static final SplineBasis BASIS = new SplineBasis(-3, 4, 12);

  private static ScalarPotential potential(SplineBasis basis, boolean even) {
    return new ScalarPotential(Grid.of(1), basis, even, ScalarPotential.Gauge.CONSTANT);
  }

  /** Coefficients of x^2 / 2, up to a constant. */
  private static double[] parabola(SplineBasis basis) {
    double[] theta = new double[basis.count() - 1];
    double start = basis.low() - basis.width();
    Arrays.setAll(
        theta,
        m -> {
          double centre = start + (m + 1) * basis.width();
          return 0.5 * (centre * centre - start * start);
        });
    return theta;
  }

  private static double[] rough(long seed, double size) {
    double[] theta = parabola(BASIS);
    double[] noise = Points.normal(seed, theta.length);
    Arrays.setAll(theta, m -> theta[m] + size * noise[m]);
    return theta;
  }

  static List<double[]> coefficients() {
    return List.of(parabola(BASIS), rough(1, 0.5), rough(2, 3));
  }

  private static double energy(double[] theta, double x) {
    double[] energy = {0};
    potential(BASIS, false)
        .bind(theta)
        .add(new double[] {x}, 1, new double[1], new double[1], energy);
    return energy[0];
  }

  /** Simpson's rule on many points. */
  private static double integral(double[] theta, double from, double to) {
    int n = 20_000;
    double h = (to - from) / n;
    double sum = 0;
    for (int i = 0; i <= n; i++) {
      int weight = i == 0 || i == n ? 1 : i % 2 == 0 ? 2 : 4;
      sum += weight * Math.exp(-energy(theta, from + i * h));
    }
    return sum * h / 3;
  }

  @ParameterizedTest
  @MethodSource("coefficients")
  void normalisationAndQuantilesAgreeWithQuadrature(double[] theta) {
    SiteLaw law = new SiteLaw(potential(BASIS, false), theta);
    double z = integral(theta, -12, 13);
    assertThat(law.logZ()).isCloseTo(Math.log(z), within(1e-6));
    for (double u : new double[] {1e-6, 0.001, 0.1, 0.5, 0.77, 0.999}) {
      double x = law.quantile(u);
      double below = integral(theta, -12, x) / z;
      assertThat(below).as("CDF at the quantile of %s", u).isCloseTo(u, within(2e-6 + 1e-4 * u));
    }
  }

  @Test
  void aParabolaIsANormalLaw() {
    SplineBasis wide = new SplineBasis(-9, 9, 30);
    SiteLaw law = new SiteLaw(potential(wide, false), parabola(wide));
    // The gauge has subtracted the first coefficient from v, and v(x) = x^2/2 was its sum.
    double start = wide.low() - wide.width();
    double first = 0.5 * (start * start - wide.width() * wide.width() / 3);
    assertThat(law.logZ()).isCloseTo(0.5 * Math.log(2 * Math.PI) + first, within(1e-10));
    for (double u = 0.0005; u < 1; u += 0.01) {
      assertThat(law.quantile(u)).isCloseTo(Normal.quantile(u), within(1e-4));
    }
  }

  @ParameterizedTest
  @MethodSource("coefficients")
  void meansAndCovariancesAreDerivativesOfLogZ(double[] theta) {
    SiteLaw law = new SiteLaw(potential(BASIS, false), theta);
    double[] means = law.means();
    double[][] covariances = law.covariances();
    double h = 1e-5;
    for (int m = 0; m < theta.length; m++) {
      double[] up = theta.clone();
      double[] down = theta.clone();
      up[m] += h;
      down[m] -= h;
      SiteLaw high = new SiteLaw(potential(BASIS, false), up);
      SiteLaw low = new SiteLaw(potential(BASIS, false), down);
      assertThat(-(high.logZ() - low.logZ()) / (2 * h)).isCloseTo(means[m], within(1e-8));
      for (int n = 0; n < theta.length; n++) {
        double slope = -(high.means()[n] - low.means()[n]) / (2 * h);
        assertThat(slope).isCloseTo(covariances[m][n], within(1e-7));
        assertThat(covariances[m][n]).isEqualTo(covariances[n][m]);
      }
    }
  }

  @Test
  void quantilesGrowAndStayInReach() {
    SiteLaw law = new SiteLaw(potential(BASIS, false), rough(3, 2));
    double before = BASIS.low() - 5;
    for (double u : new double[] {0x1p-54, 1e-9, 0.2, 0.5, 0.9, 1 - 0x1p-53}) {
      double x = law.quantile(u);
      assertThat(x).isBetween(before, BASIS.high() + 5);
      before = x;
    }
  }

  /** Two narrow wells 40 apart in energy from what lies between, as deep in an ordered phase. */
  @Test
  void twoWellsWithNothingBetween() {
    SplineBasis basis = new SplineBasis(-1.2, 1.2, 20);
    double[] theta = new double[basis.count() / 2 - 1];
    for (int m = 0; m < theta.length; m++) {
      theta[m] = wells(basis, m + 1) - wells(basis, 0);
    }
    SiteLaw law = new SiteLaw(potential(basis, true), theta);
    assertThat(law.logZ()).isFinite();
    assertThat(law.quantile(0.25)).isBetween(-1.2, -0.8);
    assertThat(law.quantile(0.75)).isBetween(0.8, 1.2);
    assertThat(law.quantile(0.25)).isCloseTo(-law.quantile(0.75), within(1e-9));
    assertThat(law.quantile(0.499)).isLessThan(0);
    assertThat(law.quantile(0.501)).isGreaterThan(0);
  }

  private static double wells(SplineBasis basis, int k) {
    double x = basis.low() + (k - 1) * basis.width();
    return 40 * (x * x - 1) * (x * x - 1);
  }

  @Test
  void refusesMoreThanOneSite() {
    ScalarPotential two =
        new ScalarPotential(Grid.of(2), BASIS, false, ScalarPotential.Gauge.CONSTANT);
    assertThatThrownBy(() -> new SiteLaw(two, new double[BASIS.count() - 1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one site");
  }

  @Test
  void saysWhatIsNoLaw() {
    double[] theta = parabola(BASIS);
    for (double bad :
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      double[] other = theta.clone();
      other[3] = bad;
      SiteLaw none = new SiteLaw(potential(BASIS, false), other);
      assertThat(none.logZ()).isNaN();
      assertThat(none.quantile(0.5)).isNaN();
    }
    SiteLaw law = new SiteLaw(potential(BASIS, false), theta);
    for (double u : new double[] {Double.NaN, 0, 1, -1, 2}) {
      assertThatThrownBy(() -> law.quantile(u))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("(0, 1)");
    }
  }
}
