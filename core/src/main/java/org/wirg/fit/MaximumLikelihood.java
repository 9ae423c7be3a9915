package org.wirg.fit;

import java.io.IOException;
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
 * where slow modes have not forgotten the data yet it is as much smaller as they answer less. The
 * chains of a coarsest field, which nothing coarser holds, go on until they have before anything is
 * averaged. So the solution is consistent for chains of any length (the limit of short steps is
 * score matching), and the error bars, R^-1 Cov(D) R^-1 / n, hold the data's noise and the chains'.
 * Chains run until theirs is a small part. Directions that the fields do not determine stay at the
 * start, by a prior worth one field. Where the solution is far from the start that prior holds
 * others back too: then another climb begins where this one ended, with the prior around that,
 * until what the chains and the data differ by is noise.
 */
final class MaximumLikelihood {
  private static final int MOST_SETTLING = 100;
  private static final int FEWEST_SETTLING = 4;

  /** The mismatch counts as noise below this many times its expectation. */
  private static final double NOISE = 2;

  /** A last step of more nats than this per coefficient was not the last. */
  private static final double LAST = 4;

  /** Nor was one of a moment that was so many of its errors off, squared. */
  private static final double FAR = 16;

  /** The same of a coarsest field, whose law may be critical: its means do not answer linearly. */
  private static final double FAR_WHEN_CRITICAL = 4;

  /** Part of such a distance that a climb leaves at most where it can mend it. */
  private static final double MENDED = 0.8;

  private static final int MOST_CLIMBS = 8;

  /** Moves after which data are asked whether they contradict a law. */
  private static final int ASKING = 12;

  private static final double CONTRADICTION = 10;

  /**
   * A mismatch that grows to so many times its least, and is so many contradictions, is that of
   * chains that have run away.
   */
  private static final double AWAY = 2;

  /** Steps of progress. */
  static final int PARTS = 100;

  /** Of them before it is known whether the climb was the last. */
  private static final double LAST_PART = 0.99;

  /** Times in a row that go into the same half; two halves tell the noise. */
  private static final int RUN = 4;

  /** Times in units of those that independent draws would need. */
  private static final double MOST_TIMES = 6;

  /** Correlation with their start from which on chains have forgotten it. */
  private static final double FORGOTTEN = 0.1;

  /** Steps of the chains from which on slow modes are not waited for. */
  private static final int MOST_WAITING = 1000;

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
  private final StableTails tails;
  private final boolean patient;
  private final double[] origin;

  // How far it is.
  private final double[] theta;
  private final double[] centre; // of the prior
  private boolean climbing;
  private int climb = 1;
  private double before = Double.POSITIVE_INFINITY; // how far off the climb before left a moment
  private boolean resting;
  private int round; // of those that move theta
  private double least = Double.POSITIVE_INFINITY; // mismatch since the chains started
  private boolean settled;
  private int moves;
  private int patience = STEPS; // steps of the chains from one theta to the next
  private int times; // over which chains were averaged
  private final DMatrixRMaj sum; // of the response over them

  /**
   * @param score the energy that score matching found
   * @param stream distinguishes the random numbers
   * @param detailSigma standard deviation of what moves
   * @param observed the data
   * @param patient whether slow modes are waited for, of a law of all that its fields are
   */
  MaximumLikelihood(
      ConditionalEnergy score,
      int stream,
      double detailSigma,
      Observations observed,
      boolean patient,
      LikelihoodOptions options,
      long seed,
      Workers workers) {
    this.detailSigma = detailSigma;
    this.fields = observed.fields().size();
    this.options = options;
    this.patient = patient;
    this.origin =
        options.start() == LikelihoodOptions.Start.ZERO
            ? independent(score.terms(), 1 / (detailSigma * detailSigma))
            : score.theta();
    this.theta = origin.clone();
    this.centre = origin.clone();
    this.sum = new DMatrixRMaj(origin.length, origin.length);
    this.start = at(score, origin).settled();
    this.tails = new StableTails(start.subspace(), start.terms());
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

    /** A place to go on from, see {@link #exchange}. */
    void reached();
  }

