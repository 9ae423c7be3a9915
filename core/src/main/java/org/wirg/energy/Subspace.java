package org.wirg.energy;

import org.wirg.field.Grid;
import org.wirg.wavelet.WaveletStep;

/**
 * The directions in which a field may move: the wavelet details at fixed coarser field, or every
 * direction. Given by its orthogonal projector P, [site][site].
 */
public sealed interface Subspace {
  /** The lattice of the fields. */
  Grid grid();

  /** Dimension, the trace of P. */
  int dimension();

  /** P(i, i) for every site. */
  double[] projectorDiagonal();

  /** sum_i P(i, i + shift), periodic. */
  double projectorTrace(int... shift);

  /** Work arrays for {@link Projector}; not to be shared between threads. */
  Projector projector(int lanes);

  /** Applies P to fields. */
  interface Projector {
    /**
     * x becomes P x.
     *
     * @param x modified, [site][lane]
     */
    void project(double[] x);
  }

  /** The details of one wavelet step: P = 1 - Lo^T Lo. */
  static Subspace details(WaveletStep step) {
    return new Details(step);
  }

  /** Every direction: P = 1. */
  static Subspace whole(Grid grid) {
    return new Whole(grid);
  }

  /** See {@link Subspace#details}. */
  record Details(WaveletStep step) implements Subspace {
    @Override
    public Grid grid() {
      return step.fine();
    }

    @Override
    public int dimension() {
      return step.fine().sites() - step.coarse().sites();
    }

    @Override
    public double[] projectorDiagonal() {
      return step.projectorDiagonal();
    }

    @Override
    public double projectorTrace(int... shift) {
      return step.projectorTrace(shift);
    }

    @Override
    public Projector projector(int lanes) {
      WaveletStep.Scratch scratch = step.scratch(lanes);
      return x -> step.project(x, lanes, scratch);
    }
  }

  /** See {@link Subspace#whole}. */
  record Whole(Grid grid) implements Subspace {
    @Override
    public int dimension() {
      return grid.sites();
    }

    @Override
    public double[] projectorDiagonal() {
      double[] ones = new double[grid.sites()];
      java.util.Arrays.fill(ones, 1);
      return ones;
    }

    @Override
    public double projectorTrace(int... shift) {
      return grid.site(shift) == 0 ? grid.sites() : 0;
    }

    @Override
    public Projector projector(int lanes) {
      return x -> {};
    }
  }
}
