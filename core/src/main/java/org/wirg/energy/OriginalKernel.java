package org.wirg.energy;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.wirg.field.Grid;
import org.wirg.internal.kernel.KernelChoice;
import org.wirg.internal.kernel.Kernels;
import org.wirg.internal.kernel.SplineTable;
import org.wirg.internal.kernel.Stencil;

/**
 * A second quadratic kernel, of the values g(x) that fields had before a transform, in some unit:
 *
 * <pre>U_o(x) = 1/2 sum_i sum_{s in orbit o} g(x_i) (g(x_{i+s}) - g(x_i)).</pre>
 *
 * <p>Correlations over short distances are those of the data in the data's own units only where the
 * energy speaks of them: those of the transformed field say little about the few large values that
 * most of the power comes from. The shifts are those of a {@link QuadraticKernel}; constant fields
 * have none of this energy. g is a cubic spline, straight beyond the ends of its range.
 */
public final class OriginalKernel implements Potential {
  private final QuadraticKernel kernel;
  private final SplineBasis basis;
  private final double[] spline;
  private final double unit;
  private final SplineTable table;
  private final List<Pairs> pairs;

  /** What {@link #laplacians} asked for last: blocks of fields ask for the same. */
  private volatile @Nullable Diagonals last;

  /**
   * Values a shift apart, either way.
   *
   * @param o the function that they are part of
   * @param ways 2, or 1 where both ways are one
   */
  private record Pairs(int o, int[] shift, int ways, Stencil stencil) {}

  /**
   * P(i, i + s) of a subspace.
   *
   * @param own of s = 0, [site]
   * @param shifted of all pairs, [pair][site]
   */
  private record Diagonals(Subspace subspace, double[] own, double[][] shifted) {}