  /** Climbs, from wherever it is. */
  LikelihoodSolution run(Listener listener) {
    climbing = true;
    Share share = new Share(listener::advance, PARTS);
    double most = patient ? FAR_WHEN_CRITICAL : FAR;
    for (; ; climb++) {
      settle(listener);
      Rest rest = rest(listener, share);
      // What a climb does not mend is what the fields do not determine.
      boolean near = rest.far < most || rest.far > MENDED * before;
      if ((rest.solution.settled() && near) || climb == MOST_CLIMBS) {
        share.reach(1);
        return rest.solution;
      }
      before = rest.far;
      System.arraycopy(rest.solution.theta(), 0, theta, 0, theta.length);
      System.arraycopy(theta, 0, centre, 0, theta.length);
      resting = false;
      round = 0;
      least = Double.POSITIVE_INFINITY;
      settled = false;
      times = 0;
      sum.zero();
      chains.forget();
    }
  }

  /** Keeps how far it is, at a place that it {@linkplain Listener#reached reached}, or goes on. */
  void exchange(Archive archive) throws IOException {
    climbing = archive.flag(climbing);
    climb = (int) archive.count(climb, MOST_CLIMBS);
    before = archive.number(before);
    resting = archive.flag(resting);
    round = (int) archive.count(round, Integer.MAX_VALUE);
    least = archive.number(least);
    settled = archive.flag(settled);
    moves = (int) archive.count(moves, Integer.MAX_VALUE);
    patience = (int) archive.count(patience, TunedChains.MOST_STEPS);
    times = (int) archive.count(times, Integer.MAX_VALUE);
    archive.numbers(theta);
    archive.numbers(centre);
    archive.numbers(sum.getData());
    boolean finite = Arrays.stream(theta).allMatch(Double::isFinite);
    Archive.require(finite && Arrays.stream(centre).allMatch(Double::isFinite), "theta");
    Archive.require(climb >= 1 && patience >= 1 && times <= TunedChains.MOST_STEPS, "climb");
    tuned.exchange(archive);
  }

  /**
   * Whether chains that move from the data under the starting law leave them. Where it is the
   * data's law, the mismatch is 2 nats for every coefficient, over all fields; more than {@value
   * #CONTRADICTION} say that it is not. A climb that has begun was from one that they leave.
   */
  boolean contradicted() {
    if (climbing) {
      return true;
    }
    tuned.move(start, ASKING);
    MomentDifferences compared = chains.compared();
    double nats = ascent(compared.mean(), chains.response(compared)).nats();
    // Chains whose moments overflow have left them too.
    return !(nats * fields <= CONTRADICTION * origin.length);
  }

  /**
   * Moves theta until the mismatch is down to its noise. A law may have phases that the data do not
   * know; chains that have run away into one would hold theta up long after it has left them no
   * reason to. What they found has moved theta, and they start at the data again.
   */
  private void settle(Listener listener) {
    boolean diagonal = options.preconditioner() == LikelihoodOptions.Preconditioner.DIAGONAL;
    int most = Math.max(3 * FEWEST_SETTLING, MOST_SETTLING * STEPS / patience);
    while (!resting && round < most && !(settled && round >= FEWEST_SETTLING)) {
      tuned.move(at(start, theta), patience);
      MomentDifferences compared = chains.compared();
      DMatrixRMaj metric = chains.metric(compared);
      Ascent ascent = ascent(compared.mean(), metric);
      double[] direction = diagonal ? ascent.diagonal() : ascent.newton().theta();
      double nats = ascent.nats();
      least = Math.min(least, nats);
      double trust = Math.max(TRUST, TRUST_EACH * start.subspace().dimension());
      double gain = diagonal ? 1 : GAIN * Math.min(1, Math.sqrt(trust / Math.max(nats, trust)));
      // D has covariance 2 C, so noise alone makes 2 nats / fields for every coefficient.
      settled =
          nats * fields < NOISE * 2 * theta.length
              && !(patient && ascent.farthest(metric) * fields >= NOISE * FAR);
      for (int m = 0; m < theta.length; m++) {
        theta[m] += gain * direction[m];
      }
      if (nats > AWAY * least && nats * fields > AWAY * CONTRADICTION * theta.length) {
        tuned.restart(at(start, theta));
        least = Double.POSITIVE_INFINITY;
      }
      round++;
      listener.moved(++moves, nats, tuned.step());
      listener.reached();
    }
    if (patient && !resting) {
      awaitSlowModes(at(start, theta));
    }
    resting = true;
  }

