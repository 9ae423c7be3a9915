package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.SiteLaw;
import org.wirg.energy.SplineBasis;
import org.wirg.field.Grid;

class SiteLikelihoodTest {
  private static final int CELLS = 40_000;
  private static final double REACH = 8;

  /** A law with mean near 0 and variance near 1, by its energy. */
  static final class Law {
    private final String name;
    private final SplineBasis basis;
    private final boolean even;
    private final double[] cumulative = new double[CELLS];

    Law(String name, DoubleUnaryOperator energy, double low, double high, boolean even) {
      this.name = name;
      this.basis = new SplineBasis(low, high, 20);
      this.even = even;
      double total = 0;
      for (int c = 0; c < CELLS; c++) {
        total += Math.exp(-energy.applyAsDouble(x(c)));
        cumulative[c] = total;
      }
      for (int c = 0; c < CELLS; c++) {
        cumulative[c] /= total;
      }
    }

    @Override
    public String toString() {
      return name;
    }

    static double x(int cell) {
      return -REACH + (cell + 0.5) * 2 * REACH / CELLS;
    }

    double probability(int cell) {
      return cumulative[cell] - (cell == 0 ? 0 : cumulative[cell - 1]);
    }

    double below(double x) {
      int cell = (int) ((x + REACH) / (2 * REACH) * CELLS);
      return cell < 0 ? 0 : cumulative[Math.min(cell, CELLS - 1)];
    }

    double draw(double u) {
      int at = Arrays.binarySearch(cumulative, u);
      return x(at < 0 ? -at - 1 : at);
    }

    ScalarPotential potential() {
      return potential(basis);
    }

    ScalarPotential potential(SplineBasis other) {
      return new ScalarPotential(Grid.of(1), other, even, ScalarPotential.Gauge.CONSTANT);
    }
  }

  private static final Law GAUSSIAN = new Law("Gaussian", x -> 0.5 * x * x, -4.5, 4.5, false);
  private static final Law WELLS =
      new Law("two wells", x -> 2 * x * x * (0.5 * x * x - 1.1), -2.3, 2.3, true);

  static List<Law> laws() {
    return List.of(
        GAUSSIAN,
        WELLS,
        new Law("tilted", x -> 0.4 * Math.pow(x, 4) - 0.9 * x * x - 0.45 * x, -2.4, 2.8, false),
        // One tail exponential, the other doubly so.
        new Law("Gumbel", x -> 1.28 * x + 0.577 + Math.exp(-1.28 * x - 0.577), -2.1, 7, false));
  }

  private static double[] averages(ScalarPotential potential, double[] x, double[] weights) {
    double[] values = new double[potential.parameters() * x.length];
    potential.values(x, x.length, values);
    double[] averages = new double[potential.parameters()];
    for (int m = 0; m < averages.length; m++) {
      for (int i = 0; i < x.length; i++) {
        averages[m] += weights[i] * values[m * x.length + i];
      }
    }
    return averages;
  }

  private static double[] exactAverages(Law law, ScalarPotential potential) {
    double[] x = new double[CELLS];
    double[] weights = new double[CELLS];
    Arrays.setAll(x, Law::x);
    Arrays.setAll(weights, law::probability);
    return averages(potential, x, weights);
  }

  /** Kolmogorov's distance of two laws. */
  private static double distance(Law law, SiteLaw fitted) {
    double worst = 0;
    for (double u = 0.001; u < 1; u += 0.001) {
      worst = Math.max(worst, Math.abs(law.below(fitted.quantile(u)) - u));
    }
    return worst;
  }

  @ParameterizedTest
  @MethodSource("laws")
  void exactAveragesGiveTheLaw(Law law) {
    ScalarPotential potential = law.potential();
    double[] target = exactAverages(law, potential);
    var solution = new SiteLikelihood(potential, target, 1_000_000_000_000L).solve();
    SiteLaw fitted = new SiteLaw(potential, solution.theta());
    assertThat(distance(law, fitted)).isLessThan(3e-4);
    for (int m = 0; m < target.length; m++) {
      assertThat(fitted.means()[m]).isCloseTo(target[m], within(1e-5));
    }
  }

