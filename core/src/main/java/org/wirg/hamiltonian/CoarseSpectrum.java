package org.wirg.hamiltonian;

import java.util.Arrays;
import org.wirg.field.Grid;
import org.wirg.internal.numeric.Fourier;
import org.wirg.wavelet.WaveletStep;

/**
 * What one wavelet step makes of spectra. With a circulant C of symbol S(k) on the fine grid, Lo C
 * Lo^T is circulant on the coarse grid and its symbol is S folded: S1(k') = (Nc / N) sum |lo(k)|^2
 * S(k) over the fine modes k that the coarse grid cannot tell from k', lo the transform of the
 * lowpass filter. Immutable.
 */
final class CoarseSpectrum {
  private final int[] coarseMode; // [fine mode]
  private final double[] weight; // [fine mode], |lo|^2 Nc / N
  private final int coarseSites;

  CoarseSpectrum(WaveletStep step, Fourier fourier) {
    Grid fine = step.fine();
    Grid coarse = step.coarse();
    this.coarseSites = coarse.sites();
    double[] unit = new double[coarseSites];
    unit[0] = 1;
    double[] filter = new double[fine.sites()];
    step.refine(unit, 1, step.scratch(1), filter);
    double[] modes = fourier.forwardReal(filter);
    this.weight = new double[fine.sites()];
    this.coarseMode = new int[fine.sites()];
    for (int k = 0; k < weight.length; k++) {
      double square = modes[2 * k] * modes[2 * k] + modes[2 * k + 1] * modes[2 * k + 1];
      weight[k] = square * coarseSites / fine.sites();
      coarseMode[k] = coarse.site(fine.coordinates(k));
    }
  }

  /**
   * The symbol of Lo C Lo^T, [coarse mode].
   *
   * @param spectrum the symbol of C, [fine mode]
   */
  double[] fold(double[] spectrum) {
    double[] folded = new double[coarseSites];
    for (int k = 0; k < weight.length; k++) {
      folded[coarseMode[k]] += weight[k] * spectrum[k];
    }
    return folded;
  }

  /**
   * The trace of the covariance C - C Lo^T (Lo C Lo^T)^-1 Lo C that C leaves to the details once
   * the coarse field is known: sum_k S(k) - sum_k' fold(S^2)(k') / fold(S)(k').
   */
  double detailTrace(double[] spectrum) {
    double[] once = fold(spectrum);
    double[] twice = fold(Arrays.stream(spectrum).map(s -> s * s).toArray());
    double trace = Arrays.stream(spectrum).sum();
    for (int k = 0; k < once.length; k++) {
      trace -= twice[k] / once[k];
    }
    return trace;
  }
}
