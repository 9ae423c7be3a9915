package org.wirg.internal.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of features, three with three at a time: nine chains of sums hide what one takes. In
 * place and in double precision where features fit a cache, part by part in single precision where
 * they do not.
 */
final class VectorGram {
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> FLOATS =
      VectorSpecies.of(float.class, DOUBLES.vectorShape());

  private static final int WIDTH = DOUBLES.length();
  private static final int SUMS = Kernels.SUMS;
  private static final int PAIR = SinglePart.PAIR;

  /** Values handled per pass in double precision, side by side: half a second-level cache. */
  private static final int VALUES = 1 << 16;

  /** Most rows of such a pass; a quarter of them pays for the sums' way from memory and back. */
  private static final int MOST_ROWS = 64;

  /** Features on either side of a tile. */
  private static final int SIDE = 3;

  private VectorGram() {}

  /** Whether vectors of this machine divide {@link Kernels#SUMS} lanes, and a pair of sites. */
  static boolean fits() {
    return SUMS % WIDTH == 0;
  }

  /** {@link Kernels#gram} with as many lanes as there are sums. */
  static void add(double[][] features, int from, int sites, double[] gram) {
    if (SinglePart.wanted(features.length, sites)) {
      addSingle(features, from, sites, gram);
    } else {
      addDouble(features, from, sites, gram);
    }
  }

  private static void addDouble(double[][] features, int from, int sites, double[] gram) {
    int count = features.length;
    int rows = Math.clamp(VALUES / (count * SUMS), MOST_ROWS / 4, MOST_ROWS);
    for (int first = 0; first < sites; first += rows) {
      int start = first * SUMS;
      int end = Math.min(first + rows, sites) * SUMS;
      for (int m = 0; m < count; m += SIDE) {
        for (int n = Math.max(m, from); n < count; n += SIDE) {
          for (int lane = 0; lane < SUMS; lane += WIDTH) {
            tile(features, start + lane, end, m, n, lane, gram);
          }
        }
      }
    }
  }

  /** Up to 3x3 products; rows and columns beyond the last feature repeat it. */
  private static void tile(
      double[][] features, int first, int last, int m, int n, int lane, double[] gram) {
    int count = features.length;
    int m1 = Math.min(m + 1, count - 1);
    int m2 = Math.min(m + 2, count - 1);
    int n1 = Math.min(n + 1, count - 1);
    int n2 = Math.min(n + 2, count - 1);
    double[] a0 = features[m];
    double[] a1 = features[m1];
    double[] a2 = features[m2];
    double[] b0 = features[n];
    double[] b1 = features[n1];
    double[] b2 = features[n2];
    int r0 = m * count;
    int r1 = m1 * count;
    int r2 = m2 * count;
    DoubleVector s00 = DoubleVector.fromArray(DOUBLES, gram, (r0 + n) * SUMS + lane);
    DoubleVector s01 = DoubleVector.fromArray(DOUBLES, gram, (r0 + n1) * SUMS + lane);
    DoubleVector s02 = DoubleVector.fromArray(DOUBLES, gram, (r0 + n2) * SUMS + lane);
    DoubleVector s10 = DoubleVector.fromArray(DOUBLES, gram, (r1 + n) * SUMS + lane);
    DoubleVector s11 = DoubleVector.fromArray(DOUBLES, gram, (r1 + n1) * SUMS + lane);
    DoubleVector s12 = DoubleVector.fromArray(DOUBLES, gram, (r1 + n2) * SUMS + lane);
    DoubleVector s20 = DoubleVector.fromArray(DOUBLES, gram, (r2 + n) * SUMS + lane);
    DoubleVector s21 = DoubleVector.fromArray(DOUBLES, gram, (r2 + n1) * SUMS + lane);
    DoubleVector s22 = DoubleVector.fromArray(DOUBLES, gram, (r2 + n2) * SUMS + lane);
    for (int i = first; i < last; i += SUMS) {
      DoubleVector y0 = DoubleVector.fromArray(DOUBLES, b0, i);
      DoubleVector y1 = DoubleVector.fromArray(DOUBLES, b1, i);
      DoubleVector y2 = DoubleVector.fromArray(DOUBLES, b2, i);
      DoubleVector x0 = DoubleVector.fromArray(DOUBLES, a0, i);
      DoubleVector x1 = DoubleVector.fromArray(DOUBLES, a1, i);
      DoubleVector x2 = DoubleVector.fromArray(DOUBLES, a2, i);
      s00 = x0.fma(y0, s00);
      s01 = x0.fma(y1, s01);
      s02 = x0.fma(y2, s02);
      s10 = x1.fma(y0, s10);
      s11 = x1.fma(y1, s11);
      s12 = x1.fma(y2, s12);
      s20 = x2.fma(y0, s20);
      s21 = x2.fma(y1, s21);
      s22 = x2.fma(y2, s22);
    }
    s22.intoArray(gram, (r2 + n2) * SUMS + lane);
    s21.intoArray(gram, (r2 + n1) * SUMS + lane);
    s20.intoArray(gram, (r2 + n) * SUMS + lane);
    s12.intoArray(gram, (r1 + n2) * SUMS + lane);
    s11.intoArray(gram, (r1 + n1) * SUMS + lane);
    s10.intoArray(gram, (r1 + n) * SUMS + lane);
    s02.intoArray(gram, (r0 + n2) * SUMS + lane);
    s01.intoArray(gram, (r0 + n1) * SUMS + lane);
    s00.intoArray(gram, (r0 + n) * SUMS + lane);
  }

