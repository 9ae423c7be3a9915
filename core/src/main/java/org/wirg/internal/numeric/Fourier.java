package org.wirg.internal.numeric;

import org.jtransforms.fft.DoubleFFT_1D;
import org.visnow.jlargearrays.ConcurrencyUtils;
import org.wirg.field.Grid;

/**
 * The discrete Fourier transform of fields on a grid of any rank and shape: {@code f~(k) = sum_x
 * f(x) exp(-i k.x)}, k_a = 2 pi j_a / n_a, with modes numbered like sites. One-dimensional
 * transforms run along one axis after the other; lines of zeros, as of band-limited spectra, are
 * skipped. Immutable; transforms may run on several threads at once. Twiddle factors come from
 * Math.sin and Math.cos: the bits of a transform are the same interpreted or compiled, but may
 * differ between processor architectures.
 */
public final class Fourier {
  static {
    // JTransforms would start threads of its own for lines of 8192 sites and more.
    ConcurrencyUtils.setNumberOfThreads(1);
  }

  private final int[] shape;
  private final int sites;
  private final DoubleFFT_1D[] lines; // one per axis

  /** Plans the transforms of one grid. */
  public Fourier(Grid grid) {
    shape = grid.shape();
    sites = grid.sites();
    lines = new DoubleFFT_1D[shape.length];
    for (int axis = 0; axis < shape.length; axis++) {
      lines[axis] = line(shape[axis]);
    }
  }

  /** Plans transforms of a single line of n values, which run on the caller's thread. */
  public static DoubleFFT_1D line(int n) {
    return new DoubleFFT_1D(n);
  }

  /**
   * The transform in place.
   *
   * @param values modified: [site][real, imaginary]
   */
  public void forward(double[] values) {
    transform(values, false);
  }

  /**
   * The inverse transform in place, with its factor 1/sites.
   *
   * @param values modified: [site][real, imaginary]
   */
  public void inverse(double[] values) {
    transform(values, true);
  }

  /** The transform of a real field, [site], as [site][real, imaginary]. */
  public double[] forwardReal(double[] field) {
    double[] values = new double[2 * field.length];
    for (int i = 0; i < field.length; i++) {
      values[2 * i] = field[i];
    }
    forward(values);
    return values;
  }

  private void transform(double[] values, boolean inverse) {
    if (values.length != 2 * sites) {
      throw new IllegalArgumentException(
          "a transform of " + sites + " sites needs as many pairs; found " + values.length);
    }
    int inner = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      int n = shape[axis];
      double[] line = new double[2 * n];
      for (int start = 0; n > 1 && start < sites; start += n * inner) {
        for (int i = start; i < start + inner; i++) {
          if (!gather(values, i, inner, line)) {
            continue;
          }
          if (inverse) {
            lines[axis].complexInverse(line, true);
          } else {
            lines[axis].complexForward(line);
          }
          scatter(line, values, i, inner);
        }
      }
      inner *= n;
    }
  }

  /** Returns whether the line holds anything but zeros. */
  private static boolean gather(double[] values, int first, int stride, double[] line) {
    boolean any = false;
    for (int j = 0; j < line.length; j += 2) {
      int at = 2 * first + j * stride;
      line[j] = values[at];
      line[j + 1] = values[at + 1];
      any |= line[j] != 0 || line[j + 1] != 0;
    }
    return any;
  }

  private static void scatter(double[] line, double[] values, int first, int stride) {
    for (int j = 0; j < line.length; j += 2) {
      int at = 2 * first + j * stride;
      values[at] = line[j];
      values[at + 1] = line[j + 1];
    }
  }
}