  /**
   * Lets chains go on, twice as long each time, until they have forgotten where they started and no
   * average drifts: what slow modes answer before that is to what theta was when it still moved.
   */
  private void awaitSlowModes(ConditionalEnergy energy) {
    boolean slow = !chains.fromData() || chains.remembered() > FORGOTTEN;
    while (slow && tuned.steps() < MOST_WAITING) {
      List<double[][]> before = chains.values();
      patience = tuned.steps();
      tuned.move(energy, patience);
      slow = chains.remembered() > FORGOTTEN || chains.drift(before) > FAR;
    }
  }

  /**
   * What resting found.
   *
   * @param far the last step's {@link Ascent#farthest}, per field times their number
   */
  private record Rest(LikelihoodSolution solution, double far) {}

  /** Rests while chains are averaged, then takes the last step. */
  private Rest rest(Listener listener, Share share) {
    ConditionalEnergy energy = at(start, theta);
    int parameters = theta.length;
    double most = MOST_TIMES / options.precision();
    for (; ; listener.reached()) {
      for (int half = 0; half < 2; half++) {
        CommonOps_DDRM.addEquals(sum, RUN, tuned.record(energy, RUN, half));
        times += RUN;
      }
      DMatrixRMaj response = sum.copy();
      CommonOps_DDRM.scale(1.0 / times, response);
      MomentDifferences d = chains.averaged();
      Ascent ascent = ascent(d.mean(), response);
      double noise = noise(ascent.newton(), response);
      share.reach(LAST_PART * Math.max(options.precision() / noise, times / most));
      if (!(noise > options.precision()) || times >= most) {
        double[] last = theta.clone();
        for (int m = 0; m < parameters; m++) {
          last[m] += ascent.newton().theta()[m];
        }
        DMatrixRMaj covariance = ascent.newton().sandwich(d.covariance(), fields);
        boolean settled = ascent.natsWithoutPrior() * fields < LAST * parameters;
        double far = ascent.farthest(d.covariance()) * fields;
        return new Rest(new LikelihoodSolution(last, ascent.newton(), covariance, settled), far);
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

    /**
     * The largest square of a moment's mismatch in units of its variance between fields. Where many
     * moments share a slow mode it shows in each of them, but hardly in the nats of all together.
     */
    double farthest(DMatrixRMaj covariance) {
      double farthest = 0;
      for (int m = 0; m < withoutPrior.length; m++) {
        double variance = covariance.get(m, m);
        double square = withoutPrior[m] * withoutPrior[m];
        farthest = square > farthest * variance ? square / variance : farthest;
      }
      return farthest;
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
   * With the prior, the roughness and what holds the tails, at theta.
   *
   * @param mismatch &lt;U&gt;_model - &lt;U&gt;_data
   * @param response minus its derivative with respect to theta
   */
  private Ascent ascent(double[] mismatch, DMatrixRMaj response) {
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
    NormalSolution free = NormalSolution.of(metric, uphill, 1.0 / fields);
    double[] force = tails.force(theta, free.theta(), free.inverse());
    for (int m = 0; m < theta.length; m++) {
      withoutPrior[m] += force[m];
      uphill[m] += force[m];
    }
    NormalSolution newton = free.pushed(force);
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
