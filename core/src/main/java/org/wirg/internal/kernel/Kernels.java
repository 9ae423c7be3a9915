package org.wirg.internal.kernel;

/**
 * The hot loops. Every field array is [site][lane]: {@code lanes} fields side by side, so that each
 * loop is elementwise over lanes and never adds across them. The scalar implementation is the
 * specification; the vector one returns the same bits for any vector length.
 *
 * <p>Arrays marked modified must not be the same as any other argument.
 */
public interface Kernels {
  /** Lanes that {@link #gram} is fast with: a fixed stride, which a loop's bounds can rest on. */
  int SUMS = 8;

  /**
   * Filters along one axis, every product added with one rounding.
   *
   * @param in not modified, [outer][site along the axis][inner]
   * @param out modified, likewise
   */
  void filter(double[] in, int outer, int inner, AxisTaps taps, double[] out);

  /** As {@link #filter}, but every product is added to out, times sign. */
  void filterAdd(double[] in, int outer, int inner, AxisTaps taps, double sign, double[] out);

  /**
   * Applies a symmetric matrix: g(i) += sum over runs, over their d ascending, of k (x(up, c + d) +
   * x(down, c - d)), each product added with one rounding.
   *
   * @param x not modified, [site][lane]
   * @param spread the k, from {@link SymmetricStencil#spread}
   * @param g modified, [site][lane]
   */
  void stencil(double[] x, int lanes, SymmetricStencil stencil, double[] spread, double[] g);

  /**
   * Adds a field's shifts: out(i) += x(i + s) for every shift s of a stencil in their order.
   *
   * @param x not modified, [site][lane]
   * @param out modified, [site][lane]
   */
  void addShifts(double[] x, int lanes, Stencil stencil, double[] out);

  /** The same from nothing: out(i) = sum_s x(i + s). */
  void setShifts(double[] x, int lanes, Stencil stencil, double[] out);

  /**
   * Products of a field with its shifts: products[k][lane] += sum_i x(i) x(i + s_k), site after
   * site, shifts in the stencil's order.
   *
   * @param x not modified, [site][lane]
   * @param products modified, [shift][lane]
   */
  void products(double[] x, int lanes, Stencil stencil, double[] products);

  /** Adds v'(x) to every element of g for the spline v; g is modified. */
  void splineSlope(double[] x, int length, SplineTable table, double[] g);

  /** Adds sum_i v(x(i)) of every lane to energy[lane]; energy is modified. */
  void splineValue(double[] x, int sites, int lanes, SplineTable table, double[] energy);

  /** y += a * x, elementwise; y is modified. */
  void axpy(double a, double[] x, int length, double[] y);

  /** out[lane] += scale * sum_i x(i) y(i); out is modified, x and y may be the same. */
  void dot(double[] x, double[] y, int sites, int lanes, double scale, double[] out);

  /**
   * Accumulates products of features: gram[m][n][lane] += f_m(i) f_n(i), site after site, for n >=
   * max(m, from).
   *
   * <p>With {@link #SUMS} lanes and more than two million values, values are rounded to single
   * precision, and so are the sums over a {@link SinglePart}: of 16 to 64 products each, added up
   * in double precision. Roundings to the nearest are as often up as down; some 1e-7 of a part,
   * they average to less than 1e-9 of sqrt(sum f_m^2 sum f_n^2).
   *
   * @param features not modified, [feature][site][lane]
   * @param from first column wanted
   * @param gram modified, [feature][feature][lane]; entries with n < m or n < from are left
   *     unspecified
   */
  void gram(double[][] features, int from, int sites, int lanes, double[] gram);
}
