package org.wirg.wavelet;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;

/**
 * The cascade of J wavelet steps from the finest grid (level 0) to the coarsest (level J): phi_j =
 * Lo phi_{j-1}, psi_j = Hi phi_{j-1}.
 *
 * <p>The whole transform is orthonormal: |phi_0|^2 = |phi_J|^2 + sum_j |psi_j|^2. Cost: that of its
 * first step times less than 1 / (1 - 2^-rank). Immutable and thread-safe.
 */
public final class Pyramid implements Serializable {
  private final Wavelet wavelet;
  private final List<Grid> grids;
  private final List<WaveletStep> steps;

  /**
   * @param levels how many times every axis is halved, zero or more
   * @throws IllegalArgumentException unless every axis of {@code finest} is a multiple of 2^levels
   */
  public Pyramid(Wavelet wavelet, Grid finest, int levels) {
    if (levels < 0 || levels > mostLevels(finest)) {
      throw new IllegalArgumentException(
          "every axis of "
              + finest
              + " can be halved 0 to "
              + mostLevels(finest)
              + " times; found "
              + levels
              + " levels");
    }
    List<Grid> grids = new ArrayList<>(List.of(finest));
    List<WaveletStep> steps = new ArrayList<>();
    for (int j = 1; j <= levels; j++) {
      WaveletStep step = new WaveletStep(wavelet, grids.getLast());
      steps.add(step);
      grids.add(step.coarse());
    }
    this.wavelet = wavelet;
    this.grids = List.copyOf(grids);
    this.steps = List.copyOf(steps);
  }

  /**
   * The number of levels J after which the shortest axis has {@code coarsestSide} sites.
   *
   * @throws InputRejected unless the shortest axis is coarsestSide * 2^J and every axis a multiple
   *     of 2^J
   * @throws IllegalArgumentException when coarsestSide is not positive
   */
  public static int levelsDownTo(Grid finest, int coarsestSide) {
    if (coarsestSide < 1) {
      throw new IllegalArgumentException("the coarsest side is positive; found " + coarsestSide);
    }
    int shortest = finest.shortestSide();
    for (int levels = 0; levels <= mostLevels(finest); levels++) {
      if (shortest == (long) coarsestSide << levels) {
        return levels;
      }
    }
    String sides =
        IntStream.rangeClosed(0, mostLevels(finest))
            .mapToObj(j -> Integer.toString(shortest >> j))
            .collect(Collectors.joining(", "));
    throw new InputRejected(
        "the shortest axis of the fields must be the coarsest side times 2^J, and every axis a"
            + " multiple of 2^J; found fields of "
            + finest
            + " and a coarsest side of "
            + coarsestSide
            + "; choose a coarsest side (--coarsest) among "
            + sides
            + ", or cut the fields to such a shape");
  }

  /** How often every axis can be halved. */
  private static int mostLevels(Grid grid) {
    return Arrays.stream(grid.shape()).map(Integer::numberOfTrailingZeros).min().orElseThrow();
  }

  /** Number of steps J. */
  public int levels() {
    return steps.size();
  }

  /** The grid of a level, 0 (finest) to J (coarsest). */
  public Grid grid(int level) {
    return grids.get(level);
  }

  /** The step from grid(level - 1) to grid(level), level 1 to J. */
  public WaveletStep step(int level) {
    return steps.get(level - 1);
  }

  /**
   * The coefficients of fields on the finest grid.
   *
   * @param fields not modified, [site][lane]
   * @param lanes number of fields side by side
   * @throws IllegalArgumentException when the length is not that of {@code lanes} fields
   */
  public Bands analyse(double[] fields, int lanes) {
    checkLength("fields on " + grid(0), fields, grid(0).sites(), lanes);
    double[] phi = fields;
    List<double[]> details = new ArrayList<>();
    for (WaveletStep step : steps) {
      WaveletStep.Scratch scratch = step.scratch(lanes);
      double[] psi = new double[step.bands() * step.coarse().sites() * lanes];
      double[] coarser = new double[step.coarse().sites() * lanes];
      step.details(phi, lanes, scratch, psi);
      step.coarsen(phi, lanes, scratch, coarser);
      details.add(psi);
      phi = coarser;
    }
    return new Bands(lanes, phi, details);
  }

  /**
   * The fields with the given coefficients, [site][lane]: the inverse and transpose of {@link
   * #analyse}.
   *
   * @throws IllegalArgumentException when the coefficients are not of this pyramid's shape
   */
  public double[] synthesise(Bands bands) {
    int lanes = bands.lanes();
    if (bands.levels() != levels()) {
      throw new IllegalArgumentException(
          "the coefficients must have " + levels() + " levels; found " + bands.levels());
    }
    double[] phi = bands.coarsest();
    checkLength("coarsest field on " + grids.getLast(), phi, grids.getLast().sites(), lanes);
    for (int j = levels(); j >= 1; j--) {
      WaveletStep step = step(j);
      WaveletStep.Scratch scratch = step.scratch(lanes);
      double[] psi = bands.details(j);
      checkLength("details of level " + j, psi, step.bands() * step.coarse().sites(), lanes);
      double[] finer = new double[step.fine().sites() * lanes];
      step.refine(phi, lanes, scratch, finer);
      step.addDetails(psi, lanes, scratch, finer);
      phi = finer;
    }
    return phi;
  }

  private static void checkLength(String what, double[] array, int values, int lanes) {
    if (lanes < 1 || array.length != (long) values * lanes) {
      throw new IllegalArgumentException(
          "the "
              + what
              + " hold "
              + values
              + " values per lane; found "
              + array.length
              + " for "
              + lanes
              + " lanes");
    }
  }

  /** What travels. */
  private record Form(Wavelet wavelet, Grid finest, int levels) implements Serializable {
    private Object readResolve() {
      return new Pyramid(wavelet, finest, levels);
    }
  }

  private Object writeReplace() {
    return new Form(wavelet, grid(0), levels());
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("travels as its Form");
  }
}
