package org.wirg.lattice;

import java.io.IOException;
import org.wirg.field.FieldSink;
import org.wirg.field.Grid;
import org.wirg.field.Keeper;
import org.wirg.field.LatticeAction;
import org.wirg.field.Progress;

/**
 * The lattice phi^4 model, the reference system of the field: {@code H(phi) = -beta sum_<ij> phi_i
 * phi_j + sum_i (phi_i^4 - phi_i^2)}, p(phi) proportional to exp(-H). This is the form of Milchev,
 * Heermann and Binder, J. Stat. Phys. 44 (1986) 749, with unit quartic coupling; on the square
 * lattice it is critical at beta = 0.6806.
 *
 * <p>The first sum has one term per site and axis, the bond to the next site along that axis. On an
 * axis of 2 sites each pair therefore counts twice; on an axis of 1 site a site bonds to itself,
 * which adds -beta phi_i^2. Energies are in units of the temperature.
 */
public final class Phi4 implements LatticeAction {
  private final Grid grid;
  private final double beta;
  private final double quadratic;
  private final int bonds;
  private final int[] neighbours;

  /**
   * The model on a periodic lattice.
   *
   * @param grid the lattice, 1 to 3 axes of any size
   * @param beta coupling of neighbours, any finite number
   * @throws IllegalArgumentException when beta is not finite or the lattice is too large
   */
  public Phi4(Grid grid, double beta) {
    if (!Double.isFinite(beta)) {
      throw new IllegalArgumentException("beta must be finite; found " + beta);
    }
    this.grid = grid;
    this.beta = beta;
    int bonded = 0;
    for (int n : grid.shape()) {
      bonded += n > 1 ? 1 : 0;
    }
    this.bonds = bonded;
    this.quadratic = 1 + beta * (grid.rank() - bonded);
    if ((long) grid.sites() * 2 * bonded > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "phi^4 lattices have at most 2^31 / (2 rank) sites; found " + grid);
    }
    this.neighbours = neighbours(grid, bonded);
  }

  /** [site][next along each axis, then previous along each axis], axes of one site left out. */
  private static int[] neighbours(Grid grid, int bonded) {
    int[] table = new int[grid.sites() * 2 * bonded];
    for (int site = 0; site < grid.sites(); site++) {
      int[] x = grid.coordinates(site);
      int entry = site * 2 * bonded;
      for (int axis = 0; axis < grid.rank(); axis++) {
        if (grid.size(axis) > 1) {
          x[axis]++;
          table[entry] = grid.site(x);
          x[axis] -= 2;
          table[entry + bonded] = grid.site(x);
          x[axis]++;
          entry++;
        }
      }
    }
    return table;
  }

  /** The lattice. */
  @Override
  public Grid grid() {
    return grid;
  }

  /** The coupling of neighbours. */
  public double beta() {
    return beta;
  }

  /**
   * H(phi).
   *
   * @param field [site]
   */
  @Override
  public double energy(double[] field) {
    checkLength(field);
    double energy = 0;
    for (int i = 0; i < field.length; i++) {
      double next = 0;
      for (int b = 0; b < bonds; b++) {
        next += field[neighbours[i * 2 * bonds + b]];
      }
      double square = field[i] * field[i];
      energy += square * (square - quadratic) - beta * field[i] * next;
    }
    return energy;
  }

  /**
   * dH/dphi_i.
   *
   * @param field [site], not modified
   * @param out modified: [site], another array than {@code field}
   */
  @Override
  @SuppressWarnings("ReferenceEquality") // aliasing is a matter of identity
  public void gradient(double[] field, double[] out) {
    checkLength(field);
    checkLength(out);
    if (field == out) {
      throw new IllegalArgumentException("field and out must be different arrays");
    }
    for (int i = 0; i < field.length; i++) {
      double around = 0;
      for (int b = 0; b < 2 * bonds; b++) {
        around += field[neighbours[i * 2 * bonds + b]];
      }
      out[i] = field[i] * (4 * field[i] * field[i] - 2 * quadratic) - beta * around;
    }
  }

  /**
   * Simulates fields by Metropolis and over-relaxation sweeps and embedded clusters (Wolff, Phys.
   * Rev. Lett. 62 (1989) 361), on up to 64 independent chains; field f is from chain f mod chains.
   * Thermalisation and the thinning follow measured autocorrelation times; by default neighbouring
   * fields of one chain are four autocorrelation times apart. The same options give the same bytes
   * at any number of threads.
   *
   * @throws IOException when the sink fails
   * @throws IllegalStateException when chains cannot be thermalised within 10^5 updates or so
   */
  public SimulationReport simulate(SimulationOptions options, FieldSink sink, Progress progress)
      throws IOException {
    return simulate(options, sink, progress, Keeper.NONE);
  }

  /**
   * The same, going on from a state that was kept: the sink receives the fields that come after it.
   */
  public SimulationReport simulate(
      SimulationOptions options, FieldSink sink, Progress progress, Keeper keeper)
      throws IOException {
    return new Phi4Simulation(this, options, true, progress, keeper).run(sink);
  }

  /** The same, unheard. */
  public SimulationReport simulate(SimulationOptions options, FieldSink sink) throws IOException {
    return simulate(options, sink, Progress.NONE);
  }

  /** The same with or without cluster updates. */
  SimulationReport simulate(SimulationOptions options, boolean clusters, FieldSink sink)
      throws IOException {
    return new Phi4Simulation(this, options, clusters, Progress.NONE, Keeper.NONE).run(sink);
  }

  /** Coefficient of -phi_i^2, self-bonds of axes of one site included. */
  double quadratic() {
    return quadratic;
  }

  /** Neighbours per site, both directions of every axis of at least 2 sites. */
  int coordination() {
    return 2 * bonds;
  }

  /** [site][neighbour], shared and never modified. */
  int[] neighbours() {
    return neighbours;
  }

  private void checkLength(double[] field) {
    if (field.length != grid.sites()) {
      throw new IllegalArgumentException(
          "a field on " + grid + " has " + grid.sites() + " sites; found " + field.length);
    }
  }

  /** For example {@code phi^4, beta = 0.68}. */
  @Override
  public String toString() {
    return "phi^4, beta = " + beta;
  }
}
