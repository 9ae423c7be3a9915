package org.wirg.energy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wirg.field.Grid;
import org.wirg.internal.kernel.SplineTable;

/**
 * A stiffness that depends on the field, in two kinds of functions. Of neighbours,
 *
 * <pre>U_m(x) = 1/2 sum over pairs i, i' of b_m((x_i + x_i') / 2) (x_i - x_i')^2,</pre>
 *
 * <p>which is what the derivative expansion of renormalisation theory calls Z(phi) (grad phi)^2 / 2
 * (for example Berges, Tetradis and Wetterich, Phys. Rep. 363 (2002) 223): maps whose details are
 * larger where the field is large have one that falls. And of the finest waves along all axes at
 * once, those in the corner of the lattice's Brillouin zone,
 *
 * <pre>U_m(x) = 1/2 sum over sites i of b_m(x_i) (D_1 .. D_d x)_i^2,</pre>
 *
 * <p>with D_a the second difference along axis a: W(phi), how the end of the spectrum changes with
 * the field.
 *
 * <p>The b_m are cubic B-splines whose two at either end are one, so that Z = sum_m theta_m b_m is
 * flat at the ends of its range, and constant beyond them. A constant Z or W is couplings and
 * curvature of the potential: Z(0) = 0, the function that is largest at 0 being left out and every
 * other one taken less its value there. All axes share one Z, or have their own.
 */
public final class Stiffness implements Potential {
  /** Fewer B-splines have no function left. */
  public static final int FEWEST_SPLINES = 6;

  /** Sites along an axis that a force comes from at most: two second differences. */
  public static final int REACH = 2;

  private final Grid grid;
  private final SplineBasis basis;
  private final boolean even;
  private final boolean isotropic;
  private final double unit;

  /** The function that a B-spline belongs to, -1 for none; [B-spline]. */
  private final int[] functionOf;

  private final double[] atZero; // [function]

  /** Along every axis, and of the corner. */
  private final List<Difference> differences;

