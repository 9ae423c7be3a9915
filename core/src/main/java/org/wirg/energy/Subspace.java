package org.wirg.energy;

import java.io.Serializable;
import java.util.Arrays;
import org.wirg.field.Grid;
import org.wirg.wavelet.DetailBox;
import org.wirg.wavelet.WaveletStep;

/**
 * The directions in which a field may move: the wavelet details at fixed coarser field, or every
 * direction. Given by its orthogonal projector P, [site][site].
 */
public sealed interface Subspace extends Serializable {
  /** The lattice of the fields. */
  Grid grid();

  /** Dimension, the trace of P. */
  int dimension();

  /**
   * P(i, i + shift) for every site i, periodic.
   *
   * @param shift one coordinate per axis; none for the diagonal
   */
  double[] projectorDiagonal(int... shift);

  /** sum_i P(i, i + shift), periodic. */
  double projectorTrace(int... shift);

  /**
   * The part of it where only some coefficients move: details at some coarse sites, or some sites.
   *
   * @param moves which, [coarse site] or [site]
   */
  Subspace part(boolean[] moves);

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
    public double[] projectorDiagonal(int... shift) {
      return step.projectorDiagonal(shift);
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

    @Override
    public Subspace part(boolean[] moves) {
      return new SomeDetails(step, moves);
    }
  }

  /** The details at some coarse sites: P = Hi^T M Hi. */
  record SomeDetails(WaveletStep step, boolean[] moves) implements Subspace {
    public SomeDetails {
      if (moves.length != step.coarse().sites()) {
        throw new IllegalArgumentException(
            "coarse sites move or rest, " + step.coarse().sites() + "; found " + moves.length);
      }
      moves = moves.clone();
    }

    private int moving() {
      int count = 0;
      for (boolean moves : moves) {
        count += moves ? 1 : 0;
      }
      return count;
    }

    @Override
    public Grid grid() {
      return step.fine();
    }

    @Override
    public int dimension() {
      return step.bands() * moving();
    }

    @Override
    public double[] projectorDiagonal(int... shift) {
      return step.projectorDiagonal(moves, shift);
    }

    // Every coarse site has the same part in the trace.
    @Override
    public double projectorTrace(int... shift) {
      return step.projectorTrace(shift) * moving() / step.coarse().sites();
    }

    @Override
    public Projector projector(int lanes) {
      WaveletStep.Scratch scratch = step.scratch(lanes);
      DetailBox box = DetailBox.of(step, moves);
      if (box != null) {
        double[] lines = box.lines(lanes);
        return x -> box.project(x, lanes, scratch, lines);
      }
      int coarse = step.coarse().sites();
      double[] details = new double[step.bands() * coarse * lanes];
      return x -> {
        step.details(x, lanes, scratch, details);
        for (int i = 0; i < step.bands() * coarse; i++) {
          if (!moves[i % coarse]) {
            Arrays.fill(details, i * lanes, (i + 1) * lanes, 0);
          }
        }
        Arrays.fill(x, 0, step.fine().sites() * lanes, 0);
        step.addDetails(details, lanes, scratch, x);
      };
    }

    @Override
    public Subspace part(boolean[] some) {
      return new SomeDetails(step, both(moves, some));
    }
  }

  private static boolean[] both(boolean[] one, boolean[] other) {
    boolean[] both = other.clone();
    for (int i = 0; i < both.length; i++) {
      both[i] &= one[i];
    }
    return both;
  }

  private static boolean none(Grid grid, int... shift) {
    return shift.length == 0 || grid.site(shift) == 0;
  }

  /** See {@link Subspace#whole}. */
  record Whole(Grid grid) implements Subspace {
    @Override
    public int dimension() {
      return grid.sites();
    }

    @Override
    public double[] projectorDiagonal(int... shift) {
      double[] diagonal = new double[grid.sites()];
      Arrays.fill(diagonal, none(grid, shift) ? 1 : 0);
      return diagonal;
    }

    @Override
    public double projectorTrace(int... shift) {
      return none(grid, shift) ? grid.sites() : 0;
    }

    @Override
    public Projector projector(int lanes) {
      return x -> {};
    }

    @Override
    public Subspace part(boolean[] moves) {
      return new SomeSites(grid, moves);
    }
  }

  /** Some sites: P is 1 there and 0 elsewhere. */
  record SomeSites(Grid grid, boolean[] moves) implements Subspace {
    public SomeSites {
      if (moves.length != grid.sites()) {
        throw new IllegalArgumentException(
            "sites move or rest, " + grid.sites() + "; found " + moves.length);
      }
      moves = moves.clone();
    }

    @Override
    public int dimension() {
      return (int) Arrays.stream(projectorDiagonal()).sum();
    }

    @Override
    public double[] projectorDiagonal(int... shift) {
      double[] diagonal = new double[moves.length];
      boolean none = none(grid, shift);
      Arrays.setAll(diagonal, i -> moves[i] && none ? 1 : 0);
      return diagonal;
    }

    @Override
    public double projectorTrace(int... shift) {
      return none(grid, shift) ? dimension() : 0;
    }

    @Override
    public Projector projector(int lanes) {
      return x -> {
        for (int i = 0; i < moves.length; i++) {
          if (!moves[i]) {
            Arrays.fill(x, i * lanes, (i + 1) * lanes, 0);
          }
        }
      };
    }

    @Override
    public Subspace part(boolean[] some) {
      return new SomeSites(grid, both(moves, some));
    }
  }
}
