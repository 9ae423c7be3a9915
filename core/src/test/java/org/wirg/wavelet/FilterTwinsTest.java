package org.wirg.wavelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.internal.kernel.AxisTaps;
import org.wirg.internal.kernel.Kernels;
import org.wirg.internal.kernel.ScalarKernels;
import org.wirg.internal.kernel.VectorKernels;

/** The vector filter gives the bits of its specification, and the specification its formula. */
class FilterTwinsTest {
  private static final Kernels SCALAR = new ScalarKernels();
  private static final Kernels VECTOR = new VectorKernels();
  private static final int OUTER = 3;
  private static final int N_IN = 5;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 5, 20})
  void twinsAgreeBitForBitAtEveryRowLength(int taps) {
    for (int nOut : new int[] {1, 2, 7}) {
      for (int period : new int[] {1, 2}) {
        for (int inner = 1; inner <= 33; inner++) {
          double[] in = Dense.random(inner, OUTER * N_IN * inner);
          double[] coefficients = Dense.random(taps, period * taps);
          int[] index = new Random(inner).ints((long) nOut * taps, 0, N_IN).toArray();
          if (inner % 2 == 0) {
            Arrays.setAll(index, k -> Math.floorMod(2 * (k / taps) + k % taps - 1, N_IN));
          }
          AxisTaps table = new AxisTaps(N_IN, nOut, taps, coefficients, index);
          double[] start = Dense.random(nOut, OUTER * nOut * inner);
          double[] zero = new double[start.length];
          double[] expected = formula(zero, 1, in, nOut, inner, coefficients, taps, index);
          double[] a = start.clone();
          double[] b = start.clone();
          SCALAR.filter(in, OUTER, inner, table, a);
          VECTOR.filter(in, OUTER, inner, table, b);
          assertThat(a).isEqualTo(expected);
          assertThat(b).isEqualTo(expected);
          double sign = -0.3;
          a = start.clone();
          b = start.clone();
          SCALAR.filterAdd(in, OUTER, inner, table, sign, a);
          VECTOR.filterAdd(in, OUTER, inner, table, sign, b);
          expected = formula(start, sign, in, nOut, inner, coefficients, taps, index);
          assertThat(a).isEqualTo(expected);
          assertThat(b).isEqualTo(expected);
        }
      }
    }
  }

  private static double[] formula(
      double[] start,
      double sign,
      double[] in,
      int nOut,
      int inner,
      double[] coefficients,
      int taps,
      int[] index) {
    int period = coefficients.length / taps;
    double[] out = new double[OUTER * nOut * inner];
    for (int o = 0; o < OUTER; o++) {
      for (int m = 0; m < nOut; m++) {
        for (int i = 0; i < inner; i++) {
          double sum = start[(o * nOut + m) * inner + i];
          for (int u = 0; u < taps; u++) {
            double x = in[(o * N_IN + index[m * taps + u]) * inner + i];
            sum = Math.fma(sign * coefficients[m % period * taps + u], x, sum);
          }
          out[(o * nOut + m) * inner + i] = sum;
        }
      }
    }
    return out;
  }
}