  private static void addSingle(double[][] features, int from, int sites, double[] gram) {
    int count = features.length;
    SinglePart part = new SinglePart(count);
    float[] sums = new float[SIDE * SIDE * PAIR];
    double[] wide = new double[sums.length];
    for (int first = 0; first < sites; first += part.sites) {
      part.take(features, first, sites);
      for (int m = 0; m < count; m += SIDE) {
        for (int n = Math.max(m, from); n < count; n += SIDE) {
          for (int k = 0; k < PAIR; k += FLOATS.length()) {
            tile(part.values, part.length(), m, n, k, sums);
          }
          widen(sums, wide);
          for (int a = 0; a < Math.min(SIDE, count - m); a++) {
            for (int b = 0; b < Math.min(SIDE, count - n); b++) {
              addSums(wide, (SIDE * a + b) * PAIR, gram, ((m + a) * count + n + b) * SUMS);
            }
          }
        }
      }
    }
  }

  /** 3x3 products; rows and columns beyond the last feature repeat it. */
  private static void tile(float[][] features, int length, int m, int n, int k, float[] sums) {
    int last = features.length - 1;
    float[] a0 = features[m];
    float[] a1 = features[Math.min(m + 1, last)];
    float[] a2 = features[Math.min(m + 2, last)];
    float[] b0 = features[n];
    float[] b1 = features[Math.min(n + 1, last)];
    float[] b2 = features[Math.min(n + 2, last)];
    FloatVector s00 = FloatVector.zero(FLOATS);
    FloatVector s01 = s00;
    FloatVector s02 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s12 = s00;
    FloatVector s20 = s00;
    FloatVector s21 = s00;
    FloatVector s22 = s00;
    for (int i = k; i < length; i += PAIR) {
      FloatVector y0 = FloatVector.fromArray(FLOATS, b0, i);
      FloatVector y1 = FloatVector.fromArray(FLOATS, b1, i);
      FloatVector y2 = FloatVector.fromArray(FLOATS, b2, i);
      FloatVector x0 = FloatVector.fromArray(FLOATS, a0, i);
      FloatVector x1 = FloatVector.fromArray(FLOATS, a1, i);
      FloatVector x2 = FloatVector.fromArray(FLOATS, a2, i);
      s00 = x0.fma(y0, s00);
      s01 = x0.fma(y1, s01);
      s02 = x0.fma(y2, s02);
      s10 = x1.fma(y0, s10);
      s11 = x1.fma(y1, s11);
      s12 = x1.fma(y2, s12);
      s20 = x2.fma(y0, s20);
      s21 = x2.fma(y1, s21);
      s22 = x2.fma(y2, s22);
    }
    s00.intoArray(sums, k);
    s01.intoArray(sums, PAIR + k);
    s02.intoArray(sums, 2 * PAIR + k);
    s10.intoArray(sums, 3 * PAIR + k);
    s11.intoArray(sums, 4 * PAIR + k);
    s12.intoArray(sums, 5 * PAIR + k);
    s20.intoArray(sums, 6 * PAIR + k);
    s21.intoArray(sums, 7 * PAIR + k);
    s22.intoArray(sums, 8 * PAIR + k);
  }

  /** A loop that becomes vectors by itself; conversions of vectors are sometimes not compiled. */
  private static void widen(float[] sums, double[] wide) {
    for (int i = 0; i < sums.length; i++) {
      wide[i] = sums[i];
    }
  }

  private static void addSums(double[] sums, int first, double[] gram, int at) {
    for (int k = 0; k < PAIR; k += WIDTH) {
      int to = at + k % SUMS;
      DoubleVector.fromArray(DOUBLES, gram, to)
          .add(DoubleVector.fromArray(DOUBLES, sums, first + k))
          .intoArray(gram, to);
    }
  }
}
