package org.wirg.sample;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Estimate;
import org.wirg.energy.Hamiltonians;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.energy.Provenance;
import org.wirg.energy.QuadraticKernel;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.SplineBasis;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.internal.random.RandomStream;
import org.wirg.wavelet.Wavelet;
import org.wirg.wavelet.WaveletStep;

/** Conditional laws whose exact draws are known. */
final class Laws {
  /** So wide that no field comes near its ends. */
  static final SplineBasis WIDE = new SplineBasis(-16, 16, 67);

  private Laws() {}

  /** A law of details at fixed coarser field, with draws that owe nothing to Markov chains. */
  interface Exact {
    ConditionalEnergy energy();

    /** A field with random coarser part and details drawn exactly, [site]. */
    double[] draw(RandomStream random);

    /** {@code lanes} draws side by side, [site][lane]. */
    default double[] draw(RandomStream random, int lanes) {
      double[] x = new double[energy().grid().sites() * lanes];
      for (int lane = 0; lane < lanes; lane++) {
        double[] one = draw(random);
        for (int i = 0; i < one.length; i++) {
          x[i * lanes + lane] = one[i];
        }
      }
      return x;
    }
  }

  /** Coefficients of the B-splines that sum to scale x^2 / 2. */
  static double[] parabola(SplineBasis basis, double scale) {
    double h = basis.width();
    double[] c = new double[basis.count()];
    Arrays.setAll(
        c,
        k -> {
          double centre = basis.low() + (k - 1) * h;
          return 0.5 * scale * (centre * centre - h * h / 3);
        });
    return c;
  }

  /** Parameters of a potential from coefficients of all B-splines, less what its gauge leaves. */
  static double[] parameters(double[] c, ScalarPotential.Gauge gauge) {
    int last = c.length - 1;
    double slope = gauge == ScalarPotential.Gauge.LINEAR ? (c[last] - c[0]) / last : 0;
    int count = gauge == ScalarPotential.Gauge.LINEAR ? last - 1 : last;
    double[] theta = new double[count];
    Arrays.setAll(theta, m -> c[m + 1] - c[0] - slope * (m + 1));
    return theta;
  }

  /**
   * An energy of details.
   *
   * @param couplings of an isotropic kernel's nearest orbits, the rest zero
   * @param c coefficients of all B-splines
   */
  static ConditionalEnergy details(
      WaveletStep step, double[] couplings, SplineBasis basis, double[] c) {
    Grid grid = step.fine();
    QuadraticKernel kernel = new QuadraticKernel(grid, couplings.length == 0 ? 0 : 1, true);
    ScalarPotential potential =
        new ScalarPotential(grid, basis, false, ScalarPotential.Gauge.LINEAR);
    double[] spline = parameters(c, ScalarPotential.Gauge.LINEAR);
    double[] theta = new double[kernel.parameters() + spline.length];
    System.arraycopy(couplings, 0, theta, 0, Math.min(couplings.length, kernel.parameters()));
    System.arraycopy(spline, 0, theta, kernel.parameters(), spline.length);
    return new ConditionalEnergy(Subspace.details(step), List.of(kernel, potential), theta);
  }

  /** The law of one number with potential sum_k c_k B_k. */
  static Level coarsest(int level, double sigma, Grid grid, SplineBasis basis, double[] c) {
    ScalarPotential potential =
        new ScalarPotential(grid, basis, false, ScalarPotential.Gauge.CONSTANT);
    ConditionalEnergy energy =
        new ConditionalEnergy(
            Subspace.whole(grid),
            List.of(new QuadraticKernel(grid, 0, false), potential),
            parameters(c, ScalarPotential.Gauge.CONSTANT));
    return level(level, sigma, 1, energy);
  }

  static Level level(int level, double sigma, double detailSigma, ConditionalEnergy energy) {
    int parameters = energy.theta().length;
    Estimate known = new Estimate("known", 1, new double[parameters * parameters], 1, 1, 0);
    return new Level(level, sigma, detailSigma, energy, known);
  }

  static Model model(Grid grid, Wavelet wavelet, double mean, List<Level> levels, Level coarsest) {
    Provenance nowhere = new Provenance("test", "0", "none", "", "none", 1, 1);
    return new Model(
        grid, wavelet, mean, false, false, levels, coarsest, nowhere, Hamiltonians.NONE);
  }

  /** E = 1/2 x^T A x with A = a + a kernel; details given the coarser field are Gaussian. */
  static final class Gaussian implements Exact {
    private final ConditionalEnergy energy;
    private final WaveletStep step;
    private final DMatrixRMaj mean; // psi = mean * Lo^T phi + root z
    private final DMatrixRMaj covariance;
    private final DMatrixRMaj root;
    private final DMatrixRMaj hi;

