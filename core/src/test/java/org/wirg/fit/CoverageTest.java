package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.wirg.energy.Level;
import org.wirg.energy.QuadraticKernel;
import org.wirg.field.Grid;
import org.wirg.lattice.GaussianField;

/** Error bars against the scatter of the estimates over many data sets. */
class CoverageTest {
  private static final int SETS = 200;

  /**
   * Intervals of +- 1.96 errors should hold the truth in 95 of 100 data sets: of 200 fewer than 176
   * or more than 198 do with probability 4e-4. Mean and scatter of the 200 estimates in units of
   * their errors: 0 +- 0.07 and 1 +- 0.05; the bounds are at 4 of these (probability 1e-4 each).
   */
  @Test
  void ninetyFivePerCentOfTheIntervalsHoldTheTruth() {
    Grid grid = Grid.of(8, 8);
    GaussianField law = Draws.free(grid, Math.sqrt(0.5));
    FitOptions options = new FitOptions("db2", 1, 1, 6, false, false, 1, 1);
    int[] covered = new int[4];
    double[] sum = new double[4];
    double[] squares = new double[4];
    for (int set = 0; set < SETS; set++) {
      double[] rows = Draws.gaussian(law, 200, 1000 + set);
      Level level = Draws.fit(grid, rows, options).levels().get(0);
      QuadraticKernel kernel = (QuadraticKernel) level.energy().terms().get(0);
      double[] theta = level.energy().theta();
      for (int o = 0; o < 4; o++) {
        double truth = kernel.label(o).matches("K\\(1,0\\)|K\\(0,1\\)") ? 1 : 0;
        double error = level.estimate().error(o, theta.length);
        double z = (-theta[o] - truth * level.sigma() * level.sigma()) / error;
        covered[o] += Math.abs(z) < 1.96 ? 1 : 0;
        sum[o] += z / SETS;
        squares[o] += z * z / SETS;
      }
    }
    for (int o = 0; o < 4; o++) {
      assertThat(covered[o]).as("intervals of coupling %s", o).isBetween(176, 198);
      assertThat(sum[o]).as("bias in errors").isBetween(-0.28, 0.28);
      assertThat(Math.sqrt(squares[o])).as("scatter in errors").isBetween(0.8, 1.2);
    }
  }
}
