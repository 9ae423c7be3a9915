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
 * @param tailLow further intervals left of low that hold data too, too few for splines
 * @param tailHigh the same right of high
 */
public record SplineBasis(double low, double high, int count, int tailLow, int tailHigh)
    implements Serializable {
  /** The largest number of intervals beyond an end. */
  public static final int MOST_TAIL = 64;

  /** Functions that do not vanish at a point. */
  public static final int LOCAL = 4;

  /** Splines over the whole range of the data. */
  public SplineBasis(double low, double high, int count) {
    this(low, high, count, 0, 0);
  }

  public SplineBasis {
    if (!(low < high) || !Double.isFinite(high - low)) {
      throw new IllegalArgumentException(
          "a spline range has low < high, both finite; found " + low + " .. " + high);
    }
    if (count < LOCAL) {
      throw new IllegalArgumentException("a cubic spline has at least 4 functions; found " + count);
    }
    if (Math.min(tailLow, tailHigh) < 0 || Math.max(tailLow, tailHigh) > MOST_TAIL) {
      throw new IllegalArgumentException(
          "a tail has 0 to " + MOST_TAIL + " intervals; found " + tailLow + " and " + tailHigh);
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

  /** Left end of the range of data, at most low. */
  public double dataLow() {
    return low - tailLow * width();
  }

  /** Right end of the range of data, at least high. */
  public double dataHigh() {
    return high + tailHigh * width();
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

  /**
   * The spline sum_k c_k B_k as polynomials in the fraction of each interval of the range of data,
   * [interval][4].
   */
  double[][] pieces(double[] c) {
    double[][] pieces = new double[tailLow + intervals() + tailHigh][];
    for (int p = 0; p < intervals(); p++) {
      pieces[tailLow + p] =
          new double[] {
            (c[p] + 4 * c[p + 1] + c[p + 2]) / 6,
            (c[p + 2] - c[p]) / 2,
            (c[p] - 2 * c[p + 1] + c[p + 2]) / 2,
            (c[p + 3] - c[p] + 3 * (c[p + 1] - c[p + 2])) / 6
          };
    }
    for (int d = 1; d <= tailLow; d++) {
      pieces[tailLow - d] = taylor(pieces[tailLow], 0, -d);
    }
    double[] last = pieces[tailLow + intervals() - 1];
    for (int d = 1; d <= tailHigh; d++) {
      pieces[tailLow + intervals() - 1 + d] = taylor(last, 1, d - 1);
    }
    return pieces;
  }

  /** A cubic's quadratic Taylor polynomial at a point, moved on by a distance. */
  private static double[] taylor(double[] cubic, double at, double distance) {
    double value = cubic[0] + at * (cubic[1] + at * (cubic[2] + at * cubic[3]));
    double slope = cubic[1] + at * (2 * cubic[2] + 3 * at * cubic[3]);
    double half = cubic[2] + 3 * at * cubic[3];
    return new double[] {
      value + distance * (slope + distance * half), slope + 2 * distance * half, half, 0
    };
  }
}
