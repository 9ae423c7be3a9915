package org.wirg.internal.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** Filters along an axis, four taps at once; each loop is a method of its own. */
final class VectorFilter {
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  private static final int WIDTH = DOUBLES.length();

  private VectorFilter() {}

  /**
   * See {@link Kernels#filter}.
   *
   * @param fresh whether out is overwritten, not added to
   */
  static void rows(
      double[] in,
      int outer,
      int nIn,
      int nOut,
      int inner,
      double[] c,
      int taps,
      int[] index,
      double sign,
      boolean fresh,
      double[] out) {
    int period = c.length / taps;
    int whole = inner / WIDTH * WIDTH;
    for (int o = 0; o < outer; o++) {
      for (int m = 0; m < nOut; m++) {
        int first = m % period * taps;
        int to = (o * nOut + m) * inner;
        row(in, o * nIn, inner, c, first, taps, index, m, sign, fresh, out, to);
        for (int i = whole; i < inner; i++) {
          double sum = fresh ? 0 : out[to + i];
          out[to + i] =
              ScalarKernels.tapSum(sum, in, o * nIn, inner, i, c, first, taps, index, m, sign);
        }
      }
    }
  }

  private static void row(
      double[] in,
      int start,
      int inner,
      double[] c,
      int first,
      int taps,
      int[] index,
      int m,
      double sign,
      boolean fresh,
      double[] out,
      int to) {
    boolean overwrite = fresh;
    int done = 0;
    while (done < taps) {
      int at = first + done;
      int tap = m * taps + done;
      int left = taps - done;
      if (left >= 4) {
        if (overwrite) {
          set4(
              in,
              from(index, tap, start, inner),
              from(index, tap + 1, start, inner),
              from(index, tap + 2, start, inner),
              from(index, tap + 3, start, inner),
              c,
              at,
              sign,
              inner,
              out,
              to);
        } else {
          add4(
              in,
              from(index, tap, start, inner),
              from(index, tap + 1, start, inner),
              from(index, tap + 2, start, inner),
              from(index, tap + 3, start, inner),
              c,
              at,
              sign,
              inner,
              out,
              to);
        }
        done += 4;
      } else if (left >= 2) {
        if (overwrite) {
          set2(
              in,
              from(index, tap, start, inner),
              from(index, tap + 1, start, inner),
              c,
              at,
              sign,
              inner,
              out,
              to);
        } else {
          add2(
              in,
              from(index, tap, start, inner),
              from(index, tap + 1, start, inner),
              c,
              at,
              sign,
              inner,
              out,
              to);
        }
        done += 2;
      } else {
        if (overwrite) {
          set1(in, from(index, tap, start, inner), c, at, sign, inner, out, to);
        } else {
          add1(in, from(index, tap, start, inner), c, at, sign, inner, out, to);
        }
        done++;
      }
      overwrite = false;
    }
  }

  private static int from(int[] index, int tap, int start, int inner) {
    return (start + index[tap]) * inner;
  }

  private static void set4(
      double[] in,
      int from0,
      int from1,
      int from2,
      int from3,
      double[] c,
      int at,
      double sign,
      int inner,
      double[] out,
      int to) {
    DoubleVector w0 = DoubleVector.broadcast(DOUBLES, sign * c[at]);
    DoubleVector w1 = DoubleVector.broadcast(DOUBLES, sign * c[at + 1]);
    DoubleVector w2 = DoubleVector.broadcast(DOUBLES, sign * c[at + 2]);
    DoubleVector w3 = DoubleVector.broadcast(DOUBLES, sign * c[at + 3]);
    DoubleVector zero = DoubleVector.zero(DOUBLES);
    for (int i = 0; i <= inner - WIDTH; i += WIDTH) {
      DoubleVector sum = DoubleVector.fromArray(DOUBLES, in, from0 + i).fma(w0, zero);
      sum = DoubleVector.fromArray(DOUBLES, in, from1 + i).fma(w1, sum);
      sum = DoubleVector.fromArray(DOUBLES, in, from2 + i).fma(w2, sum);
      sum = DoubleVector.fromArray(DOUBLES, in, from3 + i).fma(w3, sum);
      sum.intoArray(out, to + i);
    }
  }

