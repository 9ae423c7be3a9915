package org.wirg.internal.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The same loops on vectors of lanes. Methods stay small on purpose: large ones make the compiler
 * box vectors on the heap.
 */
public final class VectorKernels implements Kernels {
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  private static final int WIDTH = DOUBLES.length();

  /**
   * As many ints as there are doubles, in half the bits (a quarter of nothing on tiny machines).
   */
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(
          int.class, VectorShape.forBitSize(Math.max(64, DOUBLES.vectorBitSize() / 2)));

  /** Values handled per pass of {@link #gram}, side by side: half a second-level cache. */
  private static final int GRAM_VALUES = 1 << 16;

  /** Most rows of a pass; a quarter of them pays for the sums' way from memory and back. */
  private static final int GRAM_ROWS = 64;

  /** Values beyond which features are copied part by part. */
  private static final int GRAM_LARGE = 1 << 21;

  @Override
  public void filter(double[] in, int outer, int inner, AxisTaps taps, double[] out) {
    VectorFilter.rows(in, outer, inner, taps, 1, true, out);
  }

  @Override
  public void filterAdd(
      double[] in, int outer, int inner, AxisTaps taps, double sign, double[] out) {
    VectorFilter.rows(in, outer, inner, taps, sign, false, out);
  }

  @Override
  public void stencil(double[] x, int lanes, SymmetricStencil s, double[] spread, double[] g) {
    ScalarKernels.stencil(x, VectorStencil.add(x, lanes, s, spread, g), lanes, s, spread, g);
  }

  @Override
  public void addShifts(double[] x, int lanes, Stencil s, double[] out) {
    // A row that is shifted lies in one piece up to the end of its lattice, the rest in another.
    int length = s.rowLength * lanes;
    for (int r = 0; r < s.rows; r++) {
      for (int k = 0; k < s.shifts; k++) {
        int row = s.row[r * s.shifts + k] * lanes;
        int turn = s.column[k] * lanes;
        add(x, row + turn, length - turn, out, r * length);
        add(x, row, turn, out, (r + 1) * length - turn);
      }
    }
  }

  private static void add(double[] x, int from, int length, double[] out, int to) {
    int i = 0;
    for (; i <= length - WIDTH; i += WIDTH) {
      DoubleVector.fromArray(DOUBLES, out, to + i)
          .add(DoubleVector.fromArray(DOUBLES, x, from + i))
          .intoArray(out, to + i);
    }
    for (; i < length; i++) {
      out[to + i] += x[from + i];
    }
  }

  @Override
  public void products(double[] x, int lanes, Stencil s, double[] products) {
    int[] neighbour = new int[s.shifts];
    for (int r = 0; r < s.rows; r++) {
      for (int c = 0; c < s.rowLength; c++) {
        ScalarKernels.neighbours(s, r, c, lanes, neighbour);
        int at = (r * s.rowLength + c) * lanes;
        int lane = 0;
        for (; lane <= lanes - WIDTH; lane += WIDTH) {
          productsAt(x, at, lane, lanes, neighbour, products);
        }
        for (; lane < lanes; lane++) {
          ScalarKernels.products(x, at, lane, lanes, neighbour, products);
        }
      }
    }
  }

  private static void productsAt(
      double[] x, int at, int lane, int lanes, int[] neighbour, double[] products) {
    DoubleVector value = DoubleVector.fromArray(DOUBLES, x, at + lane);
    int to = lane;
    for (int from : neighbour) {
      DoubleVector.fromArray(DOUBLES, products, to)
          .add(value.mul(DoubleVector.fromArray(DOUBLES, x, from + lane)))
          .intoArray(products, to);
      to += lanes;
    }
  }

  @Override
  public void splineSlope(double[] x, int length, SplineTable table, double[] g) {
    int i = 0;
    if (RegisterSplines.serves(table)) {
      i = RegisterSplines.slope(x, length, table, g);
    }
    int[] pieces = new int[WIDTH];
    for (; i <= length - WIDTH; i += WIDTH) {
      slopeAt(x, i, table, pieces, g);
    }
    ScalarKernels.splineSlope(x, i, length, table, g);
  }

  private static void slopeAt(double[] x, int i, SplineTable s, int[] pieces, double[] g) {
    DoubleVector value = DoubleVector.fromArray(DOUBLES, x, i);
    DoubleVector y = value.max(s.low).min(s.high);
    DoubleVector t = fraction(y, s, pieces);
    DoubleVector d = value.sub(y);
    VectorMask<Double> left = d.compare(VectorOperators.LT, 0);
    DoubleVector curvature =
        DoubleVector.broadcast(DOUBLES, s.curvatureHigh).blend(s.curvatureLow, left);
    DoubleVector tail = d.mul(curvature.add(d.mul(d).mul(4 * s.wall)));
    DoubleVector inside =
        gather(s.s0, pieces).add(t.mul(gather(s.s1, pieces).add(t.mul(gather(s.s2, pieces)))));
    DoubleVector.fromArray(DOUBLES, g, i).add(inside.add(tail)).intoArray(g, i);
  }

  private static DoubleVector gather(double[] table, int[] pieces) {
    return DoubleVector.fromArray(DOUBLES, table, 0, pieces, 0);
  }

