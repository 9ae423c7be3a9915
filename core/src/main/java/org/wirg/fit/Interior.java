package org.wirg.fit;

import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.field.Mask;
import org.wirg.wavelet.Pyramid;

/**
 * What of every level's fields is free of the data's edge and of sites without data. Fields cut
 * from larger maps do not go on periodically: transforms that reach across the edge mix what does
 * not belong together, and forces there lack neighbours. Directions whose force needs sites beyond
 * the edge are left out: those that stay are as in the middle of a larger map, so nothing is
 * biased, there is only less of it. Sites that a mask leaves out are an edge, too.
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

  /** Fields that end at their edge. */
  static Interior open(Pyramid pyramid, int radius) {
    return of(pyramid, true, null, new Radii(radius, radius));
  }

  /**
   * Fields that end at their edge, or have sites without data.
   *
   * @param open whether they end; else they are periodic
   * @param mask null where all sites hold data
   * @param reach of the forces
   */
  static Interior of(Pyramid pyramid, boolean open, @Nullable Mask mask, Radii reach) {
    int levels = pyramid.levels();
    int shift = levels == 0 ? 0 : pyramid.step(1).wavelet().shift();
    boolean[][] fields = new boolean[levels + 1][];
    boolean[][] forces = new boolean[levels + 1][];
    boolean[][] details = new boolean[levels][];
    // Sites of phi_l that nothing unknown has touched.
    boolean[] known = mask == null ? pyramid.grid(0).inside(0) : mask.free();
    int edged = 0;
    for (int l = 0; l < levels; l++) {
      Erosion near = new Erosion(pyramid.grid(l), open, 1, reach.at(l), reach.at(l));
      // The taps of coarse site k are fine sites 2 k - shift to 2 k + shift + 1.
      Erosion taps = new Erosion(pyramid.grid(l), open, 2, shift, shift + 1);
      boolean[] sure = near.of(known);
      boolean[] moving = taps.of(sure);
      if (count(moving) == 0) {
        break;
      }
      fields[l] = known;
      forces[l] = sure;
      details[l] = moving;
      known = taps.of(known);
      edged = l + 1;
    }
    int radius = Integer.MAX_VALUE;
    if (levels > 0 && edged == levels) {
      // As many sites as two along every axis keep all their neighbours.
      Grid last = pyramid.grid(levels);
      radius = reach.at(levels);
      boolean[] sure = new Erosion(last, open, 1, radius, radius).of(known);
      while (radius > 0 && count(sure) < 1 << last.rank()) {
        radius--;
        sure = new Erosion(last, open, 1, radius, radius).of(known);
      }
      fields[levels] = known;
      forces[levels] = sure;
    }
    return new Interior(pyramid, edged, fields, forces, details, radius);
  }

  private static int count(boolean[] sites) {
    int count = 0;
    for (boolean one : sites) {
      count += one ? 1 : 0;
    }
    return count;
  }

  /**
   * Which sites k, one in {@code stride} along every axis, have all that they need: sites from
   * stride k - before to stride k + after.
   *
   * @param open whether sites beyond the edge are missing; else the lattice is periodic
   */
  private record Erosion(Grid grid, boolean open, int stride, int before, int after) {
    boolean[] of(boolean[] sites) {
      boolean[] left = sites;
      int[] shape = grid.shape();
      for (int axis = 0; axis < shape.length; axis++) {
        left = along(axis, shape, left);
        shape[axis] /= stride;
      }
      return left;
    }

    private boolean[] along(int axis, int[] shape, boolean[] sites) {
      int inner = Arrays.stream(shape, axis + 1, shape.length).reduce(1, (a, b) -> a * b);
      int length = shape[axis];
      boolean[] left = new boolean[sites.length / stride];
      for (int i = 0; i < left.length; i++) {
        int row = i / inner / (length / stride);
        int k = i / inner % (length / stride);
        boolean all = true;
        for (int at = stride * k - before; all && at <= stride * k + after; at++) {
          boolean beyond = at < 0 || at >= length;
          all =
              !(beyond && open)
                  && sites[(row * length + Math.floorMod(at, length)) * inner + i % inner];
        }
        left[i] = all;
      }
      return left;
    }
  }

  /**
   * Radius of the couplings of phi_l.
   *
   * @param most what is wanted
   */
  int radius(int l, int most) {
    return l == pyramid.levels() ? Math.min(most, coarsestRadius) : most;
  }

  /**
   * Radius of the couplings of the coarsest field's law, which is learned from averages over pairs
   * of known sites: every shift needs as many pairs as two along every axis.
   *
   * @param most what is wanted
   */
  int coarsestRadius(int most) {
    int last = pyramid.levels();
    if (!edged(last)) {
      return most;
    }
    Grid grid = pyramid.grid(last);
    int radius = radius(last, most);
    while (radius < Math.min(most, (grid.shortestSide() - 1) / 2)
        && fewestPairs(grid, fields[last], radius + 1) >= 1 << grid.rank()) {
      radius++;
    }
    return radius;
  }

  /** The number of pairs that do not go around the lattice, of the shift that has the fewest. */
  private static int fewestPairs(Grid grid, boolean[] known, int radius) {
    int[] sides = new int[grid.rank()];
    Arrays.fill(sides, 2 * radius + 1);
    Grid shifts = Grid.of(sides);
    int fewest = Integer.MAX_VALUE;
    for (int s = 0; s < shifts.sites(); s++) {
      int[] shift = Arrays.stream(shifts.coordinates(s)).map(x -> x - radius).toArray();
      int pairs = 0;
      for (int i = 0; i < known.length; i++) {
        int[] x = grid.coordinates(i);
        boolean inside = known[i];
        for (int a = 0; a < x.length && inside; a++) {
          x[a] += shift[a];
          inside = x[a] >= 0 && x[a] < grid.size(a);
        }
        pairs += inside && known[grid.site(x)] ? 1 : 0;
      }
      fewest = Math.min(fewest, pairs);
    }
    return fewest;
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
