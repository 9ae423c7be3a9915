package org.wirg.energy;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.wirg.field.Grid;

/**
 * The energy E(x) = sum_m theta_m U_m(x) of a field x in units of its own standard deviation, as a
 * law of that part of x that lies in a subspace: the wavelet details at fixed coarser field, or at
 * the coarsest level everything. What depends on the fixed part alone is arbitrary.
 */
public final class ConditionalEnergy implements Serializable {
  private final Subspace subspace;
  private final List<Potential> terms;
  private final double[] theta;
  private final List<Potential.Bound> bound;

  /**
   * @param terms on the subspace's grid
   * @param theta coefficients of all terms, one term after the other; finite
   */
  public ConditionalEnergy(Subspace subspace, List<Potential> terms, double[] theta) {
    int parameters = terms.stream().mapToInt(Potential::parameters).sum();
    if (theta.length != parameters) {
      throw new IllegalArgumentException(
          "the terms have " + parameters + " parameters; found " + theta.length);
    }
    if (!Arrays.stream(theta).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("every parameter must be finite");
    }
    if (!terms.stream().allMatch(t -> t.grid().equals(subspace.grid()))) {
      throw new IllegalArgumentException("every term must live on " + subspace.grid());
    }
    this.subspace = subspace;
    this.terms = List.copyOf(terms);
    this.theta = theta.clone();
    this.bound =
        IntStream.range(0, terms.size()).mapToObj(i -> terms.get(i).bind(coefficients(i))).toList();
  }

  /** What moves. */
  public Subspace subspace() {
    return subspace;
  }

  /** The lattice of x. */
  public Grid grid() {
    return subspace.grid();
  }

  /** The terms, in the order of their coefficients. */
  public List<Potential> terms() {
    return terms;
  }

  /** Coefficients of all terms. */
  public double[] theta() {
    return theta.clone();
  }

  /** Position of the first coefficient of term number {@code index}. */
  public int offset(int index) {
    return terms.subList(0, index).stream().mapToInt(Potential::parameters).sum();
  }

  /** Coefficients of term number {@code index}. */
  public double[] coefficients(int index) {
    int from = offset(index);
    return Arrays.copyOfRange(theta, from, from + terms.get(index).parameters());
  }

  /** The same energy with every term made safe to sample, see {@link Potential#settled}. */
  public ConditionalEnergy settled() {
    List<Potential> safe =
        IntStream.range(0, terms.size())
            .<Potential>mapToObj(i -> terms.get(i).settled(coefficients(i)))
            .toList();
    return new ConditionalEnergy(subspace, safe, theta);
  }

  /**
   * The same law on another lattice.
   *
   * @param other what moves there
   * @throws IllegalArgumentException unless all terms are of the field itself, not of coarser ones
   */
  public ConditionalEnergy on(Subspace other) {
    Grid grid = other.grid();
    List<Potential> moved =
        terms.stream().map(term -> grid.equals(grid()) ? term : on(term, grid)).toList();
    return new ConditionalEnergy(other, moved, theta);
  }

  /**
   * Whether its terms have as many functions on another lattice: couplings that symmetry makes one
   * on a square lattice are several on others.
   */
  public boolean fits(Grid other) {
    return terms.stream().allMatch(term -> on(term, other).parameters() == term.parameters());
  }

  private static Potential on(Potential term, Grid grid) {
    return switch (term) {
      case QuadraticKernel kernel -> kernel.on(grid);
      case ScalarPotential potential -> potential.on(grid);
      case Stiffness stiffness -> stiffness.on(grid);
      case OriginalKernel original -> original.on(grid);
      default -> throw new IllegalArgumentException("only terms of the field itself");
    };
  }

  /** Something that evaluates this energy for {@code lanes} fields at once, on one thread. */
  public Evaluator evaluator(int lanes) {
    return new Evaluator(lanes, bound);
  }

  /**
   * The same with one term more.
   *
   * @param more of fields on the same grid
   */
  public Evaluator evaluator(int lanes, Potential.Bound more) {
    List<Potential.Bound> all = new ArrayList<>(bound);
    all.add(more);
    return new Evaluator(lanes, all);
  }

  /** Evaluates the energy and its gradient within the subspace; holds scratch memory. */
  public final class Evaluator {
    private final int lanes;
    private final Subspace.Projector projector;
    private final double[] scratch;
    private final List<Potential.Bound> terms;

    private Evaluator(int lanes, List<Potential.Bound> terms) {
      this.lanes = lanes;
      this.terms = List.copyOf(terms);
      this.projector = subspace.projector(lanes);
      this.scratch = new double[grid().sites() * lanes];
    }

    /** Number of fields side by side. */
    public int lanes() {
      return lanes;
    }

    /**
     * P grad E.
     *
     * @param x not modified, [site][lane]
     * @param gradient modified, [site][lane]
     */
    public void gradient(double[] x, double[] gradient) {
      Arrays.fill(gradient, 0);
      for (Potential.Bound term : terms) {
        term.addGradient(x, lanes, gradient);
      }
      projector.project(gradient);
    }

    /**
     * E and P grad E.
     *
     * @param x not modified, [site][lane]
     * @param gradient modified, [site][lane]
     * @param energy modified, [lane]
     */
    public void energy(double[] x, double[] gradient, double[] energy) {
      Arrays.fill(gradient, 0);
      Arrays.fill(energy, 0);
      for (Potential.Bound term : terms) {
        term.add(x, lanes, scratch, gradient, energy);
      }
      projector.project(gradient);
    }

    /**
     * x becomes P x.
     *
     * @param x modified, [site][lane]
     */
    public void project(double[] x) {
      projector.project(x);
    }
  }

  /** What travels: coefficients are bound again. */
  private record Form(Subspace subspace, List<Potential> terms, double[] theta)
      implements Serializable {
    private Object readResolve() {
      return new ConditionalEnergy(subspace, terms, theta);
    }
  }

  private Object writeReplace() {
    return new Form(subspace, terms, theta);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("travels as its Form");
  }
}
