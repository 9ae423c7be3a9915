package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Potential;
import org.wirg.energy.QuadraticKernel;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.SplineBasis;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.wavelet.Dense;
import org.wirg.wavelet.Wavelet;
import org.wirg.wavelet.WaveletStep;

/** The normal equations of a few fields against explicit matrices. */
class NormalEquationsTest {
  private static final int FIELDS = 37;

  static List<Grid> grids() {
    return List.of(Grid.of(8), Grid.of(4, 4), Grid.of(2, 2, 4));
  }

  /** Four splines have no fourth difference: nothing is regularised but by the ridge. */
  private static List<Potential> terms(Grid grid) {
    return List.of(
        new QuadraticKernel(grid, 1, false),
        new ScalarPotential(
            grid, new SplineBasis(-2, 2.2, 4), false, ScalarPotential.Gauge.LINEAR));
  }

  private static double[] rows(Grid grid) {
    Random random = new Random(3);
    double[] rows = new double[FIELDS * grid.sites()];
    Arrays.setAll(rows, i -> random.nextGaussian() + 0.2);
    return rows;
  }

  /** A, then b as a last column, per field, from Hi and Hessians written down as matrices. */
  private static double[][] dense(Grid grid, List<Potential> terms, double[] field) {
    double[][] p = Dense.projector(Wavelet.named("db2"), grid);
    int parameters = terms.stream().mapToInt(Potential::parameters).sum();
    int n = grid.sites();
    double[][] gradients = new double[parameters][n];
    double[] laplacians = new double[parameters];
    QuadraticKernel kernel = (QuadraticKernel) terms.get(0);
    for (int o = 0; o < kernel.parameters(); o++) {
      for (int[] shift : kernel.orbit(o)) {
        for (int i = 0; i < n; i++) {
          int[] at = grid.coordinates(i);
          for (int a = 0; a < at.length; a++) {
            at[a] += shift[a];
          }
          gradients[o][i] += field[grid.site(at)];
          laplacians[o] += p[i][grid.site(at)];
        }
      }
    }
    // Cubic B-splines on the one interval (-2, 2.2), the first and the last left out, by their
    // truncated powers: sum over j of (-1)^j binomial(4, j) (s - j)^3 / 6.
    double h = 4.2;
    for (int k = 1; k <= 2; k++) {
      int m = kernel.parameters() + k - 1;
      for (int i = 0; i < n; i++) {
        double y = Math.clamp(field[i], -2, 2.2);
        double[] derivative = new double[2];
        double s = (y + 2) / h + 3 - k;
        int[] binomial = {1, -4, 6, -4, 1};
        for (int j = 0; j <= 4 && s > j; j++) {
          derivative[0] += binomial[j] * (s - j) * (s - j) / 2 / h;
          derivative[1] += binomial[j] * (s - j) / (h * h);
        }
        gradients[m][i] = derivative[0] + (field[i] - y) * derivative[1];
        laplacians[m] += p[i][i] * derivative[1];
      }
    }
    double[][] result = new double[parameters][parameters + 1];
    for (int m = 0; m < parameters; m++) {
      for (int l = 0; l < parameters; l++) {
        for (int i = 0; i < n; i++) {
          for (int j = 0; j < n; j++) {
            result[m][l] += gradients[m][i] * p[i][j] * gradients[l][j];
          }
        }
      }
      result[m][parameters] = laplacians[m];
    }
    return result;
  }

  private static NormalEquations equations(Grid grid, Subspace subspace, double[] rows) {
    NormalEquations equations = new NormalEquations(terms(grid), subspace, new GradientBuffers());
    NormalEquations later = new NormalEquations(terms(grid), subspace, new GradientBuffers());
    equations.add(Draws.lanes(rows, grid.sites(), 0, 16, 1), 16);
    later.add(Draws.lanes(rows, grid.sites(), 16, 16, 1), 16);
    later.add(Draws.lanes(rows, grid.sites(), 32, FIELDS - 32, 1), FIELDS - 32);
    return equations.plus(later);
  }

  private static Subspace details(Grid grid) {
    return Subspace.details(new WaveletStep(Wavelet.named("db2"), grid));
  }

