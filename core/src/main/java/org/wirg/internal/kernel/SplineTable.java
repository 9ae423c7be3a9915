package org.wirg.internal.kernel;

import java.util.Arrays;

/**
 * A scalar potential as cubic pieces of equal width, continued outside [low, high] by its quadratic
 * Taylor polynomial plus lift / 2 distance^2 plus wall * distance^4.
 *
 * <p>With y = min(max(x, low), high), piece p = floor((y - low) / width) and t the fraction: v(x) =
 * c0[p] + t (c1[p] + t (c2[p] + t c3[p])) + d (slope_edge + d (curvature_edge / 2 + wall d^2)), d =
 * x - y.
 */
public final class SplineTable {
  /** Pieces that every table has room for, the last ones 0 where there are fewer. */
  static final int ROOM = 24;

  final double low;
  final double high;
  final double width;
  final double inverseWidth;
  final int lastPiece;
  final double[] c0;
  // Derivative in x: s0 + t (s1 + t s2); so v = c0 + width t (s0 + t (s1 / 2 + t s2 / 3)).
  final double[] s0;
  final double[] s1;
  final double[] s2;
  final double slopeLow;
  final double slopeHigh;
  final double curvatureLow;
  final double curvatureHigh;
  final double wall;

  /**
   * @param coefficients [piece][4], powers of the fraction t ascending
   * @param liftLow curvature added below low; likewise liftHigh
   * @param wall strength of the quartic wall, positive
   */
  public SplineTable(
      double low,
      double high,
      double[][] coefficients,
      double liftLow,
      double liftHigh,
      double wall) {
    int pieces = coefficients.length;
    this.low = low;
    this.high = high;
    this.wall = wall;
    width = (high - low) / pieces;
    inverseWidth = pieces / (high - low);
    lastPiece = pieces - 1;
    c0 = new double[Math.max(pieces, ROOM)];
    s0 = new double[Math.max(pieces, ROOM)];
    s1 = new double[Math.max(pieces, ROOM)];
    s2 = new double[Math.max(pieces, ROOM)];
    for (int p = 0; p < pieces; p++) {
      double[] c = coefficients[p];
      c0[p] = c[0];
      s0[p] = c[1] * inverseWidth;
      s1[p] = 2 * c[2] * inverseWidth;
      s2[p] = 3 * c[3] * inverseWidth;
    }
    double square = inverseWidth * inverseWidth;
    slopeLow = s0[0];
    slopeHigh = s0[lastPiece] + s1[lastPiece] + s2[lastPiece];
    curvatureLow = 2 * coefficients[0][2] * square + liftLow;
    double[] last = coefficients[lastPiece];
    curvatureHigh = (2 * last[2] + 6 * last[3]) * square + liftHigh;
  }

  private SplineTable(SplineTable table, double weight) {
    low = table.low;
    high = table.high;
    width = table.width;
    inverseWidth = table.inverseWidth;
    lastPiece = table.lastPiece;
    c0 = times(weight, table.c0);
    s0 = times(weight, table.s0);
    s1 = times(weight, table.s1);
    s2 = times(weight, table.s2);
    slopeLow = weight * table.slopeLow;
    slopeHigh = weight * table.slopeHigh;
    curvatureLow = weight * table.curvatureLow;
    curvatureHigh = weight * table.curvatureHigh;
    wall = weight * table.wall;
  }

  private static double[] times(double weight, double[] values) {
    return Arrays.stream(values).map(v -> weight * v).toArray();
  }

  /** The potential times a weight, lifts and wall included. */
  public SplineTable times(double weight) {
    return new SplineTable(this, weight);
  }
}
