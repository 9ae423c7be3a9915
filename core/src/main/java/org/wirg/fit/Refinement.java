package org.wirg.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Potential;
import org.wirg.energy.Subspace;
import org.wirg.internal.parallel.InOrder;
import org.wirg.internal.parallel.TreeSum;
import org.wirg.sample.Chains;
import org.wirg.sample.StepInfo;
import org.wirg.sample.Transition;

/**
 * Maximum likelihood by Monte Carlo, started from score matching: theta += gain C^-1
 * (&lt;U&gt;_model - &lt;U&gt;_data) with the model's averages at the data's own phi_j.
 *
 * <p>Score matching compares slopes and cannot see how much weight a law gives to separate modes
 * (Song and Ermon, NeurIPS 2019); the likelihood can. Every data field starts a persistent chain
 * (Younes 1989), which begins in equilibrium as far as the model is right. The field and its chain
 * are two draws of the same conditional law, so their difference D = U_model - U_data has mean zero
 * at the solution and covariance 2 C, C = Cov(U | phi_j): both the gradient and its natural metric
 * come from D. Directions that the fields do not determine stay where score matching put them, by a
 * prior worth one field.
 */
final class Refinement {
  /** Rounds whose coefficients are averaged, once the mismatch is down to its noise. */
  private static final int AVERAGED = 6;

  private static final int MOST_SETTLING = 30;
  private static final int FEWEST_SETTLING = 4;

  /** The mismatch counts as noise below this many times its expectation. */
  private static final double NOISE = 2;

  /** Single steps that find the step size before the first round. */
  private static final int TUNING = 10;

  private static final double GAIN = 0.7;
  private static final int STEPS = 4;
  private static final int MOST_LEAPFROGS = 10;
  private static final double ACCEPTANCE = 0.8;

  /** Largest step in nats per field. */
  private static final double TRUST = 1;

  /** Values of a batch of chains. */
  private static final int BATCH_VALUES = 4096;

  /** Chains are numbered apart from those of samples. */
  private static final int FIRST_CHAIN = 1 << 29;

  private final ConditionalEnergy start;
  private final int level;
  private final double detailSigma;
  private final long seed;
  private final int threads;
  private final int fields;
  private final int lanes;
  private final List<double[]> data; // batches, [site][lane]
  private final List<double[][]> dataValues; // U_m of the batches, [m][lane]

  /**
   * @param start the energy to start from
   * @param level its number, for the random numbers
   * @param detailSigma standard deviation of what moves
   * @param rows data fields in the energy's units, [field][site]
   */
  Refinement(
      ConditionalEnergy start,
      int level,
      double detailSigma,
      List<double[]> rows,
      long seed,
      int threads) {
    this.start = start;
    this.level = level;
    this.detailSigma = detailSigma;
    this.seed = seed;
    this.threads = threads;
    this.fields = rows.size();
    int sites = start.grid().sites();
    this.lanes = Math.clamp(BATCH_VALUES / sites, 16, 256);
    this.data = new ArrayList<>();
    for (int first = 0; first < fields; first += lanes) {
      List<double[]> batch = rows.subList(first, Math.min(fields, first + lanes));
      double[] x = new double[sites * batch.size()];
      for (int i = 0; i < x.length; i++) {
        x[i] = batch.get(i % batch.size())[i / batch.size()];
      }
      data.add(x);
    }
    this.dataValues = data.stream().map(x -> values(start.terms(), x, x.length / sites)).toList();
  }

  LikelihoodSolution run() {
    Subspace subspace = start.subspace();
    List<Potential> terms = start.terms();
    double[] origin = start.theta();
    double[] theta = origin.clone();
    double[] average = new double[theta.length];
    List<double[]> chains = new ArrayList<>();
    data.forEach(x -> chains.add(x.clone()));
    double step = tuned(chains);
    Differences last = new Differences(theta.length);
    NormalSolution newton = null;
    int averaged = 0;
    for (int round = 0; averaged < AVERAGED; round++) {
      ConditionalEnergy energy = new ConditionalEnergy(subspace, terms, theta);
      StepInfo info = move(energy, chains, transition(step), TUNING + round * STEPS, STEPS);
      step *= StrictMath.exp(1.5 * (info.meanProbability() - ACCEPTANCE));
      last = differences(terms, chains);
      double[] uphill = last.mean();
      DMatrixRMaj covariance = last.covariance();
      double[][] plain = rows(covariance);
      double[][] metric = rows(covariance);
      Roughness.addDifferences(terms, fields, detailSigma, metric);
      for (int m = 0; m < theta.length; m++) {
        uphill[m] -= (theta[m] - origin[m]) * plain[m][m] / fields;
        for (int n = 0; n < theta.length; n++) {
          uphill[m] -= (metric[m][n] - plain[m][n]) * theta[n];
        }
      }
      newton = NormalSolution.of(metric, uphill, 1.0 / fields);
      double nats = 0;
      for (int m = 0; m < theta.length; m++) {
        nats += uphill[m] * newton.theta()[m];
      }
      double gain = GAIN * Math.min(1, Math.sqrt(TRUST / Math.max(nats, TRUST)));
      // D has covariance 2 C, so noise alone makes 2 nats / fields for every coefficient.
      boolean settled = nats * fields < NOISE * 2 * theta.length;
      boolean counts =
          averaged > 0 || round >= MOST_SETTLING || (round >= FEWEST_SETTLING && settled);
      averaged += counts ? 1 : 0;
      for (int m = 0; m < theta.length; m++) {
        theta[m] += gain * newton.theta()[m];
        average[m] += counts ? theta[m] / AVERAGED : 0;
      }
    }
    DMatrixRMaj error = Objects.requireNonNull(newton).sandwich(last.covariance(), fields);
    // The data's own noise, and that of the model's averages over the rounds that count.
    CommonOps_DDRM.scale(1 + 1.0 / AVERAGED, error);
    return new LikelihoodSolution(average, newton, error);
  }