    Gaussian(WaveletStep step, double a, double... couplings) {
      this.step = step;
      this.energy = details(step, couplings, WIDE, parabola(WIDE, a));
      int n = step.fine().sites();
      DMatrixRMaj matrix = CommonOps_DDRM.identity(n);
      CommonOps_DDRM.scale(a, matrix);
      QuadraticKernel kernel = (QuadraticKernel) energy.terms().get(0);
      for (int o = 0; o < kernel.parameters(); o++) {
        for (int[] shift : kernel.orbit(o)) {
          for (int i = 0; i < n; i++) {
            int[] at = step.fine().coordinates(i);
            Arrays.setAll(at, axis -> at[axis] + shift[axis]);
            matrix.add(i, step.fine().site(at), energy.theta()[o]);
          }
        }
      }
      // Hi, by its action on unit vectors.
      int details = n - step.coarse().sites();
      double[] unit = CommonOps_DDRM.identity(n).getData();
      double[] rows = new double[details * n];
      step.details(unit, n, step.scratch(n), rows);
      this.hi = new DMatrixRMaj(details, n, true, rows);
      DMatrixRMaj ha = new DMatrixRMaj(details, n);
      CommonOps_DDRM.mult(hi, matrix, ha);
      DMatrixRMaj precision = new DMatrixRMaj(details, details);
      CommonOps_DDRM.multTransB(ha, hi, precision);
      this.covariance = new DMatrixRMaj(details, details);
      if (!CommonOps_DDRM.invert(precision, covariance)) {
        throw new IllegalArgumentException("singular");
      }
      this.mean = new DMatrixRMaj(details, n);
      CommonOps_DDRM.mult(-1, covariance, ha, mean);
      this.root = cholesky(covariance);
    }

    @Override
    public ConditionalEnergy energy() {
      return energy;
    }

    WaveletStep step() {
      return step;
    }

    /** Covariance of the details at fixed coarser field. */
    DMatrixRMaj covariance() {
      return covariance;
    }

    @Override
    public double[] draw(RandomStream random) {
      double[] x = refined(step, random);
      DMatrixRMaj z = normals(random, root.numCols);
      DMatrixRMaj psi = new DMatrixRMaj(root.numRows, 1);
      CommonOps_DDRM.mult(root, z, psi);
      CommonOps_DDRM.multAdd(mean, new DMatrixRMaj(x.length, 1, true, x.clone()), psi);
      CommonOps_DDRM.multAddTransA(hi, psi, DMatrixRMaj.wrap(x.length, 1, x));
      return x;
    }

    private static DMatrixRMaj cholesky(DMatrixRMaj a) {
      int n = a.numRows;
      DMatrixRMaj l = new DMatrixRMaj(n, n);
      for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++) {
          double sum = a.get(i, j);
          for (int k = 0; k < j; k++) {
            sum -= l.get(i, k) * l.get(j, k);
          }
          l.set(i, j, i == j ? Math.sqrt(sum) : sum / l.get(j, j));
        }
      }
      return l;
    }
  }

  /**
   * E = sum_i v(x_i), v = x^2 / 2 + a bump on one side: skewed. As the bump is not negative, white
   * details accepted with probability exp(-sum of bumps) are exact draws.
   */
  static final class Skewed implements Exact {
    private static final double HEIGHT = 2.5;
    private final ConditionalEnergy energy;
    private final WaveletStep step;
    private final SplineBasis basis = new SplineBasis(-9, 9, 37);

    Skewed(WaveletStep step) {
      this.step = step;
      double[] c = parabola(basis, 1);
      for (int k = 0; k < c.length; k++) {
        c[k] += bump(basis.low() + (k - 1) * basis.width());
      }
      this.energy = details(step, new double[0], basis, c);
    }

    private static double bump(double x) {
      return x > 0.2 && x < 2.4 ? HEIGHT : 0;
    }

    /** The bump as a spline: cardinal cubic B-splines times their coefficients. */
    private double smoothBump(double x) {
      double h = basis.width();
      double sum = 0;
      for (int k = 0; k < basis.count(); k++) {
        double centre = basis.low() + (k - 1) * h;
        double u = Math.abs(x - centre) / h;
        double b = u >= 2 ? 0 : u >= 1 ? Math.pow(2 - u, 3) / 6 : 2.0 / 3 - u * u + u * u * u / 2;
        sum += bump(centre) * b;
      }
      return sum;
    }

    @Override
    public ConditionalEnergy energy() {
      return energy;
    }

    @Override
    public double[] draw(RandomStream random) {
      double[] coarser = refined(step, random);
      while (true) {
        double[] x = new double[coarser.length];
        Arrays.setAll(x, i -> random.nextNormal());
        step.project(x, 1, step.scratch(1));
        double bumps = 0;
        for (int i = 0; i < x.length; i++) {
          x[i] += coarser[i];
          bumps += smoothBump(x[i]);
        }
        if (random.nextUniform() < Math.exp(-bumps)) {
          return x;
        }
      }
    }
  }

  /** Lo^T of standard normal values. */
  private static double[] refined(WaveletStep step, RandomStream random) {
    double[] phi = new double[step.coarse().sites()];
    Arrays.setAll(phi, i -> random.nextNormal());
    double[] x = new double[step.fine().sites()];
    step.refine(phi, 1, step.scratch(1), x);
    return x;
  }

  private static DMatrixRMaj normals(RandomStream random, int count) {
    DMatrixRMaj z = new DMatrixRMaj(count, 1);
    for (int i = 0; i < count; i++) {
      z.set(i, 0, random.nextNormal());
    }
    return z;
  }
}
