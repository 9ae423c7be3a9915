package org.wirg.fit;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wirg.energy.Stiffness;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.field.Mask;
import org.wirg.field.Transform;
import org.wirg.wavelet.Pyramid;
import org.wirg.wavelet.Wavelet;

/**
 * How to learn a model.
 *
 * @param wavelet name of the wavelet, see {@link org.wirg.wavelet.Wavelet#names}
 * @param coarsest side of the coarsest field along the shortest axis; larger for fields with an
 *     edge, see {@link #levels}
 * @param radius largest |component| of the shifts of the quadratic kernel at the finest level
 * @param splines B-splines of a scalar potential over the range of the data
 * @param isotropic whether axes and directions are equivalent
 * @param even whether the law is symmetric under phi to -phi
 * @param seed of the Monte Carlo averages that a coarsest level of more than one site needs
 * @param threads how many threads compute; results do not depend on it
 * @param open whether fields end at their edge, as those cut from larger maps do; else they are
 *     periodic
 * @param refined the finest level whose details the likelihood refines after score matching; or
 *     {@link #AUTO}
 * @param likelihood how the likelihood of all levels is maximised; null for score matching, which
 *     the likelihood refines at the coarser levels
 * @param mask sites without data, left out like an edge; null where there are none
 * @param stiffness whether energies have a stiffness that depends on the field
 * @param original the transform that fields come from, when values from before it are coupled at
 *     the finest level, too; else none
 * @param coarserRadius what the radius is at all coarser levels
 */
