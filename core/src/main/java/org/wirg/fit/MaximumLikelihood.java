package org.wirg.fit;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Potential;
import org.wirg.energy.ScalarPotential;
import org.wirg.field.Workers;

/**
 * Maximum likelihood by Monte Carlo: gradient descent on the Kullback-Leibler divergence, theta +=
 * gain P (&lt;U&gt;_model - &lt;U&gt;_data), the model's averages at the data's own phi_j from
 * {@link PersistentChains}.
 *
 * <p>Score matching compares slopes and cannot see how much weight a law gives to separate modes
 * (Song and Ermon, NeurIPS 2019); the likelihood can.
 *
 * <p>First theta moves until the mismatch is noise. Then it rests while the chains are averaged
 * over time: with D the time average of U along a field's chain less the field's own U, one Newton
 * step theta += R^-1 &lt;D&gt; ends at the solution. The response R of &lt;D&gt; to theta is half
 * the covariance of U(t) - U(0), averaged over the times t; it tends to C = Cov(U | phi_j), and
 * where slow modes have not forgotten the data yet it is as much smaller as they answer less. So
 * the solution is consistent for chains of any length (the limit of short steps is score matching),
 * and the error bars, R^-1 Cov(D) R^-1 / n, hold the data's noise and the chains'. Chains run until
 * theirs is a small part. Directions that the fields do not determine stay at the start, by a prior
 * worth one field. Where the solution is far from the start that prior holds others back too: then
 * another climb begins where this one ended, with the prior around that, until what the chains and
 * the data differ by is noise.
 */
final class MaximumLikelihood {
  private static final int MOST_SETTLING = 100;
  private static final int FEWEST_SETTLING = 4;

  /** The mismatch counts as noise below this many times its expectation. */
  private static final double NOISE = 2;

  /** A last step of more nats than this per coefficient was not the last. */
  private static final double LAST = 4;

  private static final int MOST_CLIMBS = 8;

  /** Moves after which data are asked whether they contradict a law. */
  private static final int ASKING = 12;

  private static final double CONTRADICTION = 10;

  /** Steps of progress. */
  static final int PARTS = 100;

  /** Of them before it is known whether the climb was the last. */
  private static final double LAST_PART = 0.99;

  /** Times in a row that go into the same half; two halves tell the noise. */
  private static final int RUN = 4;

  /** Times in units of those that independent draws would need. */
  private static final double MOST_TIMES = 6;

  private static final double GAIN = 0.7;
  private static final int STEPS = 2;

  /** Largest step in nats per field, and per moving coefficient where that is more. */
  private static final double TRUST = 1;

  private static final double TRUST_EACH = 0.05;

  private final ConditionalEnergy start;
  private final double detailSigma;
  private final int fields;
  private final LikelihoodOptions options;
  private final TunedChains tuned;
  private final PersistentChains chains;
  private final double[] origin;
  private double[] centre; // of the prior
  private int moves;

  /**
   * @param score the energy that score matching found
   * @param stream distinguishes the random numbers
   * @param detailSigma standard deviation of what moves
   * @param observed the data
   */
  MaximumLikelihood(
      ConditionalEnergy score,
      int stream,
      double detailSigma,
      Observations observed,
      LikelihoodOptions options,
      long seed,
      Workers workers) {
    this.detailSigma = detailSigma;
    this.fields = observed.fields().size();
    this.options = options;
    this.origin =
        options.start() == LikelihoodOptions.Start.ZERO
            ? independent(score.terms(), 1 / (detailSigma * detailSigma))
            : score.theta();
    this.centre = origin;
    this.start = at(score, origin).settled();
    this.tuned = new TunedChains(start, stream, detailSigma, observed, seed, workers);
    this.chains = tuned.chains();
  }

  /** Coefficients of a Gaussian law of sites that know nothing of each other. */
  private static double[] independent(List<Potential> terms, double curvature) {
    return terms.stream()
        .flatMapToDouble(
            term ->
                Arrays.stream(
                    term instanceof ScalarPotential potential
                        ? potential.quadratic(curvature)
                        : new double[term.parameters()]))
        .toArray();
  }

  private static ConditionalEnergy at(ConditionalEnergy like, double[] theta) {
    return new ConditionalEnergy(like.subspace(), like.terms(), theta);
  }

  /** Hears of a climb. */
  interface Listener {
    /** So many more of {@value #PARTS} parts are done, as far as anyone can tell. */
    void advance(long parts);

    /**
     * Theta moved.
     *
     * @param round how often
     * @param nats twice what the step gains, per field: the mismatch of the moments
     * @param step of the chains
     */
    void moved(int round, double nats, double step);
  }

  /** Climbs. */
  LikelihoodSolution run(Listener listener) {
    double[] theta = origin;
    Share share = new Share(listener::advance, PARTS);
    for (int climb = 1; ; climb++) {
      LikelihoodSolution rest = rest(settled(theta, listener), share);
      if (rest.settled() || climb == MOST_CLIMBS) {
        share.reach(1);
        return rest;
      }
      theta = rest.theta();
      centre = theta;
      chains.forget();
    }
  }

  /**
   * Whether chains that move from the data under the starting law leave them. Where it is the
   * data's law, the mismatch is 2 nats for every coefficient, over all fields; more than {@value
   * #CONTRADICTION} say that it is not.
   */
  boolean contradicted() {
    tuned.move(start, ASKING);
    MomentDifferences d = chains.compared();
    DMatrixRMaj half = d.covariance();
    CommonOps_DDRM.scale(0.5, half);
    double nats = ascent(origin, d.mean(), half).nats();
    // Chains whose moments overflow have left them too.
    return !(nats * fields <= CONTRADICTION * origin.length);
  }

