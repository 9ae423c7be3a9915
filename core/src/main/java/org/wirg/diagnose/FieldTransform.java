package org.wirg.diagnose;

import org.jspecify.annotations.Nullable;
import org.jtransforms.fft.DoubleFFT_1D;
import org.wirg.field.Grid;
import org.wirg.internal.numeric.Fourier;

/**
 * The discrete Fourier transform of one real field at a time, phi~(k) = sum_x phi(x) exp(-i k x),
 * any rank and any sizes, axis by axis. Scratch: not to be shared between threads.
 */
final class FieldTransform {
  private final Grid grid;
  private final int half;
  private final @Nullable DoubleFFT_1D[] axes; // null for an axis of one site
  private final double[] spectrum; // (re, im) of [axis 0]..[half of the last axis]
  private final double[] line; // (re, im) along one axis

  FieldTransform(Grid grid) {
    this.grid = grid;
    int rank = grid.rank();
    int last = grid.size(rank - 1);
    this.half = last / 2 + 1;
    this.axes = new @Nullable DoubleFFT_1D[rank];
    for (int a = 0; a < rank; a++) {
      axes[a] = grid.size(a) == 1 ? null : Fourier.line(grid.size(a));
    }
    this.spectrum = new double[Math.multiplyExact(2, grid.sites() / last * half)];
    this.line = new double[2 * grid.longestSide()];
  }

  /**
   * Adds |phi~(k)|^2 / N, averaged over the modes of each bin.
   *
   * @param fields the field's values start at {@code offset}; not modified
   * @param into modified: bin b is added at {@code first + b}
   */
  void addPower(double[] fields, int offset, RadialBins bins, double[] into, int first) {
    lastAxis(fields, offset);
    int inner = half;
    for (int a = grid.rank() - 2; a >= 0; a--) {
      otherAxis(a, inner);
      inner *= grid.size(a);
    }
    double[] sum = new double[bins.count()];
    for (int i = 0, column = 0; i < spectrum.length / 2; i++) {
      double re = spectrum[2 * i];
      double im = spectrum[2 * i + 1];
      sum[bins.bin(i)] += bins.weight(column) * (re * re + im * im);
      column = column + 1 == half ? 0 : column + 1;
    }
    for (int b = 0; b < sum.length; b++) {
      into[first + b] += sum[b] / ((double) grid.sites() * bins.modes(b));
    }
  }

  private void lastAxis(double[] fields, int offset) {
    int n = grid.size(grid.rank() - 1);
    DoubleFFT_1D fft = axes[grid.rank() - 1];
    for (int l = 0; l < grid.sites() / n; l++) {
      if (fft == null) {
        spectrum[2 * l] = fields[offset + l];
        spectrum[2 * l + 1] = 0;
        continue;
      }
      System.arraycopy(fields, offset + l * n, line, 0, n);
      fft.realForwardFull(line);
      System.arraycopy(line, 0, spectrum, 2 * l * half, 2 * half);
    }
  }

  private void otherAxis(int axis, int inner) {
    DoubleFFT_1D fft = axes[axis];
    if (fft == null) {
      return;
    }
    int n = grid.size(axis);
    int outer = spectrum.length / 2 / (n * inner);
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < inner; i++) {
        int start = 2 * (o * n * inner + i);
        for (int x = 0; x < n; x++) {
          line[2 * x] = spectrum[start + 2 * x * inner];
          line[2 * x + 1] = spectrum[start + 2 * x * inner + 1];
        }
        fft.complexForward(line);
        for (int x = 0; x < n; x++) {
          spectrum[start + 2 * x * inner] = line[2 * x];
          spectrum[start + 2 * x * inner + 1] = line[2 * x + 1];
        }
      }
    }
  }
}
