package org.wirg.fit;

import org.jspecify.annotations.Nullable;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Estimate;
import org.wirg.energy.Level;
import org.wirg.field.Progress;
import org.wirg.field.Workers;
import org.wirg.file.Checkpoint;

/** The laws of a fit that the likelihood finds, or that a checkpoint knows. */
final class Climbs {
  private final FitOptions options;
  private final int levels;
  private final Checkpoint checkpoint;
  private final Workers workers;
  private final ClimbProgress progress;

  /**
   * @param levels of details
   */
  Climbs(
      FitOptions options, int levels, Checkpoint checkpoint, Workers workers, Progress progress) {
    this.workers = workers;
    this.options = options;
    this.levels = levels;
    this.checkpoint = checkpoint;
    this.progress = new ClimbProgress(progress);
  }

  /** A law needs no climb. */
  void none() {
    progress.advance(MaximumLikelihood.PARTS);
  }

  /**
   * A law by likelihood.
   *
   * @param score the energy that score matching found
   * @param stream distinguishes the law's random numbers
   * @param stiff standard deviation of what moves
   * @param observed the data
   */
  Checkpoint.Law law(
      ConditionalEnergy score,
      int stream,
      double stiff,
      Observations observed,
      LikelihoodOptions how) {
    Checkpoint.Law known = known(score, stream);
    return known != null
        ? known
        : found(climb(score, stream, stiff, observed, how), stream, observed.fields().size());
  }

  /** The same where data contradict score matching; null where they do not. */
  Checkpoint.@Nullable Law lawIfContradicted(
      ConditionalEnergy score,
      int stream,
      double stiff,
      Observations observed,
      LikelihoodOptions how) {
    Checkpoint.Law known = known(score, stream);
    if (known != null) {
      return known;
    }
    MaximumLikelihood climb = climb(score, stream, stiff, observed, how);
    return climb.contradicted() ? found(climb, stream, observed.fields().size()) : null;
  }

  private Checkpoint.@Nullable Law known(ConditionalEnergy score, int stream) {
    Checkpoint.Law known = checkpoint.law(stream, score.theta().length);
    if (known != null) {
      none();
    }
    return known;
  }

  private MaximumLikelihood climb(
      ConditionalEnergy score,
      int stream,
      double stiff,
      Observations observed,
      LikelihoodOptions how) {
    boolean patient = stream == levels + 1; // the coarsest field's
    return new MaximumLikelihood(
        score, stream, stiff, observed, patient, how, options.seed(), workers);
  }

  private Checkpoint.Law found(MaximumLikelihood climb, int stream, int fields) {
    LikelihoodSolution solution = climb.run(progress.of(name(stream)));
    Checkpoint.Law law = new Checkpoint.Law(solution.theta(), estimate(solution, fields));
    checkpoint.put(stream, law);
    return law;
  }

  /** The law that a stream of random numbers belongs to. */
  private String name(int stream) {
    return stream <= levels
        ? "psi_" + stream
        : stream == levels + 1 ? "phi_" + levels : "H_" + (stream - levels - 2);
  }

  /** What such a law rests on. */
  static Estimate estimate(LikelihoodSolution solution, long fields) {
    return new Estimate(
        "maximum likelihood" + (solution.settled() ? "" : Estimate.UNSETTLED),
        fields,
        solution.covariance().getData(),
        solution.hessian().conditionRaw(),
        solution.hessian().conditionScaled(),
        solution.hessian().undetermined());
  }

  /** A level of such a law. */
  static Level level(
      int level, double sigma, double detailSigma, ConditionalEnergy like, Checkpoint.Law law) {
    ConditionalEnergy energy =
        new ConditionalEnergy(like.subspace(), like.terms(), law.theta()).settled();
    return new Level(level, sigma, detailSigma, energy, law.estimate());
  }
}
