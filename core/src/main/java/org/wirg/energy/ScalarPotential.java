package org.wirg.energy;

import java.util.Arrays;
import org.wirg.field.Grid;
import org.wirg.internal.kernel.KernelChoice;
import org.wirg.internal.kernel.Kernels;
import org.wirg.internal.kernel.SplineTable;

/**
 * A potential that acts on each site alone, U_m(x) = sum_i b_m(x(i)), the b_m cubic B-splines.
 *
 * <p>Outside the spline's range the bound potential goes on as its quadratic Taylor polynomial plus
 * a quartic wall {@value #WALL} d^4 in the distance d from the range, so that it grows faster than
 * any kernel can fall and the model is normalisable.
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

  /**
   * @param basis the B-splines; symmetric about 0 when even
   * @param even whether only even potentials are allowed
   */
  public ScalarPotential(Grid grid, SplineBasis basis, boolean even, Gauge gauge) {
    if (even && basis.low() != -basis.high()) {
      throw new IllegalArgumentException("an even potential has a range symmetric about 0");
    }
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

  @Override
  public void values(double[] x, int lanes, double[] values) {
    Arrays.fill(values, 0, parameters * lanes, 0);
    Local local = new Local();
    for (int i = 0; i < grid.sites() * lanes; i++) {
      local.at(x[i]);
      for (int k = 0; k < SplineBasis.LOCAL; k++) {
        int m = parameterOf[local.first + k];
        if (m >= 0) {
          values[m * lanes + i % lanes] += local.value[k];
        }
      }
    }
  }

  @Override
  public void gradients(double[] x, int lanes, double[][] gradients, int first) {
    int stride = grid.sites() * lanes;
    for (int m = 0; m < parameters; m++) {
      Arrays.fill(gradients[first + m], 0);
    }
    Local local = new Local();
    for (int i = 0; i < stride; i++) {
      local.at(x[i]);
      for (int k = 0; k < SplineBasis.LOCAL; k++) {
        int m = parameterOf[local.first + k];
        if (m >= 0) {
          gradients[first + m][i] += local.slope[k];
        }
      }
    }
  }

  @Override
  public void laplacians(Subspace subspace, double[] x, int lanes, double[] laplacians, int first) {
    Arrays.fill(laplacians, first * lanes, (first + parameters) * lanes, 0);
    double[] diagonal = subspace.projectorDiagonal();
    Local local = new Local();
    for (int site = 0; site < grid.sites(); site++) {
      for (int lane = 0; lane < lanes; lane++) {
        local.at(x[site * lanes + lane]);
        for (int k = 0; k < SplineBasis.LOCAL; k++) {
          int m = parameterOf[local.first + k];
          if (m >= 0) {
            laplacians[(first + m) * lanes + lane] += diagonal[site] * local.curvature[k];
          }
        }
      }
    }
  }

  /** Squared fourth differences of the coefficients. */
  @Override
  public double[][] roughness() {
    double[][] full = basis.fourthDifferences();
    double[][] folded = new double[parameters][parameters];
    for (int k = 0; k < basis.count(); k++) {
      for (int l = 0; l < basis.count(); l++) {
        if (parameterOf[k] >= 0 && parameterOf[l] >= 0) {
          folded[parameterOf[k]][parameterOf[l]] += full[k][l];
        }
      }
    }
    return folded;
  }

  @Override
  public double slopeUnit() {
    return 1 / (basis.width() * basis.width());
  }

  @Override
  public Bound bind(double[] theta) {
    SplineTable table =
        new SplineTable(basis.low(), basis.high(), basis.pieces(coefficients(theta)), WALL);
    return new Bound() {
      @Override
      public void add(double[] x, int lanes, double[] scratch, double[] gradient, double[] energy) {
        Kernels kernels = KernelChoice.current();
        kernels.splineValue(x, grid.sites(), lanes, table, energy);
        kernels.splineSlope(x, grid.sites() * lanes, table, gradient);
      }

      @Override
      public void addGradient(double[] x, int lanes, double[] gradient) {
        KernelChoice.current().splineSlope(x, grid.sites() * lanes, table, gradient);
      }
    };
  }

  /** The four functions at a point. */
  private final class Local {
    int first;
    final double[] value = new double[SplineBasis.LOCAL];
    final double[] slope = new double[SplineBasis.LOCAL];
    final double[] curvature = new double[SplineBasis.LOCAL];

    void at(double x) {
      first = basis.firstAt(x);
      basis.evaluate(x, first, value, slope, curvature);
    }
  }
}
