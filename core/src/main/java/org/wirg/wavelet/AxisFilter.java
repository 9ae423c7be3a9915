package org.wirg.wavelet;

import org.wirg.internal.kernel.AxisTaps;
import org.wirg.internal.kernel.Kernels;

/**
 * One step of the periodised transform along one axis of an array [outer][n][inner][lane], where
 * the axes before are already halved and those after are not.
 */
final class AxisFilter {
  private final Kernels kernels;
  private final int outer;
  private final int fine;
  private final int inner;
  private final AxisTaps lowAnalysis;
  private final AxisTaps highAnalysis;

  /** Their taps are those of one parity: of fine sites alternately. */
  private final AxisTaps lowSynthesis;

  private final AxisTaps highSynthesis;

  /** Row of the lowpass matrix for coarse site 0, wrapped taps added up, [fine site]. */
  private final double[] row;

  /** The same of the highpass matrix. */
  private final double[] highRow;

  /**
   * @param outer product of the halved sizes of the axes before
   * @param fine even number of sites along this axis
   * @param inner product of the full sizes of the axes after
   */
  AxisFilter(Kernels kernels, Wavelet wavelet, int outer, int fine, int inner) {
    this.kernels = kernels;
    this.outer = outer;
    this.fine = fine;
    this.inner = inner;
    int taps = wavelet.length();
    int half = taps / 2;
    int shift = wavelet.shift();
    double[] low = wavelet.lowpass();
    double[] high = wavelet.highpass();
    int[] analysisIndex = new int[fine / 2 * taps];
    for (int k = 0; k < fine / 2; k++) {
      for (int t = 0; t < taps; t++) {
        analysisIndex[k * taps + t] = Math.floorMod(2 * k + t - shift, fine);
      }
    }
    // Fine site i is reached by taps t = i + shift - 2k: those of one parity.
    int[] synthesisIndex = new int[fine * half];
    double[] lowBack = new double[taps];
    double[] highBack = new double[taps];
    for (int i = 0; i < fine; i++) {
      int parity = i % 2;
      for (int u = 0; u < half; u++) {
        int t = (parity + shift) % 2 + 2 * u;
        lowBack[parity * half + u] = low[t];
        highBack[parity * half + u] = high[t];
        synthesisIndex[i * half + u] = Math.floorMod((i + shift - t) / 2, fine / 2);
      }
    }
    lowAnalysis = new AxisTaps(fine, fine / 2, taps, low, analysisIndex);
    highAnalysis = new AxisTaps(fine, fine / 2, taps, high, analysisIndex);
    lowSynthesis = new AxisTaps(fine / 2, fine, half, lowBack, synthesisIndex);
    highSynthesis = new AxisTaps(fine / 2, fine, half, highBack, synthesisIndex);
    row = new double[fine];
    highRow = new double[fine];
    for (int t = 0; t < taps; t++) {
      row[analysisIndex[t]] += low[t];
      highRow[analysisIndex[t]] += high[t];
    }
  }

  /** Fine to coarse; out is modified. */
  void analyse(boolean high, double[] in, int lanes, double[] out) {
    kernels.filter(in, outer, inner * lanes, high ? highAnalysis : lowAnalysis, out);
  }

  /** Coarse to fine, the transpose of {@link #analyse}; out is modified. */
  void synthesise(boolean high, double[] in, int lanes, double[] out) {
    kernels.filter(in, outer, inner * lanes, high ? highSynthesis : lowSynthesis, out);
  }

  /** As {@link #synthesise}, but out += sign * result. */
  void synthesiseAdd(boolean high, double[] in, int lanes, double sign, double[] out) {
    kernels.filterAdd(in, outer, inner * lanes, high ? highSynthesis : lowSynthesis, sign, out);
  }

  /** The matrix element between a coarse site and a fine site. */
  double element(boolean high, int coarse, int site) {
    return (high ? highRow : row)[Math.floorMod(site - 2 * coarse, fine)];
  }

  /**
   * The product of the matrix elements between a coarse site k and the fine sites 2 k + distance
   * and so much further.
   */
  double product(boolean high, int distance, int apart) {
    return element(high, 0, distance) * element(high, 0, distance + apart);
  }

  /**
   * Entry Q(i, i + shift) of Q = lo^T lo along this axis, periodic; it depends on the parity of i
   * alone.
   */
  double smooth(int i, int shift) {
    double sum = 0;
    for (int k = i % 2; k < fine; k += 2) {
      sum += row[k] * row[Math.floorMod(k + shift, fine)];
    }
    return sum;
  }

  /** sum_i Q(i, i + shift) of Q = lo^T lo along this axis, periodic. */
  double smoothTrace(int shift) {
    double sum = 0;
    for (int i = 0; i < fine; i++) {
      sum += row[i] * row[Math.floorMod(i + shift, fine)];
    }
    return fine / 2 * sum;
  }
}
