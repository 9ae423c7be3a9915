package org.wirg.diagnose;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.ToDoubleFunction;
import org.wirg.energy.FieldEnergies;
import org.wirg.energy.Model;
import org.wirg.field.Dataset;
import org.wirg.field.InputRejected;
import org.wirg.internal.parallel.InOrder;
import org.wirg.wavelet.WaveletStep;

/**
 * How well a model's energy follows a known action where the two can be compared: at fixed coarser
 * field phi_1. Every field's details psi are replaced by 0.9 psi + 0.2 psi', psi' those of another
 * field, and the change of the model's energy is held against that of the action.
 *
 * @param count number of fields
 * @param correlation of the two changes
 * @param slope of the model's change against the action's, least squares with an intercept
 * @param deviation root mean square of model's change minus action's change, about its mean
 * @param spread standard deviation of the action's change
 */
public record EnergyDifferences(
    int count, double correlation, double slope, double deviation, double spread) {
  private static final int BLOCK = 64;
  private static final double KEPT = 0.9;
  private static final double ADDED = 0.2;

  /** Changes of the fields of one block. */
  private record Changes(double[] model, double[] action) {}

  /**
   * Compares on the first {@code count} fields.
   *
   * @param action of one field, [site]; called from several threads
   * @throws InputRejected when there are too few fields
   */
  public static EnergyDifferences of(
      Model model, Dataset data, int count, ToDoubleFunction<double[]> action, int threads)
      throws IOException {
    if (count < 3 || count > data.count()) {
      throw new InputRejected(
          "a comparison of energies needs 3 fields or more, as many as there are; found "
              + count
              + " of "
              + data.count());
    }
    double[] ofModel = new double[count];
    double[] ofAction = new double[count];
    int[] done = {0};
    try {
      InOrder.<Changes>run(
          threads,
          (count + BLOCK - 1) / BLOCK,
          block -> {
            int first = (int) block * BLOCK;
            return changes(model, data, first, Math.min(BLOCK, count - first), action);
          },
          part -> {
            int n = part.model().length;
            System.arraycopy(part.model(), 0, ofModel, done[0], n);
            System.arraycopy(part.action(), 0, ofAction, done[0], n);
            done[0] += n;
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return summary(ofModel, ofAction);
  }

  private static Changes changes(
      Model model, Dataset data, int first, int count, ToDoubleFunction<double[]> action)
      throws IOException {
    int sites = data.grid().sites();
    double[] before = new double[count * sites]; // [field][site]
    data.read(first, count, before);
    double[] details = details(model, before, count);
    double[] after = new double[before.length];
    for (int i = 0; i < after.length; i++) {
      after[i] =
          before[i] - details[i] + KEPT * details[i] + ADDED * details[(i + sites) % after.length];
    }
    FieldEnergies energies = new FieldEnergies(model, false, false);
    double[] ofModel = energies.of(after, count);
    double[] start = energies.of(before, count);
    double[] ofAction = new double[count];
    for (int f = 0; f < count; f++) {
      ofModel[f] -= start[f];
      ofAction[f] = of(action, after, f, sites) - of(action, before, f, sites);
    }
    return new Changes(ofModel, ofAction);
  }

  private static double of(ToDoubleFunction<double[]> action, double[] fields, int f, int sites) {
    double[] field = new double[sites];
    System.arraycopy(fields, f * sites, field, 0, sites);
    return action.applyAsDouble(field);
  }

  /** Hi^T Hi of every field, [field][site]. */
  private static double[] details(Model model, double[] fields, int lanes) {
    WaveletStep step = model.pyramid().step(1);
    int sites = fields.length / lanes;
    double[] x = new double[fields.length]; // [site][lane]
    for (int i = 0; i < fields.length; i++) {
      x[i % sites * lanes + i / sites] = fields[i];
    }
    step.project(x, lanes, step.scratch(lanes));
    double[] details = new double[fields.length];
    for (int i = 0; i < fields.length; i++) {
      details[i] = x[i % sites * lanes + i / sites];
    }
    return details;
  }

  private static EnergyDifferences summary(double[] model, double[] action) {
    int n = model.length;
    double meanModel = 0;
    double meanAction = 0;
    for (int f = 0; f < n; f++) {
      meanModel += model[f] / n;
      meanAction += action[f] / n;
    }
    double mm = 0;
    double ma = 0;
    double aa = 0;
    double off = 0;
    for (int f = 0; f < n; f++) {
      double m = model[f] - meanModel;
      double a = action[f] - meanAction;
      mm += m * m;
      ma += m * a;
      aa += a * a;
      off += (m - a) * (m - a);
    }
    return new EnergyDifferences(
        n, ma / Math.sqrt(mm * aa), ma / aa, Math.sqrt(off / n), Math.sqrt(aa / n));
  }
}
