package org.wirg.fit;

import java.io.IOException;
import org.ejml.data.DMatrixRMaj;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.field.Workers;
import org.wirg.sample.StepInfo;
import org.wirg.sample.Transition;

/** {@link PersistentChains} with a move that suits them: its step size follows the acceptance. */
final class TunedChains {
  /** Single steps that find the step size before anything is asked. */
  private static final int TUNING = 10;

  private static final int TUNED_BATCHES = 32;

  /** More than any climb takes. */
  static final int MOST_STEPS = 1 << 28;

  /** Length of a trajectory in units of what moves: a quarter of the period of its modes. */
  private static final double TRAJECTORY = 1.75;

  private static final int MOST_FORCES = 10;
  private static final double ACCEPTANCE = 0.8;

  private final PersistentChains chains;
  private final double moving;
  private double step;
  private int iteration;

  /**
   * Chains at data.
   *
   * @param energy what they are tuned to first
   * @param stream distinguishes the random numbers
   * @param moving standard deviation of what moves
   * @param observed the data
   */
  TunedChains(
      ConditionalEnergy energy,
      int stream,
      double moving,
      Observations observed,
      long seed,
      Workers workers) {
    this.chains = new PersistentChains(energy, stream, observed, seed, workers);
    this.moving = moving;
    tune(energy);
  }

  private void tune(ConditionalEnergy energy) {
    step = 0.3 * moving;
    for (int t = 0; t < TUNING; t++) {
      move(energy, 1, Math.min(TUNED_BATCHES, chains.batches()));
    }
  }

  /** All chains where they started, with steps tuned anew: those of where they were may not do. */
  void restart(ConditionalEnergy energy) {
    chains.restart();
    tune(energy);
  }

  /** The chains as they stand. */
  PersistentChains chains() {
    return chains;
  }

  /** Steps of every chain so far. */
  int steps() {
    return iteration;
  }

  /** The step size that they have come to. */
  double step() {
    return step;
  }

  /** Keeps where they stand, or goes on from there. */
  void exchange(Archive archive) throws IOException {
    step = archive.number(step);
    iteration = (int) archive.count(iteration, MOST_STEPS);
    Archive.require(step > 0 && Double.isFinite(step) && iteration >= TUNING, "step");
    chains.exchange(archive);
  }

  /** Moves all chains on, then adapts the step size. */
  void move(ConditionalEnergy energy, int steps) {
    move(energy, steps, chains.batches());
  }

  private void move(ConditionalEnergy energy, int steps, int batches) {
    StepInfo info = chains.move(energy, transition(), iteration, steps, batches);
    iteration += steps;
    step *= StrictMath.exp(1.5 * (info.meanProbability() - ACCEPTANCE));
  }

  /** Moves all chains on and records them, see {@link PersistentChains#record}. */
  DMatrixRMaj record(ConditionalEnergy energy, int steps, int half) {
    DMatrixRMaj response = chains.record(energy, transition(), iteration, steps, half);
    iteration += steps;
    return response;
  }

  private Transition transition() {
    return new Transition(step, 1).ofLength(TRAJECTORY * moving, MOST_FORCES);
  }
}
