package org.wirg.fit;

import java.io.Serializable;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/** Sums over fields of D = U_model - U_data and D D^T. */
final class MomentDifferences implements Serializable {
  private final double[] sum;
  private final double[] square; // [m][n], n <= m
  private long count;

  MomentDifferences(int parameters) {
    sum = new double[parameters];
    square = new double[parameters * parameters];
  }

  /**
   * Adds fields.
   *
   * @param model U_m, [m][lane]
   * @param share what model is multiplied with
   * @param data likewise, not multiplied
   */
  void add(double[][] model, double share, double[][] data) {
    int parameters = sum.length;
    int lanes = data[0].length;
    double[][] d = new double[parameters][lanes];
    for (int m = 0; m < parameters; m++) {
      for (int lane = 0; lane < lanes; lane++) {
        d[m][lane] = share * model[m][lane] - data[m][lane];
        sum[m] += d[m][lane];
      }
      for (int n = 0; n <= m; n++) {
        double product = 0;
        for (int lane = 0; lane < lanes; lane++) {
          product += d[m][lane] * d[n][lane];
        }
        square[m * parameters + n] += product;
      }
    }
    count += lanes;
  }

  MomentDifferences plus(MomentDifferences other) {
    for (int m = 0; m < sum.length; m++) {
      sum[m] += other.sum[m];
    }
    for (int i = 0; i < square.length; i++) {
      square[i] += other.square[i];
    }
    count += other.count;
    return this;
  }

  /** Number of fields. */
  long count() {
    return count;
  }

  double[] mean() {
    return Arrays.stream(sum).map(s -> s / count).toArray();
  }

  /** Variance of D_m over fields. */
  double variance(int m) {
    double mean = sum[m] / count;
    return square[m * sum.length + m] / count - mean * mean;
  }

  /** Covariance of D over fields. */
  DMatrixRMaj covariance() {
    int parameters = sum.length;
    DMatrixRMaj covariance = new DMatrixRMaj(parameters, parameters);
    for (int m = 0; m < parameters; m++) {
      for (int n = 0; n <= m; n++) {
        double mean = sum[m] / count * (sum[n] / count);
        double value = square[m * parameters + n] / count - mean;
        covariance.set(m, n, value);
        covariance.set(n, m, value);
      }
    }
    return covariance;
  }
}
