package org.wirg.energy;

import java.util.Arrays;
import org.wirg.field.Grid;
import org.wirg.internal.kernel.KernelChoice;
import org.wirg.internal.kernel.Kernels;
import org.wirg.internal.kernel.SplineTable;

/**
 * A potential that acts on each site alone, U_m(x) = sum_i b_m(x(i)), the b_m cubic B-splines.
 *
 * <p>Outside the spline's range the U_m go on as their quadratic Taylor polynomials. The bound
 * potential adds what keeps it growing beyond all data, d the distance from their range: a quartic
 * wall {@value #WALL} d^4, so that it outgrows any kernel and the model is normalisable, and a lift
 * / 2 d^2, zero unless {@link #settled} has chosen one. Data feel neither.
 *
 * <p>Functions that cannot be told from the data are left out: constants always; linear functions
 * where the details of a wavelet step move, because every detail sums to zero; odd functions where
 * the law is symmetric under x to -x. Leaving out the B-splines at the ends removes exactly these.
 */
public final class ScalarPotential implements Potential {
  /** Strength of the wall in units of the level's own standard deviation. */
  static final double WALL = 1;

  /** What the potential may not contain. */
  public enum Gauge {
    /** Constants. */
    CONSTANT,
    /** Constants and linear functions. */
    LINEAR
  }

  private final Grid grid;
  private final SplineBasis basis;
  private final boolean even;
  private final Gauge gauge;

  /** The parameter that a B-spline's coefficient is, -1 for none; [B-spline]. */
  private final int[] parameterOf;

  private final int parameters;
  private final double liftLow;
  private final double liftHigh;

  /**
   * @param basis the B-splines; symmetric about 0 when even
   * @param even whether only even potentials are allowed
   */
  public ScalarPotential(Grid grid, SplineBasis basis, boolean even, Gauge gauge) {
    this(grid, basis, even, gauge, 0, 0);
  }

  /**
   * A potential with given lifts.
   *
   * @param liftLow curvature added below the range of data, at least 0; likewise liftHigh
   */
  public ScalarPotential(
      Grid grid, SplineBasis basis, boolean even, Gauge gauge, double liftLow, double liftHigh) {
    if (!(liftLow >= 0 && liftHigh >= 0 && liftLow + liftHigh < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "lifts are finite and at least 0; found " + liftLow + " and " + liftHigh);
    }
    if (even && (basis.low() != -basis.high() || basis.tailLow() != basis.tailHigh())) {
      throw new IllegalArgumentException("an even potential has a range symmetric about 0");
    }
    this.liftLow = liftLow;
    this.liftHigh = liftHigh;
    this.grid = grid;
    this.basis = basis;
    this.even = even;
    this.gauge = gauge;
    this.parameterOf = new int[basis.count()];
    int last = basis.count() - 1;
    for (int k = 0; k <= last; k++) {
      int outward = even ? Math.min(k, last - k) : k;
      parameterOf[k] = gauge == Gauge.LINEAR && k == last ? -1 : outward - 1;
    }
    this.parameters = Arrays.stream(parameterOf).max().orElseThrow() + 1;
  }

  /** The same on another lattice. */
  public ScalarPotential on(Grid other) {
    return new ScalarPotential(other, basis, even, gauge, liftLow, liftHigh);
  }

  /** Curvature added below the range of data. */
  public double liftLow() {
    return liftLow;
  }

  /** Curvature added above the range of data. */
  public double liftHigh() {
    return liftHigh;
  }

  /** The B-splines. */
  public SplineBasis basis() {
    return basis;
  }

  /** Whether only even potentials are allowed. */
  public boolean even() {
    return even;
  }

  /** What the potential does not contain. */
  public Gauge gauge() {
    return gauge;
  }

  @Override
  public Grid grid() {
    return grid;
  }

  @Override
  public int parameters() {
    return parameters;
  }

  @Override
  public String label(int m) {
    return "B" + (m + 1);
  }

