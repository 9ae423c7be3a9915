package org.wirg.field;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A rising function through given points: cubic between two of them, straight beyond the first and
 * the last, with a continuous slope that is positive everywhere.
 *
 * <p>The slope at an inner point is the weighted harmonic mean of the secants beside it (Fritsch
 * and Butland, SIAM J. Sci. Stat. Comput. 5 (1984) 300), at an outer one that of the parabola
 * through three points; none is more than twice a secant beside it, nor, at the ends, less than
 * half.
 */
public final class MonotoneCubic implements Serializable {
  /** Points that there may be. */
  public static final int MOST = 4096;

  private static final double STEEPEST = 2; // secants; the slope between points is then positive
  private static final int ITERATIONS = 100;

  private final double[] x;
  private final double[] y;
  private final double[] slope;

  /**
   * The function through (x, y).
   *
   * @throws IllegalArgumentException when there are fewer than 2 points or more than {@value
   *     #MOST}, x or y does not rise from each to the next, or not by ordinary numbers
   */
  public MonotoneCubic(double[] x, double[] y) {
    int n = x.length;
    if (n != y.length || n < 2 || n > MOST) {
      throw new IllegalArgumentException(
          "there are 2 to " + MOST + " points; found " + n + " and " + y.length);
    }
    this.x = x.clone();
    this.y = y.clone();
    double[] secant = new double[n - 1];
    for (int k = 0; k < n - 1; k++) {
      secant[k] = (y[k + 1] - y[k]) / (x[k + 1] - x[k]);
      boolean rises = x[k + 1] > x[k] && y[k + 1] > y[k];
      if (!rises || !(secant[k] > 0) || !Double.isFinite(secant[k])) {
        throw new IllegalArgumentException(
            String.format(
                "both coordinates rise from point to point; found (%s, %s) before (%s, %s)",
                x[k], y[k], x[k + 1], y[k + 1]));
      }
    }
    this.slope = slopes(x, secant);
  }

  private static double[] slopes(double[] x, double[] secant) {
    int n = x.length;
    double[] slope = new double[n];
    if (n == 2) {
      Arrays.fill(slope, secant[0]);
      return slope;
    }
    for (int k = 1; k < n - 1; k++) {
      double left = x[k] - x[k - 1];
      double right = x[k + 1] - x[k];
      double a = 2 * right + left;
      double b = right + 2 * left;
      double mean = (a + b) / (a / secant[k - 1] + b / secant[k]);
      slope[k] = Math.min(mean, STEEPEST * Math.min(secant[k - 1], secant[k]));
    }
    slope[0] = end(x[1] - x[0], x[2] - x[1], secant[0], secant[1]);
    slope[n - 1] = end(x[n - 1] - x[n - 2], x[n - 2] - x[n - 3], secant[n - 2], secant[n - 3]);
    return slope;
  }

  private static double end(double h, double next, double secant, double other) {
    double parabola = ((2 * h + next) * secant - h * other) / (h + next);
    return Math.clamp(parabola, secant / STEEPEST, STEEPEST * secant);
  }

  /** Number of points. */
  public int count() {
    return x.length;
  }

  /** Their first coordinates. */
  public double[] x() {
    return x.clone();
  }

  /** Their second coordinates. */
  public double[] y() {
    return y.clone();
  }

  /** The function. */
  public double value(double at) {
    int k = piece(x, at);
    if (k < 0) {
      return y[0] + slope[0] * (at - x[0]);
    }
    if (k == x.length - 1) {
      return y[k] + slope[k] * (at - x[k]);
    }
    double h = x[k + 1] - x[k];
    double t = (at - x[k]) / h;
    return y[k] + h * (t * (slope[k] + t * (square(k) + t * cube(k))));
  }

  /** Its derivative. */
  public double slope(double at) {
    int k = piece(x, at);
    if (k < 0 || k == x.length - 1) {
      return Double.isNaN(at) ? at : slope[Math.max(k, 0)];
    }
    double t = (at - x[k]) / (x[k + 1] - x[k]);
    return slope[k] + t * (2 * square(k) + t * 3 * cube(k));
  }

  /** The x of a value. */
  public double inverse(double value) {
    int k = piece(y, value);
    if (k < 0) {
      return x[0] + (value - y[0]) / slope[0];
    }
    if (k == x.length - 1) {
      return x[k] + (value - y[k]) / slope[k];
    }
    double h = x[k + 1] - x[k];
    double goal = (value - y[k]) / h;
    double linear = slope[k];
    double square = square(k);
    double cube = cube(k);
    double low = 0;
    double high = 1;
    double t = (value - y[k]) / (y[k + 1] - y[k]);
    for (int i = 0; i < ITERATIONS; i++) { // Newton's steps, halves where they leave the bracket
      double off = t * (linear + t * (square + t * cube)) - goal;
      if (off > 0) {
        high = t;
      } else {
        low = t;
      }
      double next = t - off / (linear + t * (2 * square + t * 3 * cube));
      next = next >= low && next <= high ? next : 0.5 * (low + high);
      if (off == 0 || Math.abs(next - t) <= Math.ulp(t)) {
        t = next;
        break;
      }
      t = next;
    }
    return x[k] + h * t;
  }

  private double square(int k) {
    return 3 * secant(k) - 2 * slope[k] - slope[k + 1];
  }

  private double cube(int k) {
    return slope[k] + slope[k + 1] - 2 * secant(k);
  }

  private double secant(int k) {
    return (y[k + 1] - y[k]) / (x[k + 1] - x[k]);
  }

  /** The last point not beyond; -1 for none, the last of all for NaN. */
  private static int piece(double[] points, double at) {
    int found = Arrays.binarySearch(points, at);
    return found >= 0 ? found : Math.min(-found - 2, points.length - 1);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MonotoneCubic map && Arrays.equals(x, map.x) && Arrays.equals(y, map.y);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(x) + Arrays.hashCode(y);
  }
}