  private static void add4(
      double[] in,
      int from0,
      int from1,
      int from2,
      int from3,
      double[] c,
      int at,
      double sign,
      int inner,
      double[] out,
      int to) {
    DoubleVector w0 = DoubleVector.broadcast(DOUBLES, sign * c[at]);
    DoubleVector w1 = DoubleVector.broadcast(DOUBLES, sign * c[at + 1]);
    DoubleVector w2 = DoubleVector.broadcast(DOUBLES, sign * c[at + 2]);
    DoubleVector w3 = DoubleVector.broadcast(DOUBLES, sign * c[at + 3]);
    for (int i = 0; i <= inner - WIDTH; i += WIDTH) {
      DoubleVector sum =
          DoubleVector.fromArray(DOUBLES, in, from0 + i)
              .fma(w0, DoubleVector.fromArray(DOUBLES, out, to + i));
      sum = DoubleVector.fromArray(DOUBLES, in, from1 + i).fma(w1, sum);
      sum = DoubleVector.fromArray(DOUBLES, in, from2 + i).fma(w2, sum);
      sum = DoubleVector.fromArray(DOUBLES, in, from3 + i).fma(w3, sum);
      sum.intoArray(out, to + i);
    }
  }

  private static void set2(
      double[] in,
      int from0,
      int from1,
      double[] c,
      int at,
      double sign,
      int inner,
      double[] out,
      int to) {
    DoubleVector w0 = DoubleVector.broadcast(DOUBLES, sign * c[at]);
    DoubleVector w1 = DoubleVector.broadcast(DOUBLES, sign * c[at + 1]);
    DoubleVector zero = DoubleVector.zero(DOUBLES);
    for (int i = 0; i <= inner - WIDTH; i += WIDTH) {
      DoubleVector sum = DoubleVector.fromArray(DOUBLES, in, from0 + i).fma(w0, zero);
      sum = DoubleVector.fromArray(DOUBLES, in, from1 + i).fma(w1, sum);
      sum.intoArray(out, to + i);
    }
  }

  private static void add2(
      double[] in,
      int from0,
      int from1,
      double[] c,
      int at,
      double sign,
      int inner,
      double[] out,
      int to) {
    DoubleVector w0 = DoubleVector.broadcast(DOUBLES, sign * c[at]);
    DoubleVector w1 = DoubleVector.broadcast(DOUBLES, sign * c[at + 1]);
    for (int i = 0; i <= inner - WIDTH; i += WIDTH) {
      DoubleVector sum =
          DoubleVector.fromArray(DOUBLES, in, from0 + i)
              .fma(w0, DoubleVector.fromArray(DOUBLES, out, to + i));
      sum = DoubleVector.fromArray(DOUBLES, in, from1 + i).fma(w1, sum);
      sum.intoArray(out, to + i);
    }
  }

  private static void set1(
      double[] in, int from0, double[] c, int at, double sign, int inner, double[] out, int to) {
    DoubleVector w0 = DoubleVector.broadcast(DOUBLES, sign * c[at]);
    DoubleVector zero = DoubleVector.zero(DOUBLES);
    for (int i = 0; i <= inner - WIDTH; i += WIDTH) {
      DoubleVector sum = DoubleVector.fromArray(DOUBLES, in, from0 + i).fma(w0, zero);
      sum.intoArray(out, to + i);
    }
  }

  private static void add1(
      double[] in, int from0, double[] c, int at, double sign, int inner, double[] out, int to) {
    DoubleVector w0 = DoubleVector.broadcast(DOUBLES, sign * c[at]);
    for (int i = 0; i <= inner - WIDTH; i += WIDTH) {
      DoubleVector sum =
          DoubleVector.fromArray(DOUBLES, in, from0 + i)
              .fma(w0, DoubleVector.fromArray(DOUBLES, out, to + i));
      sum.intoArray(out, to + i);
    }
  }
}
