package org.wirg.hamiltonian;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** A dense matrix whose operations return new ones. */
record Matrix(DMatrixRMaj m) {
  static Matrix of(double[][] rows) {
    return new Matrix(new DMatrixRMaj(rows));
  }

  /** From its rows one after the other. */
  static Matrix of(int rows, int columns, double[] data) {
    return new Matrix(new DMatrixRMaj(rows, columns, true, data.clone()));
  }

  static Matrix column(double[] data) {
    return of(data.length, 1, data);
  }

  int rows() {
    return m.numRows;
  }

  int columns() {
    return m.numCols;
  }

  double at(int i, int j) {
    return m.get(i, j);
  }

  double at(int i) {
    return m.get(i);
  }

  double[] data() {
    return m.getData();
  }

  Matrix times(Matrix other) {
    DMatrixRMaj product = new DMatrixRMaj(rows(), other.columns());
    CommonOps_DDRM.mult(m, other.m, product);
    return new Matrix(product);
  }

  Matrix scaled(double factor) {
    DMatrixRMaj scaled = m.copy();
    CommonOps_DDRM.scale(factor, scaled);
    return new Matrix(scaled);
  }

  Matrix less(Matrix other) {
    DMatrixRMaj difference = new DMatrixRMaj(rows(), columns());
    CommonOps_DDRM.subtract(m, other.m, difference);
    return new Matrix(difference);
  }

  Matrix transposed() {
    return new Matrix(CommonOps_DDRM.transpose(m, null));
  }

  Matrix inverse() {
    DMatrixRMaj inverse = new DMatrixRMaj(rows(), columns());
    if (!CommonOps_DDRM.invert(m, inverse)) {
      throw new IllegalArgumentException("singular");
    }
    return new Matrix(inverse);
  }

  double dot(Matrix other) {
    return transposed().times(other).at(0);
  }

  double trace() {
    return CommonOps_DDRM.trace(m);
  }

  double largest() {
    return CommonOps_DDRM.elementMaxAbs(m);
  }

  /** L with L L^T = this. */
  Matrix cholesky() {
    int n = rows();
    DMatrixRMaj l = new DMatrixRMaj(n, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = at(i, j);
        for (int k = 0; k < j; k++) {
          sum -= l.get(i, k) * l.get(j, k);
        }
        l.set(i, j, i == j ? Math.sqrt(sum) : sum / l.get(j, j));
      }
    }
    return new Matrix(l);
  }

  /** ln det of a positive definite matrix. */
  double logDeterminant() {
    Matrix l = cholesky();
    double sum = 0;
    for (int i = 0; i < rows(); i++) {
      sum += 2 * Math.log(l.at(i, i));
    }
    return sum;
  }
}
