package org.wirg.hamiltonian;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Estimate;
import org.wirg.energy.Level;
import org.wirg.energy.QuadraticKernel;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.SplineBasis;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.wavelet.Dense;
import org.wirg.wavelet.Wavelet;
import org.wirg.wavelet.WaveletStep;

/**
 * G = 1/2 x^T A x, A a kernel of radius 1 plus a constant, by dense matrices: everything about the
 * details follows from blocks of A in the basis of coarse field and details.
 */
final class GaussianLaw {
  /** So wide that no field comes near its ends. */
  private static final SplineBasis WIDE = new SplineBasis(-24, 24, 67);

  final WaveletStep step;
  final QuadraticKernel kernel;
  final double[] theta;
  final Matrix lo;
  final Matrix hi;
  final Matrix matrix; // A
  final double curvature;
  private final Matrix details; // precision of the details
  private final Matrix cross;

  GaussianLaw(Wavelet wavelet, Grid grid, double curvature) {
    this.step = new WaveletStep(wavelet, grid);
    this.curvature = curvature;
    this.kernel = new QuadraticKernel(grid, 1, false);
    this.theta = new double[kernel.parameters()];
    Arrays.setAll(theta, o -> -0.31 + 0.11 * o % 0.35);
    int n = grid.sites();
    double[][] a = new double[n][n];
    for (int i = 0; i < n; i++) {
      a[i][i] += curvature;
      for (int o = 0; o < theta.length; o++) {
        for (int[] shift : kernel.orbit(o)) {
          int[] at = grid.coordinates(i);
          Arrays.setAll(at, axis -> at[axis] + shift[axis]);
          a[i][grid.site(at)] += theta[o];
        }
      }
    }
    this.matrix = Matrix.of(a);
    this.lo = Matrix.of(Dense.band(wavelet, grid, 0));
    List<double[]> rows = new ArrayList<>();
    for (int b = 1; b < 1 << grid.rank(); b++) {
      rows.addAll(List.of(Dense.band(wavelet, grid, b)));
    }
    this.hi = Matrix.of(rows.toArray(new double[0][]));
    this.details = hi.times(matrix).times(hi.transposed());
    this.cross = hi.times(matrix).times(lo.transposed());
  }

  /** The kernel alone. */
  ConditionalEnergy energy() {
    return new ConditionalEnergy(Subspace.details(step), List.of(kernel), theta);
  }

  /**
   * A level with G as its energy, the constant a spline potential; its reference may be another.
   */
  Level level(double detailSigma) {
    ScalarPotential potential =
        new ScalarPotential(step.fine(), WIDE, true, ScalarPotential.Gauge.CONSTANT);
    double h = WIDE.width();
    double first = 0.5 * curvature * Math.pow(WIDE.low() - h, 2);
    double[] all = new double[theta.length + potential.parameters()];
    System.arraycopy(theta, 0, all, 0, theta.length);
    for (int m = 0; m < potential.parameters(); m++) {
      // B-spline m + 1 is centred on low + m h; the constant curvature h^2 / 3 drops out.
      all[theta.length + m] = 0.5 * curvature * Math.pow(WIDE.low() + m * h, 2) - first;
    }
    return level(
        new ConditionalEnergy(Subspace.details(step), List.of(kernel, potential), all),
        detailSigma);
  }

  static Level level(ConditionalEnergy energy, double detailSigma) {
    int parameters = energy.theta().length;
    Estimate known = new Estimate("known", 1, new double[parameters * parameters], 1, 1, 0);
    return new Level(1, 1, detailSigma, energy, known);
  }

  /** Covariance of the details at fixed coarse field. */
  Matrix detailCovariance() {
    return details.inverse();
  }

  double detailSigma() {
    return Math.sqrt(detailCovariance().trace() / details.rows());
  }

  /** Mean of the details at given coarse field. */
  Matrix detailMean(Matrix phi) {
    return details.inverse().times(cross).times(phi).scaled(-1);
  }

  /**
   * -ln of the integral over the details: with psi at its mean the energy is the Schur complement.
   */
  double freeEnergy(Matrix phi) {
    Matrix schur =
        lo.times(matrix)
            .times(lo.transposed())
            .less(cross.transposed().times(details.inverse()).times(cross));
    return 0.5 * phi.dot(schur.times(phi))
        + 0.5 * details.logDeterminant()
        - 0.5 * details.rows() * Math.log(2 * Math.PI);
  }

  /** One lane of an array [site][lane] as a column. */
  static Matrix lane(double[] fields, int lanes, int lane) {
    double[] column = new double[fields.length / lanes];
    Arrays.setAll(column, i -> fields[i * lanes + lane]);
    return Matrix.column(column);
  }
}
