package org.wirg.field;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A periodic hypercubic lattice of 1 to 3 axes. Sites are numbered in C order: the last axis runs
 * fastest, site = (x_0 n_1 + x_1) n_2 + x_2.
 */
public final class Grid implements Serializable {
  private static final long MAX_SITES = 1L << 30;

  private final int[] shape;
  private final int sites;

  private Grid(int[] shape, int sites) {
    this.shape = shape;
    this.sites = sites;
  }

  /**
   * The grid with the given number of sites per axis.
   *
   * @throws IllegalArgumentException unless there are 1 to 3 axes, each of at least one site, and
   *     at most 2^30 sites in all
   */
  public static Grid of(int... shape) {
    if (shape.length < 1 || shape.length > 3) {
      throw new IllegalArgumentException("a grid has 1 to 3 axes; found " + shape.length);
    }
    long sites = 1;
    for (int n : shape) {
      if (n < 1) {
        throw new IllegalArgumentException("an axis has at least one site; found " + n);
      }
      sites = Math.multiplyExact(sites, (long) n);
      if (sites > MAX_SITES) {
        throw new IllegalArgumentException(
            "a grid has at most 2^30 sites; found " + Arrays.toString(shape));
      }
    }
    return new Grid(shape.clone(), (int) sites);
  }

  /** The grid of {@code rank} axes with {@code size} sites each. */
  public static Grid cube(int rank, int size) {
    int[] shape = new int[rank];
    Arrays.fill(shape, size);
    return of(shape);
  }

  /** Sites per axis. */
  public int[] shape() {
    return shape.clone();
  }

  /** Number of axes, 1 to 3. */
  public int rank() {
    return shape.length;
  }

  /** Sites along one axis. */
  public int size(int axis) {
    return shape[axis];
  }

  /** The longest axis. */
  public int longestSide() {
    return Arrays.stream(shape).max().orElseThrow();
  }

  /** Number of sites. */
  public int sites() {
    return sites;
  }

  /** Sites along the shortest axis. */
  public int shortestSide() {
    return Arrays.stream(shape).min().orElseThrow();
  }

  /**
   * The sites that are at least {@code margin} sites away from every side, were the lattice not
   * periodic; [site].
   */
  public boolean[] inside(int margin) {
    boolean[] inside = new boolean[sites];
    for (int i = 0; i < sites; i++) {
      int[] x = coordinates(i);
      inside[i] = true;
      for (int a = 0; a < x.length; a++) {
        inside[i] &= x[a] >= margin && x[a] < shape[a] - margin;
      }
    }
    return inside;
  }

  /** The grid of the next coarser level: half the sites along every axis. */
  public Grid coarser() {
    int[] half = new int[shape.length];
    for (int a = 0; a < half.length; a++) {
      if (shape[a] % 2 != 0) {
        throw new IllegalArgumentException("every axis must be even to be halved; found " + this);
      }
      half[a] = shape[a] / 2;
    }
    return of(half);
  }

  /** Coordinates of a site, one per axis. */
  public int[] coordinates(int site) {
    int[] x = new int[shape.length];
    for (int a = shape.length - 1; a >= 0; a--) {
      x[a] = site % shape[a];
      site /= shape[a];
    }
    return x;
  }

  /** The site at the given coordinates, wrapped periodically. */
  public int site(int... coordinates) {
    int site = 0;
    for (int a = 0; a < shape.length; a++) {
      site = site * shape[a] + Math.floorMod(coordinates[a], shape[a]);
    }
    return site;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Grid grid && Arrays.equals(shape, grid.shape);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(shape);
  }

  /** For example {@code 32x32}. */
  @Override
  public String toString() {
    return Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining("x"));
  }
}