  /** Largest deviation from 1 of inverse (A + ridge D), and of theta from inverse b. */
  private static double mismatch(NormalSolution solution, double[][] dense, int fields) {
    int m = solution.theta().length;
    double[][] a = new double[m][m];
    double[] b = new double[m];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < m; j++) {
        double ridge = i == j ? 1 + NormalSolution.PRIOR / fields : 1;
        a[i][j] = dense[i][j] / fields * ridge;
      }
      b[i] = dense[i][m] / fields;
    }
    double[] expected = Matrices.times(Matrices.inverse(a), b);
    double worst =
        Matrices.largest(
            Matrices.plus(
                Matrices.times(Matrices.rows(solution.inverse()), a), -1, Matrices.identity(m)));
    double size = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < m; i++) {
      worst = Math.max(worst, Math.abs(solution.theta()[i] - expected[i]) / size);
    }
    return worst;
  }

  @ParameterizedTest
  @MethodSource("grids")
  void theyAreWhatTheMatricesSay(Grid grid) {
    double[] rows = rows(grid);
    double[][] dense = dense(grid, terms(grid), Arrays.copyOf(rows, grid.sites()));
    for (int f = 1; f < FIELDS; f++) {
      double[] field = Arrays.copyOfRange(rows, f * grid.sites(), (f + 1) * grid.sites());
      double[][] one = dense(grid, terms(grid), field);
      for (int m = 0; m < one.length; m++) {
        for (int n = 0; n <= one.length; n++) {
          dense[m][n] += one[m][n];
        }
      }
    }
    // Roughness, worth ten sites: coefficients (0, c, d, 0) have the third difference 3 (c - d).
    double roughness = 10 * 9 / (4.2 * 4.2);
    int last = dense.length - 1;
    dense[last - 1][last - 1] += roughness;
    dense[last][last] += roughness;
    dense[last - 1][last] -= roughness;
    dense[last][last - 1] -= roughness;
    assertThat(mismatch(equations(grid, details(grid), rows).solve(), dense, FIELDS))
        .isLessThan(1e-9);
    // The check sees an operator left out.
    assertThat(mismatch(equations(grid, Subspace.whole(grid), rows).solve(), dense, FIELDS))
        .isGreaterThan(1e-2);
    dense[0][dense.length] = 0;
    assertThat(mismatch(equations(grid, details(grid), rows).solve(), dense, FIELDS))
        .isGreaterThan(1e-2);
  }

  /** The scatter of A_n theta - b_n against its definition. */
  @ParameterizedTest
  @MethodSource("grids")
  void residualsScatterAsTheMatricesSay(Grid grid) {
    double[] rows = rows(grid);
    List<Potential> terms = terms(grid);
    int m = terms.stream().mapToInt(Potential::parameters).sum();
    double[] theta = new double[m];
    // Coefficients that the wall does not see: it is no part of the ansatz.
    Random random = new Random(5);
    Arrays.setAll(theta, i -> random.nextGaussian());
    double[] inside = Arrays.stream(rows).map(v -> Math.clamp(v, -1.9, 2.1)).toArray();
    ScoreResiduals residuals =
        new ScoreResiduals(new ConditionalEnergy(details(grid), terms, theta));
    for (int first = 0; first < FIELDS; first += 8) {
      int lanes = Math.min(8, FIELDS - first);
      double[] x = Draws.lanes(inside, grid.sites(), first, lanes, 1);
      residuals.add(x, lanes, Gradients.along(terms, x, lanes, residuals.force(x, lanes)));
    }
    double[][] r = new double[FIELDS][m];
    double[] mean = new double[m];
    for (int f = 0; f < FIELDS; f++) {
      double[] field = Arrays.copyOfRange(inside, f * grid.sites(), (f + 1) * grid.sites());
      double[][] one = dense(grid, terms, field);
      for (int i = 0; i < m; i++) {
        r[f][i] = -one[i][m];
        for (int j = 0; j < m; j++) {
          r[f][i] += one[i][j] * theta[j];
        }
        mean[i] += r[f][i] / FIELDS;
      }
    }
    double[][] expected = new double[m][m];
    for (double[] row : r) {
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < m; j++) {
          expected[i][j] += (row[i] - mean[i]) * (row[j] - mean[j]) / (FIELDS - 1.0);
        }
      }
    }
    double[][] found = Matrices.rows(residuals.scatter());
    assertThat(Matrices.largest(Matrices.plus(found, -1, expected)))
        .isLessThan(1e-11 * Matrices.largest(expected));
  }

  @Test
  void solutionOfAWellPosedSystem() {
    double[][] a = {{4, 1e-3, 0}, {1e-3, 9e-6, 0}, {0, 0, 25}};
    double[] theta = {1, -200, 0.5};
    double[] b = new double[3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        b[i] += a[i][j] * theta[j];
      }
    }
    NormalSolution solution = NormalSolution.of(a, b, 1_000_000_000_000L);
    for (int i = 0; i < 3; i++) {
      assertThat(solution.theta()[i]).isCloseTo(theta[i], within(1e-11 * Math.abs(theta[i])));
    }
    assertThat(solution.undetermined()).isZero();
    // Scaled: off-diagonal 1e-3 / (2 * 3e-3) = 1/6, eigenvalues 5/6, 1, 7/6.
    assertThat(solution.conditionScaled()).isCloseTo(1.4, within(1e-9));
    assertThat(solution.conditionRaw()).isGreaterThan(2e6);
  }

  @Test
  void sandwichOfAKnownScatter() {
    double[][] a = {{2, 0}, {0, 5}};
    NormalSolution solution = NormalSolution.of(a, new double[] {1, 1}, 1_000_000_000_000L);
    DMatrixRMaj scatter = new DMatrixRMaj(new double[][] {{3, 1}, {1, 4}});
    DMatrixRMaj covariance = solution.sandwich(scatter, 100);
    assertThat(covariance.get(0, 0)).isCloseTo(3.0 / 4 / 100, within(1e-12));
    assertThat(covariance.get(0, 1)).isCloseTo(1.0 / 10 / 100, within(1e-12));
    assertThat(covariance.get(1, 1)).isCloseTo(4.0 / 25 / 100, within(1e-12));
  }

  /** Two functions that are the same share their coefficient; the sum is determined. */
  @Test
  void directionsThatNoDataDetermineStaySmall() {
    double[][] a = {{2, 2}, {2, 2}};
    NormalSolution solution = NormalSolution.of(a, new double[] {6, 6}, 1000);
    assertThat(solution.undetermined()).isEqualTo(1);
    assertThat(solution.theta()[0] + solution.theta()[1]).isCloseTo(3, within(1e-5));
    assertThat(solution.theta()[0] - solution.theta()[1]).isCloseTo(0, within(1e-5));
    assertThat(CommonOps_DDRM.elementMaxAbs(solution.inverse())).isLessThan(1e7);
  }

  @Test
  void refusesWhatIsNoSystem() {
    assertThatThrownBy(() -> NormalSolution.of(new double[][] {{0}}, new double[] {1}, 10))
        .hasMessageContaining("positive diagonal");
    assertThatThrownBy(() -> NormalSolution.of(new double[][] {{Double.NaN}}, new double[] {1}, 10))
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> NormalSolution.of(new double[][] {{1}}, new double[] {Double.NaN}, 10))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
