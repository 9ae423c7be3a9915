package org.wirg.energy;

import java.util.Arrays;
import org.wirg.field.Grid;
import org.wirg.internal.kernel.KernelChoice;
import org.wirg.internal.kernel.Kernels;
import org.wirg.internal.kernel.SplineTable;

/**
 * A stiffness that depends on the field, U_m(x) = 1/2 sum over pairs of neighbours i, i' of
 * b_m((x_i + x_i') / 2) (x_i - x_i')^2: what the derivative expansion of renormalisation theory
 * calls Z(phi) (grad phi)^2 / 2 (for example Berges, Tetradis and Wetterich, Phys. Rep. 363 (2002)
 * 223). Maps whose details are larger where the field is large have one that falls.
 *
 * <p>The b_m are cubic B-splines whose two at either end are one, so that Z = sum_m theta_m b_m is
 * flat at the ends of its range, and constant beyond them. A constant Z is the coupling of nearest
 * neighbours and curvature of the potential: Z(0) = 0, the function that is largest at 0 being left
 * out and every other one taken less its value there. All axes share one Z, or have their own.
 */
public final class Stiffness implements Potential {
  /** Fewer B-splines have no function left. */
  public static final int FEWEST_SPLINES = 6;

  /** Values of a row that are looked at together: a few arrays of them fit the first cache. */
  private static final int CHUNK = 512;

  private final Grid grid;
  private final SplineBasis basis;
  private final boolean even;
  private final boolean isotropic;
  private final double unit;

  /** The function that a B-spline belongs to, -1 for none; [B-spline]. */
  private final int[] functionOf;

  private final double[] atZero; // [function]

