package org.wirg.sample;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;

/** What a number of Markov steps did; mutable counts of one thread. */
public final class StepInfo implements Serializable {
  private long steps;
  private long accepted;
  private long broken;
  private double probability;

  /**
   * Counts one chain's step.
   *
   * @param change of the total energy; NaN counts as broken
   */
  void count(double change, boolean isAccepted) {
    steps++;
    accepted += isAccepted ? 1 : 0;
    if (change <= 0) {
      probability += 1;
    } else if (change > 0) {
      probability += StrictMath.exp(-change);
    } else {
      broken++;
    }
  }

  /** Adds another thread's counts. */
  public void add(StepInfo other) {
    steps += other.steps;
    accepted += other.accepted;
    broken += other.broken;
    probability += other.probability;
  }

  void writeTo(DataOutputStream out) throws IOException {
    out.writeLong(steps);
    out.writeLong(accepted);
    out.writeLong(broken);
    out.writeDouble(probability);
  }

  void readFrom(DataInputStream in) throws IOException {
    steps = in.readLong();
    accepted = in.readLong();
    broken = in.readLong();
    probability = in.readDouble();
  }

  /** This with another's counts added. */
  public StepInfo plus(StepInfo other) {
    add(other);
    return this;
  }

  /** Fraction of steps accepted. */
  public double acceptance() {
    return (double) accepted / steps;
  }

  /** Mean acceptance probability, the same expectation with less noise. */
  public double meanProbability() {
    return probability / steps;
  }

  /** Steps whose energy was not a number. */
  public long broken() {
    return broken;
  }
}