  /** Coefficients of all B-splines for given parameters, [B-spline]. */
  public double[] coefficients(double[] theta) {
    return Arrays.stream(parameterOf).mapToDouble(m -> m < 0 ? 0 : theta[m]).toArray();
  }

  /** The parameters of curvature / 2 x^2, up to what the gauge leaves out. */
  public double[] quadratic(double curvature) {
    int last = basis.count() - 1;
    double[] c = new double[last + 1]; // a cubic spline holds quadratic functions exactly
    for (int k = 0; k <= last; k++) {
      double centre = basis.low() + (k - 1) * basis.width();
      c[k] = curvature / 2 * (centre * centre - basis.width() * basis.width() / 3);
    }
    double start = c[0];
    double rise = gauge == Gauge.LINEAR ? (c[last] - start) / last : 0;
    double[] theta = new double[parameters];
    for (int k = 0; k <= last; k++) {
      if (parameterOf[k] >= 0) {
        theta[parameterOf[k]] = c[k] - start - k * rise;
      }
    }
    return theta;
  }

  @Override
  public void values(double[] x, int lanes, double[] values) {
    Arrays.fill(values, 0, parameters * lanes, 0);
    double[] value = new double[SplineBasis.LOCAL];
    for (int site = 0; site < grid.sites(); site++) {
      for (int lane = 0; lane < lanes; lane++) {
        double here = x[site * lanes + lane];
        int first = basis.firstAt(here);
        basis.values(here, first, value);
        for (int k = 0; k < SplineBasis.LOCAL; k++) {
          int m = parameterOf[first + k];
          if (m >= 0) {
            values[m * lanes + lane] += value[k];
          }
        }
      }
    }
  }

  @Override
  public void gradients(double[] x, int lanes, double[][] gradients, int first) {
    for (int m = 0; m < parameters; m++) {
      Arrays.fill(gradients[first + m], 0);
    }
    double[] slope = new double[SplineBasis.LOCAL];
    for (int i = 0; i < grid.sites() * lanes; i++) {
      int local = basis.firstAt(x[i]);
      basis.slopes(x[i], local, slope);
      for (int k = 0; k < SplineBasis.LOCAL; k++) {
        int m = parameterOf[local + k];
        if (m >= 0) {
          gradients[first + m][i] += slope[k];
        }
      }
    }
  }

  @Override
  public void derivatives(
      double[] x, int lanes, double[][] directions, double[][] derivatives, int first) {
    double[] slope = new double[SplineBasis.LOCAL];
    for (int i = 0; i < grid.sites() * lanes; i++) {
      int local = basis.firstAt(x[i]);
      basis.slopes(x[i], local, slope);
      for (int k = 0; k < SplineBasis.LOCAL; k++) {
        int m = parameterOf[local + k];
        for (int d = 0; m >= 0 && d < directions.length; d++) {
          derivatives[d][(first + m) * lanes + i % lanes] += slope[k] * directions[d][i];
        }
      }
    }
  }

  @Override
  public void laplacians(Subspace subspace, double[] x, int lanes, double[] laplacians, int first) {
    Arrays.fill(laplacians, first * lanes, (first + parameters) * lanes, 0);
    double[] diagonal = subspace.projectorDiagonal();
    // Curvatures are linear within an interval: its sites' number and sum of fractions say all.
    double[] number = new double[basis.intervals() * lanes];
    double[] fractions = new double[number.length];
    for (int site = 0; site < grid.sites(); site++) {
      for (int lane = 0; lane < lanes; lane++) {
        double value = x[site * lanes + lane];
        int piece = basis.firstAt(value);
        number[piece * lanes + lane] += diagonal[site];
        fractions[piece * lanes + lane] += diagonal[site] * basis.fractionAt(value, piece);
      }
    }
    double[] start = new double[SplineBasis.LOCAL];
    double[] end = new double[SplineBasis.LOCAL];
    basis.curvatures(0, start);
    basis.curvatures(1, end);
    for (int i = 0; i < number.length; i++) {
      int piece = i / lanes;
      for (int k = 0; k < SplineBasis.LOCAL; k++) {
        int m = parameterOf[piece + k];
        if (m >= 0) {
          laplacians[(first + m) * lanes + i % lanes] +=
              start[k] * number[i] + (end[k] - start[k]) * fractions[i];
        }
      }
    }
  }