  private static double[] sample(Law law, int count, long seed) {
    Random random = new Random(seed);
    double[] x = new double[count];
    Arrays.setAll(x, i -> law.draw(random.nextDouble()));
    return x;
  }

  private static SplineBasis range(Law law, double[] x, int splines) {
    double low = Arrays.stream(x).min().orElseThrow();
    double high = Arrays.stream(x).max().orElseThrow();
    double most = Math.max(-low, high);
    return law.even ? new SplineBasis(-most, most, splines) : new SplineBasis(low, high, splines);
  }

  private static double[] uniform(int count) {
    double[] weights = new double[count];
    Arrays.fill(weights, 1.0 / count);
    return weights;
  }

  /**
   * Kolmogorov's test of the fitted law against the true one, as if the law were the empirical one:
   * it exceeds 2 / sqrt(n) with probability 7e-4, and the fitted law is the smoother of the two.
   */
  @ParameterizedTest
  @MethodSource("laws")
  void samplesGiveTheLaw(Law law) {
    for (int count : new int[] {300, 20_000}) {
      double[] x = sample(law, count, 11);
      ScalarPotential potential = law.potential(range(law, x, count < 1000 ? 7 : 20));
      var solution =
          new SiteLikelihood(potential, averages(potential, x, uniform(count)), count).solve();
      SiteLaw fitted = new SiteLaw(potential, solution.theta());
      assertThat(distance(law, fitted)).as("%s values", count).isLessThan(2 / Math.sqrt(count));
      if (count > 1000) {
        // The same fit of another law is refused.
        Law other = law.name.equals(GAUSSIAN.name) ? WELLS : GAUSSIAN;
        assertThat(distance(other, fitted)).isGreaterThan(2 / Math.sqrt(count));
      }
      for (int m = 0; m < potential.parameters(); m++) {
        assertThat(solution.covariance().get(m, m)).isPositive();
      }
    }
  }

  /** Each half's moments are in the middle of nowhere; what lies between was never seen. */
  @Test
  void anOrderedPhaseWithNothingBetweenTheWells() {
    Random random = new Random(4);
    for (double width : new double[] {0.2, 0.05, 0.01}) {
      for (boolean even : new boolean[] {false, true}) {
        int count = 2000;
        double[] x = new double[count];
        Arrays.setAll(x, i -> (i % 2 == 0 ? 1 : -1) * (1 + width * random.nextGaussian()));
        double most = Arrays.stream(x).map(Math::abs).max().orElseThrow();
        ScalarPotential potential =
            new ScalarPotential(
                Grid.of(1), new SplineBasis(-most, most, 20), even, ScalarPotential.Gauge.CONSTANT);
        double[] target = averages(potential, x, uniform(count));
        var solution = new SiteLikelihood(potential, target, count).solve();
        SiteLaw law = new SiteLaw(potential, solution.theta());
        String what = "width " + width + ", even " + even;
        assertThat(Arrays.stream(solution.theta()).allMatch(Double::isFinite)).isTrue();
        double outside = 0;
        double between = 0;
        for (double u = 0.0005; u < 1; u += 0.001) {
          double q = law.quantile(u);
          outside += Math.abs(q) > most + 0.05 ? 0.001 : 0;
          between += Math.abs(q) < 0.3 ? 0.001 : 0;
        }
        assertThat(outside).as("%s: probability beyond all data", what).isLessThan(0.02);
        assertThat(between).as("%s: probability of the middle", what).isLessThan(0.005);
        assertThat(law.quantile(0.25)).as(what).isCloseTo(-1, within(0.15));
        assertThat(law.quantile(0.75)).as(what).isCloseTo(1, within(0.15));
      }
    }
  }
}