  /** Moves theta until the mismatch is down to its noise. */
  private double[] settled(double[] from, Listener listener) {
    double[] theta = from.clone();
    boolean diagonal = options.preconditioner() == LikelihoodOptions.Preconditioner.DIAGONAL;
    boolean settled = false;
    for (int round = 0; round < MOST_SETTLING && !(settled && round >= FEWEST_SETTLING); round++) {
      tuned.move(at(start, theta), STEPS);
      MomentDifferences d = chains.compared();
      DMatrixRMaj half = d.covariance();
      CommonOps_DDRM.scale(0.5, half);
      Ascent ascent = ascent(theta, d.mean(), half);
      double[] direction = diagonal ? ascent.diagonal() : ascent.newton().theta();
      double nats = ascent.nats();
      double trust = Math.max(TRUST, TRUST_EACH * start.subspace().dimension());
      double gain = diagonal ? 1 : GAIN * Math.min(1, Math.sqrt(trust / Math.max(nats, trust)));
      // D has covariance 2 C, so noise alone makes 2 nats / fields for every coefficient.
      settled = nats * fields < NOISE * 2 * theta.length;
      for (int m = 0; m < theta.length; m++) {
        theta[m] += gain * direction[m];
      }
      listener.moved(++moves, nats, tuned.step());
    }
    return theta;
  }

  /** Rests while chains are averaged, then takes the last step. */
  private LikelihoodSolution rest(double[] theta, Share share) {
    ConditionalEnergy energy = at(start, theta);
    int parameters = theta.length;
    DMatrixRMaj sum = new DMatrixRMaj(parameters, parameters);
    double most = MOST_TIMES / options.precision();
    for (int times = 0; ; ) {
      for (int half = 0; half < 2; half++) {
        MomentDifferences d = tuned.record(energy, RUN, half);
        CommonOps_DDRM.addEquals(sum, 0.5 * RUN, d.covariance());
        times += RUN;
      }
      DMatrixRMaj response = sum.copy();
      CommonOps_DDRM.scale(1.0 / times, response);
      MomentDifferences d = chains.averaged();
      Ascent ascent = ascent(theta, d.mean(), response);
      double noise = noise(ascent.newton(), response);
      share.reach(LAST_PART * Math.max(options.precision() / noise, times / most));
      if (!(noise > options.precision()) || times >= most) {
        double[] last = theta.clone();
        for (int m = 0; m < parameters; m++) {
          last[m] += ascent.newton().theta()[m];
        }
        DMatrixRMaj covariance = ascent.newton().sandwich(d.covariance(), fields);
        boolean settled = ascent.natsWithoutPrior() * fields < LAST * parameters;
        return new LikelihoodSolution(last, ascent.newton(), covariance, settled);
      }
    }
  }

  /** What the chains' noise adds to the variance of the median coefficient, in parts of it. */
  private double noise(NormalSolution newton, DMatrixRMaj response) {
    DMatrixRMaj ideal = newton.sandwich(response, fields);
    DMatrixRMaj added = newton.sandwich(chains.noise().covariance(), fields);
    double[] parts = new double[ideal.getNumRows()];
    Arrays.setAll(parts, m -> added.get(m, m) / ideal.get(m, m));
    Arrays.sort(parts);
    return parts[parts.length / 2];
  }

  /** The gradient of the log-likelihood per field and Newton's step along it. */
  private record Ascent(
      double[] withoutPrior, double[] uphill, NormalSolution newton, double[] diagonal) {
    /** Twice what Newton's step gains per field. */
    double nats() {
      return nats(uphill);
    }

    /** The same of a step that no prior holds back. */
    double natsWithoutPrior() {
      return nats(withoutPrior);
    }

    private double nats(double[] gradient) {
      double nats = 0;
      for (int m = 0; m < gradient.length; m++) {
        for (int n = 0; n < gradient.length; n++) {
          nats += gradient[m] * newton.inverse().get(m, n) * gradient[n];
        }
      }
      return nats;
    }
  }

  /**
   * With the prior and the roughness.
   *
   * @param mismatch &lt;U&gt;_model - &lt;U&gt;_data
   * @param response minus its derivative with respect to theta
   */
  private Ascent ascent(double[] theta, double[] mismatch, DMatrixRMaj response) {
    List<Potential> terms = start.terms();
    double[][] metric = rows(response);
    Roughness.addDifferences(terms, fields, detailSigma, metric);
    double[] withoutPrior = mismatch.clone();
    double[] uphill = new double[theta.length];
    for (int m = 0; m < theta.length; m++) {
      for (int n = 0; n < theta.length; n++) {
        withoutPrior[m] -= (metric[m][n] - response.get(m, n)) * theta[n];
      }
      uphill[m] = withoutPrior[m] - (theta[m] - centre[m]) * response.get(m, m) / fields;
    }
    NormalSolution newton = NormalSolution.of(metric, uphill, 1.0 / fields);
    double[] diagonal = new double[theta.length];
    Arrays.setAll(diagonal, m -> uphill[m] / (metric[m][m] * newton.largest()));
    return new Ascent(withoutPrior, uphill, newton, diagonal);
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
}