  /** The functions b_m at one number, [m]. */
  public double[] at(double x) {
    double[] value = new double[SplineBasis.LOCAL];
    int first = basis.firstAt(x);
    basis.values(x, first, value);
    return ofParameters(first, value);
  }

  /** The second derivatives of the functions b_m at one number, [m]. */
  public double[] curvatures(double x) {
    double[] curvature = new double[SplineBasis.LOCAL];
    int first = basis.firstAt(x);
    basis.curvatures(basis.fractionAt(x, first), curvature);
    return ofParameters(first, curvature);
  }

  /** What four B-splines have, by the parameters that they belong to, [m]. */
  private double[] ofParameters(int first, double[] local) {
    double[] all = new double[parameters];
    for (int k = 0; k < SplineBasis.LOCAL; k++) {
      int m = parameterOf[first + k];
      if (m >= 0) {
        all[m] += local[k];
      }
    }
    return all;
  }

  /** Third differences of the B-splines' coefficients: constant curvature costs nothing. */
  @Override
  public double[][] roughness() {
    double[] difference = {-1, 3, -3, 1};
    double[][] rows = new double[basis.count() - 3][parameters];
    for (int k = 0; k < rows.length; k++) {
      for (int i = 0; i < difference.length; i++) {
        int m = parameterOf[k + i];
        if (m >= 0) {
          rows[k][m] += difference[i];
        }
      }
    }
    return rows;
  }

  @Override
  public double slopeUnit() {
    return 1 / (basis.width() * basis.width());
  }

  /**
   * The same potential with lifts that raise its curvature beyond all data to the mean curvature of
   * the whole, where it is lower: few data speak at the ends, and a curvature made negative by
   * their noise would open a trap beyond them.
   */
  @Override
  public ScalarPotential settled(double[] theta) {
    double[] low = slopeAndCurvature(theta, basis.low());
    double[] high = slopeAndCurvature(theta, basis.high());
    double mean = (high[0] - low[0]) / (basis.high() - basis.low());
    return new ScalarPotential(
        grid, basis, even, gauge, Math.max(0, mean - low[1]), Math.max(0, mean - high[1]));
  }

  private double[] slopeAndCurvature(double[] theta, double x) {
    double[] c = coefficients(theta);
    int first = basis.firstAt(x);
    double[] slopes = new double[SplineBasis.LOCAL];
    double[] curvatures = new double[SplineBasis.LOCAL];
    basis.slopes(x, first, slopes);
    basis.curvatures(basis.fractionAt(x, first), curvatures);
    double slope = 0;
    double curvature = 0;
    for (int k = 0; k < SplineBasis.LOCAL; k++) {
      slope += c[first + k] * slopes[k];
      curvature += c[first + k] * curvatures[k];
    }
    return new double[] {slope, curvature};
  }

  @Override
  public Bound bind(double[] theta) {
    SplineTable table =
        new SplineTable(
            basis.dataLow(),
            basis.dataHigh(),
            basis.pieces(coefficients(theta)),
            liftLow,
            liftHigh,
            WALL);
    return bound(grid.sites(), table);
  }

  private static Bound bound(int sites, SplineTable table) {
    return new Bound() {
      @Override
      public void add(double[] x, int lanes, double[] scratch, double[] gradient, double[] energy) {
        Kernels kernels = KernelChoice.current();
        kernels.splineValue(x, sites, lanes, table, energy);
        kernels.splineSlope(x, sites * lanes, table, gradient);
      }

      @Override
      public void addGradient(double[] x, int lanes, double[] gradient) {
        KernelChoice.current().splineSlope(x, sites * lanes, table, gradient);
      }

      @Override
      public Bound times(double weight) {
        return bound(sites, table.times(weight));
      }
    };
  }
}
