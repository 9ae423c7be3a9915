package org.wirg.fit;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;

/** The largest of many numbers, whatever the order they come in. */
final class Tail implements Serializable {
  private final int keep;
  private final double[] values; // the largest so far, and newer ones above the least of them
  private int held;
  private double least = Double.NEGATIVE_INFINITY;

  /**
   * @param keep how many are kept
   */
  Tail(int keep) {
    this.keep = keep;
    this.values = new double[2 * keep];
  }

  void add(double value) {
    if (value > least && keep > 0) {
      if (held == values.length) {
        select();
      }
      values[held++] = value;
    }
  }

  private void select() {
    Arrays.sort(values, 0, held);
    int dropped = Math.max(0, held - keep);
    System.arraycopy(values, dropped, values, 0, held - dropped);
    held -= dropped;
    least = held == keep && keep > 0 ? values[0] : Double.NEGATIVE_INFINITY;
  }

  /** Adds what another one holds. */
  void add(Tail other) {
    for (int i = 0; i < other.held; i++) {
      add(other.values[i]);
    }
  }

  /** Keeps the numbers it holds, or fills an empty one with them. */
  void exchange(Archive archive) throws IOException {
    held = (int) archive.count(held, values.length);
    for (int i = 0; i < held; i++) {
      values[i] = archive.number(values[i]);
    }
    least = archive.number(least);
  }

  /** The last of the kept ones; infinite where there are not as many. */
  double last() {
    select();
    return least == Double.NEGATIVE_INFINITY ? Double.POSITIVE_INFINITY : least;
  }
}
