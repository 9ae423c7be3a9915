package org.wirg.fit;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.wirg.energy.QuadraticKernel;
import org.wirg.field.Grid;
import org.wirg.internal.numeric.Fourier;

/**
 * Hessians of learning the couplings of a stationary Gaussian field, in closed form. With C of
 * spectrum S(k), D what of it is left to the details at known coarse field, and M_m(k) the
 * transform of coupling m, U_m = 1/2 x^T M_m x:
 *
 * <p>Cov(U_m, U_n) = 1/2 sum_k M_m M_n S^2 for whole fields, and for details, averaged over the
 * coarse field, &lt;Cov(U_m, U_n | phi)&gt; = tr(M_m D M_n C) - 1/2 tr(M_m D M_n D).
 */
final class GaussianHessian {
  private final Grid grid;
  private final AliasClasses classes;
  private final QuadraticKernel kernel;
  private final double[] spectrum; // S, [mode]
  private final double[][] left; // D, [class], see AliasClasses
  private final double[][] symbols; // M, [m][mode]

  /**
   * @param spectrum S(k) of the fine field, [mode]
   */
  GaussianHessian(
      Grid grid, Fourier fourier, AliasClasses classes, QuadraticKernel kernel, double[] spectrum) {
    this.grid = grid;
    this.classes = classes;
    this.kernel = kernel;
    this.spectrum = spectrum;
    this.left = new double[classes.count][];
    int width = classes.width;
    for (int c = 0; c < classes.count; c++) {
      double[] covariance = new double[2 * width * width];
      for (int i = 0; i < width; i++) {
        covariance[2 * (i * width + i)] = spectrum[classes.mode(c, i)];
      }
      left[c] = classes.left(c, covariance);
    }
    this.symbols = new double[kernel.parameters()][grid.sites()];
    for (int m = 0; m < symbols.length; m++) {
      double[] atOrigin = new double[grid.sites()];
      for (int[] shift : kernel.orbit(m)) {
        atOrigin[grid.site(shift)]++;
      }
      double[] modes = fourier.forwardReal(atOrigin);
      Arrays.setAll(symbols[m], k -> modes[2 * k]);
    }
  }

  /** Largest over smallest S(k), the mean apart. */
  double directCondition() {
    double[] modes = Arrays.copyOfRange(spectrum, 1, spectrum.length);
    return Arrays.stream(modes).max().orElseThrow() / Arrays.stream(modes).min().orElseThrow();
  }

  /** Largest over smallest variance of a direction of details at known coarse field. */
  double detailCondition() {
    AliasClasses.Extreme[] both = classes.extremes(c -> left[c]);
    return both[1].value() / both[0].value();
  }

  /** Cov(U) of whole fields. */
  DMatrixRMaj direct() {
    return matrix(
        (a, b) -> {
          double sum = 0;
          for (int k = 0; k < spectrum.length; k++) {
            sum += 0.5 * a[k] * b[k] * spectrum[k] * spectrum[k];
          }
          return sum;
        });
  }

  /** Cov(U | coarse field), averaged. */
  DMatrixRMaj details() {
    int width = classes.width;
    return matrix(
        (a, b) -> {
          double sum = 0;
          for (int c = 0; c < classes.count; c++) {
            for (int i = 0; i < width; i++) {
              int k = classes.mode(c, i);
              sum += a[k] * b[k] * left[c][2 * (i * width + i)] * spectrum[k];
              for (int j = 0; j < width; j++) {
                double re = left[c][2 * (i * width + j)];
                double im = left[c][2 * (i * width + j) + 1];
                sum -= 0.5 * a[k] * b[classes.mode(c, j)] * (re * re + im * im);
              }
            }
          }
          return sum;
        });
  }

  /** An entry from two symbols. */
  private interface Entry {
    double of(double[] a, double[] b);
  }

  private DMatrixRMaj matrix(Entry entry) {
    DMatrixRMaj matrix = new DMatrixRMaj(symbols.length, symbols.length);
    for (int m = 0; m < symbols.length; m++) {
      for (int n = 0; n <= m; n++) {
        double value = entry.of(symbols[m], symbols[n]);
        matrix.set(m, n, value);
        matrix.set(n, m, value);
      }
    }
    return matrix;
  }

  /** The couplings of H = 1/2 sum_k |phi~(k)|^2 / (N S(k)) within the radius, [m]. */
  double[] couplings(Fourier fourier) {
    double[] modes = new double[2 * spectrum.length];
    for (int k = 0; k < spectrum.length; k++) {
      modes[2 * k] = 1 / spectrum[k];
    }
    fourier.inverse(modes);
    double[] theta = new double[symbols.length];
    Arrays.setAll(theta, m -> modes[2 * grid.site(kernel.orbit(m).getFirst())]);
    return theta;
  }

  /** The spectrum of the coarse field, numbered like its sites. */
  double[] coarseSpectrum() {
    double[] folded = new double[classes.count];
    for (int c = 0; c < classes.count; c++) {
      folded[c] = classes.filtered(c, spectrum);
    }
    return folded;
  }
}
