package org.wirg.internal.kernel;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A symmetric stencil applied to vectors of lanes. Run after run goes along a row, {@value
 * SymmetricStencil#TILE} sites at a time: of what they read most is shared and stays in registers,
 * and their chains of additions overlap. Rows pass through a buffer in which a vector of lanes
 * stands alone and rows go on beyond their ends.
 */
final class VectorStencil {
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  private static final int WIDTH = DOUBLES.length();
  private static final int STEP = SymmetricStencil.TILE * WIDTH;

  private static final ThreadLocal<double[]> BUFFER = ThreadLocal.withInitial(() -> new double[0]);

  private VectorStencil() {}

  /** Applies it to all whole vectors of lanes; returns how many lanes those are. */
  static int add(double[] x, int lanes, SymmetricStencil s, double[] spread, double[] g) {
    int stride = s.column.length * WIDTH;
    int sums = s.schedule.slots * stride;
    int length = stride - 2 * s.reach * WIDTH;
    double[] buffer = buffer(sums + length);
    int lane = 0;
    for (; lane <= lanes - WIDTH; lane += WIDTH) {
      for (int r = 0; r < s.rows; r++) {
        load(x, lanes, lane, s, r, stride, buffer);
        Arrays.fill(buffer, sums, sums + length, 0);
        for (int q = 0; q < s.pair.length; q++) {
          int pair = r * s.rowPairs + s.pair[q];
          int a = s.schedule.upSlot[pair] * stride + (s.reach + s.first[q]) * WIDTH;
          int b = s.schedule.downSlot[pair] * stride + (s.reach - s.first[q]) * WIDTH;
          if (s.begin[q + 1] - s.begin[q] == SymmetricStencil.TILE) {
            four(buffer, a, b, spread, s.begin[q], sums, length);
          } else {
            five(buffer, a, b, spread, s.begin[q], sums, length);
          }
        }
        store(buffer, sums, s.rowLength, g, r * s.rowLength * lanes + lane, lanes);
      }
    }
    return lane;
  }

  private static double[] buffer(int length) {
    double[] buffer = BUFFER.get();
    if (buffer.length < length) {
      buffer = new double[length];
      BUFFER.set(buffer);
    }
    return buffer;
  }

  /** Brings in the rows that row r needs and the one before did not. */
  private static void load(
      double[] x, int lanes, int lane, SymmetricStencil s, int r, int stride, double[] buffer) {
    for (int k = s.schedule.begin[r]; k < s.schedule.begin[r + 1]; k++) {
      int from = s.schedule.row[k] * s.rowLength * lanes + lane;
      int to = s.schedule.slot[k] * stride;
      for (int column : s.column) {
        DoubleVector.fromArray(DOUBLES, x, from + column * lanes).intoArray(buffer, to);
        to += WIDTH;
      }
    }
  }

  private static void store(double[] buffer, int sums, int count, double[] g, int to, int lanes) {
    for (int c = 0; c < count; c++) {
      DoubleVector.fromArray(DOUBLES, g, to + c * lanes)
          .add(DoubleVector.fromArray(DOUBLES, buffer, sums + c * WIDTH))
          .intoArray(g, to + c * lanes);
    }
  }

  /**
   * Adds a run of four to the sums of a row.
   *
   * @param a where x(up, 0 + d) stands for the first d; likewise b, x(down, 0 - d)
   */
  private static void four(double[] buffer, int a, int b, double[] k, int m, int sums, int length) {
    DoubleVector k0 = DoubleVector.broadcast(DOUBLES, k[m]);
    DoubleVector k1 = DoubleVector.broadcast(DOUBLES, k[m + 1]);
    DoubleVector k2 = DoubleVector.broadcast(DOUBLES, k[m + 2]);
    DoubleVector k3 = DoubleVector.broadcast(DOUBLES, k[m + 3]);
    for (int i = 0; i < length; i += STEP) {
      DoubleVector a1 = DoubleVector.fromArray(DOUBLES, buffer, a + i + WIDTH);
      DoubleVector a2 = DoubleVector.fromArray(DOUBLES, buffer, a + i + 2 * WIDTH);
      DoubleVector a3 = DoubleVector.fromArray(DOUBLES, buffer, a + i + 3 * WIDTH);
      DoubleVector b0 = DoubleVector.fromArray(DOUBLES, buffer, b + i);
      DoubleVector b1 = DoubleVector.fromArray(DOUBLES, buffer, b + i + WIDTH);
      DoubleVector b2 = DoubleVector.fromArray(DOUBLES, buffer, b + i + 2 * WIDTH);
      DoubleVector s0 =
          DoubleVector.fromArray(DOUBLES, buffer, a + i)
              .add(b0)
              .fma(k0, DoubleVector.fromArray(DOUBLES, buffer, sums + i));
      DoubleVector s1 =
          a1.add(b1).fma(k0, DoubleVector.fromArray(DOUBLES, buffer, sums + i + WIDTH));
      DoubleVector s2 =
          a2.add(b2).fma(k0, DoubleVector.fromArray(DOUBLES, buffer, sums + i + 2 * WIDTH));
      DoubleVector s3 =
          a3.add(DoubleVector.fromArray(DOUBLES, buffer, b + i + 3 * WIDTH))
              .fma(k0, DoubleVector.fromArray(DOUBLES, buffer, sums + i + 3 * WIDTH));
      DoubleVector a4 = DoubleVector.fromArray(DOUBLES, buffer, a + i + 4 * WIDTH);
      DoubleVector c1 = DoubleVector.fromArray(DOUBLES, buffer, b + i - WIDTH);
      s0 = a1.add(c1).fma(k1, s0);
      s1 = a2.add(b0).fma(k1, s1);
      s2 = a3.add(b1).fma(k1, s2);
      s3 = a4.add(b2).fma(k1, s3);
      DoubleVector a5 = DoubleVector.fromArray(DOUBLES, buffer, a + i + 5 * WIDTH);
      DoubleVector c2 = DoubleVector.fromArray(DOUBLES, buffer, b + i - 2 * WIDTH);
      s0 = a2.add(c2).fma(k2, s0);
      s1 = a3.add(c1).fma(k2, s1);
      s2 = a4.add(b0).fma(k2, s2);
      s3 = a5.add(b1).fma(k2, s3);
      a3.add(DoubleVector.fromArray(DOUBLES, buffer, b + i - 3 * WIDTH))
          .fma(k3, s0)
          .intoArray(buffer, sums + i);
      a4.add(c2).fma(k3, s1).intoArray(buffer, sums + i + WIDTH);
      a5.add(c1).fma(k3, s2).intoArray(buffer, sums + i + 2 * WIDTH);
      DoubleVector.fromArray(DOUBLES, buffer, a + i + 6 * WIDTH)
          .add(b0)
          .fma(k3, s3)
          .intoArray(buffer, sums + i + 3 * WIDTH);
    }
  }

  /** The same for a run of five. */
  private static void five(double[] buffer, int a, int b, double[] k, int m, int sums, int length) {
    DoubleVector k0 = DoubleVector.broadcast(DOUBLES, k[m]);
    DoubleVector k1 = DoubleVector.broadcast(DOUBLES, k[m + 1]);
    DoubleVector k2 = DoubleVector.broadcast(DOUBLES, k[m + 2]);
    DoubleVector k3 = DoubleVector.broadcast(DOUBLES, k[m + 3]);
    DoubleVector k4 = DoubleVector.broadcast(DOUBLES, k[m + 4]);
    for (int i = 0; i < length; i += STEP) {
      DoubleVector a1 = DoubleVector.fromArray(DOUBLES, buffer, a + i + WIDTH);
      DoubleVector a2 = DoubleVector.fromArray(DOUBLES, buffer, a + i + 2 * WIDTH);
      DoubleVector a3 = DoubleVector.fromArray(DOUBLES, buffer, a + i + 3 * WIDTH);
      DoubleVector b0 = DoubleVector.fromArray(DOUBLES, buffer, b + i);
      DoubleVector b1 = DoubleVector.fromArray(DOUBLES, buffer, b + i + WIDTH);
      DoubleVector b2 = DoubleVector.fromArray(DOUBLES, buffer, b + i + 2 * WIDTH);
      DoubleVector s0 =
          DoubleVector.fromArray(DOUBLES, buffer, a + i)
              .add(b0)
              .fma(k0, DoubleVector.fromArray(DOUBLES, buffer, sums + i));
      DoubleVector s1 =
          a1.add(b1).fma(k0, DoubleVector.fromArray(DOUBLES, buffer, sums + i + WIDTH));
      DoubleVector s2 =
          a2.add(b2).fma(k0, DoubleVector.fromArray(DOUBLES, buffer, sums + i + 2 * WIDTH));
      DoubleVector s3 =
          a3.add(DoubleVector.fromArray(DOUBLES, buffer, b + i + 3 * WIDTH))
              .fma(k0, DoubleVector.fromArray(DOUBLES, buffer, sums + i + 3 * WIDTH));
      DoubleVector a4 = DoubleVector.fromArray(DOUBLES, buffer, a + i + 4 * WIDTH);
      DoubleVector c1 = DoubleVector.fromArray(DOUBLES, buffer, b + i - WIDTH);
      s0 = a1.add(c1).fma(k1, s0);
      s1 = a2.add(b0).fma(k1, s1);
      s2 = a3.add(b1).fma(k1, s2);
      s3 = a4.add(b2).fma(k1, s3);
      DoubleVector a5 = DoubleVector.fromArray(DOUBLES, buffer, a + i + 5 * WIDTH);
      DoubleVector c2 = DoubleVector.fromArray(DOUBLES, buffer, b + i - 2 * WIDTH);
      s0 = a2.add(c2).fma(k2, s0);
      s1 = a3.add(c1).fma(k2, s1);
      s2 = a4.add(b0).fma(k2, s2);
      s3 = a5.add(b1).fma(k2, s3);
      DoubleVector a6 = DoubleVector.fromArray(DOUBLES, buffer, a + i + 6 * WIDTH);
      DoubleVector c3 = DoubleVector.fromArray(DOUBLES, buffer, b + i - 3 * WIDTH);
      s0 = a3.add(c3).fma(k3, s0);
      s1 = a4.add(c2).fma(k3, s1);
      s2 = a5.add(c1).fma(k3, s2);
      s3 = a6.add(b0).fma(k3, s3);
      a4.add(DoubleVector.fromArray(DOUBLES, buffer, b + i - 4 * WIDTH))
          .fma(k4, s0)
          .intoArray(buffer, sums + i);
      a5.add(c3).fma(k4, s1).intoArray(buffer, sums + i + WIDTH);
      a6.add(c2).fma(k4, s2).intoArray(buffer, sums + i + 2 * WIDTH);
      DoubleVector.fromArray(DOUBLES, buffer, a + i + 7 * WIDTH)
          .add(c1)
          .fma(k4, s3)
          .intoArray(buffer, sums + i + 3 * WIDTH);
    }
  }
}