  /** A step size with about the right acceptance at the energy to start from. */
  private double tuned(List<double[]> chains) {
    double step = 0.3 * detailSigma;
    for (int t = 0; t < TUNING; t++) {
      StepInfo info = move(start, chains, transition(step), t, 1);
      step *= StrictMath.exp(1.5 * (info.meanProbability() - ACCEPTANCE));
    }
    return step;
  }

  private Transition transition(double step) {
    double leapfrogs = Math.clamp(Math.ceil(1.5 * detailSigma / step), 2, MOST_LEAPFROGS);
    return new Transition(step, (int) leapfrogs);
  }

  private static double[][] rows(DMatrixRMaj matrix) {
    double[][] rows = new double[matrix.getNumRows()][matrix.getNumCols()];
    for (int m = 0; m < rows.length; m++) {
      for (int n = 0; n < rows.length; n++) {
        rows[m][n] = matrix.get(m, n);
      }
    }
    return rows;
  }

  /** Moves all chains on. */
  private StepInfo move(
      ConditionalEnergy energy,
      List<double[]> chains,
      Transition transition,
      int iteration,
      int steps) {
    TreeSum<StepInfo> total = new TreeSum<>(StepInfo::plus);
    InOrder.run(
        threads,
        chains.size(),
        number -> {
          int batch = (int) number;
          double[] x = chains.get(batch);
          int width = x.length / energy.grid().sites();
          Chains moved = new Chains(energy, level, x, width, seed, FIRST_CHAIN + batch * lanes);
          StepInfo info = new StepInfo();
          for (int t = 0; t < steps; t++) {
            transition.step(moved, iteration + t, info);
          }
          return info;
        },
        total::add);
    return total.total();
  }

  /** Compares the chains with the data. */
  private Differences differences(List<Potential> terms, List<double[]> chains) {
    TreeSum<Differences> total = new TreeSum<>(Differences::plus);
    InOrder.run(
        threads,
        chains.size(),
        number -> {
          double[] x = chains.get((int) number);
          double[][] known = dataValues.get((int) number);
          int width = x.length / start.grid().sites();
          Differences differences = new Differences(known.length);
          differences.add(values(terms, x, width), known, width);
          return differences;
        },
        total::add);
    return total.total();
  }

  /** U_m of every lane, [m][lane]. */
  private static double[][] values(List<Potential> terms, double[] x, int lanes) {
    List<double[]> values = new ArrayList<>();
    for (Potential term : terms) {
      double[] part = new double[term.parameters() * lanes];
      term.values(x, lanes, part);
      for (int m = 0; m < term.parameters(); m++) {
        values.add(Arrays.copyOfRange(part, m * lanes, (m + 1) * lanes));
      }
    }
    return values.toArray(new double[0][]);
  }

  /** Sums over fields of D = U_model - U_data and D D^T. */
  private static final class Differences {
    private final double[] sum;
    private final double[] square; // [m][n], n <= m
    private long count;

    Differences(int parameters) {
      sum = new double[parameters];
      square = new double[parameters * parameters];
    }

    void add(double[][] model, double[][] data, int lanes) {
      int parameters = sum.length;
      for (int m = 0; m < parameters; m++) {
        for (int lane = 0; lane < lanes; lane++) {
          model[m][lane] -= data[m][lane];
          sum[m] += model[m][lane];
        }
        for (int n = 0; n <= m; n++) {
          double product = 0;
          for (int lane = 0; lane < lanes; lane++) {
            product += model[m][lane] * model[n][lane];
          }
          square[m * parameters + n] += product;
        }
      }
      count += lanes;
    }

    Differences plus(Differences other) {
      for (int m = 0; m < sum.length; m++) {
        sum[m] += other.sum[m];
      }
      for (int i = 0; i < square.length; i++) {
        square[i] += other.square[i];
      }
      count += other.count;
      return this;
    }

    double[] mean() {
      return Arrays.stream(sum).map(s -> s / count).toArray();
    }

    /** Half the covariance of D. */
    DMatrixRMaj covariance() {
      int parameters = sum.length;
      DMatrixRMaj covariance = new DMatrixRMaj(parameters, parameters);
      for (int m = 0; m < parameters; m++) {
        for (int n = 0; n <= m; n++) {
          double mean = sum[m] / count * (sum[n] / count);
          double value = 0.5 * (square[m * parameters + n] / count - mean);
          covariance.set(m, n, value);
          covariance.set(n, m, value);
        }
      }
      return covariance;
    }
  }
}