public record FitOptions(
    String wavelet,
    int coarsest,
    int radius,
    int splines,
    boolean isotropic,
    boolean even,
    long seed,
    int threads,
    boolean open,
    int refined,
    @Nullable LikelihoodOptions likelihood,
    @Nullable Mask mask,
    boolean stiffness,
    Transform original,
    int coarserRadius) {
  /** Level 2; level 1 where chains that start at its data leave them under what was learned. */
  public static final int AUTO = 0;

  /** db2, down to one site, radius 4, 20 splines, no symmetry assumed. */
  public static final FitOptions DEFAULT = new FitOptions("db2", 1, 4, 20, false, false, 1, 1);

  /** Score matching. */
  public FitOptions(
      String wavelet,
      int coarsest,
      int radius,
      int splines,
      boolean isotropic,
      boolean even,
      long seed,
      int threads) {
    this(
        wavelet,
        coarsest,
        radius,
        splines,
        isotropic,
        even,
        seed,
        threads,
        false,
        AUTO,
        null,
        null,
        false,
        Transform.none(),
        radius);
  }

  public FitOptions {
    if (coarsest < 1) {
      throw new IllegalArgumentException("the coarsest side is at least 1; found " + coarsest);
    }
    if (radius < 0 || radius > 16) {
      throw new IllegalArgumentException("the radius is 0 to 16; found " + radius);
    }
    if (coarserRadius < 0 || coarserRadius > 16) {
      throw new IllegalArgumentException(
          "the radius of coarser levels is 0 to 16; found " + coarserRadius);
    }
    if (splines < 6 || splines > 200) {
      throw new IllegalArgumentException("splines are 6 to 200; found " + splines);
    }
    if (refined < 0) {
      throw new IllegalArgumentException("levels count from 1; found " + refined);
    }
    if (even && !original.isNone()) {
      throw new IllegalArgumentException(
          "a law of values from before a transform, too, is not even; leave the symmetry or them out");
    }
    if (radius < 1 && !original.isNone()) {
      throw new IllegalArgumentException(
          "couplings of values from before a transform reach at least 1 site; found radius 0");
    }
    if (threads < 1) {
      throw new IllegalArgumentException("at least one thread is needed; found " + threads);
    }
  }

  /**
   * Number of levels of details: down to the coarsest side, or when {@link #edged} down to the last
   * field of which something is free of the edge, if there is one.
   */
  public int levels(Grid grid) {
    int edged = edgedLevels(grid);
    return edged > 0 ? edged : Pyramid.levelsDownTo(grid, coarsest);
  }

  /** Whether something is left out: at the fields' edge, or where there are no data. */
  public boolean edged() {
    return open || mask != null;
  }

  /**
   * Number of levels, the finest ones, in which something is free of the edge when {@link #edged}.
   */
  public int edgedLevels(Grid grid) {
    Pyramid pyramid =
        new Pyramid(Wavelet.named(wavelet), grid, Pyramid.levelsDownTo(grid, coarsest));
    return interior(pyramid).edgedLevels();
  }

  /**
   * What of the fields counts.
   *
   * @throws InputRejected when a mask leaves no detail
   */
  Interior interior(Pyramid pyramid) {
    if (!edged()) {
      return Interior.periodic(pyramid);
    }
    Radii reach = stiffness ? radii().atLeast(Stiffness.REACH) : radii();
    Interior interior = Interior.of(pyramid, open, mask, reach);
    if (mask != null && interior.edgedLevels() == 0) {
      throw new InputRejected(
          "details need couplings that no masked site is part of; found none on "
              + mask.grid()
              + " with "
              + mask.masked()
              + " sites masked; use a smaller --radius or --wavelet haar, or cut patches with"
              + " `wirg prepare --mask`");
    }
    return interior;
  }

  /** How far couplings reach. */
  Radii radii() {
    return new Radii(radius, coarserRadius);
  }

  /** The finest level that the likelihood refines in any case. */
  int refinedForSure() {
    return refined == AUTO ? 2 : refined;
  }

  /**
   * The finest level that it may refine, at most the coarsest field.
   *
   * @param levels of details
   */
  int refinedPerhaps(int levels) {
    return refined == AUTO ? 1 : Math.min(refined, levels + 1);
  }

  /** The same with or without the symmetry phi to -phi. */
  public FitOptions withEven(boolean symmetric) {
    return with(change -> change.even = symmetric);
  }

  /** The same on another number of threads. */
  public FitOptions withThreads(int count) {
    return with(change -> change.threads = count);
  }

  /** The same by maximum likelihood. */
  public FitOptions by(LikelihoodOptions options) {
    return with(change -> change.likelihood = options);
  }

  /** The same for fields that have sites without data. */
  public FitOptions withMask(@Nullable Mask sites) {
    return with(change -> change.mask = sites);
  }

  /** The same for fields that end at their edge, or are periodic. */
  public FitOptions withEdge(boolean edge) {
    return with(change -> change.open = edge);
  }

  /** The same where the likelihood refines the details from a level on, or from {@link #AUTO}. */
  public FitOptions refinedFrom(int level) {
    return with(change -> change.refined = level);
  }

  /** The same with or without a stiffness that depends on the field. */
  public FitOptions withStiffness(boolean wanted) {
    return with(change -> change.stiffness = wanted);
  }

  /** The same with couplings of the values from before a transform at the finest level, too. */
  public FitOptions withOriginal(Transform transform) {
    return with(change -> change.original = transform);
  }

  /** The same with couplings of coarser levels that reach less far, or further. */
  public FitOptions withCoarserRadius(int sites) {
    return with(change -> change.coarserRadius = sites);
  }

  private FitOptions with(Consumer<Change> what) {
    Change change = new Change(this);
    what.accept(change);
    return new FitOptions(
        wavelet,
        coarsest,
        radius,
        splines,
        isotropic,
        change.even,
        seed,
        change.threads,
        change.open,
        change.refined,
        change.likelihood,
        change.mask,
        change.stiffness,
        change.original,
        change.coarserRadius);
  }

  /** What others may have otherwise. */
  private static final class Change {
    private boolean even;
    private int threads;
    private boolean open;
    private int refined;
    private @Nullable LikelihoodOptions likelihood;
    private @Nullable Mask mask;
    private boolean stiffness;
    private Transform original;
    private int coarserRadius;

    Change(FitOptions options) {
      this.even = options.even;
      this.threads = options.threads;
      this.open = options.open;
      this.refined = options.refined;
      this.likelihood = options.likelihood;
      this.mask = options.mask;
      this.stiffness = options.stiffness;
      this.original = options.original;
      this.coarserRadius = options.coarserRadius;
    }
  }
}
