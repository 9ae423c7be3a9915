package org.wirg.energy;

import java.io.Serializable;

/**
 * Cubic B-splines B_0 .. B_{n-1} on n - 3 equal intervals of [low, high] (de Boor, A Practical
 * Guide to Splines), continued outside by their quadratic Taylor polynomials at the ends: the basis
 * spans every quadratic polynomial on the whole line.
 *
 * @param low left end
 * @param high right end, above low
 * @param count number of functions, at least 4
 */
public record SplineBasis(double low, double high, int count) implements Serializable {
  /** Functions that do not vanish at a point. */
  static final int LOCAL = 4;

  public SplineBasis {
    if (!(low < high) || !Double.isFinite(high - low)) {
      throw new IllegalArgumentException(
          "a spline range has low < high, both finite; found " + low + " .. " + high);
    }
    if (count < LOCAL) {
      throw new IllegalArgumentException("a cubic spline has at least 4 functions; found " + count);
    }
  }

  /** Number of intervals. */
  public int intervals() {
    return count - 3;
  }

  /** Width of an interval. */
  public double width() {
    return (high - low) / intervals();
  }

  /** The first of the four functions that do not vanish at x; the last four right of high. */
  int firstAt(double x) {
    double y = inside(x);
    return Math.min((int) ((y - low) * (intervals() / (high - low))), intervals() - 1);
  }

  /** Where x lies in the interval from 0, its start, to 1; as its nearer end where outside. */
  double fractionAt(double x, int first) {
    return (inside(x) - low) * (intervals() / (high - low)) - first;
  }

  private double inside(double x) {
    return Math.min(Math.max(x, low), high);
  }

  /**
   * Values of the four functions at x.
   *
   * @param first what {@link #firstAt} says
   * @param value modified, [4]
   */
  void values(double x, int first, double[] value) {
    double t = fractionAt(x, first);
    double s = 1 - t;
    value[0] = s * s * s / 6;
    value[1] = (4 + t * t * (3 * t - 6)) / 6;
    value[2] = (1 + t * (3 + t * (3 - 3 * t))) / 6;
    value[3] = t * t * t / 6;
    double d = x - inside(x);
    if (d != 0) {
      double[] slope = new double[LOCAL];
      double[] curvature = new double[LOCAL];
      slopes(inside(x), first, slope);
      curvatures(t, curvature);
      for (int k = 0; k < LOCAL; k++) {
        value[k] += d * (slope[k] + 0.5 * d * curvature[k]);
      }
    }
  }

  /**
   * Slopes of the four functions at x.
   *
   * @param first what {@link #firstAt} says
   * @param slope modified, [4]
   */
  void slopes(double x, int first, double[] slope) {
    double t = fractionAt(x, first);
    double s = 1 - t;
    double half = 0.5 * intervals() / (high - low);
    slope[0] = -half * (s * s);
    slope[1] = half * (t * (3 * t - 4));
    slope[2] = half * (1 + t * (2 - 3 * t));
    slope[3] = half * (t * t);
    double d = x - inside(x);
    if (d != 0) {
      double[] curvature = new double[LOCAL];
      curvatures(t, curvature);
      for (int k = 0; k < LOCAL; k++) {
        slope[k] += d * curvature[k];
      }
    }
  }

  /**
   * Curvatures of the four functions, linear within an interval.
   *
   * @param fraction what {@link #fractionAt} says
   * @param curvature modified, [4]
   */
  void curvatures(double fraction, double[] curvature) {
    double inverse = intervals() / (high - low);
    double square = inverse * inverse;
    curvature[0] = (1 - fraction) * square;
    curvature[1] = (3 * fraction - 2) * square;
    curvature[2] = (1 - 3 * fraction) * square;
    curvature[3] = fraction * square;
  }

  /** The spline sum_k c_k B_k as polynomials in the fraction of each interval, [interval][4]. */
  double[][] pieces(double[] c) {
    double[][] pieces = new double[intervals()][];
    for (int p = 0; p < pieces.length; p++) {
      pieces[p] =
          new double[] {
            (c[p] + 4 * c[p + 1] + c[p + 2]) / 6,
            (c[p + 2] - c[p]) / 2,
            (c[p] - 2 * c[p + 1] + c[p + 2]) / 2,
            (c[p + 3] - c[p] + 3 * (c[p + 1] - c[p + 2])) / 6
          };
    }
    return pieces;
  }
}
