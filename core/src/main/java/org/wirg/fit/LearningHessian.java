package org.wirg.fit;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * Eigenvalues lambda_i and eigenvectors v_i of a Hessian of learning, and what gradient descent
 * does in its quadratic well: the distance to the minimum shrinks by 1 - lambda_i / lambda_max
 * along v_i in every step of length 1 / lambda_max.
 */
final class LearningHessian {
  /** Eigenvalues below this part of the largest count as zero. */
  private static final double NULL = 1e-13;

  private static final double MOST_STEPS = 1e15;
  private static final int BISECTIONS = 40;

  private final double[] values; // lambda_i
  private final double[][] vectors; // [i][component]

  /**
   * @param hessian symmetric; only its first {@code size} rows and columns count
   */
  LearningHessian(DMatrixRMaj hessian, int size) {
    DMatrixRMaj part = new DMatrixRMaj(size, size);
    for (int m = 0; m < size; m++) {
      for (int n = 0; n < size; n++) {
        part.set(m, n, hessian.get(m, n));
      }
    }
    EigenDecomposition_F64<DMatrixRMaj> eigen = NormalSolution.eigen(part);
    values = new double[size];
    vectors = new double[size][];
    for (int i = 0; i < size; i++) {
      values[i] = Math.max(0, eigen.getEigenvalue(i).getReal());
      vectors[i] = eigen.getEigenVector(i).getData().clone();
    }
  }

  /** The matrix for parameters in units of 1 / sqrt(diagonal): ones on its diagonal. */
  static DMatrixRMaj normalised(DMatrixRMaj hessian) {
    int size = hessian.getNumRows();
    DMatrixRMaj scaled = new DMatrixRMaj(size, size);
    for (int m = 0; m < size; m++) {
      for (int n = 0; n < size; n++) {
        double scale = Math.sqrt(hessian.get(m, m) * hessian.get(n, n));
        scaled.set(m, n, hessian.get(m, n) / scale);
      }
    }
    return scaled;
  }

  private double largest() {
    return Arrays.stream(values).max().orElse(0);
  }

  /** The largest eigenvalue over the smallest that is not zero. */
  double condition() {
    double largest = largest();
    return largest / Arrays.stream(values).filter(v -> v > NULL * largest).min().orElse(largest);
  }

  /**
   * Steps of gradient descent from 0 until the distance to the minimum, measured on the first
   * {@code counted} parameters, is a given part of what it was. Along a null direction every point
   * is as good as any other, so no distance is counted there.
   *
   * @param minimum where the minimum lies
   * @param scale what a component of the distance is divided by before it is measured
   * @return a time between steps; infinite when the descent never comes there
   */
  double steps(double[] minimum, double[] scale, int counted, double part) {
    double[] along = new double[values.length];
    double largest = largest();
    for (int i = 0; i < along.length; i++) {
      for (int m = 0; m < minimum.length && values[i] > NULL * largest; m++) {
        along[i] += vectors[i][m] * minimum[m];
      }
    }
    double goal = part * distance(along, 0, scale, counted);
    double beyond = 1;
    while (distance(along, beyond, scale, counted) > goal) {
      beyond *= 2;
      if (beyond > MOST_STEPS) {
        return Double.POSITIVE_INFINITY;
      }
    }
    double before = beyond / 2;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (before + beyond) / 2;
      if (distance(along, middle, scale, counted) > goal) {
        before = middle;
      } else {
        beyond = middle;
      }
    }
    return beyond;
  }

  private double distance(double[] along, double steps, double[] scale, int counted) {
    double largest = largest();
    double[] left = new double[counted];
    for (int i = 0; i < along.length; i++) {
      double shrunk = along[i] * StrictMath.pow(1 - values[i] / largest, steps);
      for (int m = 0; m < counted; m++) {
        left[m] += shrunk * vectors[i][m];
      }
    }
    double square = 0;
    for (int m = 0; m < counted; m++) {
      square += left[m] / scale[m] * (left[m] / scale[m]);
    }
    return Math.sqrt(square);
  }
}
