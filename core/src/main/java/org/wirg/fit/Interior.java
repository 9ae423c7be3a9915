package org.wirg.fit;

import java.io.Serializable;
import org.wirg.energy.Subspace;
import org.wirg.wavelet.Pyramid;

/**
 * What of every level's fields is free of the data's edge. Fields cut from larger maps do not go on
 * periodically: transforms that reach across the edge mix what does not belong together, and forces
 * there lack neighbours. Directions whose force needs sites beyond the edge are left out: those
 * that stay are as in the middle of a larger map, so nothing is biased, there is only less of it.
 *
 * <p>Levels so small that nothing is free of the edge are taken as periodic, with all they have. A
 * fit has none of them: its coarsest field is the last one of which something is free.
 */
final class Interior implements Serializable {
  private final Pyramid pyramid;
  private final int edged; // levels that leave their edge out, the finest ones
  private final boolean[][] fields; // [level][site]
  private final boolean[][] forces; // [level][site]
  private final boolean[][] details; // [level j - 1][coarse site]
  private final int coarsestRadius; // of forces on phi_J, at most

  private Interior(
      Pyramid pyramid,
      int edged,
      boolean[][] fields,
      boolean[][] forces,
      boolean[][] details,
      int coarsestRadius) {
    this.pyramid = pyramid;
    this.edged = edged;
    this.coarsestRadius = coarsestRadius;
    this.fields = fields;
    this.forces = forces;
    this.details = details;
  }

  /** Periodic fields: there is no edge. */
  static Interior periodic(Pyramid pyramid) {
    int levels = pyramid.levels();
    return new Interior(
        pyramid,
        0,
        new boolean[levels + 1][],
        new boolean[levels + 1][],
        new boolean[levels][],
        Integer.MAX_VALUE);
  }

  /**
   * Fields that end at their edge.
   *
   * @param radius of the forces
   */
  static Interior open(Pyramid pyramid, int radius) {
    int levels = pyramid.levels();
    int shift = levels == 0 ? 0 : pyramid.step(1).wavelet().shift();
    boolean[][] fields = new boolean[levels + 1][];
    boolean[][] forces = new boolean[levels + 1][];
    boolean[][] details = new boolean[levels][];
    int margin = 0; // sites along every side of phi_l that the edge has touched, an upper bound
    int edged = 0;
    for (int l = 0; l < levels; l++) {
      // The taps of coarse site k are fine sites 2 k - shift to 2 k + shift + 1.
      int touched = Math.ceilDiv(margin + shift, 2);
      int unsure = Math.ceilDiv(margin + radius + shift, 2);
      if (pyramid.grid(l + 1).shortestSide() <= 2 * unsure) {
        break;
      }
      fields[l] = pyramid.grid(l).inside(margin);
      forces[l] = pyramid.grid(l).inside(margin + radius);
      details[l] = pyramid.grid(l + 1).inside(unsure);
      margin = touched;
      edged = l + 1;
    }
    int reach = Integer.MAX_VALUE;
    if (levels > 0 && edged == levels) {
      // At least two sites along every axis keep all their neighbours.
      reach = pyramid.grid(levels).shortestSide() / 2 - margin - 1;
      fields[levels] = pyramid.grid(levels).inside(margin);
      forces[levels] = pyramid.grid(levels).inside(margin + Math.min(radius, reach));
    }
    return new Interior(pyramid, edged, fields, forces, details, reach);
  }

  /**
   * Radius of the couplings of phi_l.
   *
   * @param most what is wanted
   */
  int radius(int l, int most) {
    return l == pyramid.levels() ? Math.min(most, coarsestRadius) : most;
  }

  /** Number of levels, the finest ones, whose edge is left out; 0 for periodic fields. */
  int edgedLevels() {
    return edged;
  }

  /** Whether phi_l's fields have an edge that is left out. */
  boolean edged(int l) {
    return forces[l] != null;
  }

  /** The sites of phi_l that no transform across the edge has touched. */
  boolean[] field(int l) {
    return edged(l) ? fields[l].clone() : pyramid.grid(l).inside(0);
  }

  /** The directions of phi_l in which forces are known. */
  Subspace whole(int l) {
    Subspace whole = Subspace.whole(pyramid.grid(l));
    return edged(l) ? whole.part(forces[l]) : whole;
  }

  /** The details of level j whose forces are known. */
  Subspace details(int j) {
    Subspace all = Subspace.details(pyramid.step(j));
    return j <= edged ? all.part(details[j - 1]) : all;
  }

  /** The coarse sites of these details. */
  boolean[] detailSites(int j) {
    return j <= edged ? details[j - 1].clone() : pyramid.grid(j).inside(0);
  }
}
