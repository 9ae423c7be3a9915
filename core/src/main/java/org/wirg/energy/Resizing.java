package org.wirg.energy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.wavelet.Pyramid;

/**
 * A model's law on a larger or smaller lattice, with as many levels more or fewer.
 *
 * <p>Couplings know nothing of the size of their lattice: the finest levels keep their distance
 * from the microscopic scale, the last ones, on lattices of a few sites, keep their size, and
 * between them the law of one level is repeated (or left out), fields growing from copy to copy as
 * they do from that level to the next. That is exact where laws repeat from scale to scale: at a
 * critical point far above the microscopic scale. The repeated level is the coarsest of those whose
 * couplings do not reach half around their lattice.
 *
 * <p>Where the coarsest field has several sites and its couplings do not reach half around them
 * either, none is repeated: that field's lattice grows or shrinks, which is exact everywhere.
 */
final class Resizing {
  private final Model model;
  private final Pyramid pyramid;
  private final int more; // levels, negative where there are fewer
  private final int repeated; // the level
  private final double growth; // of sigma from the repeated level to the next

  private Resizing(Model model, Grid grid) {
    this.model = model;
    int doublings = moreLevels(model.grid(), grid);
    boolean stretches = stretches(model, doublings);
    this.more = stretches ? 0 : doublings;
    this.repeated = stretches ? model.levels().size() : repeated(model);
    if (repeated == 0) {
      throw new InputRejected(
          "couplings that reach half around the model's lattice cannot be carried to other sizes;"
              + " found those of "
              + model.grid()
              + "; fit with a smaller --radius, or larger fields");
    }
    if (repeated + more < 1) {
      throw new InputRejected(
          "a lattice must be longer than the couplings reach both ways, at the finest level too; found "
              + grid
              + " for a model of "
              + model.grid()
              + "; choose a larger size");
    }
    this.pyramid = new Pyramid(model.wavelet(), grid, model.levels().size() + more);
    this.growth = sigmaAfter(repeated) / model.levels().get(repeated - 1).sigma();
  }

  static Model of(Model model, Grid grid) {
    return grid.equals(model.grid()) ? model : new Resizing(model, grid).model();
  }

  /** Whether there is the same law on a lattice that was halved so many times. */
  static boolean halves(Model model, int times) {
    int divisor = 1 << times;
    return Arrays.stream(model.grid().shape()).allMatch(side -> side % divisor == 0)
        && (stretches(model, -times) || repeated(model) > times);
  }

  private static int moreLevels(Grid from, Grid to) {
    if (from.rank() == to.rank()) {
      for (int more = -30; more <= 30; more++) {
        int[] shape = from.shape();
        for (int a = 0; a < shape.length; a++) {
          double side = Math.scalb((double) shape[a], more);
          shape[a] = whole(side) && side <= 1 << 24 ? (int) side : -1;
        }
        if (Arrays.equals(shape, to.shape())) {
          return more;
        }
      }
    }
    throw new InputRejected(
        "a model's fields can be doubled or halved along all axes at once; found "
            + to
            + " for a model of "
            + from
            + "; choose a power of two times its size");
  }

  /**
   * Whether the coarsest law, and every other, fits on a lattice so many times twice as long, or
   * half as long where the number is negative.
   */
  private static boolean stretches(Model model, int doublings) {
    List<Level> laws = new ArrayList<>(model.levels());
    laws.add(model.coarsest());
    Grid last = model.coarsest().energy().grid();
    return last.sites() > 1
        && Arrays.stream(last.shape()).allMatch(n -> whole(Math.scalb((double) n, doublings)))
        && laws.stream()
            .allMatch(
                law -> {
                  int side = law.energy().grid().shortestSide();
                  return reach(law) < Math.min(side, Math.scalb((double) side, doublings));
                });
  }

  private static boolean whole(double side) {
    return side == Math.rint(side);
  }

  /** The level whose law is repeated; 0 where there is none. */
  private static int repeated(Model model) {
    int last = 0;
    for (Level level : model.levels()) {
      if (reach(level) < level.energy().grid().shortestSide()) {
        last = level.level();
      }
    }
    return last;
  }

  /** Sites that the couplings reach, both ways together. */
  private static int reach(Level level) {
    int reach = 0;
    for (Potential term : level.energy().terms()) {
      reach = term instanceof QuadraticKernel kernel ? 2 * kernel.radius() : reach;
    }
    return reach;
  }

  private double sigmaAfter(int level) {
    return level == model.levels().size()
        ? model.coarsest().sigma()
        : model.levels().get(level).sigma();
  }

  private Model model() {
    List<Level> levels = new ArrayList<>();
    for (int j = 1; j <= pyramid.levels(); j++) {
      int own = own(j);
      Level like = model.levels().get(own - 1);
      levels.add(
          new Level(
              j,
              like.sigma() * StrictMath.pow(growth, j - own),
              like.detailSigma(),
              like.energy().on(Subspace.details(pyramid.step(j))),
              like.estimate()));
    }
    Level last = model.coarsest();
    Level coarsest =
        new Level(
            pyramid.levels(),
            last.sigma() * StrictMath.pow(growth, more),
            last.detailSigma(),
            last.energy().on(Subspace.whole(pyramid.grid(pyramid.levels()))),
            last.estimate());
    return new Model(
        pyramid.grid(0),
        model.wavelet(),
        model.mean(),
        model.isotropic(),
        model.even(),
        levels,
        coarsest,
        model.provenance(),
        Hamiltonians.NONE,
        model.transform());
  }

  /** The level whose law level j has. */
  private int own(int j) {
    if (j <= repeated + Math.min(more, 0)) {
      return j;
    }
    return j <= repeated + more ? repeated : j - more;
  }
}
