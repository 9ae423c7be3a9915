package org.wirg.fit;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.wirg.energy.Potential;

/**
 * Rao's score test of what a short-ranged H_0 leaves out: were nothing left out, the residuals r =
 * A theta - b of further functions would vanish but for noise, also after what the uncertainty of
 * the short range's own coefficients adds to them.
 *
 * <p>Noise is known by its sample: what a few fields alone say has none. Beyond the last of n
 * values of a field of one site a potential may rise as steeply as it likes; r of all that lie
 * before it is then negative, nearly the same, and their scatter small, as those that would make up
 * for it are missing. So functions are combined to bend only where {@value #OBSERVED} observations
 * or more are.
 */
final class ScoreTest {
  /** Slopes of one site in the fields that tell the scatter. */
  private static final double OBSERVED = 10;

  private final ScaleTerms terms;
  private final ScaleEquations equations;
  private final ScaleResiduals residuals;
  private final long fields;
  private final NormalSolution without;

  /**
   * @param residuals at the short-ranged H_0
   */
  ScoreTest(ScaleTerms terms, ScaleEquations equations, ScaleResiduals residuals, long fields) {
    this.terms = terms;
    this.equations = equations;
    this.residuals = residuals;
    this.fields = fields;
    this.without = equations.solve(0, 0);
  }

  /**
   * Of functions of a coarser field.
   *
   * @param columns their numbers among all functions
   * @param unit the square of that field's standard deviation
   */
  ChiSquared of(List<Potential> functions, int[] columns, double unit) {
    int[] known = terms.columns(0, 0);
    int[] both = Arrays.copyOf(known, known.length + columns.length);
    System.arraycopy(columns, 0, both, known.length, columns.length);
    double finest = terms.sigma(0) * terms.sigma(0);
    double[][] matrix = equations.matrix(both, finest);
    double[] right = equations.right(both, finest);
    DMatrixRMaj residual = new DMatrixRMaj(both.length, 1);
    for (int m = 0; m < both.length; m++) {
      double sum = -right[m];
      for (int n = 0; n < known.length; n++) {
        sum += matrix[m][n] * without.theta()[n];
      }
      residual.set(m, 0, sum);
    }
    DMatrixRMaj asked =
        Roughness.smoothWhereRare(
            functions, residuals.fields(), equations.matrix(columns, unit), OBSERVED);
    DMatrixRMaj map = map(matrix, known.length, asked);
    DMatrixRMaj score = new DMatrixRMaj(asked.numCols, 1);
    CommonOps_DDRM.mult(map, residual, score);
    DMatrixRMaj half = new DMatrixRMaj(asked.numCols, both.length);
    CommonOps_DDRM.mult(map, residuals.scatter(0, both, finest), half);
    DMatrixRMaj variance = new DMatrixRMaj(asked.numCols, asked.numCols);
    CommonOps_DDRM.multTransB(1.0 / fields, half, map, variance);
    return ChiSquared.of(score.getData(), variance);
  }

  /** From the residuals of known and further functions to scores, [combination][function]. */
  private DMatrixRMaj map(double[][] matrix, int known, DMatrixRMaj asked) {
    DMatrixRMaj cross = new DMatrixRMaj(asked.numRows, known);
    for (int m = 0; m < asked.numRows; m++) {
      for (int n = 0; n < known; n++) {
        cross.set(m, n, matrix[known + m][n]);
      }
    }
    DMatrixRMaj back = new DMatrixRMaj(asked.numRows, known);
    CommonOps_DDRM.mult(-1, cross, without.inverse(), back);
    DMatrixRMaj all = new DMatrixRMaj(asked.numRows, matrix.length);
    CommonOps_DDRM.insert(back, all, 0, 0);
    CommonOps_DDRM.insert(CommonOps_DDRM.identity(asked.numRows), all, 0, known);
    DMatrixRMaj map = new DMatrixRMaj(asked.numCols, matrix.length);
    CommonOps_DDRM.multTransA(asked, all, map);
    return map;
  }
}
