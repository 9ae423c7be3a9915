package org.wirg.wavelet;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.wirg.field.Grid;
import org.wirg.internal.kernel.KernelChoice;
import org.wirg.internal.kernel.Kernels;

/**
 * One step of the separable periodised wavelet transform on one grid: phi' = Lo phi, psi = Hi phi,
 * phi = Lo^T phi' + Hi^T psi.
 *
 * <p>Lo filters lowpass along every axis; Hi has 2^rank - 1 bands, each highpass along at least one
 * axis. The transform is orthonormal: Lo Lo^T = 1, Hi Hi^T = 1, Lo Hi^T = 0, down to axes of two
 * sites (see {@link Wavelet}).
 *
 * <p>Band b = 0 .. 2^rank - 2 is highpass along the axes a whose bit 2^a is set in b + 1, lowpass
 * along the others. Rank 1: the detail. Rank 2: highpass along axis 0 ("horizontal", PyWavelets'
 * cH), along axis 1 ("vertical", cV), along both ("diagonal", cD). Rank 3, axes named as in
 * PyWavelets' {@code dwtn}: daa, ada, dda, aad, dad, add, ddd.
 *
 * <p>Field arrays are [site][lane], detail arrays [band][coarse site][lane]; longer arrays are
 * accepted and the rest left alone. Results of one lane do not depend, not even in the last bit, on
 * how many lanes there are. Every method throws {@link IllegalArgumentException} when an array is
 * too short, when input and output are the same array, or when the scratch is for another grid or
 * for fewer lanes.
 *
 * <p>Cost in multiply-adds per fine value, F taps: at most F for coarsen and refine (F/2 (1 + 1/2 +
 * ...)), twice that for project, at most rank F for details and addDetails. Immutable and safe for
 * use by several threads, each with a {@link Scratch} of its own.
 */
public final class WaveletStep implements Serializable {
  private final Wavelet wavelet;
  private final Grid fine;
  private final Grid coarse;
  private final int rank;
  private final AxisFilter[] axes;

  /**
   * @param fine the finer grid, every axis even
   * @throws IllegalArgumentException when an axis is odd
   */
  public WaveletStep(Wavelet wavelet, Grid fine) {
    this(wavelet, fine, KernelChoice.current());
  }

  WaveletStep(Wavelet wavelet, Grid fine, Kernels kernels) {
    this.wavelet = wavelet;
    this.fine = fine;
    coarse = fine.coarser();
    rank = fine.rank();
    axes = new AxisFilter[rank];
    int outer = 1;
    int inner = fine.sites();
    for (int a = 0; a < rank; a++) {
      inner /= fine.size(a);
      axes[a] = new AxisFilter(kernels, wavelet, outer, fine.size(a), inner);
      outer *= coarse.size(a);
    }
  }

  /** The filters. */
  public Wavelet wavelet() {
    return wavelet;
  }

  /** The finer grid. */
  public Grid fine() {
    return fine;
  }

  /** The coarser grid, half the sites along every axis. */
  public Grid coarse() {
    return coarse;
  }

  AxisFilter axis(int axis) {
    return axes[axis];
  }

  /** Number of detail bands, 2^rank - 1. */
  public int bands() {
    return (1 << rank) - 1;
  }

  /** Work arrays of one thread; mutable, never shared between threads. */
  public static final class Scratch {
    private final Grid fine;
    private final int lanes;

    /** halved[a]: axes 0..a halved, the others full, [site][lane]. */
    private final double[][] halved;

    private Scratch(Grid fine, int lanes) {
      if (lanes < 1) {
        throw new IllegalArgumentException("at least one lane is needed; found " + lanes);
      }
      this.fine = fine;
      this.lanes = lanes;
      halved = new double[fine.rank()][];
      for (int a = 0; a < halved.length; a++) {
        halved[a] = new double[Math.multiplyExact(fine.sites() >> (a + 1), lanes)];
      }
    }
  }

  /**
   * Fresh work arrays for calls of up to {@code lanes} lanes, less than one fine field per lane.
   */
  public Scratch scratch(int lanes) {
    return new Scratch(fine, lanes);
  }

  /**
   * coarse = Lo fine.
   *
   * @param fine not modified, [fine site][lane]
   * @param coarse modified, [coarse site][lane]
   */
  public void coarsen(double[] fine, int lanes, Scratch s, double[] coarse) {
    check(s, lanes);
    checkFine(fine, lanes);
    checkCoarse(coarse, lanes);
    checkApart(fine, coarse);
    double[] in = fine;
    for (int a = 0; a < rank; a++) {
      double[] out = a == rank - 1 ? coarse : s.halved[a];
      axes[a].analyse(false, in, lanes, out);
      in = out;
    }
  }

