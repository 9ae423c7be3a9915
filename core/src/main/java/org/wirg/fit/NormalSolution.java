package org.wirg.fit;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The solution of symmetric normal equations A theta = b, scaled by the diagonal of A and slightly
 * regularised.
 *
 * <p>With D = diag(A) the scaled matrix is C = D^-1/2 A D^-1/2 and theta = D^-1/2 (C + r)^-1 D^-1/2
 * b. The ridge r = {@value #PRIOR} / fields is what a broad Gaussian prior on the scaled
 * coefficients amounts to; it settles directions that no data determine and is lost in the noise of
 * all others.
 *
 * @param theta the solution
 * @param inverse D^-1/2 (C + r)^-1 D^-1/2
 * @param conditionRaw ratio of the largest to the smallest eigenvalue of A, null directions apart
 * @param conditionScaled the same of C
 * @param undetermined number of directions whose eigenvalue in C is below the ridge
 * @param largest eigenvalue of C
 */
record NormalSolution(
    double[] theta,
    DMatrixRMaj inverse,
    double conditionRaw,
    double conditionScaled,
    int undetermined,
    double largest) {
  /** Precision of the prior on scaled coefficients, in fields. */
  static final double PRIOR = 1e-3;

  static NormalSolution of(double[][] a, double[] b, long fields) {
    return of(a, b, PRIOR / fields);
  }

  /** The same with a given ridge. */
  static NormalSolution of(double[][] a, double[] b, double ridge) {
    int m = b.length;
    double[] scale = new double[m];
    for (int i = 0; i < m; i++) {
      if (!(a[i][i] > 0) || !Double.isFinite(b[i])) {
        throw new IllegalArgumentException(
            "normal equations need a positive diagonal; found " + a[i][i] + " for parameter " + i);
      }
      scale[i] = 1 / Math.sqrt(a[i][i]);
    }
    DMatrixRMaj scaled = new DMatrixRMaj(m, m);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < m; j++) {
        scaled.set(i, j, scale[i] * a[i][j] * scale[j]);
      }
    }
    EigenDecomposition_F64<DMatrixRMaj> eigen = eigen(scaled);
    double[] values = new double[m];
    DMatrixRMaj vectors = new DMatrixRMaj(m, m);
    int undetermined = 0;
    for (int k = 0; k < m; k++) {
      values[k] = eigen.getEigenvalue(k).getReal();
      undetermined += values[k] > ridge ? 0 : 1;
      DMatrixRMaj vector = eigen.getEigenVector(k);
      for (int i = 0; i < m; i++) {
        vectors.set(i, k, scale[i] * vector.get(i, 0));
      }
    }
    DMatrixRMaj weighted = vectors.copy();
    for (int k = 0; k < m; k++) {
      double weight = 1 / (Math.max(values[k], 0) + ridge);
      for (int i = 0; i < m; i++) {
        weighted.set(i, k, weighted.get(i, k) * weight);
      }
    }
    DMatrixRMaj inverse = new DMatrixRMaj(m, m);
    CommonOps_DDRM.multTransB(weighted, vectors, inverse);
    DMatrixRMaj theta = new DMatrixRMaj(m, 1);
    CommonOps_DDRM.mult(inverse, new DMatrixRMaj(m, 1, true, b), theta);
    EigenDecomposition_F64<DMatrixRMaj> raw = eigen(new DMatrixRMaj(a));
    double[] rawValues = new double[m];
    for (int k = 0; k < m; k++) {
      rawValues[k] = raw.getEigenvalue(k).getReal();
    }
    return new NormalSolution(
        theta.getData(),
        inverse,
        condition(rawValues),
        condition(values),
        undetermined,
        Arrays.stream(values).max().orElse(0));
  }

  /** The solution of A theta = b + force. */
  NormalSolution pushed(double[] force) {
    DMatrixRMaj moved = new DMatrixRMaj(theta.length, 1);
    CommonOps_DDRM.mult(inverse, new DMatrixRMaj(theta.length, 1, true, force), moved);
    double[] sum = theta.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += moved.get(i, 0);
    }
    return new NormalSolution(sum, inverse, conditionRaw, conditionScaled, undetermined, largest);
  }

  /** Eigenvalues and eigenvectors of a symmetric matrix. */
  static EigenDecomposition_F64<DMatrixRMaj> eigen(DMatrixRMaj matrix) {
    EigenDecomposition_F64<DMatrixRMaj> eigen =
        DecompositionFactory_DDRM.eig(matrix.getNumRows(), true, true);
    if (!eigen.decompose(matrix.copy())) {
      throw new IllegalArgumentException(
          "the normal equations have no eigenvectors; are all entries finite?");
    }
    return eigen;
  }

  /** Largest over smallest eigenvalue; eigenvalues at the level of rounding count as zero. */
  private static double condition(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, value);
    }
    double smallest = largest;
    for (double value : values) {
      if (value > 1e-13 * largest) {
        smallest = Math.min(smallest, value);
      }
    }
    return largest / smallest;
  }

  /**
   * The sandwich covariance of theta, inverse * C * inverse / fields.
   *
   * @param scatter covariance C over fields of A_n theta - b_n, [m][m]
   */
  DMatrixRMaj sandwich(DMatrixRMaj scatter, long fields) {
    int m = theta.length;
    DMatrixRMaj left = new DMatrixRMaj(m, m);
    CommonOps_DDRM.mult(inverse, scatter, left);
    DMatrixRMaj covariance = new DMatrixRMaj(m, m);
    CommonOps_DDRM.mult(1.0 / fields, left, inverse, covariance);
    return covariance;
  }
}
