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
      double[] in, int outer, int inner, AxisTaps t, double sign, boolean fresh, double[] out) {
    for (int o = 0; o < outer; o++) {
      for (AxisTaps.Run run : t.runs) {
        run(in, o, inner, t, run, sign, fresh, out);
      }
    }
    ScalarKernels.filter(in, outer, inner, inner / WIDTH * WIDTH, t, sign, fresh, out);
  }

  private static void run(
      double[] in,
      int o,
      int inner,
      AxisTaps t,
      AxisTaps.Run run,
      double sign,
      boolean fresh,
      double[] out) {
    boolean overwrite = fresh;
    int to = (o * t.sitesOut + run.first()) * inner;
    int done = 0;
    while (done < t.taps) {
      int at = run.coefficients() + done;
      int left = t.taps - done;
      if (left >= 4) {
        if (overwrite) {
          set4(
              in,
              from(t, run, done, o, inner),
              from(t, run, done + 1, o, inner),
              from(t, run, done + 2, o, inner),
              from(t, run, done + 3, o, inner),
              run,
              t,
              at,
              sign,
              inner,
              out,
              to);
        } else {
          add4(
              in,
              from(t, run, done, o, inner),
              from(t, run, done + 1, o, inner),
              from(t, run, done + 2, o, inner),
              from(t, run, done + 3, o, inner),
              run,
              t,
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
              from(t, run, done, o, inner),
              from(t, run, done + 1, o, inner),
              run,
              t,
              at,
              sign,
              inner,
              out,
              to);
        } else {
          add2(
              in,
              from(t, run, done, o, inner),
              from(t, run, done + 1, o, inner),
              run,
              t,
              at,
              sign,
              inner,
              out,
              to);
        }
        done += 2;
      } else {
        if (overwrite) {
          set1(in, from(t, run, done, o, inner), run, t, at, sign, inner, out, to);
        } else {
          add1(in, from(t, run, done, o, inner), run, t, at, sign, inner, out, to);
        }
        done++;
      }
      overwrite = false;
    }
  }

  /** Where a tap of the run's first site reads. */
  private static int from(AxisTaps t, AxisTaps.Run run, int tap, int o, int inner) {
    return (o * t.sitesIn + t.index[run.first() * t.taps + tap]) * inner;
  }

  private static void set4(
      double[] in,
      int start0,
      int start1,
      int start2,
      int start3,
      AxisTaps.Run run,
      AxisTaps t,
      int at,
      double sign,
      int inner,
      double[] out,
      int start) {
    DoubleVector w0 = DoubleVector.broadcast(DOUBLES, sign * t.coefficients[at]);
    DoubleVector w1 = DoubleVector.broadcast(DOUBLES, sign * t.coefficients[at + 1]);
    DoubleVector w2 = DoubleVector.broadcast(DOUBLES, sign * t.coefficients[at + 2]);
    DoubleVector w3 = DoubleVector.broadcast(DOUBLES, sign * t.coefficients[at + 3]);
    DoubleVector zero = DoubleVector.zero(DOUBLES);
    int inStep = run.step() * inner;
    int outStep = t.period * inner;
    int to = start;
    int from0 = start0;
    int from1 = start1;
    int from2 = start2;
    int from3 = start3;
    for (int site = 0; site < run.sites(); site++) {
      for (int i = 0; i <= inner - WIDTH; i += WIDTH) {
        DoubleVector sum = DoubleVector.fromArray(DOUBLES, in, from0 + i).fma(w0, zero);
        sum = DoubleVector.fromArray(DOUBLES, in, from1 + i).fma(w1, sum);
        sum = DoubleVector.fromArray(DOUBLES, in, from2 + i).fma(w2, sum);
        sum = DoubleVector.fromArray(DOUBLES, in, from3 + i).fma(w3, sum);
        sum.intoArray(out, to + i);
      }
      from0 += inStep;
      from1 += inStep;
      from2 += inStep;
      from3 += inStep;
      to += outStep;
    }
  }

  private static void add4(
      double[] in,
      int start0,
      int start1,
      int start2,
      int start3,
      AxisTaps.Run run,
      AxisTaps t,
      int at,
      double sign,
      int inner,
      double[] out,
      int start) {
    DoubleVector w0 = DoubleVector.broadcast(DOUBLES, sign * t.coefficients[at]);
    DoubleVector w1 = DoubleVector.broadcast(DOUBLES, sign * t.coefficients[at + 1]);
    DoubleVector w2 = DoubleVector.broadcast(DOUBLES, sign * t.coefficients[at + 2]);
    DoubleVector w3 = DoubleVector.broadcast(DOUBLES, sign * t.coefficients[at + 3]);
    int inStep = run.step() * inner;
    int outStep = t.period * inner;
    int to = start;
    int from0 = start0;
    int from1 = start1;
    int from2 = start2;
    int from3 = start3;
    for (int site = 0; site < run.sites(); site++) {
      for (int i = 0; i <= inner - WIDTH; i += WIDTH) {
        DoubleVector sum =
            DoubleVector.fromArray(DOUBLES, in, from0 + i)
                .fma(w0, DoubleVector.fromArray(DOUBLES, out, to + i));
        sum = DoubleVector.fromArray(DOUBLES, in, from1 + i).fma(w1, sum);
        sum = DoubleVector.fromArray(DOUBLES, in, from2 + i).fma(w2, sum);
        sum = DoubleVector.fromArray(DOUBLES, in, from3 + i).fma(w3, sum);
        sum.intoArray(out, to + i);
      }
      from0 += inStep;
      from1 += inStep;
      from2 += inStep;
      from3 += inStep;
      to += outStep;
    }
  }

  private static void set2(
      double[] in,
      int start0,
      int start1,
      AxisTaps.Run run,
      AxisTaps t,
      int at,
      double sign,
      int inner,
      double[] out,
      int start) {
    DoubleVector w0 = DoubleVector.broadcast(DOUBLES, sign * t.coefficients[at]);
    DoubleVector w1 = DoubleVector.broadcast(DOUBLES, sign * t.coefficients[at + 1]);
    DoubleVector zero = DoubleVector.zero(DOUBLES);
    int inStep = run.step() * inner;
    int outStep = t.period * inner;
    int to = start;
    int from0 = start0;
    int from1 = start1;
    for (int site = 0; site < run.sites(); site++) {
      for (int i = 0; i <= inner - WIDTH; i += WIDTH) {
        DoubleVector sum = DoubleVector.fromArray(DOUBLES, in, from0 + i).fma(w0, zero);
        sum = DoubleVector.fromArray(DOUBLES, in, from1 + i).fma(w1, sum);
        sum.intoArray(out, to + i);
      }
      from0 += inStep;
      from1 += inStep;
      to += outStep;
    }
  }

  private static void add2(
      double[] in,
      int start0,
      int start1,
      AxisTaps.Run run,
      AxisTaps t,
      int at,
      double sign,
      int inner,
      double[] out,
      int start) {
    DoubleVector w0 = DoubleVector.broadcast(DOUBLES, sign * t.coefficients[at]);
    DoubleVector w1 = DoubleVector.broadcast(DOUBLES, sign * t.coefficients[at + 1]);
    int inStep = run.step() * inner;
    int outStep = t.period * inner;
    int to = start;
    int from0 = start0;
    int from1 = start1;
    for (int site = 0; site < run.sites(); site++) {
      for (int i = 0; i <= inner - WIDTH; i += WIDTH) {
        DoubleVector sum =
            DoubleVector.fromArray(DOUBLES, in, from0 + i)
                .fma(w0, DoubleVector.fromArray(DOUBLES, out, to + i));
        sum = DoubleVector.fromArray(DOUBLES, in, from1 + i).fma(w1, sum);
        sum.intoArray(out, to + i);
      }
      from0 += inStep;
      from1 += inStep;
      to += outStep;
    }
  }

  private static void set1(
      double[] in,
      int start0,
      AxisTaps.Run run,
      AxisTaps t,
      int at,
      double sign,
      int inner,
      double[] out,
      int start) {
    DoubleVector w0 = DoubleVector.broadcast(DOUBLES, sign * t.coefficients[at]);
    DoubleVector zero = DoubleVector.zero(DOUBLES);
    int inStep = run.step() * inner;
    int outStep = t.period * inner;
    int to = start;
    int from0 = start0;
    for (int site = 0; site < run.sites(); site++) {
      for (int i = 0; i <= inner - WIDTH; i += WIDTH) {
        DoubleVector sum = DoubleVector.fromArray(DOUBLES, in, from0 + i).fma(w0, zero);
        sum.intoArray(out, to + i);
      }
      from0 += inStep;
      to += outStep;
    }
  }

  private static void add1(
      double[] in,
      int start0,
      AxisTaps.Run run,
      AxisTaps t,
      int at,
      double sign,
      int inner,
      double[] out,
      int start) {
    DoubleVector w0 = DoubleVector.broadcast(DOUBLES, sign * t.coefficients[at]);
    int inStep = run.step() * inner;
    int outStep = t.period * inner;
    int to = start;
    int from0 = start0;
    for (int site = 0; site < run.sites(); site++) {
      for (int i = 0; i <= inner - WIDTH; i += WIDTH) {
        DoubleVector sum =
            DoubleVector.fromArray(DOUBLES, in, from0 + i)
                .fma(w0, DoubleVector.fromArray(DOUBLES, out, to + i));
        sum.intoArray(out, to + i);
      }
      from0 += inStep;
      to += outStep;
    }
  }
}
