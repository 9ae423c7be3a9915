package org.wirg.energy;

/**
 * Cubic B-splines B_0 .. B_{n-1} on n - 3 equal intervals of [low, high] (de Boor, A Practical
 * Guide to Splines), continued outside by their quadratic Taylor polynomials at the ends: the basis
 * spans every quadratic polynomial on the whole line.
 *
 * @param low left end
 * @param high right end, above low
 * @param count number of functions, at least 4
 */
public record SplineBasis(double low, double high, int count) {
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
    double y = Math.min(Math.max(x, low), high);
    return Math.min((int) ((y - low) * (intervals() / (high - low))), intervals() - 1);
  }

  /**
   * Value, slope and curvature of the four functions at x.
   *
   * @param first what {@link #firstAt} says
   * @param value modified, [4]; likewise slope and curvature
   */
  void evaluate(double x, int first, double[] value, double[] slope, double[] curvature) {
    double y = Math.min(Math.max(x, low), high);
    double inverse = intervals() / (high - low);
    double t = (y - low) * inverse - first;
    double s = 1 - t;
    value[0] = s * s * s / 6;
    value[1] = (4 + t * t * (3 * t - 6)) / 6;
    value[2] = (1 + t * (3 + t * (3 - 3 * t))) / 6;
    value[3] = t * t * t / 6;
    slope[0] = -0.5 * s * s * inverse;
    slope[1] = 0.5 * t * (3 * t - 4) * inverse;
    slope[2] = 0.5 * (1 + t * (2 - 3 * t)) * inverse;
    slope[3] = 0.5 * t * t * inverse;
    double square = inverse * inverse;
    curvature[0] = s * square;
    curvature[1] = (3 * t - 2) * square;
    curvature[2] = (1 - 3 * t) * square;
    curvature[3] = t * square;
    double d = x - y;
    if (d != 0) {
      for (int k = 0; k < LOCAL; k++) {
        value[k] += d * (slope[k] + 0.5 * d * curvature[k]);
        slope[k] += d * curvature[k];
      }
    }
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