  /**
   * @param basis the B-splines, without tails; symmetric about 0 when even
   * @param even whether Z is
   * @param isotropic whether all axes share it
   * @param unit square of a typical difference of neighbours, positive
   */
  public Stiffness(Grid grid, SplineBasis basis, boolean even, boolean isotropic, double unit) {
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
    return new Stiffness(other, basis, even, isotropic, unit);
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

  @Override
  public Grid grid() {
    return grid;
  }

  /** Number of Z. */
  public int axes() {
    return isotropic ? 1 : grid.rank();
  }

  @Override
  public int parameters() {
    return axes() * atZero.length;
  }

  @Override
  public String label(int m) {
    String number = "Z" + (m % atZero.length + 1);
    return isotropic ? number : number + "(" + m / atZero.length + ")";
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

  private int firstOf(int axis) {
    return isotropic ? 0 : axis * atZero.length;
  }

  private int neighbour(int site, int axis) {
    int[] x = grid.coordinates(site);
    x[axis]++;
    return grid.site(x);
  }

  private int[] neighbours(int axis) {
    int[] next = new int[grid.sites()];
    Arrays.setAll(next, site -> neighbour(site, axis));
    return next;
  }

  @Override
  public void values(double[] x, int lanes, double[] values) {
    Arrays.fill(values, 0, parameters() * lanes, 0);
    double[] value = new double[SplineBasis.LOCAL];
    for (int axis = 0; axis < grid.rank(); axis++) {
      int from = firstOf(axis);
      int[] next = neighbours(axis);
      double[] constant = new double[lanes];
      for (int site = 0; site < next.length; site++) {
        for (int lane = 0; lane < lanes; lane++) {
          double here = x[site * lanes + lane];
          double there = x[next[site] * lanes + lane];
          double half = 0.5 * (here - there) * (here - there);
          constant[lane] += half;
          int first = place(0.5 * (here + there), value);
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
    for (int axis = 0; axis < grid.rank(); axis++) {
      int from = first + firstOf(axis);
      int[] next = neighbours(axis);
      for (int site = 0; site < next.length; site++) {
        for (int lane = 0; lane < lanes; lane++) {
          int here = site * lanes + lane;
          int there = next[site] * lanes + lane;
          double apart = x[here] - x[there];
          double middle = 0.5 * (x[here] + x[there]);
          int piece = place(middle, value);
          basis.slopes(Math.clamp(middle, basis.low(), basis.high()), piece, slope);
          for (int k = 0; k < SplineBasis.LOCAL; k++) {
            int m = functionOf[piece + k];
            if (m >= 0) {
              double both = 0.25 * slope[k] * apart * apart;
              gradients[from + m][here] += both + value[k] * apart;
              gradients[from + m][there] += both - value[k] * apart;
            }
          }
          for (int m = 0; m < atZero.length; m++) {
            gradients[from + m][here] -= atZero[m] * apart;
            gradients[from + m][there] += atZero[m] * apart;
          }
        }
      }
    }
  }

  @Override
  public void laplacians(Subspace subspace, double[] x, int lanes, double[] laplacians, int first) {
    Arrays.fill(laplacians, first * lanes, (first + parameters()) * lanes, 0);
    double[] diagonal = subspace.projectorDiagonal();
    double[] value = new double[SplineBasis.LOCAL];
    double[] slope = new double[SplineBasis.LOCAL];
    double[] curvature = new double[SplineBasis.LOCAL];
    for (int axis = 0; axis < grid.rank(); axis++) {
      int from = first + firstOf(axis);
      int[] next = neighbours(axis);
      int[] shift = new int[grid.rank()];
      shift[axis] = 1;
      double[] across = subspace.projectorDiagonal(shift);
      double constant = 0;
      for (int site = 0; site < next.length; site++) {
        double sum = diagonal[site] + diagonal[next[site]];
        double plain = sum - 2 * across[site]; // tr P d^2 of half a squared difference
        constant += plain;
        double bend = 0.125 * (sum + 2 * across[site]);
        double tilt = diagonal[site] - diagonal[next[site]];
        for (int lane = 0; lane < lanes; lane++) {
          double here = x[site * lanes + lane];
          double there = x[next[site] * lanes + lane];
          double apart = here - there;
          double middle = 0.5 * (here + there);
          double inside = Math.clamp(middle, basis.low(), basis.high());
          int piece = place(middle, value);
          basis.slopes(inside, piece, slope);
          basis.curvatures(basis.fractionAt(inside, piece), curvature);
          double square = inside == middle ? bend * apart * apart : 0; // constant beyond
          for (int k = 0; k < SplineBasis.LOCAL; k++) {
            int m = functionOf[piece + k];
            if (m >= 0) {
              laplacians[(from + m) * lanes + lane] +=
                  curvature[k] * square + slope[k] * apart * tilt + value[k] * plain;
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
    double[][] rows = new double[axes() * bends][parameters()];
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

  /** Z of one axis less its value at 0, as a table. */
  private SplineTable table(double[] theta, int axis) {
    double[] c = new double[basis.count()];
    double zero = 0;
    for (int m = 0; m < atZero.length; m++) {
      zero += theta[firstOf(axis) + m] * atZero[m];
    }
    for (int k = 0; k < c.length; k++) {
      c[k] = (functionOf[k] < 0 ? 0 : theta[firstOf(axis) + functionOf[k]]) - zero;
    }
    return new SplineTable(basis.low(), basis.high(), basis.pieces(c), 0, 0, ScalarPotential.WALL);
  }

  @Override
  public Bound bind(double[] theta) {
    SplineTable[] tables = new SplineTable[grid.rank()];
    Arrays.setAll(tables, axis -> table(theta, axis));
    return new Bound() {
      @Override
      public void add(double[] x, int lanes, double[] scratch, double[] gradient, double[] energy) {
        along(x, lanes, gradient, energy);
      }

      @Override
      public void addGradient(double[] x, int lanes, double[] gradient) {
        along(x, lanes, gradient, new double[0]);
      }

      private void along(double[] x, int lanes, double[] gradient, double[] energy) {
        Links links = new Links(x, lanes, gradient, energy);
        int inner = lanes;
        for (int axis = grid.rank() - 1; axis >= 0; axis--) {
          int length = grid.size(axis) * inner;
          for (int start = 0; start < x.length; start += length) {
            links.add(tables[axis], start, start + inner, length - inner);
            links.add(tables[axis], start + length - inner, start, inner);
          }
          inner = length;
        }
      }
    };
  }

  /** Adds up pairs of neighbours, two rows of values at a time. */
  private final class Links {
    private final double[] x;
    private final int lanes;
    private final double[] gradient;
    private final double[] energy; // empty where it is not asked for
    private final double[] apart;
    private final double[] middle;
    private final double[] value;
    private final double[] slope;

    Links(double[] x, int lanes, double[] gradient, double[] energy) {
      this.x = x;
      this.lanes = lanes;
      this.gradient = gradient;
      this.energy = energy;
      int room = Math.max(1, CHUNK / lanes) * lanes;
      this.apart = new double[room];
      this.middle = new double[room];
      this.value = new double[room];
      this.slope = new double[room];
    }

    /** Pairs from, to; from + 1, to + 1 and so on. */
    void add(SplineTable table, int from, int to, int length) {
      for (int done = 0; done < length; done += apart.length) {
        chunk(table, from + done, to + done, Math.min(apart.length, length - done));
      }
    }

    private void chunk(SplineTable table, int from, int to, int length) {
      for (int i = 0; i < length; i++) {
        double here = x[from + i];
        double there = x[to + i];
        apart[i] = here - there;
        middle[i] = Math.min(Math.max(0.5 * (here + there), basis.low()), basis.high());
        value[i] = 0;
        slope[i] = 0;
      }
      Kernels kernels = KernelChoice.current();
      kernels.splineValue(middle, 1, length, table, value);
      kernels.splineSlope(middle, length, table, slope);
      for (int i = 0; i < length; i++) {
        slope[i] = 0.25 * slope[i] * (apart[i] * apart[i]);
        middle[i] = value[i] * apart[i];
      }
      // A value's pair with the one before comes first, in one chunk or in two.
      for (int i = 0; i < length; i++) {
        gradient[to + i] += slope[i] - middle[i];
      }
      for (int i = 0; i < length; i++) {
        gradient[from + i] += slope[i] + middle[i];
      }
      if (energy.length > 0) {
        for (int i = 0; i < length; i += lanes) {
          for (int lane = 0; lane < lanes; lane++) {
            energy[lane] += 0.5 * middle[i + lane] * apart[i + lane];
          }
        }
      }
    }
  }
}
