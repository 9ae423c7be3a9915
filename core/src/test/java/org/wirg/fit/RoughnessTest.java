package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wirg.energy.Potential;
import org.wirg.energy.QuadraticKernel;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.SplineBasis;
import org.wirg.field.Grid;

/** What smoothness weighs beside data: ten observations of a site, less where there are many. */
final class RoughnessTest {
  private static final Grid GRID = Grid.of(4, 4);
  private static final Potential KERNEL = new QuadraticKernel(GRID, 1, true);
  private static final ScalarPotential POTENTIAL =
      new ScalarPotential(GRID, new SplineBasis(-2, 2, 6), false, ScalarPotential.Gauge.LINEAR);
  private static final List<Potential> TERMS = List.of(KERNEL, POTENTIAL);

  private static double[][] diagonal(double value) {
    int m = KERNEL.parameters() + POTENTIAL.parameters();
    double[][] matrix = new double[m][m];
    for (int i = 0; i < m; i++) {
      matrix[i][i] = value;
    }
    return matrix;
  }

  /**
   * Checks matrix = diagonal + weight * sum of squares of the rows, the kernel's part untouched.
   */
  private static void assertAdded(double[][] matrix, double diagonal, double weight) {
    int first = KERNEL.parameters();
    for (int i = 0; i < matrix.length; i++) {
      for (int k = 0; k < matrix.length; k++) {
        double expected = i == k ? diagonal : 0;
        if (i >= first && k >= first) {
          for (double[] row : POTENTIAL.roughness()) {
            expected += weight * row[i - first] * row[k - first];
          }
        }
        assertThat(matrix[i][k]).as("%s, %s", i, k).isCloseTo(expected, within(1e-12 * weight));
      }
    }
  }

  /** 20 fields of 30 slopes a field are 600 observations, fewer than 1000; of 400 they are 8000. */
  @ParameterizedTest
  @CsvSource({"30, 1", "400, 0.125"})
  void slopesCountWhereFewDataKnowThem(double slopes, double share) {
    double unit = POTENTIAL.slopeUnit();
    long fields = 20;
    double[][] matrix = diagonal(slopes * unit);
    Roughness.addSlopes(TERMS, fields, matrix);
    assertAdded(matrix, slopes * unit, 10 * unit / fields * share);
  }

  @Test
  void energyDifferencesAreSlopesTimesDistance() {
    long fields = 50;
    double near = 0.01;
    double unit = POTENTIAL.slopeUnit() * near * near;
    double[][] matrix = diagonal(unit);
    Roughness.addDifferences(TERMS, fields, near, matrix);
    assertAdded(matrix, unit, 10 * unit / fields);
    // Never more than the energies' own size.
    double[][] far = diagonal(1);
    Roughness.addDifferences(TERMS, fields, 1e6, far);
    assertAdded(far, 1, 10.0 / fields);
  }

  /**
   * Of 20 fields, the last function's slopes are 5 observations: what bends there is left out, and
   * nothing of the kernel.
   */
  @Test
  void combinationsThatDoNotBendWhereDataAreRare() {
    long fields = 20;
    double unit = POTENTIAL.slopeUnit();
    double[][] matrix = diagonal(unit);
    int last = matrix.length - 1;
    matrix[last][last] = unit * 5 / fields;
    int bends = 0;
    DMatrixRMaj basis = Roughness.smoothWhereRare(TERMS, fields, matrix, 10);
    for (double[] row : POTENTIAL.roughness()) {
      if (row[row.length - 1] == 0) {
        continue;
      }
      bends++;
      for (int k = 0; k < basis.numCols; k++) {
        double bend = 0;
        for (int m = 0; m < row.length; m++) {
          bend += row[m] * basis.get(KERNEL.parameters() + m, k);
        }
        assertThat(bend).as("combination %s", k).isCloseTo(0, within(1e-12));
      }
    }
    assertThat(basis.numCols).isEqualTo(matrix.length - bends);
    DMatrixRMaj overlaps = new DMatrixRMaj(basis.numCols, basis.numCols);
    CommonOps_DDRM.multTransA(basis, basis, overlaps);
    assertThat(MatrixFeatures_DDRM.isIdentity(overlaps, 1e-12)).isTrue();
    assertThat(Roughness.smoothWhereRare(TERMS, fields, matrix, 5).numCols)
        .isEqualTo(matrix.length);
  }

  @Test
  void energiesWhateverTheData() {
    double[][] matrix = diagonal(3);
    Roughness.addValues(TERMS, 0.7, matrix);
    assertAdded(matrix, 3, 0.7);
  }
}