  /**
   * fine = Lo^T coarse.
   *
   * @param coarse not modified, [coarse site][lane]
   * @param fine modified (overwritten), [fine site][lane]
   */
  public void refine(double[] coarse, int lanes, Scratch s, double[] fine) {
    check(s, lanes);
    checkFine(fine, lanes);
    checkCoarse(coarse, lanes);
    checkApart(fine, coarse);
    double[] in = coarse;
    for (int a = rank - 1; a >= 0; a--) {
      double[] out = a == 0 ? fine : s.halved[a - 1];
      axes[a].synthesise(false, in, lanes, out);
      in = out;
    }
  }

  /**
   * details = Hi fine.
   *
   * @param fine not modified, [fine site][lane]
   * @param details modified, [band][coarse site][lane]
   */
  public void details(double[] fine, int lanes, Scratch s, double[] details) {
    check(s, lanes);
    checkFine(fine, lanes);
    checkDetails(details, lanes);
    checkApart(fine, details);
    split(0, 0, fine, lanes, s, null, details);
  }

  /**
   * coarse = Lo fine and details = Hi fine, with less work than one after the other.
   *
   * @param fine not modified, [fine site][lane]
   * @param coarse modified, [coarse site][lane]
   * @param details modified, [band][coarse site][lane]
   */
  public void split(double[] fine, int lanes, Scratch s, double[] coarse, double[] details) {
    check(s, lanes);
    checkFine(fine, lanes);
    checkCoarse(coarse, lanes);
    checkDetails(details, lanes);
    checkApart(fine, coarse);
    checkApart(fine, details);
    checkApart(coarse, details);
    split(0, 0, fine, lanes, s, coarse, details);
  }

  /** Splits along axis a and those after; bit b of {@code bands}: highpass along axis b before. */
  private void split(
      int a,
      int bands,
      double[] in,
      int lanes,
      Scratch s,
      double @Nullable [] low,
      double[] details) {
    if (a == rank) {
      int length = coarse.sites() * lanes;
      System.arraycopy(in, 0, details, (bands - 1) * length, length);
      return;
    }
    double[] half = s.halved[a];
    if (bands != 0 || a < rank - 1) {
      axes[a].analyse(false, in, lanes, half);
      split(a + 1, bands, half, lanes, s, low, details);
    } else if (low != null) {
      axes[a].analyse(false, in, lanes, low);
    }
    axes[a].analyse(true, in, lanes, half);
    split(a + 1, bands | 1 << a, half, lanes, s, low, details);
  }

  /**
   * fine += Hi^T details.
   *
   * @param details not modified, [band][coarse site][lane]
   * @param fine modified, [fine site][lane]
   */
  public void addDetails(double[] details, int lanes, Scratch s, double[] fine) {
    check(s, lanes);
    checkFine(fine, lanes);
    checkDetails(details, lanes);
    checkApart(fine, details);
    join(0, 0, details, lanes, s, fine);
  }

  /** Transpose of {@link #split}: overwrites out, but adds to it at axis 0. */
  private void join(int a, int bands, double[] details, int lanes, Scratch s, double[] out) {
    if (a == rank) {
      int length = coarse.sites() * lanes;
      System.arraycopy(details, (bands - 1) * length, out, 0, length);
      return;
    }
    double[] half = s.halved[a];
    boolean add = a == 0;
    if (bands != 0 || a < rank - 1) {
      join(a + 1, bands, details, lanes, s, half);
      joinAxis(a, false, add, half, lanes, out);
      add = true;
    }
    join(a + 1, bands | 1 << a, details, lanes, s, half);
    joinAxis(a, true, add, half, lanes, out);
  }

  private void joinAxis(int a, boolean high, boolean add, double[] half, int lanes, double[] out) {
    if (add) {
      axes[a].synthesiseAdd(high, half, lanes, 1, out);
    } else {
      axes[a].synthesise(high, half, lanes, out);
    }
  }

  /**
   * x = P x with P = Hi^T Hi = 1 - Lo^T Lo, the projector on the details.
   *
   * @param x modified, [fine site][lane]
   */
  public void project(double[] x, int lanes, Scratch s) {
    project(x, lanes, s, null);
  }

  /**
   * x -= Lo^T M Lo x.
   *
   * @param moves M, [coarse site]; null for all
   */
  void project(double[] x, int lanes, Scratch s, boolean @Nullable [] moves) {
    check(s, lanes);
    checkFine(x, lanes);
    // Every axis halves the work of the next: Lo down all axes, Lo^T back, the last one subtracts.
    double[] in = x;
    for (int a = 0; a < rank; a++) {
      axes[a].analyse(false, in, lanes, s.halved[a]);
      in = s.halved[a];
    }
    for (int k = 0; moves != null && k < moves.length; k++) {
      if (!moves[k]) {
        Arrays.fill(in, k * lanes, (k + 1) * lanes, 0);
      }
    }
    for (int a = rank - 1; a > 0; a--) {
      axes[a].synthesise(false, s.halved[a], lanes, s.halved[a - 1]);
    }
    axes[0].synthesiseAdd(false, s.halved[0], lanes, -1, x);
  }

