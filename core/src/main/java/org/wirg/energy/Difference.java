package org.wirg.energy;

import java.io.Serializable;
import java.util.Arrays;
import org.wirg.field.Grid;

/**
 * A difference of the field about every site, d(i) = sum_s weight_s x(i + s), and the mean m(i) =
 * sum_s share_s x(i + s) that tells where the field stands there; periodic.
 *
 * @param shifts s, [s][axis]
 * @param weights [s]; they add up to zero
 * @param shares [s]; they add up to one
 */
record Difference(int[][] shifts, double[] weights, double[] shares) implements Serializable {
  private static final int[] SECOND = {1, -2, 1};

  /** Of nearest neighbours along an axis, looked at halfway. */
  static Difference along(int axis, int rank) {
    int[][] shifts = new int[2][rank];
    shifts[1][axis] = 1;
    return new Difference(shifts, new double[] {1, -1}, new double[] {0.5, 0.5});
  }

  /** The second difference along every axis, one after the other. */
  static Difference corner(int rank) {
    int places = 1;
    for (int axis = 0; axis < rank; axis++) {
      places *= SECOND.length;
    }
    int[][] shifts = new int[places][rank];
    double[] weights = new double[places];
    double[] shares = new double[places];
    shares[places / 2] = 1;
    for (int s = 0; s < places; s++) {
      weights[s] = 1;
      int rest = s;
      for (int axis = rank - 1; axis >= 0; axis--) {
        weights[s] *= SECOND[rest % SECOND.length];
        shifts[s][axis] = rest % SECOND.length - 1;
        rest /= SECOND.length;
      }
    }
    return new Difference(shifts, weights, shares);
  }

  /** The sites i + s, [s][site]. */
  int[][] sites(Grid grid) {
    int[][] sites = new int[shifts.length][grid.sites()];
    for (int s = 0; s < shifts.length; s++) {
      for (int site = 0; site < sites[s].length; site++) {
        int[] at = grid.coordinates(site);
        for (int axis = 0; axis < at.length; axis++) {
          at[axis] += shifts[s][axis];
        }
        sites[s][site] = grid.site(at);
      }
    }
    return sites;
  }

  /** sum_s,t left_s right_t P(i + s, i + t) at every site i: P between two such sums, [site]. */
  double[] between(Subspace subspace, double[] left, double[] right) {
    int[][] sites = sites(subspace.grid());
    double[] sum = new double[subspace.grid().sites()];
    for (int s = 0; s < shifts.length; s++) {
      for (int t = 0; t < shifts.length; t++) {
        double weight = left[s] * right[t];
        if (weight != 0) {
          double[] p = subspace.projectorDiagonal(apart(shifts[s], shifts[t]));
          for (int site = 0; site < sum.length; site++) {
            sum[site] += weight * p[sites[s][site]];
          }
        }
      }
    }
    return sum;
  }

  private static int[] apart(int[] from, int[] to) {
    int[] apart = new int[from.length];
    Arrays.setAll(apart, axis -> to[axis] - from[axis]);
    return apart;
  }

  /**
   * The difference's square over that of the plane wave it is of: |sum_s weight_s exp(i k s)|^2.
   */
  double[] ofWaves(Grid modes) {
    double[] squares = new double[modes.sites()];
    for (int mode = 0; mode < squares.length; mode++) {
      int[] number = modes.coordinates(mode);
      double real = 0;
      double imaginary = 0;
      for (int s = 0; s < shifts.length; s++) {
        double phase = 0;
        for (int axis = 0; axis < number.length; axis++) {
          phase += 2 * Math.PI * number[axis] / modes.size(axis) * shifts[s][axis];
        }
        real += weights[s] * StrictMath.cos(phase);
        imaginary += weights[s] * StrictMath.sin(phase);
      }
      squares[mode] = real * real + imaginary * imaginary;
    }
    return squares;
  }
}
