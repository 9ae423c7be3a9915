package org.wirg.internal.kernel;

import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** Filters along an axis, four taps at once; each loop is a method of its own. */
final class VectorFilter {
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  private static final int WIDTH = DOUBLES.length();

  private VectorFilter() {}

  /**
   * Sites along the axis that are as far apart as the sites they read, so that one loop serves all.
   *
   * @param first number of the first of them
   * @param inStep from what one reads to what the next reads, in values
   * @param outStep from one to the next, likewise
   */
  private record Run(int first, int sites, int inStep, int outStep) {}

  /** Cuts the sites along an axis into runs, those of every phase apart. */
  private static List<Run> runs(int nOut, int inner, int period, int taps, int[] index) {
    List<Run> runs = new ArrayList<>();
    for (int phase = 0; phase < Math.min(period, nOut); phase++) {
      int first = phase;
      while (first < nOut) {
        int next = first + period;
        int step = next < nOut ? index[next * taps] - index[first * taps] : 0;
        while (next < nOut && follows(index, (next - period) * taps, next * taps, taps, step)) {
          next += period;
        }
        runs.add(new Run(first, (next - first) / period, step * inner, period * inner));
        first = next;
      }
    }
    return runs;
  }

  private static boolean follows(int[] index, int before, int after, int taps, int step) {
    for (int u = 0; u < taps; u++) {
      if (index[after + u] - index[before + u] != step) {
        return false;
      }
    }
    return true;
  }

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
    List<Run> runs = runs(nOut, inner, period, taps, index);
    for (int o = 0; o < outer; o++) {
      for (Run run : runs) {
        run(
            in,
            o * nIn,
            inner,
            c,
            taps,
            index,
            run,
            run.first % period,
            sign,
            fresh,
            out,
            o * nOut);
      }
      for (int m = 0; whole < inner && m < nOut; m++) {
        int to = (o * nOut + m) * inner;
        int first = m % period * taps;
        for (int i = whole; i < inner; i++) {
          double sum = fresh ? 0 : out[to + i];
          out[to + i] =
              ScalarKernels.tapSum(sum, in, o * nIn, inner, i, c, first, taps, index, m, sign);
        }
      }
    }
  }

  private static void run(
      double[] in,
      int start,
      int inner,
      double[] c,
      int taps,
      int[] index,
      Run run,
      int phase,
      double sign,
      boolean fresh,
      double[] out,
      int outStart) {
    boolean overwrite = fresh;
    int to = (outStart + run.first) * inner;
    int done = 0;
    while (done < taps) {
      int at = phase * taps + done;
      int tap = run.first * taps + done;
      int left = taps - done;
      if (left >= 4) {
        if (overwrite) {
          set4(
              in,
              from(index, tap, start, inner),
              from(index, tap + 1, start, inner),
              from(index, tap + 2, start, inner),
              from(index, tap + 3, start, inner),
              run,
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
              run,
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
              run,
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
              run,
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
          set1(in, from(index, tap, start, inner), run, c, at, sign, inner, out, to);
        } else {
          add1(in, from(index, tap, start, inner), run, c, at, sign, inner, out, to);
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
      int start0,
      int start1,
      int start2,
      int start3,
      Run run,
      double[] c,
      int at,
      double sign,
      int inner,
      double[] out,
      int start) {
    DoubleVector w0 = DoubleVector.broadcast(DOUBLES, sign * c[at]);
    DoubleVector w1 = DoubleVector.broadcast(DOUBLES, sign * c[at + 1]);
    DoubleVector w2 = DoubleVector.broadcast(DOUBLES, sign * c[at + 2]);
    DoubleVector w3 = DoubleVector.broadcast(DOUBLES, sign * c[at + 3]);
    DoubleVector zero = DoubleVector.zero(DOUBLES);
    int to = start;
    int from0 = start0;
    int from1 = start1;
    int from2 = start2;
    int from3 = start3;
    for (int site = 0; site < run.sites; site++) {
      for (int i = 0; i <= inner - WIDTH; i += WIDTH) {
        DoubleVector sum = DoubleVector.fromArray(DOUBLES, in, from0 + i).fma(w0, zero);
        sum = DoubleVector.fromArray(DOUBLES, in, from1 + i).fma(w1, sum);
        sum = DoubleVector.fromArray(DOUBLES, in, from2 + i).fma(w2, sum);
        sum = DoubleVector.fromArray(DOUBLES, in, from3 + i).fma(w3, sum);
        sum.intoArray(out, to + i);
      }
      from0 += run.inStep;
      from1 += run.inStep;
      from2 += run.inStep;
      from3 += run.inStep;
      to += run.outStep;
    }
  }

  private static void add4(
      double[] in,
      int start0,
      int start1,
      int start2,
      int start3,
      Run run,
      double[] c,
      int at,
      double sign,
      int inner,
      double[] out,
      int start) {
    DoubleVector w0 = DoubleVector.broadcast(DOUBLES, sign * c[at]);
    DoubleVector w1 = DoubleVector.broadcast(DOUBLES, sign * c[at + 1]);
    DoubleVector w2 = DoubleVector.broadcast(DOUBLES, sign * c[at + 2]);
    DoubleVector w3 = DoubleVector.broadcast(DOUBLES, sign * c[at + 3]);
    int to = start;
    int from0 = start0;
    int from1 = start1;
    int from2 = start2;
    int from3 = start3;
    for (int site = 0; site < run.sites; site++) {
      for (int i = 0; i <= inner - WIDTH; i += WIDTH) {
        DoubleVector sum =
            DoubleVector.fromArray(DOUBLES, in, from0 + i)
                .fma(w0, DoubleVector.fromArray(DOUBLES, out, to + i));
        sum = DoubleVector.fromArray(DOUBLES, in, from1 + i).fma(w1, sum);
        sum = DoubleVector.fromArray(DOUBLES, in, from2 + i).fma(w2, sum);
        sum = DoubleVector.fromArray(DOUBLES, in, from3 + i).fma(w3, sum);
        sum.intoArray(out, to + i);
      }
      from0 += run.inStep;
      from1 += run.inStep;
      from2 += run.inStep;
      from3 += run.inStep;
      to += run.outStep;
    }
  }

  private static void set2(
      double[] in,
      int start0,
      int start1,
      Run run,
      double[] c,
      int at,
      double sign,
      int inner,
      double[] out,
      int start) {
    DoubleVector w0 = DoubleVector.broadcast(DOUBLES, sign * c[at]);
    DoubleVector w1 = DoubleVector.broadcast(DOUBLES, sign * c[at + 1]);
    DoubleVector zero = DoubleVector.zero(DOUBLES);
    int to = start;
    int from0 = start0;
    int from1 = start1;
    for (int site = 0; site < run.sites; site++) {
      for (int i = 0; i <= inner - WIDTH; i += WIDTH) {
        DoubleVector sum = DoubleVector.fromArray(DOUBLES, in, from0 + i).fma(w0, zero);
        sum = DoubleVector.fromArray(DOUBLES, in, from1 + i).fma(w1, sum);
        sum.intoArray(out, to + i);
      }
      from0 += run.inStep;
      from1 += run.inStep;
      to += run.outStep;
    }
  }

  private static void add2(
      double[] in,
      int start0,
      int start1,
      Run run,
      double[] c,
      int at,
      double sign,
      int inner,
      double[] out,
      int start) {
    DoubleVector w0 = DoubleVector.broadcast(DOUBLES, sign * c[at]);
    DoubleVector w1 = DoubleVector.broadcast(DOUBLES, sign * c[at + 1]);
    int to = start;
    int from0 = start0;
    int from1 = start1;
    for (int site = 0; site < run.sites; site++) {
      for (int i = 0; i <= inner - WIDTH; i += WIDTH) {
        DoubleVector sum =
            DoubleVector.fromArray(DOUBLES, in, from0 + i)
                .fma(w0, DoubleVector.fromArray(DOUBLES, out, to + i));
        sum = DoubleVector.fromArray(DOUBLES, in, from1 + i).fma(w1, sum);
        sum.intoArray(out, to + i);
      }
      from0 += run.inStep;
      from1 += run.inStep;
      to += run.outStep;
    }
  }

  private static void set1(
      double[] in,
      int start0,
      Run run,
      double[] c,
      int at,
      double sign,
      int inner,
      double[] out,
      int start) {
    DoubleVector w0 = DoubleVector.broadcast(DOUBLES, sign * c[at]);
    DoubleVector zero = DoubleVector.zero(DOUBLES);
    int to = start;
    int from0 = start0;
    for (int site = 0; site < run.sites; site++) {
      for (int i = 0; i <= inner - WIDTH; i += WIDTH) {
        DoubleVector sum = DoubleVector.fromArray(DOUBLES, in, from0 + i).fma(w0, zero);
        sum.intoArray(out, to + i);
      }
      from0 += run.inStep;
      to += run.outStep;
    }
  }

  private static void add1(
      double[] in,
      int start0,
      Run run,
      double[] c,
      int at,
      double sign,
      int inner,
      double[] out,
      int start) {
    DoubleVector w0 = DoubleVector.broadcast(DOUBLES, sign * c[at]);
    int to = start;
    int from0 = start0;
    for (int site = 0; site < run.sites; site++) {
      for (int i = 0; i <= inner - WIDTH; i += WIDTH) {
        DoubleVector sum =
            DoubleVector.fromArray(DOUBLES, in, from0 + i)
                .fma(w0, DoubleVector.fromArray(DOUBLES, out, to + i));
        sum.intoArray(out, to + i);
      }
      from0 += run.inStep;
      to += run.outStep;
    }
  }
}
