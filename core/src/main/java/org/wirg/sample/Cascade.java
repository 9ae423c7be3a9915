package org.wirg.sample;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.SiteLaw;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.internal.kernel.NormalField;
import org.wirg.internal.random.Philox;
import org.wirg.internal.random.Purpose;
import org.wirg.internal.random.Uniform;
import org.wirg.wavelet.WaveletStep;

/**
 * A model as it is sampled, level after level, with the random numbers of a seed: coarsest fields,
 * and fields to start chains from. Immutable; every field is a function of (model, seed, chain).
 */
final class Cascade implements Serializable {
  private final Model model;
  private final long seed;

  /** All that is sampled by chains, finest first: the details' laws, then a coarsest field's. */
  private final List<Level> levels;

  private final @Nullable SiteLaw site; // the coarsest law where it has one site

  Cascade(Model model, long seed) {
    this.model = model;
    this.seed = seed;
    this.levels = new ArrayList<>(model.levels());
    ConditionalEnergy energy = model.coarsest().energy();
    if (energy.grid().sites() == 1) {
      int last = energy.terms().size() - 1;
      this.site =
          new SiteLaw((ScalarPotential) energy.terms().get(last), energy.coefficients(last));
    } else {
      this.site = null;
      levels.add(model.coarsest());
    }
  }

  List<Level> levels() {
    return levels;
  }

  Grid grid() {
    return model.grid();
  }

  long seed() {
    return seed;
  }

  /** phi_J, [site][lane], in units of the data; zero where chains will draw it. */
  double[] coarsestFields(int firstChain, int lanes) {
    double[] field = new double[model.coarsest().energy().grid().sites() * lanes];
    if (site != null) {
      long[] bits = new long[2];
      for (int lane = 0; lane < lanes; lane++) {
        Philox.block(seed, 0, 0, firstChain + lane, Purpose.COARSEST.word(), bits);
        field[lane] = model.coarsest().sigma() * site.quantile(Uniform.open(bits[0]));
      }
    }
    return field;
  }

  /** Whether a level's law is that of -x too: the coarsest field's of a symmetric model. */
  boolean symmetric(Level level) {
    return model.even() && level.energy().subspace() instanceof Subspace.Whole;
  }

  /** Distinguishes the random numbers of the level. */
  int number(Level level) {
    boolean whole = level.energy().subspace() instanceof Subspace.Whole;
    return whole ? levels.size() : level.level();
  }

  /**
   * Fields to start from, Gaussian values on top of the coarser field where there is one;
   * [site][lane].
   *
   * @param coarse phi_j, [site][lane], in units of the data
   * @param spread of those values in units of the details' own, by lane
   */
  double[] start(
      Level level, double[] coarse, int lanes, int firstChain, IntToDoubleFunction spread) {
    ConditionalEnergy energy = level.energy();
    int sites = energy.grid().sites();
    double[] moving = new double[sites * lanes];
    NormalField.fill(moving, sites, lanes, seed, Purpose.START, number(level), 0, firstChain);
    double[] x = new double[sites * lanes];
    if (energy.subspace() instanceof Subspace.Details details) {
      WaveletStep.Scratch scratch = details.step().scratch(lanes);
      details.step().project(moving, lanes, scratch);
      details.step().refine(coarse, lanes, scratch, x);
    }
    for (int i = 0; i < x.length; i++) {
      x[i] =
          x[i] / level.sigma() + spread.applyAsDouble(i % lanes) * level.detailSigma() * moving[i];
    }
    return x;
  }

  static double[] inUnitsOfData(double[] x, Level level) {
    double[] field = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      field[i] = level.sigma() * x[i];
    }
    return field;
  }

  /** [site][lane] to [lane][site], the mean put back. */
  double[] rows(double[] field, int lanes) {
    int sites = field.length / lanes;
    double[] rows = new double[field.length];
    for (int i = 0; i < field.length; i++) {
      rows[i % lanes * sites + i / lanes] = field[i] + model.mean();
    }
    return rows;
  }

  /** What travels. */
  private record Form(Model model, long seed) implements Serializable {
    private Object readResolve() {
      return new Cascade(model, seed);
    }
  }

  private Object writeReplace() {
    return new Form(model, seed);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("travels as its Form");
  }
}
