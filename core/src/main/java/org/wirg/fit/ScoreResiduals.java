package org.wirg.fit;

import java.io.IOException;
import org.ejml.data.DMatrixRMaj;
import org.wirg.energy.ConditionalEnergy;

/**
 * Sums over fields n of r_n = A_n theta - b_n and r_n r_n^T at given theta, the scatter that the
 * sandwich error bars need.
 */
final class ScoreResiduals implements FieldBlocks.KeptSum<ScoreResiduals> {
  private final transient ConditionalEnergy energy; // sums that have travelled are only added up
  private final int parameters;
  private final double[] mean; // [m], sums
  private final double[] square; // [m][n], n >= m, sums
  private long fields;

  ScoreResiduals(ConditionalEnergy energy) {
    this.energy = energy;
    this.parameters = energy.theta().length;
    this.mean = new double[parameters];
    this.square = new double[parameters * parameters];
  }

  /** P grad E of a batch of fields, [site][lane]. */
  double[] force(double[] x, int lanes) {
    double[] force = new double[x.length];
    energy.evaluator(lanes).gradient(x, force);
    return force;
  }

  /**
   * Adds a batch of fields.
   *
   * @param x not modified, [site][lane]
   * @param derivatives of every function along {@link #force}, [m][lane]
   */
  void add(double[] x, int lanes, double[] derivatives) {
    double[] laplacians = NormalEquations.laplacians(energy.terms(), energy.subspace(), x, lanes);
    double[][] residuals = new double[parameters][lanes];
    for (int m = 0; m < parameters; m++) {
      // P is a projector: <P grad U, P grad E> = <grad U, P grad E>.
      for (int lane = 0; lane < lanes; lane++) {
        residuals[m][lane] = derivatives[m * lanes + lane] - laplacians[m * lanes + lane];
        mean[m] += residuals[m][lane];
      }
    }
    for (int m = 0; m < parameters; m++) {
      for (int n = m; n < parameters; n++) {
        double sum = 0;
        for (int lane = 0; lane < lanes; lane++) {
          sum += residuals[m][lane] * residuals[n][lane];
        }
        square[m * parameters + n] += sum;
      }
    }
    fields += lanes;
  }

  @Override
  public ScoreResiduals plus(ScoreResiduals other) {
    for (int i = 0; i < square.length; i++) {
      square[i] += other.square[i];
    }
    for (int m = 0; m < mean.length; m++) {
      mean[m] += other.mean[m];
    }
    fields += other.fields;
    return this;
  }

  @Override
  public void exchange(Archive archive) throws IOException {
    archive.numbers(mean);
    archive.numbers(square);
    fields = archive.count(fields, Long.MAX_VALUE);
  }

  /** Covariance of r over fields. */
  DMatrixRMaj scatter() {
    DMatrixRMaj scatter = new DMatrixRMaj(parameters, parameters);
    for (int m = 0; m < parameters; m++) {
      for (int n = m; n < parameters; n++) {
        double value = (square[m * parameters + n] - mean[m] * mean[n] / fields) / (fields - 1.0);
        scatter.set(m, n, value);
        scatter.set(n, m, value);
      }
    }
    return scatter;
  }
}
