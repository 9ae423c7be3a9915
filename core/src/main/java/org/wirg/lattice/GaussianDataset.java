package org.wirg.lattice;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.Objects;
import org.wirg.field.Dataset;
import org.wirg.field.Grid;

/** Gaussian fields that are drawn whenever they are read; field f is a function of (seed, f). */
final class GaussianDataset implements Dataset, Serializable {
  private final GaussianField law;
  private final double mean;
  private final int count;
  private final long seed;

  GaussianDataset(GaussianField law, double mean, int count, long seed) {
    if (count < 1) {
      throw new IllegalArgumentException("a set has at least one field; found " + count);
    }
    this.law = law;
    this.mean = mean;
    this.count = count;
    this.seed = seed;
  }

  @Override
  public Grid grid() {
    return law.grid();
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public void read(long first, int fields, double[] into) {
    Objects.checkFromIndexSize(first, fields, (long) count);
    int sites = grid().sites();
    double[] scratch = new double[2 * sites];
    for (int f = 0; f < fields; f++) {
      law.draw(seed, (int) first + f, scratch, into, f * sites);
    }
  }

  /** What travels: the law is planned again. */
  private record Form(Grid grid, double[] spectrum, double mean, int count, long seed)
      implements Serializable {
    private Object readResolve() {
      return new GaussianField(grid, any -> spectrum, mean).dataset(count, seed);
    }
  }

  private Object writeReplace() {
    return new Form(grid(), law.spectrum(), mean, count, seed);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("travels as its Form");
  }
}
