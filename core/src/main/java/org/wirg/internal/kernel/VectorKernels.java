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
    shifts(x, lanes, s, false, out);
  }

  @Override
  public void setShifts(double[] x, int lanes, Stencil s, double[] out) {
    shifts(x, lanes, s, true, out);
  }

  private static void shifts(double[] x, int lanes, Stencil s, boolean set, double[] out) {
    // A row that is shifted lies in one piece up to the end of its lattice, the rest in another.
    int length = s.rowLength * lanes;
    for (int r = 0; r < s.rows; r++) {
      for (int k = 0; k < s.shifts; k++) {
        int row = s.row[r * s.shifts + k] * lanes;
        int turn = s.column[k] * lanes;
        if (set && k == 0) {
          System.arraycopy(x, row + turn, out, r * length, length - turn);
          System.arraycopy(x, row, out, (r + 1) * length - turn, turn);
        } else {
          add(x, row + turn, length - turn, out, r * length);
          add(x, row, turn, out, (r + 1) * length - turn);
        }
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
    if (lanes == SUMS && VectorGram.fits()) {
      VectorGram.add(features, from, sites, gram);
    } else {
      new ScalarKernels().gram(features, from, sites, lanes, gram);
    }
  }
}
