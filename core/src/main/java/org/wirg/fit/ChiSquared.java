package org.wirg.fit;

import org.ejml.data.DMatrixRMaj;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * v^T C^-1 v for a vector v of covariance C.
 *
 * @param value about {@code directions} when v vanishes but for noise
 * @param directions those in which C is more than rounding
 */
record ChiSquared(double value, int directions) {
  /** Smaller eigenvalues of a correlation matrix are rounding. */
  private static final double ROUNDING = 1e-9;

  static ChiSquared of(double[] v, DMatrixRMaj covariance) {
    int m = v.length;
    double[] unit = new double[m];
    for (int i = 0; i < m; i++) {
      unit[i] = covariance.get(i, i) > 0 ? 1 / Math.sqrt(covariance.get(i, i)) : 0;
    }
    DMatrixRMaj correlation = new DMatrixRMaj(m, m);
    for (int i = 0; i < m; i++) {
      for (int k = 0; k < m; k++) {
        correlation.set(i, k, covariance.get(i, k) * unit[i] * unit[k]);
      }
    }
    EigenDecomposition_F64<DMatrixRMaj> eigen = NormalSolution.eigen(correlation);
    double chi = 0;
    int directions = 0;
    for (int k = 0; k < m; k++) {
      double value = eigen.getEigenvalue(k).getReal();
      if (value > ROUNDING) {
        DMatrixRMaj vector = eigen.getEigenVector(k);
        double along = 0;
        for (int i = 0; i < m; i++) {
          along += vector.get(i, 0) * v[i] * unit[i];
        }
        chi += along * along / value;
        directions++;
      }
    }
    return new ChiSquared(chi, directions);
  }
}
