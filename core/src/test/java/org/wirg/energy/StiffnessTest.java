package org.wirg.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wirg.field.Grid;

/**
 * Z(phi) and W(phi): what their functions are; what they do as a term of an energy, see
 * PotentialTest.
 */
class StiffnessTest {
  private static final Grid GRID = Grid.of(4, 8);
  private static final SplineBasis BASIS = new SplineBasis(-1.3, 2.1, 9);

  private static double z(Stiffness stiffness, double[] theta, double s) {
    double[] at = stiffness.at(s);
    double sum = 0;
    for (int m = 0; m < at.length; m++) {
      sum += theta[m] * at[m];
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({"false, 7", "false, 10", "true, 7", "true, 10"})
  void vanishesAtZeroAndIsFlatBeyondItsRange(boolean even, int count) {
    SplineBasis basis = new SplineBasis(even ? -1.7 : -1.2, 1.7, count);
    Stiffness stiffness = new Stiffness(GRID, basis, even, true, 1, false);
    int flat = count - 2;
    assertThat(stiffness.parameters()).isEqualTo((even ? (flat + 1) / 2 : flat) - 1);
    double[] theta = Points.normal(3, stiffness.parameters());
    assertThat(z(stiffness, theta, 0)).isCloseTo(0, within(1e-15));
    double h = 1e-6;
    for (double end : new double[] {basis.low(), basis.high()}) {
      double slope = (z(stiffness, theta, end + h) - z(stiffness, theta, end - h)) / (2 * h);
      assertThat(slope).isCloseTo(0, within(1e-4));
      assertThat(z(stiffness, theta, end * 5)).isEqualTo(z(stiffness, theta, end));
    }
    double odd = z(stiffness, theta, 0.8) - z(stiffness, theta, -0.8);
    if (even) {
      assertThat(odd).isCloseTo(0, within(1e-14));
    } else {
      assertThat(odd).isNotCloseTo(0, within(1e-3));
    }
  }

  /** U_m by its definition, site by site. */
  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void valuesAreSumsOfSquares(boolean isotropic, boolean corner) {
    Stiffness stiffness = new Stiffness(GRID, BASIS, false, isotropic, 1, corner);
    double[] x = Points.normal(4, GRID.sites());
    double[] found = new double[stiffness.parameters()];
    stiffness.values(x, 1, found);
    double[] expected = new double[found.length];
    int functions = stiffness.at(0).length;
    for (int i = 0; i < GRID.size(0); i++) {
      for (int j = 0; j < GRID.size(1); j++) {
        double here = x[GRID.site(i, j)];
        double below = x[GRID.site(i + 1, j)];
        double right = x[GRID.site(i, j + 1)];
        add(expected, 0, stiffness.at(0.5 * (here + below)), here - below);
        add(expected, isotropic ? 0 : functions, stiffness.at(0.5 * (here + right)), here - right);
        if (corner) {
          double apart = bend(x, i - 1, j) - 2 * bend(x, i, j) + bend(x, i + 1, j);
          add(expected, (isotropic ? 1 : 2) * functions, stiffness.at(here), apart);
        }
      }
    }
    assertThat(found).containsExactly(expected, within(1e-11));
    String[] first = isotropic ? new String[] {"Z1", "W1"} : new String[] {"Z1(0)", "Z1(1)", "W1"};
    assertThat(stiffness.count()).isEqualTo(first.length - (corner ? 0 : 1));
    for (int z = 0; z < stiffness.count(); z++) {
      assertThat(stiffness.label(z * functions)).isEqualTo(first[z]);
    }
  }

  private static void add(double[] values, int first, double[] functions, double apart) {
    for (int m = 0; m < functions.length; m++) {
      values[first + m] += 0.5 * functions[m] * apart * apart;
    }
  }

  /** The second difference along the second axis. */
  private static double bend(double[] x, int i, int j) {
    return x[GRID.site(i, j - 1)] - 2 * x[GRID.site(i, j)] + x[GRID.site(i, j + 1)];
  }

  /** By the energy's second differences along waves that fit the lattice. */
  @ParameterizedTest
  @CsvSource({"1, 0", "0, 2", "1, 3", "2, 4"})
  void constantFieldsBendAlongWaves(int first, int second) {
    Stiffness stiffness = new Stiffness(GRID, BASIS, false, false, 1, true);
    double[] k = {2 * Math.PI * first / GRID.size(0), 2 * Math.PI * second / GRID.size(1)};
    double size = 1e-4;
    double[] x = new double[GRID.sites()];
    double squares = 0;
    for (int site = 0; site < x.length; site++) {
      int[] at = GRID.coordinates(site);
      double wave = Math.cos(k[0] * at[0] + k[1] * at[1]);
      x[site] = 0.7 + size * wave;
      squares += wave * wave;
    }
    double[] found = new double[stiffness.parameters()];
    stiffness.values(x, 1, found);
    double[] at = stiffness.at(0.7);
    double[][] waves = stiffness.ofWaves(GRID);
    for (int m = 0; m < found.length; m++) {
      double expected = at[m % at.length] * waves[m / at.length][GRID.site(first, second)];
      assertThat(2 * found[m] / (size * size * squares))
          .as(stiffness.label(m))
          .isCloseTo(expected, within(2e-2 * (1 + Math.abs(expected))));
    }
  }

  /** Straight lines cost nothing but at the flat ends; 0 is where the sixth function is largest. */
  @Test
  void roughnessSeesBends() {
    Stiffness stiffness = new Stiffness(GRID, new SplineBasis(-2, 2, 13), false, false, 1, false);
    int functions = stiffness.parameters() / 2;
    double[] theta = new double[2 * functions];
    for (int m = 0; m < functions; m++) {
      theta[m] = m < 5 ? m - 5 : m - 4;
    }
    double[][] rows = stiffness.roughness();
    assertThat(rows).hasDimensions(2 * 10, theta.length);
    for (int row = 0; row < rows.length; row++) {
      double bend = 0;
      for (int m = 0; m < theta.length; m++) {
        bend += rows[row][m] * theta[m];
      }
      if (row == 0 || row == 9) {
        assertThat(bend).as("bend %s", row).isNotCloseTo(0, within(0.5));
      } else {
        assertThat(bend).as("bend %s", row).isCloseTo(0, within(1e-12));
      }
    }
  }

  @Test
  void refusesWhatIsNone() {
    assertThatThrownBy(() -> new Stiffness(GRID, new SplineBasis(-1, 1, 5), true, true, 1, false))
        .hasMessageContaining("6 B-splines");
    assertThatThrownBy(
            () -> new Stiffness(GRID, new SplineBasis(-1, 1, 8, 1, 1), true, true, 1, false))
        .hasMessageContaining("no tails");
    assertThatThrownBy(() -> new Stiffness(GRID, BASIS, true, true, 1, false))
        .hasMessageContaining("symmetric");
    for (double unit : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new Stiffness(GRID, BASIS, false, true, unit, false))
          .hasMessageContaining("positive");
    }
  }
}
