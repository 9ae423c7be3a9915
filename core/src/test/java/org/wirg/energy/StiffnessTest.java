package org.wirg.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wirg.field.Grid;

/** Z(phi): what its functions are; what they do as a term of an energy, see PotentialTest. */
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
    Stiffness stiffness = new Stiffness(GRID, basis, even, true, 1);
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
  @CsvSource({"true", "false"})
  void valuesAreSumsOverPairs(boolean isotropic) {
    Stiffness stiffness = new Stiffness(GRID, BASIS, false, isotropic, 1);
    double[] x = Points.normal(4, GRID.sites());
    double[] found = new double[stiffness.parameters()];
    stiffness.values(x, 1, found);
    double[] expected = new double[found.length];
    int functions = found.length / stiffness.axes();
    for (int site = 0; site < x.length; site++) {
      for (int axis = 0; axis < 2; axis++) {
        int[] at = GRID.coordinates(site);
        at[axis]++;
        double there = x[GRID.site(at)];
        double[] z = stiffness.at(0.5 * (x[site] + there));
        for (int m = 0; m < functions; m++) {
          double apart = x[site] - there;
          expected[(isotropic ? 0 : axis * functions) + m] += 0.5 * z[m] * apart * apart;
        }
      }
    }
    for (int m = 0; m < found.length; m++) {
      assertThat(found[m]).as(stiffness.label(m)).isCloseTo(expected[m], within(1e-12));
    }
    assertThat(stiffness.label(0)).isEqualTo(isotropic ? "Z1" : "Z1(0)");
    assertThat(stiffness.label(found.length - 1))
        .isEqualTo(isotropic ? "Z" + functions : "Z" + functions + "(1)");
  }

  /** Straight lines cost nothing but at the flat ends; 0 is where the sixth function is largest. */
  @Test
  void roughnessSeesBends() {
    Stiffness stiffness = new Stiffness(GRID, new SplineBasis(-2, 2, 13), false, false, 1);
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
    assertThatThrownBy(() -> new Stiffness(GRID, new SplineBasis(-1, 1, 5), true, true, 1))
        .hasMessageContaining("6 B-splines");
    assertThatThrownBy(() -> new Stiffness(GRID, new SplineBasis(-1, 1, 8, 1, 1), true, true, 1))
        .hasMessageContaining("no tails");
    assertThatThrownBy(() -> new Stiffness(GRID, BASIS, true, true, 1))
        .hasMessageContaining("symmetric");
    for (double unit : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new Stiffness(GRID, BASIS, false, true, unit))
          .hasMessageContaining("positive");
    }
  }
}