  /**
   * @param kernel of the values g(x)
   * @param basis the B-splines of g, without tails
   * @param spline their coefficients
   * @param unit what g(x) is in units of, positive
   */
  public OriginalKernel(QuadraticKernel kernel, SplineBasis basis, double[] spline, double unit) {
    if (basis.tailLow() + basis.tailHigh() > 0 || spline.length != basis.count()) {
      throw new IllegalArgumentException(
          "g is a spline without tails, with one coefficient for each of its "
              + basis.count()
              + " functions; found "
              + spline.length);
    }
    if (!Arrays.stream(spline).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("the coefficients of g are finite");
    }
    if (!(unit > 0 && unit < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a unit is positive; found " + unit);
    }
    this.kernel = kernel;
    this.basis = basis;
    this.spline = spline.clone();
    this.unit = unit;
    this.table =
        new SplineTable(
            basis.low(), basis.high(), basis.pieces(spline), 0, 0, ScalarPotential.WALL);
    this.pairs = pairs(kernel);
  }

  private static List<Pairs> pairs(QuadraticKernel kernel) {
    Grid grid = kernel.grid();
    List<Pairs> pairs = new ArrayList<>();
    for (int o = 0; o < kernel.parameters(); o++) {
      for (int[] shift : kernel.orbit(o)) {
        int there = grid.site(shift);
        int back = grid.site(Arrays.stream(shift).map(c -> -c).toArray());
        if (there <= back) {
          Stencil stencil = new Stencil(grid, List.<int[]>of(shift));
          pairs.add(new Pairs(o, shift, there == back ? 1 : 2, stencil));
        }
      }
    }
    return List.copyOf(pairs);
  }

  /**
   * Coefficients of a spline next to a smooth function, which differs from it by the fourth power
   * of the spline's width: the quasi-interpolant of de Boor and Fix (J. Approx. Theory 8 (1973) 19)
   * with second differences for derivatives.
   */
  public static double[] nextTo(DoubleUnaryOperator function, SplineBasis basis) {
    double width = basis.width();
    double[] coefficients = new double[basis.count()];
    for (int k = 0; k < coefficients.length; k++) {
      double peak = basis.low() + (k - 1) * width;
      double beside = function.applyAsDouble(peak - width) + function.applyAsDouble(peak + width);
      coefficients[k] = (8 * function.applyAsDouble(peak) - beside) / 6;
    }
    return coefficients;
  }

  /** The same on another lattice. */
  public OriginalKernel on(Grid other) {
    return new OriginalKernel(kernel.on(other), basis, spline, unit);
  }

  /** Which values are coupled. */
  public QuadraticKernel kernel() {
    return kernel;
  }

  /** The B-splines of g. */
  public SplineBasis basis() {
    return basis;
  }

  /** Their coefficients. */
  public double[] spline() {
    return spline.clone();
  }

  /** What g(x) is in units of. */
  public double unit() {
    return unit;
  }

  @Override
  public Grid grid() {
    return kernel.grid();
  }

  @Override
  public int parameters() {
    return kernel.parameters();
  }

  /** {@code K'(1,0)}. */
  @Override
  public String label(int o) {
    return kernel.label(o).replace("K", "K'");
  }

  /** Slope of g. */
  public double slope(double x) {
    double[] slopes = new double[SplineBasis.LOCAL];
    double inside = inside(x);
    int first = basis.firstAt(inside);
    basis.slopes(inside, first, slopes);
    return along(first, slopes);
  }

  /**
   * Second derivative of g.
   *
   * @param work modified, [{@value SplineBasis#LOCAL}]
   */
  private double curvature(double x, double[] work) {
    double inside = inside(x);
    int first = basis.firstAt(inside);
    basis.curvatures(basis.fractionAt(inside, first), work);
    return inside == x ? along(first, work) : 0; // straight beyond
  }

  private double inside(double x) {
    return Math.min(Math.max(x, basis.low()), basis.high());
  }

  /** Sum of the four B-splines from the first on, each by its coefficient. */
  private double along(int first, double[] splines) {
    double sum = 0;
    for (int k = 0; k < SplineBasis.LOCAL; k++) {
      sum += spline[first + k] * splines[k];
    }
    return sum;
  }

  /** g and its slope at every site. */
  private final class Original {
    final double[] value;
    final double[] slope;

    Original(double[] x) {
      double[] inside = new double[x.length];
      value = new double[x.length];
      slope = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        inside[i] = inside(x[i]);
      }
      Kernels kernels = KernelChoice.current();
      kernels.splineValue(inside, 1, x.length, table, value);
      kernels.splineSlope(inside, x.length, table, slope);
      for (int i = 0; i < x.length; i++) {
        value[i] += (x[i] - inside[i]) * slope[i];
      }
    }

    /**
     * Makes the gradient of a product of g with itself one of the difference, and one in x of it.
     *
     * @param gradient modified
     * @param shifts how many there are, each times its coefficient
     */
    void finish(double[] gradient, double shifts) {
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] = (gradient[i] - shifts * value[i]) * slope[i];
      }
    }
  }

  private int shifts(int o) {
    return kernel.orbit(o).size();
  }

  @Override
  public void values(double[] x, int lanes, double[] values) {
    double[] g = new Original(x).value;
    double[] squares = new double[lanes];
    kernel.values(g, lanes, values);
    KernelChoice.current().dot(g, g, grid().sites(), lanes, 0.5, squares);
    for (int o = 0; o < parameters(); o++) {
      for (int lane = 0; lane < lanes; lane++) {
        values[o * lanes + lane] -= shifts(o) * squares[lane];
      }
    }
  }

  @Override
  public void gradients(double[] x, int lanes, double[][] gradients, int first) {
    Original g = new Original(x);
    kernel.gradients(g.value, lanes, gradients, first);
    for (int o = 0; o < parameters(); o++) {
      g.finish(gradients[first + o], shifts(o));
    }
  }

  /**
   * With d = g', sum over i and s of P(i, i + s) d_i d_{i+s} - P(i, i) d_i^2, and P(i, i) g'' times
   * the difference of g.
   */
  @Override
  public void laplacians(Subspace subspace, double[] x, int lanes, double[] laplacians, int first) {
    Diagonals p = diagonals(subspace);
    Original g = new Original(x);
    double[] bend = new double[x.length];
    double[] constant = new double[lanes];
    double[] work = new double[SplineBasis.LOCAL];
    for (int i = 0; i < x.length; i++) {
      double own = p.own[i / lanes];
      bend[i] = own * curvature(x[i], work);
      constant[i % lanes] -= own * g.slope[i] * g.slope[i] + bend[i] * g.value[i];
    }
    Kernels kernels = KernelChoice.current();
    int sites = grid().sites();
    double[][] sums = new double[parameters()][lanes];
    double[][] beside = new double[parameters()][x.length];
    kernel.gradients(g.value, lanes, beside, 0);
    for (int o = 0; o < sums.length; o++) {
      kernels.axpy(shifts(o), constant, lanes, sums[o]);
      kernels.dot(bend, beside[o], sites, lanes, 1, sums[o]);
    }
    double[] shifted = new double[x.length];
    for (int k = 0; k < pairs.size(); k++) {
      Pairs pair = pairs.get(k);
      kernels.setShifts(g.slope, lanes, pair.stencil, shifted);
      for (int i = 0; i < shifted.length; i++) {
        shifted[i] *= p.shifted[k][i / lanes];
      }
      kernels.dot(g.slope, shifted, sites, lanes, pair.ways, sums[pair.o]);
    }
    for (int o = 0; o < sums.length; o++) {
      System.arraycopy(sums[o], 0, laplacians, (first + o) * lanes, lanes);
    }
  }

  private Diagonals diagonals(Subspace subspace) {
    Diagonals known = last;
    if (known == null || !known.subspace.equals(subspace)) {
      known =
          new Diagonals(
              subspace,
              subspace.projectorDiagonal(),
              pairs.stream()
                  .map(pair -> subspace.projectorDiagonal(pair.shift))
                  .toArray(double[][]::new));
      last = known;
    }
    return known;
  }

  @Override
  public double[][] roughness() {
    return new double[0][];
  }

  @Override
  public double slopeUnit() {
    return kernel.slopeUnit();
  }

  @Override
  public Bound bind(double[] theta) {
    Bound products = kernel.bind(theta);
    double shifts = 0;
    for (int o = 0; o < theta.length; o++) {
      shifts += theta[o] * shifts(o);
    }
    return new Differences(products, shifts);
  }

  /** The energy, as that of products less that of squares. */
  private final class Differences implements Bound {
    private final Bound products;
    private final double shifts; // each times its coefficient

    Differences(Bound products, double shifts) {
      this.products = products;
      this.shifts = shifts;
    }

    @Override
    public void add(double[] x, int lanes, double[] scratch, double[] gradient, double[] energy) {
      Original g = new Original(x);
      double[] own = new double[x.length];
      products.add(g.value, lanes, scratch, own, energy);
      Kernels kernels = KernelChoice.current();
      kernels.dot(g.value, g.value, grid().sites(), lanes, -0.5 * shifts, energy);
      g.finish(own, shifts);
      kernels.axpy(1, own, own.length, gradient);
    }

    @Override
    public void addGradient(double[] x, int lanes, double[] gradient) {
      Original g = new Original(x);
      double[] own = new double[x.length];
      products.addGradient(g.value, lanes, own);
      g.finish(own, shifts);
      KernelChoice.current().axpy(1, own, own.length, gradient);
    }
  }

  /** What travels: tables are made again. */
  private record Form(QuadraticKernel kernel, SplineBasis basis, double[] spline, double unit)
      implements Serializable {
    private Object readResolve() {
      return new OriginalKernel(kernel, basis, spline, unit);
    }
  }

  private Object writeReplace() {
    return new Form(kernel, basis, spline, unit);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("travels as its Form");
  }
}
