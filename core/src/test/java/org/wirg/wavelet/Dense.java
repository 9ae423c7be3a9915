package org.wirg.wavelet;

import java.util.Random;
import org.wirg.field.Grid;

/** Plain matrices to compare with, written down from the definitions. */
public final class Dense {
  private Dense() {}

  /** The matrix F[k][(2k + t - shift) mod n] += taps[t] of one axis. */
  static double[][] axis(double[] taps, int n) {
    double[][] matrix = new double[n / 2][n];
    for (int k = 0; k < n / 2; k++) {
      for (int t = 0; t < taps.length; t++) {
        matrix[k][Math.floorMod(2 * k + t - (taps.length / 2 - 1), n)] += taps[t];
      }
    }
    return matrix;
  }

  /** The band highpass along the axes whose bit is set in {@code high}: [coarse site][site]. */
  public static double[][] band(Wavelet wavelet, Grid grid, int high) {
    double[][] product = {{1}};
    for (int a = 0; a < grid.rank(); a++) {
      boolean highpass = (high >> a & 1) == 1;
      double[] taps = highpass ? wavelet.highpass() : wavelet.lowpass();
      product = kronecker(product, axis(taps, grid.size(a)));
    }
    return product;
  }

  /** 1 - Lo^T Lo. */
  public static double[][] projector(Wavelet wavelet, Grid grid) {
    double[][] lo = band(wavelet, grid, 0);
    int n = grid.sites();
    double[][] p = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double sum = i == j ? 1 : 0;
        for (double[] row : lo) {
          sum -= row[i] * row[j];
        }
        p[i][j] = sum;
      }
    }
    return p;
  }

  private static double[][] kronecker(double[][] a, double[][] b) {
    double[][] c = new double[a.length * b.length][a[0].length * b[0].length];
    for (int i = 0; i < c.length; i++) {
      for (int j = 0; j < c[0].length; j++) {
        c[i][j] = a[i / b.length][j / b[0].length] * b[i % b.length][j % b[0].length];
      }
    }
    return c;
  }

  /** y[row][lane] = sum_i matrix[row][i] x[i][lane]. */
  static double[] apply(double[][] matrix, double[] x, int lanes) {
    double[] y = new double[matrix.length * lanes];
    for (int r = 0; r < matrix.length; r++) {
      for (int i = 0; i < matrix[r].length; i++) {
        for (int lane = 0; lane < lanes; lane++) {
          y[r * lanes + lane] += matrix[r][i] * x[i * lanes + lane];
        }
      }
    }
    return y;
  }

  /** y[i][lane] += sum_r matrix[r][i] x[from + r][lane]. */
  static void addTransposed(double[][] matrix, double[] x, int from, int lanes, double[] y) {
    for (int r = 0; r < matrix.length; r++) {
      for (int i = 0; i < matrix[r].length; i++) {
        for (int lane = 0; lane < lanes; lane++) {
          y[i * lanes + lane] += matrix[r][i] * x[(from + r) * lanes + lane];
        }
      }
    }
  }

  static double[] random(long seed, int length) {
    Random random = new Random(seed);
    double[] x = new double[length];
    for (int i = 0; i < length; i++) {
      x[i] = random.nextGaussian();
    }
    return x;
  }

  /** Largest absolute difference; NaN when there is one. */
  public static double distance(double[] a, double[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(a.length + " and " + b.length + " values");
    }
    double most = 0;
    for (int i = 0; i < a.length; i++) {
      most = Math.max(most, Math.abs(a[i] - b[i]));
    }
    return most;
  }
}
