package org.wirg.fit;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Small dense linear algebra on [row][column]. */
final class Matrices {
  private Matrices() {}

  static double[][] times(double[][] a, double[][] b) {
    int n = b[0].length;
    double[][] c = new double[a.length][n];
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < b.length; k++) {
        double factor = a[i][k];
        if (factor != 0) {
          for (int j = 0; j < n; j++) {
            c[i][j] += factor * b[k][j];
          }
        }
      }
    }
    return c;
  }

  static double[] times(double[][] a, double[] x) {
    double[] y = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < x.length; j++) {
        y[i] += a[i][j] * x[j];
      }
    }
    return y;
  }

  static double[][] transposed(double[][] a) {
    double[][] t = new double[a[0].length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        t[j][i] = a[i][j];
      }
    }
    return t;
  }

  /** a + factor b. */
  static double[][] plus(double[][] a, double factor, double[][] b) {
    double[][] c = new double[a.length][a[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        c[i][j] = a[i][j] + factor * b[i][j];
      }
    }
    return c;
  }

  static double[][] inverse(double[][] a) {
    DMatrixRMaj inverse = new DMatrixRMaj(a.length, a.length);
    if (!CommonOps_DDRM.invert(new DMatrixRMaj(a), inverse)) {
      throw new IllegalArgumentException("singular");
    }
    return rows(inverse);
  }

  static double[][] rows(DMatrixRMaj a) {
    double[][] rows = new double[a.getNumRows()][a.getNumCols()];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        rows[i][j] = a.get(i, j);
      }
    }
    return rows;
  }

  static double[][] identity(int n) {
    return rows(CommonOps_DDRM.identity(n));
  }

  /** Largest absolute entry. */
  static double largest(double[][] a) {
    double largest = 0;
    for (double[] row : a) {
      for (double value : row) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    return largest;
  }
}
