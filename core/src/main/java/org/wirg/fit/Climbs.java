package org.wirg.fit;

import java.util.Objects;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
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

  /** Held for reading by every climb in a round, for writing while their state is kept. */
  private final ReadWriteLock rounds = new ReentrantReadWriteLock(true);

  /** Whether a climb has ended within a round, by an exception: there is nothing to go on from. */
  private volatile boolean broken;

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
    return Objects.requireNonNull(law(score, stream, stiff, observed, how, climb -> true));
  }

  /** The same where data contradict score matching; null where they do not. */
  Checkpoint.@Nullable Law lawIfContradicted(
      ConditionalEnergy score,
      int stream,
      double stiff,
      Observations observed,
      LikelihoodOptions how) {
    return law(score, stream, stiff, observed, how, MaximumLikelihood::contradicted);
  }

  private Checkpoint.@Nullable Law law(
      ConditionalEnergy score,
      int stream,
      double stiff,
      Observations observed,
      LikelihoodOptions how,
      Predicate<MaximumLikelihood> wanted) {
    Checkpoint.Law known = known(score, stream);
    if (known != null) {
      return known;
    }
    String name = name(stream);
    boolean whole = false;
    rounds.readLock().lock();
    try {
      MaximumLikelihood climb = climb(score, stream, stiff, observed, how);
      checkpoint.join(
          name, out -> climb.exchange(Archive.into(out)), in -> climb.exchange(Archive.outOf(in)));
      if (wanted.test(climb)) {
        LikelihoodSolution solution = climb.run(progress.of(name, this::reached));
        known = new Checkpoint.Law(solution.theta(), estimate(solution, observed.fields().size()));
        checkpoint.put(stream, known);
      }
      checkpoint.leave(name);
      whole = true;
    } finally {
      if (!whole) {
        broken = true;
      }
      rounds.readLock().unlock();
    }
    keep();
    return known;
  }

  /** A climb of this thread can be gone on with from here. */
  private void reached() {
    if (checkpoint.due()) {
      rounds.readLock().unlock();
      try {
        keep();
      } finally {
        rounds.readLock().lock();
      }
    }
  }

  /** Keeps how far all climbs are, between their rounds. */
  private void keep() {
    if (checkpoint.due()) {
      rounds.writeLock().lock();
      try {
        if (!broken) {
          checkpoint.offer();
        }
      } finally {
        rounds.writeLock().unlock();
      }
    }
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