  /**
   * @param basis the B-splines, without tails; symmetric about 0 when even
   * @param even whether Z is
   * @param isotropic whether all axes share it
   * @param unit square of a typical difference of neighbours, positive
   * @param corner whether there is a W
   */
  public Stiffness(
      Grid grid, SplineBasis basis, boolean even, boolean isotropic, double unit, boolean corner) {
    if (basis.count() < FEWEST_SPLINES || basis.tailLow() + basis.tailHigh() > 0) {
      throw new IllegalArgumentException(
          "a stiffness has "
              + FEWEST_SPLINES
              + " B-splines or more and no tails; found "
              + basis.count());
    }
    if (even && basis.low() != -basis.high()) {
      throw new IllegalArgumentException("an even stiffness has a range symmetric about 0");
    }
    if (!(unit > 0 && unit < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a squared difference is positive; found " + unit);
    }
    this.grid = grid;
    this.basis = basis;
    this.even = even;
    this.isotropic = isotropic;
    this.unit = unit;
    this.differences = new ArrayList<>();
    for (int axis = 0; axis < grid.rank(); axis++) {
      differences.add(Difference.along(axis, grid.rank()));
    }
    if (corner) {
      differences.add(Difference.corner(grid.rank()));
    }
    int flat = basis.count() - 2;
    int[] group = new int[basis.count()];
    for (int k = 0; k < group.length; k++) {
      int own = Math.clamp(reflected(k), 1, flat) - 1;
      group[k] = even ? Math.min(own, flat - 1 - own) : own;
    }
    double[] values = new double[SplineBasis.LOCAL];
    int first = place(0, values);
    double[] all = new double[flat];
    for (int k = 0; k < SplineBasis.LOCAL; k++) {
      all[group[first + k]] += values[k];
    }
    int left = 0;
    for (int g = 0; g < flat; g++) {
      left = all[g] > all[left] ? g : left;
    }
    functionOf = new int[group.length];
    int functions = 0;
    for (int k = 0; k < group.length; k++) {
      functionOf[k] = group[k] == left ? -1 : group[k] < left ? group[k] : group[k] - 1;
      functions = Math.max(functions, functionOf[k] + 1);
    }
    atZero = new double[functions];
    for (int k = 0; k < SplineBasis.LOCAL; k++) {
      if (functionOf[first + k] >= 0) {
        atZero[functionOf[first + k]] += values[k];
      }
    }
  }

  /** The second from an end stands for the end as well: flat there. */
  private int reflected(int k) {
    int last = basis.count() - 1;
    return k == 0 ? 2 : k == last ? last - 2 : k;
  }

  /** The same on another lattice. */
  public Stiffness on(Grid other) {
    return new Stiffness(other, basis, even, isotropic, unit, corner());
  }

  /** The B-splines. */
  public SplineBasis basis() {
    return basis;
  }

  /** Whether Z is even. */
  public boolean even() {
    return even;
  }

  /** Whether all axes share one Z. */
  public boolean isotropic() {
    return isotropic;
  }

  /** Whether there is a W. */
  public boolean corner() {
    return differences.size() > grid.rank();
  }

  @Override
  public Grid grid() {
    return grid;
  }

  /** Number of Z, and W. */
  public int count() {
    return (isotropic ? 1 : grid.rank()) + (corner() ? 1 : 0);
  }

  /** What a Z is of: {@code Z}, {@code Z(0)} along the first axis, {@code W}. */
  public String name(int z) {
    return corner() && z == count() - 1 ? "W" : isotropic ? "Z" : "Z(" + z + ")";
  }

  @Override
  public int parameters() {
    return count() * atZero.length;
  }

  @Override
  public String label(int m) {
    String name = name(m / atZero.length);
    return name.substring(0, 1) + (m % atZero.length + 1) + name.substring(1);
  }

  /**
   * Second derivatives of U_m along plane waves at a constant field, per site and over b_m, for the
   * functions of every Z, [Z][mode].
   *
   * @param modes the lattice that the waves fit, of the same rank
   */
  public double[][] ofWaves(Grid modes) {
    double[][] squares = new double[count()][modes.sites()];
    for (int d = 0; d < differences.size(); d++) {
      double[] own = differences.get(d).ofWaves(modes);
      double[] sum = squares[zOf(d)];
      Arrays.setAll(sum, mode -> sum[mode] + own[mode]);
    }
    return squares;
  }

  /** Clamped to the range, the first of the four B-splines that are not zero, and their values. */
  private int place(double s, double[] values) {
    double inside = Math.clamp(s, basis.low(), basis.high());
    int first = basis.firstAt(inside);
    basis.values(inside, first, values);
    return first;
  }

  /** The functions of one Z at one number, [function]. */
  public double[] at(double s) {
    double[] value = new double[SplineBasis.LOCAL];
    int first = place(s, value);
    double[] all = new double[atZero.length];
    for (int m = 0; m < all.length; m++) {
      all[m] = -atZero[m];
    }
    for (int k = 0; k < SplineBasis.LOCAL; k++) {
      if (functionOf[first + k] >= 0) {
        all[functionOf[first + k]] += value[k];
      }
    }
    return all;
  }

  private int zOf(int difference) {
    return difference == grid.rank() ? count() - 1 : isotropic ? 0 : difference;
  }

  /** The first function of a difference's Z. */
  private int firstOf(int difference) {
    return zOf(difference) * atZero.length;
  }

  /** What a difference and the mean beside it are at one site of one field. */
  private static double sum(
      double[] weights, int[][] sites, int site, double[] x, int lanes, int lane) {
    double sum = 0;
    for (int s = 0; s < weights.length; s++) {
      sum += weights[s] * x[sites[s][site] * lanes + lane];
    }
    return sum;
  }

  @Override
  public void values(double[] x, int lanes, double[] values) {
    Arrays.fill(values, 0, parameters() * lanes, 0);
    double[] value = new double[SplineBasis.LOCAL];
    for (int d = 0; d < differences.size(); d++) {
      Difference difference = differences.get(d);
      int from = firstOf(d);
      int[][] sites = difference.sites(grid);
      double[] constant = new double[lanes];
      for (int site = 0; site < grid.sites(); site++) {
        for (int lane = 0; lane < lanes; lane++) {
          double apart = sum(difference.weights(), sites, site, x, lanes, lane);
          double half = 0.5 * apart * apart;
          constant[lane] += half;
          int first = place(sum(difference.shares(), sites, site, x, lanes, lane), value);
          for (int k = 0; k < SplineBasis.LOCAL; k++) {
            int m = functionOf[first + k];
            if (m >= 0) {
              values[(from + m) * lanes + lane] += value[k] * half;
            }
          }
        }
      }
      for (int m = 0; m < atZero.length; m++) {
        for (int lane = 0; lane < lanes; lane++) {
          values[(from + m) * lanes + lane] -= atZero[m] * constant[lane];
        }
      }
    }
  }

  @Override
  public void gradients(double[] x, int lanes, double[][] gradients, int first) {
    for (int m = 0; m < parameters(); m++) {
      Arrays.fill(gradients[first + m], 0);
    }
    double[] value = new double[SplineBasis.LOCAL];
    double[] slope = new double[SplineBasis.LOCAL];
    for (int d = 0; d < differences.size(); d++) {
      Difference difference = differences.get(d);
      double[] weights = difference.weights();
      double[] shares = difference.shares();
      int from = first + firstOf(d);
      int[][] sites = difference.sites(grid);
      for (int site = 0; site < grid.sites(); site++) {
        for (int lane = 0; lane < lanes; lane++) {
          double apart = sum(weights, sites, site, x, lanes, lane);
          double middle = sum(shares, sites, site, x, lanes, lane);
          int piece = place(middle, value);
          basis.slopes(Math.clamp(middle, basis.low(), basis.high()), piece, slope);
          for (int k = 0; k < SplineBasis.LOCAL; k++) {
            int m = functionOf[piece + k];
            if (m >= 0) {
              double bend = 0.5 * slope[k] * apart * apart;
              double stretch = value[k] * apart;
              for (int s = 0; s < weights.length; s++) {
                gradients[from + m][sites[s][site] * lanes + lane] +=
                    bend * shares[s] + stretch * weights[s];
              }
            }
          }
          for (int m = 0; m < atZero.length; m++) {
            for (int s = 0; atZero[m] != 0 && s < weights.length; s++) {
              gradients[from + m][sites[s][site] * lanes + lane] -= atZero[m] * apart * weights[s];
            }
          }
        }
      }
    }
  }

  @Override
  public void laplacians(Subspace subspace, double[] x, int lanes, double[] laplacians, int first) {
    Arrays.fill(laplacians, first * lanes, (first + parameters()) * lanes, 0);
    double[] value = new double[SplineBasis.LOCAL];
    double[] slope = new double[SplineBasis.LOCAL];
    double[] curvature = new double[SplineBasis.LOCAL];
    for (int d = 0; d < differences.size(); d++) {
      Difference difference = differences.get(d);
      double[] weights = difference.weights();
      double[] shares = difference.shares();
      int from = first + firstOf(d);
      int[][] sites = difference.sites(grid);
      double[] squared = difference.between(subspace, weights, weights);
      double[] mixed = difference.between(subspace, shares, weights);
      double[] mean = difference.between(subspace, shares, shares);
      double constant = Arrays.stream(squared).sum();
      for (int site = 0; site < grid.sites(); site++) {
        for (int lane = 0; lane < lanes; lane++) {
          double apart = sum(weights, sites, site, x, lanes, lane);
          double middle = sum(shares, sites, site, x, lanes, lane);
          double inside = Math.clamp(middle, basis.low(), basis.high());
          int piece = place(middle, value);
          basis.slopes(inside, piece, slope);
          basis.curvatures(basis.fractionAt(inside, piece), curvature);
          double square =
              inside == middle ? 0.5 * mean[site] * apart * apart : 0; // constant beyond
          for (int k = 0; k < SplineBasis.LOCAL; k++) {
            int m = functionOf[piece + k];
            if (m >= 0) {
              laplacians[(from + m) * lanes + lane] +=
                  curvature[k] * square
                      + 2 * slope[k] * apart * mixed[site]
                      + value[k] * squared[site];
            }
          }
        }
      }
      for (int m = 0; m < atZero.length; m++) {
        for (int lane = 0; lane < lanes; lane++) {
          laplacians[(from + m) * lanes + lane] -= atZero[m] * constant;
        }
      }
    }
  }

  /** Third differences of the B-splines' coefficients. */
  @Override
  public double[][] roughness() {
    double[] difference = {-1, 3, -3, 1};
    int bends = basis.count() - 3;
    double[][] rows = new double[count() * bends][parameters()];
    for (int row = 0; row < rows.length; row++) {
      for (int i = 0; i < difference.length; i++) {
        int m = functionOf[row % bends + i];
        if (m >= 0) {
          rows[row][row / bends * atZero.length + m] += difference[i];
        }
      }
    }
    return rows;
  }

  @Override
  public double slopeUnit() {
    return unit;
  }

  /** Z of a difference less its value at 0, as a table. */
  private SplineTable table(double[] theta, int difference) {
    double[] c = new double[basis.count()];
    double zero = 0;
    for (int m = 0; m < atZero.length; m++) {
      zero += theta[firstOf(difference) + m] * atZero[m];
    }
    for (int k = 0; k < c.length; k++) {
      c[k] = (functionOf[k] < 0 ? 0 : theta[firstOf(difference) + functionOf[k]]) - zero;
    }
    return new SplineTable(basis.low(), basis.high(), basis.pieces(c), 0, 0, ScalarPotential.WALL);
  }

  @Override
  public Bound bind(double[] theta) {
    SplineTable[] tables = new SplineTable[differences.size()];
    Arrays.setAll(tables, difference -> table(theta, difference));
    return new StiffnessForce(grid, basis.low(), basis.high(), tables);
  }
}
