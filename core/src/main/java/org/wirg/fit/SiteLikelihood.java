package org.wirg.fit;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.SiteLaw;
import org.wirg.energy.SplineBasis;

/**
 * Maximum likelihood of the law exp(-v(x)) / Z of a single number from the data's averages of the
 * functions of v: Newton's method on the convex function theta . <U> + ln Z(theta), with a slight
 * preference for smooth potentials.
 */
final class SiteLikelihood {
  /** Weight of the roughness: what a tenth of one observation says. */
  private static final double SMOOTHING = 0.1;

  private static final int MOST_STEPS = 200;
  private static final double TOLERANCE = 1e-11;

  private final ScalarPotential potential;
  private final double[] target;
  private final double[][] penalty;
  private final long fields;

  /**
   * @param target averages of the potential's functions over the data, [m]
   */
  SiteLikelihood(ScalarPotential potential, double[] target, long fields) {
    this.potential = potential;
    this.target = target;
    this.fields = fields;
    this.penalty = new double[target.length][target.length];
    Roughness.addValues(List.of(potential), SMOOTHING / fields, penalty);
  }

  LikelihoodSolution solve() {
    double[] theta = parabola();
    double value = objective(theta);
    for (int step = 0; step < MOST_STEPS; step++) {
      SiteLaw law = new SiteLaw(potential, theta);
      double[] downhill = downhill(law, theta);
      NormalSolution newton = NormalSolution.of(hessian(law), downhill, fields);
      double decrease = dot(newton.theta(), downhill);
      if (!(decrease >= 0)) {
        throw new IllegalArgumentException("the coarsest law has no likelihood: not finite");
      }
      if (decrease < TOLERANCE) {
        return new LikelihoodSolution(theta, newton, covariance(law, newton), true);
      }
      double length = 1;
      double[] next = moved(theta, newton.theta(), length);
      double nextValue = objective(next);
      while (!(nextValue <= value - 0.25 * length * decrease) && length > 1e-10) {
        length /= 2;
        next = moved(theta, newton.theta(), length);
        nextValue = objective(next);
      }
      theta = next;
      value = nextValue;
    }
    throw new IllegalArgumentException(
        "Newton's method must settle within " + MOST_STEPS + " steps; the coarsest law did not");
  }

  /** Cov(U) / fields seen through the regularised inverse. */
  private DMatrixRMaj covariance(SiteLaw law, NormalSolution newton) {
    return newton.sandwich(new DMatrixRMaj(law.covariances()), fields);
  }

  private double[][] hessian(SiteLaw law) {
    double[][] hessian = law.covariances();
    for (int m = 0; m < hessian.length; m++) {
      for (int n = 0; n < hessian.length; n++) {
        hessian[m][n] += penalty[m][n];
      }
    }
    return hessian;
  }

  private double[] downhill(SiteLaw law, double[] theta) {
    double[] model = law.means();
    double[] downhill = new double[theta.length];
    for (int m = 0; m < theta.length; m++) {
      downhill[m] = model[m] - target[m] - dot(penalty[m], theta);
    }
    return downhill;
  }

  private double objective(double[] theta) {
    double value = dot(theta, target) + new SiteLaw(potential, theta).logZ();
    for (int m = 0; m < theta.length; m++) {
      value += 0.5 * theta[m] * dot(penalty[m], theta);
    }
    return value;
  }

  /** The coefficients of x^2 / 2, up to what the gauge leaves out. */
  private double[] parabola() {
    SplineBasis basis = potential.basis();
    double first = coefficientOfParabola(basis, 0);
    double[] theta = new double[potential.parameters()];
    for (int m = 0; m < theta.length; m++) {
      theta[m] = coefficientOfParabola(basis, m + 1) - first;
    }
    return theta;
  }

  private static double coefficientOfParabola(SplineBasis basis, int k) {
    double h = basis.width();
    double centre = basis.low() + (k - 1) * h;
    return 0.5 * (centre * centre - h * h / 3);
  }

  private static double[] moved(double[] theta, double[] direction, double length) {
    double[] moved = theta.clone();
    for (int m = 0; m < moved.length; m++) {
      moved[m] += length * direction[m];
    }
    return moved;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
