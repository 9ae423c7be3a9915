package org.wirg.hamiltonian;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.energy.OriginalKernel;
import org.wirg.energy.Potential;
import org.wirg.energy.QuadraticKernel;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.Stiffness;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;

/**
 * A translation-invariant law exp(-H) that can be put on a lattice of any size: couplings by shift
 * and a potential at every site, for x = (phi - mean) / sigma.
 */
public final class LocalLaw {
  private final QuadraticKernel kernel; // of the lattice it was learned on
  private final double[] theta; // of the kernel
  private final Function<Grid, Potential.Bound> site;
  private final double mean;
  private final double sigma;
  private final boolean even;
  private final boolean complete;

  private LocalLaw(
      QuadraticKernel kernel,
      double[] theta,
      Function<Grid, Potential.Bound> site,
      double mean,
      double sigma,
      boolean even,
      boolean complete) {
    this.kernel = kernel;
    this.theta = theta.clone();
    this.site = site;
    this.mean = mean;
    this.sigma = sigma;
    this.even = even;
    this.complete = complete;
  }

  /**
   * The local terms of a model's microscopic Hamiltonian.
   *
   * @throws InputRejected when the model has none
   */
  public static LocalLaw of(Model model) {
    if (model.hamiltonians().levels().isEmpty()) {
      throw new InputRejected(
          "direct sampling needs a model with its microscopic Hamiltonian; found none in it; fit it"
              + " again or leave direct sampling out");
    }
    Level finest = model.hamiltonians().levels().getFirst();
    ConditionalEnergy energy = finest.energy();
    if (energy.terms().stream()
        .anyMatch(term -> term instanceof Stiffness || term instanceof OriginalKernel)) {
      throw new InputRejected(
          "direct sampling knows kernels and potentials; found a stiffness or original couplings; fit"
              + " without them or leave direct sampling out");
    }
    if (energy.terms().size() < 2
        || !(energy.terms().get(0) instanceof QuadraticKernel kernel)
        || !(energy.terms().get(1) instanceof ScalarPotential potential)) {
      throw new IllegalStateException("a Hamiltonian begins with a kernel and a scalar potential");
    }
    double[] spline = energy.coefficients(1);
    return new LocalLaw(
        kernel,
        energy.coefficients(0),
        grid -> potential.on(grid).bind(spline),
        model.mean(),
        finest.sigma(),
        potential.even() && model.mean() == 0,
        energy.terms().size() == 2);
  }

  /**
   * The phi^4 action {@code -beta sum_<ij> phi_i phi_j + sum_i (phi_i^4 - phi_i^2)}.
   *
   * @param sigma the unit of x, positive
   */
  public static LocalLaw phi4(int rank, double beta, double sigma) {
    if (!Double.isFinite(beta)) {
      throw new IllegalArgumentException("beta must be finite; found " + beta);
    }
    if (!(sigma > 0 && sigma < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a unit is positive and finite; found " + sigma);
    }
    QuadraticKernel kernel = new QuadraticKernel(Grid.cube(rank, 4), 1, true);
    double[] theta = new double[kernel.parameters()];
    theta[0] = -beta * sigma * sigma; // the nearest shifts come first
    return new LocalLaw(kernel, theta, grid -> new Quartic(sigma), 0, sigma, true, true);
  }

  /** sum_i (sigma x_i)^4 - (sigma x_i)^2. */
  private record Quartic(double sigma) implements Potential.Bound {
    @Override
    public void add(double[] x, int lanes, double[] scratch, double[] gradient, double[] energy) {
      double square = sigma * sigma;
      for (int from = 0; from < x.length; from += lanes) {
        for (int lane = 0; lane < lanes; lane++) {
          double s = square * x[from + lane] * x[from + lane];
          energy[lane] += s * (s - 1);
        }
      }
      addGradient(x, lanes, gradient);
    }

    @Override
    public void addGradient(double[] x, int lanes, double[] gradient) {
      double square = sigma * sigma;
      for (int i = 0; i < x.length; i++) {
        gradient[i] += 2 * square * x[i] * (2 * square * x[i] * x[i] - 1);
      }
    }
  }

  /** Number of axes. */
  public int rank() {
    return kernel.grid().rank();
  }

  /** Whether the law is symmetric under phi to -phi, so that the mean of m is 0. */
  public boolean even() {
    return even;
  }

  /** Whether these terms are all there is; long-ranged ones have no form on other lattices. */
  public boolean complete() {
    return complete;
  }

  /** The smallest cubic lattice on which no shift is a trip around. */
  public int smallest() {
    return Math.max(2, kernel.radius() + 1);
  }

  /**
   * Whether couplings can be carried to other lattices: on the one they were learned on, every
   * shift within the radius is a shift of its own.
   */
  public boolean movable() {
    return 2 * kernel.radius() < kernel.grid().shortestSide();
  }

  /**
   * The law on a lattice. Shifts that coincide there add their couplings.
   *
   * @throws IllegalArgumentException when the lattice is too small for the couplings
   */
  FieldLaw on(Grid grid) {
    List<Potential> terms = List.of(kernelOn(grid), new FixedTerm(grid, site.apply(grid)));
    ConditionalEnergy energy = new ConditionalEnergy(Subspace.whole(grid), terms, couplings(grid));
    return new FieldLaw(energy, mean, sigma);
  }

  private QuadraticKernel kernelOn(Grid grid) {
    boolean same = grid.equals(kernel.grid());
    for (int axis = 0; axis < grid.rank(); axis++) {
      if (!same && (!movable() || grid.size(axis) < smallest())) {
        throw new IllegalArgumentException(
            "a lattice must be longer than the radius of the couplings, "
                + kernel.radius()
                + ", and so must half the one they were learned on, "
                + kernel.grid()
                + "; found "
                + grid);
      }
    }
    return new QuadraticKernel(grid, kernel.radius(), kernel.isotropic());
  }

  /** Of the kernel on a lattice, [orbit]. */
  private double[] couplings(Grid grid) {
    QuadraticKernel there = kernelOn(grid);
    double[] sums = new double[there.parameters()];
    for (int o = 0; o < sums.length; o++) {
      int first = grid.site(there.orbit(o).getFirst());
      for (int own = 0; own < theta.length; own++) {
        for (int[] shift : kernel.orbit(own)) {
          sums[o] += grid.site(shift) == first ? theta[own] : 0;
        }
      }
    }
    return sums;
  }

  /** The potential as that of one site: {@code add} takes [lane]. */
  Potential.Bound oneSite() {
    return site.apply(Grid.of(1));
  }

  /**
   * A coupling to another site, dH/dx(i) = ... + value x(i + shift).
   *
   * @param target [site], the site that the shift leads to
   */
  record Coupling(double value, int[] target) {}

  /** All couplings on a lattice that are not zero. */
  List<Coupling> couplingsBySite(Grid grid) {
    QuadraticKernel there = kernelOn(grid);
    double[] values = couplings(grid);
    List<Coupling> list = new ArrayList<>();
    for (int o = 0; o < values.length; o++) {
      for (int[] shift : there.orbit(o)) {
        if (values[o] != 0) {
          int[] target = new int[grid.sites()];
          for (int i = 0; i < target.length; i++) {
            int[] at = grid.coordinates(i);
            for (int a = 0; a < at.length; a++) {
              at[a] += shift[a];
            }
            target[i] = grid.site(at);
          }
          list.add(new Coupling(values[o], target));
        }
      }
    }
    return list;
  }
}
