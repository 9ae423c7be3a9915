package org.wirg.energy;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.wirg.field.Dataset;
import org.wirg.field.FieldSink;
import org.wirg.field.InputRejected;
import org.wirg.field.Progress;
import org.wirg.internal.parallel.InOrder;

/**
 * Energies of fields under a model, E_1 of its finest level: the energy that governs the finest
 * details psi_1 at fixed coarser field phi_1, up to a function of phi_1.
 *
 * <p>Fields are read in fixed blocks by several threads and their energies handed over in order:
 * the numbers do not depend on the threads, and memory does not depend on the number of fields.
 */
public final class FieldEnergies {
  private static final int BLOCK = 64;
  private static final int LANES = 16;

  private final Level level;
  private final double mean;

  private FieldEnergies(Model model) {
    this.level = model.levels().isEmpty() ? model.coarsest() : model.levels().getFirst();
    this.mean = model.mean();
  }

  /**
   * Computes the energy of every field.
   *
   * @param energies receives one number per field
   * @throws InputRejected when the fields live on another grid, or are so far from the model's that
   *     an energy is not finite
   * @throws IOException when the data cannot be read or the energies not be stored
   */
  public static void of(
      Model model, Dataset data, int threads, FieldSink energies, Progress progress)
      throws IOException {
    if (!data.grid().equals(model.grid())) {
      throw new InputRejected(
          "the fields must live on the model's grid, "
              + model.grid()
              + "; found fields of "
              + data.grid()
              + "; fit a model to fields of that size");
    }
    FieldEnergies work = new FieldEnergies(model);
    long count = data.count();
    progress.begin("energies", count);
    try {
      InOrder.<double[]>run(
          threads,
          (count + BLOCK - 1) / BLOCK,
          block -> {
            long first = block * BLOCK;
            return work.block(data, first, (int) Math.min(BLOCK, count - first));
          },
          values -> {
            try {
              energies.accept(values, values.length);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            progress.advance(values.length);
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private double[] block(Dataset data, long first, int count) throws IOException {
    double[] fields = new double[count * data.grid().sites()];
    data.read(first, count, fields);
    double[] energies = energies(fields, count);
    for (int f = 0; f < count; f++) {
      if (!Double.isFinite(energies[f])) {
        throw new InputRejected(
            "every energy must be finite; found "
                + energies[f]
                + " for field "
                + (first + f)
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
   */
  public static double[] of(Model model, double[] fields, int count) {
    return new FieldEnergies(model).energies(fields, count);
  }

  private double[] energies(double[] fields, int count) {
    double[] energies = new double[count];
    for (int first = 0; first < count; first += LANES) {
      int lanes = Math.min(LANES, count - first);
      System.arraycopy(batch(fields, first, lanes), 0, energies, first, lanes);
    }
    return energies;
  }

  private double[] batch(double[] fields, int first, int lanes) {
    int sites = level.energy().grid().sites();
    double[] x = new double[sites * lanes];
    for (int lane = 0; lane < lanes; lane++) {
      for (int i = 0; i < sites; i++) {
        x[i * lanes + lane] = (fields[(first + lane) * sites + i] - mean) / level.sigma();
      }
    }
    double[] energy = new double[lanes];
    level.energy().evaluator(lanes).energy(x, new double[x.length], energy);
    return energy;
  }
}
