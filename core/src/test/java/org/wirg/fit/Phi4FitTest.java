package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.energy.Potential;
import org.wirg.energy.QuadraticKernel;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.lattice.Phi4;

/** The finest level of critical phi^4, whose energy is known. */
class Phi4FitTest {
  private static final double BETA = 0.68;
  private static final Grid SMALL = Grid.of(16, 16);
  private static final int FIELDS = 3000;

  /** Fields beyond the ones that are learned from. */
  private static final int FRESH = 200;

  private static double[] small = {};

  @BeforeAll
  static void simulate() {
    small = simulated(SMALL, FIELDS + FRESH);
  }

  private static double[] simulated(Grid grid, int count) {
    return Draws.phi4(grid, BETA, count, 7);
  }

  private static Model finest(Grid grid, double[] rows, boolean symmetric) {
    double[] training = Arrays.copyOf(rows, rows.length - FRESH * grid.sites());
    FitOptions options = new FitOptions("db2", 1, 3, 20, symmetric, symmetric, 1, 1);
    return Draws.fit(grid, training, options);
  }

  /** False alarms: 6e-5 for each of 24 couplings. Neighbouring fields are nearly independent. */
  @Test
  void couplingsOfNeighboursAndOfNobodyElse() {
    couplings(finest(SMALL, small, false).levels().get(0), 0.05);
  }

  @Test
  void symmetriesMakeErrorsSmaller() {
    Level plain = finest(SMALL, small, false).levels().get(0);
    Model model = finest(SMALL, small, true);
    Level symmetric = model.levels().get(0);
    couplings(symmetric, 0.03);
    double before = plain.estimate().error(0, plain.energy().theta().length);
    double after = symmetric.estimate().error(0, symmetric.energy().theta().length);
    assertThat(after).isLessThan(0.95 * before);
    energyDifferences(SMALL, small, model, 0.9995, 0.01);
  }

  private static void couplings(Level level, double tolerance) {
    double unit = level.sigma() * level.sigma();
    QuadraticKernel kernel = (QuadraticKernel) level.energy().terms().get(0);
    double[] theta = level.energy().theta();
    for (int o = 0; o < kernel.parameters(); o++) {
      boolean nearest = Arrays.stream(kernel.orbit(o).get(0)).map(Math::abs).sum() == 1;
      double truth = nearest ? BETA : 0;
      double found = -theta[o] / unit;
      double error = level.estimate().error(o, theta.length) / unit;
      assertThat(Math.abs(found - truth)).as(kernel.label(o)).isLessThan(4 * error);
      assertThat(Math.abs(found - truth)).as(kernel.label(o)).isLessThan(tolerance * BETA);
    }
  }

  @Test
  void energyDifferencesAtFixedCoarseField() {
    energyDifferences(SMALL, small, finest(SMALL, small, false), 0.999, 0.01);
  }

  @Test
  @Tag("deep")
  void energyDifferencesOfLargerFields() {
    Grid grid = Grid.of(32, 32);
    double[] rows = simulated(grid, 10_000 + FRESH);
    energyDifferences(grid, rows, finest(grid, rows, false), 0.9999, 0.005);
  }

  /**
   * Pairs of fields with the same phi_1, the second by a Metropolis walk of the details under the
   * true conditional law, so that both are typical: E must change as the true energy does, and the
   * error must be what the coefficients' covariance says (the ratio of squares has expectation 1).
   */
  private static void energyDifferences(
      Grid grid, double[] rows, Model model, double correlation, double slope) {
    Level level = model.levels().get(0);
    Phi4 phi4 = new Phi4(grid, BETA);
    int n = grid.sites();
    ConditionalEnergy.Evaluator learned = level.energy().evaluator(1);
    double[] truth = new double[FRESH];
    double[] found = new double[FRESH];
    double expected = 0;
    Random random = new Random(3);
    for (int f = 0; f < FRESH; f++) {
      int from = rows.length - (FRESH - f) * n;
      double[] before = Arrays.copyOfRange(rows, from, from + n);
      double[] after = walked(phi4, level.energy().subspace(), before, random);
      truth[f] = phi4.energy(after) - phi4.energy(before);
      found[f] = energy(learned, scaled(model, after)) - energy(learned, scaled(model, before));
      expected += variance(level, scaled(model, before), scaled(model, after)) / FRESH;
    }
    double tt = 0;
    double ft = 0;
    double ff = 0;
    for (int f = 0; f < FRESH; f++) {
      tt += truth[f] * truth[f] / FRESH;
      ft += truth[f] * found[f] / FRESH;
      ff += found[f] * found[f] / FRESH;
    }
    double square = ff - 2 * ft + tt;
    assertThat(Math.sqrt(tt)).as("energies do change").isGreaterThan(2);
    assertThat(ft / Math.sqrt(tt * ff)).as("correlation").isGreaterThan(correlation);
    assertThat(ft / tt).as("slope").isBetween(1 - slope, 1 + slope);
    assertThat(square / expected).as("squared error against the fit's own errors").isLessThan(4);
  }

  /** What the covariance of the coefficients says about an energy difference. */
  private static double variance(Level level, double[] before, double[] after) {
    double[] change = values(level, after);
    double[] start = values(level, before);
    int p = change.length;
    double[] covariance = level.estimate().covariance();
    double sum = 0;
    for (int m = 0; m < p; m++) {
      for (int k = 0; k < p; k++) {
        sum += (change[m] - start[m]) * covariance[m * p + k] * (change[k] - start[k]);
      }
    }
    return sum;
  }

  private static double[] values(Level level, double[] x) {
    double[] all = new double[level.energy().theta().length];
    for (int t = 0; t < level.energy().terms().size(); t++) {
      Potential term = level.energy().terms().get(t);
      double[] values = new double[term.parameters()];
      term.values(x, 1, values);
      System.arraycopy(values, 0, all, level.energy().offset(t), values.length);
    }
    return all;
  }

  /** The centred field in units of its standard deviation. */
  private static double[] scaled(Model model, double[] field) {
    double sigma = model.levels().get(0).sigma();
    return Arrays.stream(field).map(v -> (v - model.mean()) / sigma).toArray();
  }

  private static double energy(ConditionalEnergy.Evaluator evaluator, double[] x) {
    double[] energy = {0};
    evaluator.energy(x, new double[x.length], energy);
    return energy[0];
  }

  private static double[] walked(Phi4 phi4, Subspace details, double[] start, Random random) {
    double[] field = start;
    double energy = phi4.energy(field);
    for (int t = 0; t < 400; t++) {
      double[] next = new double[field.length];
      Arrays.setAll(next, i -> 0.05 * random.nextGaussian());
      details.projector(1).project(next);
      for (int i = 0; i < next.length; i++) {
        next[i] += field[i];
      }
      double nextEnergy = phi4.energy(next);
      if (Math.log(random.nextDouble()) < energy - nextEnergy) {
        field = next;
        energy = nextEnergy;
      }
    }
    return field;
  }
}
