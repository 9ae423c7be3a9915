package org.wirg.internal.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Splines of so few pieces that their coefficients stay in registers, three vectors of eight each:
 * picking from these takes a third of the time of gathering from memory. Results are the same.
 */
final class RegisterSplines {
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  private static final int WIDTH = 8;
  private static final int TWO = 2 * WIDTH;

  private RegisterSplines() {}

  /** Whether this is for such vectors and such a spline. */
  static boolean serves(SplineTable s) {
    return DOUBLES.length() == WIDTH && s.lastPiece < SplineTable.ROOM;
  }

  /** See {@link Kernels#splineSlope}; returns how many values it took. */
  static int slope(double[] x, int length, SplineTable s, double[] g) {
    DoubleVector a0 = DoubleVector.fromArray(DOUBLES, s.s0, 0);
    DoubleVector b0 = DoubleVector.fromArray(DOUBLES, s.s0, WIDTH);
    DoubleVector c0 = DoubleVector.fromArray(DOUBLES, s.s0, TWO);
    DoubleVector a1 = DoubleVector.fromArray(DOUBLES, s.s1, 0);
    DoubleVector b1 = DoubleVector.fromArray(DOUBLES, s.s1, WIDTH);
    DoubleVector c1 = DoubleVector.fromArray(DOUBLES, s.s1, TWO);
    DoubleVector a2 = DoubleVector.fromArray(DOUBLES, s.s2, 0);
    DoubleVector b2 = DoubleVector.fromArray(DOUBLES, s.s2, WIDTH);
    DoubleVector c2 = DoubleVector.fromArray(DOUBLES, s.s2, TWO);
    int i = 0;
    for (; i <= length - WIDTH; i += WIDTH) {
      DoubleVector value = DoubleVector.fromArray(DOUBLES, x, i);
      DoubleVector y = value.max(s.low).min(s.high);
      DoubleVector u = y.sub(s.low).mul(s.inverseWidth);
      DoubleVector p = piece(u, s);
      DoubleVector t = u.sub(p);
      VectorMask<Double> beyond = p.compare(VectorOperators.GE, TWO);
      DoubleVector d = value.sub(y);
      VectorMask<Double> left = d.compare(VectorOperators.LT, 0);
      DoubleVector curvature =
          DoubleVector.broadcast(DOUBLES, s.curvatureHigh).blend(s.curvatureLow, left);
      DoubleVector tail = d.mul(curvature.add(d.mul(d).mul(4 * s.wall)));
      DoubleVector s0 = p.selectFrom(a0, b0).blend(p.selectFrom(c0), beyond);
      DoubleVector s1 = p.selectFrom(a1, b1).blend(p.selectFrom(c1), beyond);
      DoubleVector s2 = p.selectFrom(a2, b2).blend(p.selectFrom(c2), beyond);
      DoubleVector inside = s0.add(t.mul(s1.add(t.mul(s2))));
      DoubleVector.fromArray(DOUBLES, g, i).add(inside.add(tail)).intoArray(g, i);
    }
    return i;
  }

  private static DoubleVector piece(DoubleVector u, SplineTable s) {
    LongVector piece = (LongVector) u.convert(VectorOperators.D2L, 0);
    return (DoubleVector) piece.min(s.lastPiece).convert(VectorOperators.L2D, 0);
  }

  /** Adds the values of lanes {@code lane} to {@code lane + 7}, see {@link Kernels#splineValue}. */
  static void value(double[] x, int length, int lanes, SplineTable s, int lane, double[] energy) {
    DoubleVector ac = DoubleVector.fromArray(DOUBLES, s.c0, 0);
    DoubleVector bc = DoubleVector.fromArray(DOUBLES, s.c0, WIDTH);
    DoubleVector cc = DoubleVector.fromArray(DOUBLES, s.c0, TWO);
    DoubleVector a0 = DoubleVector.fromArray(DOUBLES, s.s0, 0);
    DoubleVector b0 = DoubleVector.fromArray(DOUBLES, s.s0, WIDTH);
    DoubleVector c0 = DoubleVector.fromArray(DOUBLES, s.s0, TWO);
    DoubleVector a1 = DoubleVector.fromArray(DOUBLES, s.s1, 0).mul(0.5);
    DoubleVector b1 = DoubleVector.fromArray(DOUBLES, s.s1, WIDTH).mul(0.5);
    DoubleVector c1 = DoubleVector.fromArray(DOUBLES, s.s1, TWO).mul(0.5);
    DoubleVector a2 = DoubleVector.fromArray(DOUBLES, s.s2, 0).mul(ScalarKernels.THIRD);
    DoubleVector b2 = DoubleVector.fromArray(DOUBLES, s.s2, WIDTH).mul(ScalarKernels.THIRD);
    DoubleVector c2 = DoubleVector.fromArray(DOUBLES, s.s2, TWO).mul(ScalarKernels.THIRD);
    DoubleVector sum = DoubleVector.zero(DOUBLES);
    for (int i = lane; i < length; i += lanes) {
      DoubleVector value = DoubleVector.fromArray(DOUBLES, x, i);
      DoubleVector y = value.max(s.low).min(s.high);
      DoubleVector u = y.sub(s.low).mul(s.inverseWidth);
      DoubleVector p = piece(u, s);
      DoubleVector t = u.sub(p);
      VectorMask<Double> beyond = p.compare(VectorOperators.GE, TWO);
      DoubleVector start = p.selectFrom(ac, bc).blend(p.selectFrom(cc), beyond);
      DoubleVector s0 = p.selectFrom(a0, b0).blend(p.selectFrom(c0), beyond);
      DoubleVector s1 = p.selectFrom(a1, b1).blend(p.selectFrom(c1), beyond);
      DoubleVector s2 = p.selectFrom(a2, b2).blend(p.selectFrom(c2), beyond);
      DoubleVector inside = start.add(t.mul(s.width).mul(s0.add(t.mul(s1.add(t.mul(s2))))));
      DoubleVector d = value.sub(y);
      VectorMask<Double> left = d.compare(VectorOperators.LT, 0);
      DoubleVector slope = DoubleVector.broadcast(DOUBLES, s.slopeHigh).blend(s.slopeLow, left);
      DoubleVector half =
          DoubleVector.broadcast(DOUBLES, 0.5 * s.curvatureHigh).blend(0.5 * s.curvatureLow, left);
      DoubleVector tail = d.mul(slope.add(d.mul(half.add(d.mul(d).mul(s.wall)))));
      sum = sum.add(inside).add(tail);
    }
    DoubleVector.fromArray(DOUBLES, energy, lane).add(sum).intoArray(energy, lane);
  }
}
