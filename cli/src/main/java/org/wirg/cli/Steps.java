package org.wirg.cli;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wirg.field.Dataset;

/** Data that come in steps, as spins and counts do, where fields are learned as continuous. */
final class Steps {
  /** More different values than these are as good as a continuum. */
  private static final int MOST = 64;

  /** Values looked at, for every different one. */
  private static final int EACH = 64;

  private Steps() {}

  /** What is worth saying of data whose first fields have few different values; null of others. */
  static @Nullable String warning(Dataset data) throws IOException {
    int sites = data.grid().sites();
    int fields = (int) Math.min(data.count(), 1 + MOST * EACH / sites);
    double[] values = new double[fields * sites];
    data.read(0, fields, values);
    Set<Double> different = new HashSet<>();
    for (int i = 0; i < values.length && different.size() <= MOST; i++) {
      different.add(values[i]);
    }
    boolean constant = different.size() < 2; // another matter
    if (constant || different.size() > MOST || (long) different.size() * EACH > values.length) {
      return null;
    }
    return "fields are learned as continuous ones; found "
        + different.size()
        + " different values in the first "
        + fields
        + ": the law of the finest level will follow the steps between them; take"
        + " averages first (`wirg coarsen`), or add noise as wide as a step";
  }
}
