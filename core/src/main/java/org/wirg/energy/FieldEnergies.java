package org.wirg.energy;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.wirg.field.Dataset;
import org.wirg.field.FieldSink;
import org.wirg.field.InputRejected;
import org.wirg.field.Progress;
import org.wirg.field.Workers;
import org.wirg.internal.parallel.Threads;
import org.wirg.wavelet.Pyramid;
import org.wirg.wavelet.WaveletStep;

/**
 * Energies of fields under a model: H_0(phi_0), minus the log-density up to a constant, or exactly
 * when normalised.
 *
 * <p>By level they are the terms of H_0 = sum_j (H_{j-1}(phi_{j-1}) - H_j(phi_j)) + H_J(phi_J): the
 * j-th says how unlikely the details psi_j are at that coarser field phi_j, -ln p(psi_j | phi_j),
 * the last how unlikely the coarsest field is.
 *
 * <p>Fields are read in fixed blocks by several threads and their energies handed over in order:
 * the numbers do not depend on the threads, and memory does not depend on the number of fields.
 */
public final class FieldEnergies implements Serializable {
  private static final int BLOCK = 64;
  private static final int LANES = 16;

  private final Model model;
  private final Pyramid pyramid;
  private final List<Level> hamiltonians; // of phi_0 .. phi_J
  private final double[] offsets; // added to them
  private final boolean byLevel;

  /**
   * Energies of a kind.
   *
   * @param byLevel whether one number per level is wanted, J + 1 in all, instead of their sum
   * @param normalised whether -ln p is wanted, not only up to a constant
   * @throws InputRejected when the model does not know its normalisation and it is wanted
   */
  public FieldEnergies(Model model, boolean byLevel, boolean normalised) {
    this.model = model;
    this.pyramid = model.pyramid();
    this.byLevel = byLevel;
    List<Level> levels = model.hamiltonians().levels();
    if (levels.size() != model.levels().size()) {
      throw new IllegalArgumentException("the model has no Hamiltonians; fit it again");
    }
    this.hamiltonians = new ArrayList<>(levels);
    hamiltonians.add(model.coarsest());
    this.offsets = new double[hamiltonians.size()];
    if (normalised) {
      List<Hamiltonians.LogPartition> known = model.hamiltonians().logPartitions();
      if (known.isEmpty()) {
        throw new InputRejected(
            "normalised energies need a model with ln Z; found none in it; fit it again");
      }
      for (int l = 0; l < offsets.length; l++) {
        offsets[l] = known.get(l).value();
      }
    }
  }

  /** Numbers per field. */
  public int columns() {
    return byLevel ? hamiltonians.size() : 1;
  }

  /**
   * Computes the energies of every field.
   *
   * @param energies receives {@link #columns} numbers per field
   * @throws InputRejected when the fields live on another grid, or are so far from the model's that
   *     an energy is not finite
   * @throws IOException when the data cannot be read or the energies not be stored
   */
  public void of(Dataset data, int threads, FieldSink energies, Progress progress)
      throws IOException {
    of(data, new Threads(threads), energies, progress);
  }

  /**
   * The same.
   *
   * @param workers who compute; no result depends on them
   */
  public void of(Dataset data, Workers workers, FieldSink energies, Progress progress)
      throws IOException {
    if (!data.grid().equals(model.grid())) {
      throw new InputRejected(
          "the fields must live on the model's grid, "
              + model.grid()
              + "; found fields of "
              + data.grid()
              + "; fit a model to fields of that size");
    }
    long count = data.count();
    progress.begin("energies", count);
    try {
      workers.run(
          new Workers.Size((count + BLOCK - 1) / BLOCK, (double) count * data.grid().sites()),
          number -> number,
          new Block(this, data),
          values -> {
            int fields = values.length / columns();
            try {
              energies.accept(values, fields);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            progress.advance(fields);
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** The energies of one block of fields. */
  private record Block(FieldEnergies energies, Dataset data)
      implements Workers.Task<Long, double[]> {
    @Override
    public double[] run(Long block) throws IOException {
      long first = block * BLOCK;
      return energies.block(data, first, (int) Math.min(BLOCK, data.count() - first));
    }
  }

  private double[] block(Dataset data, long first, int count) throws IOException {
    double[] fields = new double[count * data.grid().sites()];
    data.read(first, count, fields);
    double[] energies = of(fields, count);
    for (int i = 0; i < energies.length; i++) {
      if (!Double.isFinite(energies[i])) {
        throw new InputRejected(
            "every energy must be finite; found "
                + energies[i]
                + " for field "
                + (first + i / columns())
                + " (counted from 0): its values lie far outside those of the model's data;"
                + " check its units");
      }
    }
    return energies;
  }

  /**
   * Energies of fields in memory.
   *
   * @param fields [field][site], on the model's grid
   * @return [field][column]
   */
  public double[] of(double[] fields, int count) {
    double[] energies = new double[count * columns()];
    for (int first = 0; first < count; first += LANES) {
      batch(fields, first, Math.min(LANES, count - first), energies);
    }
    return energies;
  }

  private void batch(double[] fields, int first, int lanes, double[] energies) {
    int sites = model.grid().sites();
    double[] phi = new double[sites * lanes];
    for (int lane = 0; lane < lanes; lane++) {
      for (int i = 0; i < sites; i++) {
        phi[i * lanes + lane] = fields[(first + lane) * sites + i] - model.mean();
      }
    }
    int columns = columns();
    for (int l = 0; l < (byLevel ? hamiltonians.size() : 1); l++) {
      double[] energy = energy(hamiltonians.get(l), phi, lanes);
      for (int lane = 0; lane < lanes; lane++) {
        int at = (first + lane) * columns + l;
        energies[at] = energy[lane] + offsets[l];
        if (l > 0) {
          energies[at - 1] -= energies[at];
        }
      }
      if (l < pyramid.levels()) {
        WaveletStep step = pyramid.step(l + 1);
        double[] coarse = new double[step.coarse().sites() * lanes];
        step.coarsen(phi, lanes, step.scratch(lanes), coarse);
        phi = coarse;
      }
    }
  }

  private static double[] energy(Level hamiltonian, double[] phi, int lanes) {
    double[] x = new double[phi.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = phi[i] / hamiltonian.sigma();
    }
    double[] energy = new double[lanes];
    hamiltonian.energy().evaluator(lanes).energy(x, new double[x.length], energy);
    return energy;
  }
}