  /** Writes the piece of every lane to {@code pieces} and returns the fraction within it. */
  private static DoubleVector fraction(DoubleVector y, SplineTable s, int[] pieces) {
    DoubleVector u = y.sub(s.low).mul(s.inverseWidth);
    IntVector p = ((IntVector) u.convertShape(VectorOperators.D2I, INTS, 0)).min(s.lastPiece);
    p.intoArray(pieces, 0);
    return u.sub(p.convertShape(VectorOperators.I2D, DOUBLES, 0));
  }

  @Override
  public void splineValue(double[] x, int sites, int lanes, SplineTable table, double[] energy) {
    if (lanes % WIDTH != 0) {
      new ScalarKernels().splineValue(x, sites, lanes, table, energy);
      return;
    }
    if (RegisterSplines.serves(table)) {
      for (int lane = 0; lane < lanes; lane += WIDTH) {
        RegisterSplines.value(x, sites * lanes, lanes, table, lane, energy);
      }
      return;
    }
    int[] pieces = new int[WIDTH];
    double[] sums = new double[lanes];
    for (int i = 0; i < sites * lanes; i += lanes) {
      for (int lane = 0; lane < lanes; lane += WIDTH) {
        addInside(x, i + lane, table, pieces, sums, lane);
        addTail(x, i + lane, table, sums, lane);
      }
    }
    axpy(1, sums, lanes, energy);
  }

  private static void addInside(
      double[] x, int i, SplineTable s, int[] pieces, double[] sums, int lane) {
    DoubleVector y = DoubleVector.fromArray(DOUBLES, x, i).max(s.low).min(s.high);
    DoubleVector t = fraction(y, s, pieces);
    DoubleVector s1 = gather(s.s1, pieces).mul(0.5);
    DoubleVector s2 = gather(s.s2, pieces).mul(ScalarKernels.THIRD);
    DoubleVector mean = gather(s.s0, pieces).add(t.mul(s1.add(t.mul(s2))));
    DoubleVector value = gather(s.c0, pieces).add(t.mul(s.width).mul(mean));
    DoubleVector.fromArray(DOUBLES, sums, lane).add(value).intoArray(sums, lane);
  }

  private static void addTail(double[] x, int i, SplineTable s, double[] sums, int lane) {
    DoubleVector value = DoubleVector.fromArray(DOUBLES, x, i);
    DoubleVector d = value.sub(value.max(s.low).min(s.high));
    VectorMask<Double> left = d.compare(VectorOperators.LT, 0);
    DoubleVector slope = DoubleVector.broadcast(DOUBLES, s.slopeHigh).blend(s.slopeLow, left);
    DoubleVector half =
        DoubleVector.broadcast(DOUBLES, 0.5 * s.curvatureHigh).blend(0.5 * s.curvatureLow, left);
    DoubleVector tail = d.mul(slope.add(d.mul(half.add(d.mul(d).mul(s.wall)))));
    DoubleVector.fromArray(DOUBLES, sums, lane).add(tail).intoArray(sums, lane);
  }

  @Override
  public void axpy(double a, double[] x, int length, double[] y) {
    int i = 0;
    for (; i <= length - WIDTH; i += WIDTH) {
      DoubleVector scaled = DoubleVector.fromArray(DOUBLES, x, i).mul(a);
      DoubleVector.fromArray(DOUBLES, y, i).add(scaled).intoArray(y, i);
    }
    for (; i < length; i++) {
      y[i] += a * x[i];
    }
  }

  @Override
  public void dot(double[] x, double[] y, int sites, int lanes, double scale, double[] out) {
    if (lanes % WIDTH != 0) {
      new ScalarKernels().dot(x, y, sites, lanes, scale, out);
      return;
    }
    for (int lane = 0; lane < lanes; lane += WIDTH) {
      DoubleVector sum = DoubleVector.zero(DOUBLES);
      for (int i = lane; i < sites * lanes; i += lanes) {
        sum =
            sum.add(
                DoubleVector.fromArray(DOUBLES, x, i).mul(DoubleVector.fromArray(DOUBLES, y, i)));
      }
      DoubleVector.fromArray(DOUBLES, out, lane).add(sum.mul(scale)).intoArray(out, lane);
    }
  }

  @Override
  public void gram(double[][] features, int from, int sites, int lanes, double[] gram) {
    if (lanes != SUMS || WIDTH > SUMS) {
      new ScalarKernels().gram(features, from, sites, lanes, gram);
      return;
    }
    int count = features.length;
    int rows = Math.clamp(GRAM_VALUES / (count * SUMS), GRAM_ROWS / 4, GRAM_ROWS);
    // Arrays of one size lie on the same lines of a cache. Where they are too large for the last
    // cache too, copies that do not are worth their while.
    boolean large = (long) count * sites * SUMS > GRAM_LARGE;
    double[][] near = large ? new double[count][(rows + 1) * SUMS] : features;
    for (int first = 0; first < sites; first += rows) {
      int place = first * SUMS;
      int length = Math.min(rows, sites - first) * SUMS;
      for (int m = 0; large && m < count; m++) {
        System.arraycopy(features[m], place, near[m], 0, length);
      }
      int start = large ? 0 : place;
      for (int m = 0; m < count; m += 3) {
        for (int n = Math.max(m, from); n < count; n += 3) {
          for (int lane = 0; lane < SUMS; lane += WIDTH) {
            gramTile(near, start + lane, start + length, m, n, lane, gram);
          }
        }
      }
    }
  }

  /** Up to 3x3 products; rows and columns beyond the last feature repeat it. */
  private static void gramTile(
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
}
