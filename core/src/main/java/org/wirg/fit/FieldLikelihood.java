package org.wirg.fit;

import java.util.List;
import java.util.Objects;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Potential;
import org.wirg.energy.Subspace;
import org.wirg.internal.random.NormalField;
import org.wirg.internal.random.Purpose;
import org.wirg.sample.Chains;
import org.wirg.sample.StepInfo;
import org.wirg.sample.Transition;

/**
 * Maximum likelihood of a whole field's law exp(-sum theta_m U_m) / Z by Monte Carlo: theta moves
 * against the mismatch of the averages, theta += gamma_t C^-1 (&lt;U&gt;_model - &lt;U&gt;_data), C
 * = Cov(U), the model's averages from persistent chains (Younes 1989; natural gradient). It starts
 * from score matching; the gains gamma_t fall like 1/t, so that all Monte Carlo samples count
 * alike.
 */
final class FieldLikelihood {
  private static final int CHAINS = 64;
  private static final int ROUNDS = 40;
  private static final int STEPS = 40;
  private static final int LEAPFROGS = 6;
  private static final double ACCEPTANCE = 0.8;

  /** Rounds with full gain before it falls. */
  private static final int FULL_GAIN = 4;

  /** Weight of the roughness: what a tenth of one observation says. */
  private static final double SMOOTHING = 0.1;

  /** Pilot and fit chains are numbered apart from those of samples. */
  private static final int FIRST_CHAIN = 1 << 29;

  private final Subspace subspace;
  private final List<Potential> terms;
  private final double[] target;
  private final long fields;
  private final long seed;
  private final int level;

  /**
   * @param target averages of all functions over the data, [m]
   * @param level number of the level, for the random numbers
   */
  FieldLikelihood(
      Subspace subspace,
      List<Potential> terms,
      double[] target,
      long fields,
      long seed,
      int level) {
    this.subspace = subspace;
    this.terms = terms;
    this.target = target;
    this.fields = fields;
    this.seed = seed;
    this.level = level;
  }

  /**
   * @param start coefficients to start from
   */
  LikelihoodSolution solve(double[] start) {
    int m = target.length;
    double[] theta = start.clone();
    double[] x = new double[subspace.grid().sites() * CHAINS];
    NormalField.fill(
        x, subspace.grid().sites(), CHAINS, seed, Purpose.START, level, 0, FIRST_CHAIN);
    double logStep = StrictMath.log(0.1);
    DMatrixRMaj covariance = new DMatrixRMaj(m, m);
    NormalSolution newton = null;
    for (int round = 0; round < ROUNDS; round++) {
      Chains chains =
          new Chains(
              new ConditionalEnergy(subspace, terms, theta), level, x, CHAINS, seed, FIRST_CHAIN);
      Averages averages = new Averages(m);
      for (int t = 0; t < STEPS; t++) {
        StepInfo info = new StepInfo();
        new Transition(StrictMath.exp(logStep), LEAPFROGS).step(chains, round * STEPS + t, info);
        logStep += 0.5 * (info.meanProbability() - ACCEPTANCE) / Math.sqrt(1 + round);
        averages.add(terms, chains.fields());
      }
      covariance = averages.covariance();
      newton = NormalSolution.of(withPenalty(covariance), mismatch(averages, theta), fields);
      double gain = round < FULL_GAIN ? 0.5 : 1.0 / (round - FULL_GAIN + 2);
      for (int k = 0; k < m; k++) {
        theta[k] += gain * newton.theta()[k];
      }
    }
    // The data's own noise, and that of the model's averages over all rounds of falling gain.
    double samples = (double) (ROUNDS - FULL_GAIN) * CHAINS;
    DMatrixRMaj error = Objects.requireNonNull(newton).sandwich(covariance, fields);
    CommonOps_DDRM.scale(1 + fields / samples, error);
    return new LikelihoodSolution(theta, newton, error);
  }

  private double[] mismatch(Averages averages, double[] theta) {
    double[] mismatch = new double[target.length];
    double[][] penalty = penalty();
    for (int k = 0; k < target.length; k++) {
      mismatch[k] = averages.mean(k) - target[k];
      for (int l = 0; l < target.length; l++) {
        mismatch[k] -= penalty[k][l] * theta[l];
      }
    }
    return mismatch;
  }

  private double[][] withPenalty(DMatrixRMaj covariance) {
    double[][] matrix = penalty();
    for (int k = 0; k < target.length; k++) {
      for (int l = 0; l < target.length; l++) {
        matrix[k][l] += covariance.get(k, l);
      }
    }
    return matrix;
  }

  private double[][] penalty() {
    double[][] penalty = new double[target.length][target.length];
    Roughness.addValues(terms, SMOOTHING / fields, penalty);
    return penalty;
  }

  /** Running averages of functions and their products over chains and time. */
  private static final class Averages {
    private final double[] sum;
    private final double[] square; // [m][n]
    private long count;

    Averages(int parameters) {
      sum = new double[parameters];
      square = new double[parameters * parameters];
    }

    void add(List<Potential> terms, double[] x) {
      int m = sum.length;
      double[] values = new double[m * CHAINS];
      int first = 0;
      for (Potential term : terms) {
        double[] part = new double[term.parameters() * CHAINS];
        term.values(x, CHAINS, part);
        System.arraycopy(part, 0, values, first * CHAINS, part.length);
        first += term.parameters();
      }
      for (int k = 0; k < m; k++) {
        for (int lane = 0; lane < CHAINS; lane++) {
          sum[k] += values[k * CHAINS + lane];
        }
        for (int l = 0; l <= k; l++) {
          double product = 0;
          for (int lane = 0; lane < CHAINS; lane++) {
            product += values[k * CHAINS + lane] * values[l * CHAINS + lane];
          }
          square[k * m + l] += product;
        }
      }
      count += CHAINS;
    }

    double mean(int k) {
      return sum[k] / count;
    }

    DMatrixRMaj covariance() {
      int m = sum.length;
      DMatrixRMaj covariance = new DMatrixRMaj(m, m);
      for (int k = 0; k < m; k++) {
        for (int l = 0; l <= k; l++) {
          double value = square[k * m + l] / count - mean(k) * mean(l);
          covariance.set(k, l, value);
          covariance.set(l, k, value);
        }
      }
      return covariance;
    }
  }
}
