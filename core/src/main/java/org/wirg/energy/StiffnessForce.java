package org.wirg.energy;

import org.wirg.field.Grid;
import org.wirg.internal.kernel.KernelChoice;
import org.wirg.internal.kernel.Kernels;
import org.wirg.internal.kernel.SplineTable;

/** Energy and gradient of a {@link Stiffness} with given coefficients, many sites at a time. */
final class StiffnessForce implements Potential.Bound {
  /** Values of a row that are looked at together: a few arrays of them fit the first cache. */
  private static final int CHUNK = 512;

  private final Grid grid;
  private final double low;
  private final double high;
  private final SplineTable[] tables;

  /**
   * @param low where Z begins to vary
   * @param high where it ends to
   * @param tables Z of every axis, and W if there is one
   */
  StiffnessForce(Grid grid, double low, double high, SplineTable[] tables) {
    this.grid = grid;
    this.low = low;
    this.high = high;
    this.tables = tables.clone();
  }

  @Override
  public void add(double[] x, int lanes, double[] scratch, double[] gradient, double[] energy) {
    add(x, lanes, gradient, energy);
  }

  @Override
  public void addGradient(double[] x, int lanes, double[] gradient) {
    add(x, lanes, gradient, new double[0]);
  }

  private void add(double[] x, int lanes, double[] gradient, double[] energy) {
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
    if (tables.length > grid.rank()) {
      corner(x, lanes, tables[grid.rank()], gradient, energy);
    }
  }

  private double inside(double value) {
    return Math.min(Math.max(value, low), high);
  }

  private void corner(
      double[] x, int lanes, SplineTable table, double[] gradient, double[] energy) {
    double[] apart = secondDifferences(x, lanes);
    double[] middle = new double[x.length];
    double[] value = new double[x.length];
    double[] slope = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      middle[i] = inside(x[i]);
    }
    Kernels kernels = KernelChoice.current();
    kernels.splineValue(middle, 1, x.length, table, value);
    kernels.splineSlope(middle, x.length, table, slope);
    double[] stretch = middle;
    for (int i = 0; i < x.length; i++) {
      gradient[i] += 0.5 * slope[i] * (apart[i] * apart[i]);
      stretch[i] = value[i] * apart[i];
    }
    addHalf(stretch, apart, x.length, lanes, energy);
    double[] back = secondDifferences(stretch, lanes); // their own transpose
    for (int i = 0; i < x.length; i++) {
      gradient[i] += back[i];
    }
  }

  /** Where energies are asked for: half the products, to every lane its own. */
  private static void addHalf(
      double[] stretch, double[] apart, int length, int lanes, double[] energy) {
    for (int i = 0; energy.length > 0 && i < length; i += lanes) {
      for (int lane = 0; lane < lanes; lane++) {
        energy[lane] += 0.5 * stretch[i + lane] * apart[i + lane];
      }
    }
  }

  /** D_1 .. D_d x. */
  private double[] secondDifferences(double[] x, int lanes) {
    double[] from = x;
    int inner = lanes;
    for (int axis = grid.rank() - 1; axis >= 0; axis--) {
      double[] to = new double[x.length];
      int length = grid.size(axis) * inner;
      for (int start = 0; start < x.length; start += length) {
        int end = start + length;
        for (int i = start; i < start + inner; i++) {
          int next = grid.size(axis) == 1 ? i : i + inner;
          to[i] = from[end - inner + i - start] - 2 * from[i] + from[next];
        }
        for (int i = start + inner; i < end - inner; i++) {
          to[i] = from[i - inner] - 2 * from[i] + from[i + inner];
        }
        for (int i = Math.max(start + inner, end - inner); i < end; i++) {
          to[i] = from[i - inner] - 2 * from[i] + from[start + i - end + inner];
        }
      }
      from = to;
      inner = length;
    }
    return from;
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
        middle[i] = inside(0.5 * (here + there));
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
      addHalf(middle, apart, length, lanes, energy);
    }
  }
}
