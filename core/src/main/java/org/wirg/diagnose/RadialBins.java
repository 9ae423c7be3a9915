package org.wirg.diagnose;

import java.util.Arrays;
import org.wirg.field.Grid;

/**
 * Which radial bin each Fourier mode of a grid belongs to. With k_a the integer wave number along
 * axis a (-n_a/2 .. n_a/2) and L the longest axis, the bin is sqrt(sum_a (k_a L / n_a)^2) rounded
 * to the nearest integer: |k| in units of 2 pi / L. Bins that no mode falls into are left out. Only
 * the half of the modes with k_last >= 0 is kept, as a real field's transform is Hermitian.
 */
final class RadialBins {
  private final int[] wavenumber; // [bin]
  private final int[] modes; // [bin], over the whole spectrum
  private final int[] binOf; // [half-spectrum mode]
  private final int half; // modes along the last axis, n/2 + 1
  private final int lastSize;

  RadialBins(Grid grid) {
    int rank = grid.rank();
    lastSize = grid.size(rank - 1);
    half = lastSize / 2 + 1;
    int lines = grid.sites() / lastSize;
    binOf = new int[Math.multiplyExact(lines, half)];
    int longest = grid.longestSide();
    int largest = 0;
    for (int i = 0; i < binOf.length; i++) {
      double square = 0;
      int rest = i;
      for (int a = rank - 1; a >= 0; a--) {
        int stored = a == rank - 1 ? half : grid.size(a);
        int index = rest % stored;
        rest /= stored;
        int folded = Math.min(index, grid.size(a) - index);
        double q = (double) folded * longest / grid.size(a);
        square += q * q;
      }
      binOf[i] = (int) Math.round(Math.sqrt(square));
      largest = Math.max(largest, binOf[i]);
    }
    int[] perRadius = new int[largest + 1];
    for (int i = 0; i < binOf.length; i++) {
      perRadius[binOf[i]] += weight(i % half);
    }
    int[] binOfRadius = new int[largest + 1];
    int bins = 0;
    for (int radius = 0; radius <= largest; radius++) {
      binOfRadius[radius] = bins;
      bins += perRadius[radius] > 0 ? 1 : 0;
    }
    wavenumber = new int[bins];
    modes = new int[bins];
    for (int radius = 0; radius <= largest; radius++) {
      if (perRadius[radius] > 0) {
        wavenumber[binOfRadius[radius]] = radius;
        modes[binOfRadius[radius]] = perRadius[radius];
      }
    }
    Arrays.setAll(binOf, i -> binOfRadius[binOf[i]]);
  }

  /** Number of bins that hold at least one mode. */
  int count() {
    return modes.length;
  }

  /** Modes along the last axis that are kept. */
  int half() {
    return half;
  }

  /** |k| L / (2 pi), rounded, of a bin. */
  int wavenumber(int bin) {
    return wavenumber[bin];
  }

  /** Number of modes of a bin, the other half of the spectrum included. */
  int modes(int bin) {
    return modes[bin];
  }

  /** The bin of a half-spectrum mode. */
  int bin(int mode) {
    return binOf[mode];
  }

  /** How many modes of the whole spectrum a mode with this last wave number stands for. */
  int weight(int last) {
    return last == 0 || 2 * last == lastSize ? 1 : 2;
  }
}
