package org.wirg.diagnose;

import java.util.ArrayList;
import java.util.List;
import org.wirg.field.Grid;

/**
 * The Minkowski functionals of the sets where a field in two dimensions exceeds a threshold nu,
 * with f = (phi - mean) / sigma, mean and sigma given, A the number of sites:
 *
 * <ul>
 *   <li>V0 = fraction of sites with f > nu, the area,
 *   <li>V1 = 1 / (4 A) sum delta(f - nu) |grad f|, the boundary's length,
 *   <li>V2 = 1 / (2 pi A) sum delta(f - nu) (2 f_x f_y f_xy - f_x^2 f_yy - f_y^2 f_xx) / |grad
 *       f|^2, its curvature, the Euler characteristic.
 * </ul>
 *
 * <p>These are the definitions of Kratochvil and others, Phys. Rev. D 85 (2012) 103513
 * (arXiv:1109.6334), and of LensTools; the latter take the average over a bin of thresholds too.
 * Here nu = -3, -2, .. 3, and delta(f - nu) is 1 / 0.5 where |f - nu| < 0.25. Derivatives are
 * periodic differences: (f(x + 1) - f(x - 1)) / 2, f(x + 1) - 2 f(x) + f(x - 1), and of the first
 * kind along both axes for f_xy. A site where the gradient is exactly 0 has no direction and adds
 * nothing to V2.
 *
 * <p>A Gaussian field that looks the same along both axes has, p the normal density, s1^2 =
 * &lt;|grad f|^2&gt; and s2^2 = &lt;(f(x + 1) - f(x))^2&gt; with the differences above and delta
 * sharp,
 *
 * <p>V1 = s1 p(nu) sqrt(pi) / 8, V2 = s2^2 nu p(nu) / (2 pi)
 *
 * <p>(Tomita, Prog. Theor. Phys. 76 (1986) 952, on the lattice: f is independent of its gradient,
 * and the second derivatives follow f with the factor -s2^2).
 *
 * <p>A tolerance t allows t times the largest value of the same functional at any threshold, and of
 * V0, a fraction of sites, 0.4 t times: 0.02 as for the one-point law, unless t is given. Fields of
 * one or three axes, or of under 3 sites along one, have none.
 */
final class Minkowski implements Summary {
  private static final int HIGHEST = 3; // nu = -3 .. 3
  private static final int THRESHOLDS = 2 * HIGHEST + 1;
  private static final int FUNCTIONALS = 3;
  private static final double WIDTH = 0.5; // of delta
  private static final int FEWEST_SITES = 3;
  private static final double AREA = 0.4; // of the tolerance

  private final int rows;
  private final int columns;
  private final boolean defined;
  private final StandardUnits units;

  Minkowski(Grid grid, StandardUnits units) {
    columns = grid.size(grid.rank() - 1);
    rows = grid.sites() / columns;
    defined = grid.rank() == 2 && Math.min(rows, columns) >= FEWEST_SITES;
    this.units = units;
  }

  @Override
  public String title() {
    return "Minkowski functionals V0, V1, V2 at thresholds in the reference's standard deviations";
  }

  @Override
  public Tolerances.Kind tolerance() {
    return Tolerances.Kind.MINKOWSKI;
  }

  @Override
  public List<Name> names() {
    List<Name> names = new ArrayList<>();
    for (int v = 0; v < FUNCTIONALS && defined; v++) {
      for (int nu = -HIGHEST; nu <= HIGHEST; nu++) {
        String at = (nu > 0 ? "+" : "") + nu;
        names.add(new Name("V" + v + " at " + at + " sigma", "V" + v + " " + at));
      }
    }
    return names;
  }

  @Override
  public void add(Fields block, double[] sums, int first) {
    double[] fields = block.values();
    int count = block.count();
    double[] totals = new double[FUNCTIONALS * THRESHOLDS];
    int sites = rows * columns;
    double[] f = new double[sites];
    for (int start = 0; start < count * sites; start += sites) {
      for (int i = 0; i < sites; i++) {
        f[i] = (fields[start + i] - units.mean()) / units.deviation();
      }
      for (int r = 0; r < rows; r++) {
        row(f, r, totals);
      }
    }
    for (int i = 0; i < totals.length; i++) {
      sums[first + i] += totals[i] / sites;
    }
  }

  private void row(double[] f, int r, double[] totals) {
    int here = r * columns;
    int up = (r == 0 ? rows - 1 : r - 1) * columns;
    int down = (r == rows - 1 ? 0 : r + 1) * columns;
    for (int c = 0; c < columns; c++) {
      double value = f[here + c];
      for (int t = 0; t < THRESHOLDS && value > t - HIGHEST; t++) {
        totals[t]++;
      }
      int t = (int) Math.rint(value) + HIGHEST;
      if (t < 0 || t >= THRESHOLDS || !(Math.abs(value - (t - HIGHEST)) < WIDTH / 2)) {
        continue;
      }
      int left = c == 0 ? columns - 1 : c - 1;
      int right = c == columns - 1 ? 0 : c + 1;
      double fx = (f[here + right] - f[here + left]) / 2;
      double fy = (f[down + c] - f[up + c]) / 2;
      double square = fx * fx + fy * fy;
      if (square > 0) {
        double fxx = f[here + right] - 2 * value + f[here + left];
        double fyy = f[down + c] - 2 * value + f[up + c];
        double fxy = (f[down + right] - f[down + left] - f[up + right] + f[up + left]) / 4;
        double bend = 2 * fx * fy * fxy - fx * fx * fyy - fy * fy * fxx;
        totals[THRESHOLDS + t] += Math.sqrt(square) / (4 * WIDTH);
        totals[2 * THRESHOLDS + t] += bend / square / (2 * Math.PI * WIDTH);
      }
    }
  }

  @Override
  public double[] allowances(double[] values) {
    double[] allowances = new double[values.length];
    for (int v = 0; v < FUNCTIONALS; v++) {
      double largest = 0;
      for (int t = 0; t < THRESHOLDS; t++) {
        largest = Math.max(largest, Math.abs(values[v * THRESHOLDS + t]));
      }
      for (int t = 0; t < THRESHOLDS; t++) {
        allowances[v * THRESHOLDS + t] = v == 0 ? AREA * largest : largest;
      }
    }
    return allowances;
  }
}