  /**
   * P(i, i + shift) for every site i, 1 or 0 less prod_a Q_a(i_a, i_a + shift_a) with Q_a = lo^T lo
   * along axis a; [fine site].
   *
   * @param shift one coordinate per axis, of any sign and size; none for the diagonal
   * @throws IllegalArgumentException when the number of coordinates is not the rank
   */
  public double[] projectorDiagonal(int... shift) {
    int[] by = shift(shift);
    double one = fine.site(by) == 0 ? 1 : 0;
    double[] diagonal = new double[fine.sites()];
    Arrays.setAll(
        diagonal,
        site -> {
          int[] x = fine.coordinates(site);
          double q = 1;
          for (int a = 0; a < rank; a++) {
            q *= axes[a].smooth(x[a], by[a]);
          }
          return one - q;
        });
    return diagonal;
  }

  private int[] shift(int... shift) {
    if (shift.length != 0 && shift.length != rank) {
      throw new IllegalArgumentException(
          "a shift has one coordinate per axis, " + rank + "; found " + shift.length);
    }
    return Arrays.copyOf(shift, rank);
  }

  /**
   * The same where only the details of some coarse sites k count: the sum over them and over bands
   * of Hi(k, i) Hi(k, i + shift); [fine site].
   *
   * @param moves which, [coarse site]
   */
  public double[] projectorDiagonal(boolean[] moves, int... shift) {
    int[] by = shift(shift);
    double[] diagonal = new double[fine.sites()];
    Grid around = Grid.cube(rank, wavelet.length()); // taps of a coarse site
    double[] products = new double[around.sites()];
    for (int t = 0; t < products.length; t++) {
      int[] tap = around.coordinates(t);
      double low = 1;
      double all = 1;
      for (int a = 0; a < rank; a++) {
        // Of taps that wrap onto the same site the first stands for all.
        boolean first = tap[a] < fine.size(a);
        int distance = tap[a] - wavelet.shift();
        double smooth = first ? axes[a].product(false, distance, by[a]) : 0;
        low *= smooth;
        all *= first ? smooth + axes[a].product(true, distance, by[a]) : 0;
      }
      products[t] = all - low;
    }
    for (int k = 0; k < moves.length; k++) {
      int[] site = coarse.coordinates(k);
      for (int t = 0; moves[k] && t < products.length; t++) {
        int[] x = around.coordinates(t);
        for (int a = 0; a < rank; a++) {
          x[a] += 2 * site[a] - wavelet.shift();
        }
        diagonal[fine.site(x)] += products[t];
      }
    }
    return diagonal;
  }

  /**
   * The trace of P times a shift, sum_i P(i, i + shift), periodic; at shift 0 the number of detail
   * coefficients.
   *
   * @param shift one coordinate per axis, of any sign and size; none for shift 0
   * @throws IllegalArgumentException when the number of coordinates is not the rank
   */
  public double projectorTrace(int... shift) {
    int[] by = shift(shift);
    double q = 1;
    for (int a = 0; a < rank; a++) {
      q *= axes[a].smoothTrace(by[a]);
    }
    return (fine.site(by) == 0 ? fine.sites() : 0) - q;
  }

  private void check(Scratch s, int lanes) {
    if (lanes < 1 || lanes > s.lanes) {
      throw new IllegalArgumentException(
          "this scratch serves 1 to " + s.lanes + " lanes; found " + lanes);
    }
    if (!s.fine.equals(fine)) {
      throw new IllegalArgumentException(
          "the scratch must be made by a step on " + fine + "; found one for " + s.fine);
    }
  }

  private void checkFine(double[] array, int lanes) {
    checkLength("fine field", array, (long) fine.sites() * lanes);
  }

  private void checkCoarse(double[] array, int lanes) {
    checkLength("coarse field", array, (long) coarse.sites() * lanes);
  }

  private void checkDetails(double[] array, int lanes) {
    checkLength("details", array, (long) bands() * coarse.sites() * lanes);
  }

  private void checkLength(String what, double[] array, long length) {
    if (array.length < length) {
      throw new IllegalArgumentException(
          "the array of the "
              + what
              + " must hold "
              + length
              + " values for a step on "
              + fine
              + "; found "
              + array.length);
    }
  }

  @SuppressWarnings("ReferenceEquality") // Asks whether the two are one array.
  private static void checkApart(double[] a, double[] b) {
    if (a == b) {
      throw new IllegalArgumentException("input and output must be different arrays");
    }
  }

  /** What travels. */
  private record Form(Wavelet wavelet, Grid fine) implements Serializable {
    private Object readResolve() {
      return new WaveletStep(wavelet, fine);
    }
  }

  private Object writeReplace() {
    return new Form(wavelet, fine);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("travels as its Form");
  }
}
