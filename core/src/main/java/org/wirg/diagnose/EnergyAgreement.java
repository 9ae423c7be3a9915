package org.wirg.diagnose;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.wirg.energy.FieldEnergies;
import org.wirg.energy.Model;
import org.wirg.field.Dataset;
import org.wirg.field.InputRejected;
import org.wirg.field.Progress;
import org.wirg.internal.parallel.InOrder;
import org.wirg.wavelet.WaveletStep;

/**
 * How well a model's energy H follows a known action, on fields drawn from that action.
 *
 * @param count number of fields
 * @param correlation of the two energies
 * @param slope of the model's against the action's, least squares with an intercept
 * @param deviation root mean square of model's minus action's, about its mean
 * @param spread standard deviation of the action's
 * @param worst largest model's minus action's, about its mean
 * @param effective of the action's differences the part 1 / (&lt;e^d&gt; &lt;e^-d&gt;), d model's
 *     minus action's: what fields drawn from exp(-H) would be worth when weighed to the action
 */
public record EnergyAgreement(
    int count,
    double correlation,
    double slope,
    double deviation,
    double spread,
    double worst,
    double effective) {
  private static final int BLOCK = 64;
  private static final double KEPT = 0.9;
  private static final double ADDED = 0.2;

  /** Both energies of the fields of one block. */
  private record Pair(double[] model, double[] action) {}

  /** Both energies of some fields of the data. */
  private interface Block {
    Pair of(int first, int count) throws IOException;
  }

  /**
   * Compares energies of the first {@code count} fields.
   *
   * @param action of one field, [site]; called from several threads
   * @throws InputRejected when there are too few fields
   */
  public static EnergyAgreement ofFields(
      Model model,
      Dataset data,
      int count,
      ToDoubleFunction<double[]> action,
      int threads,
      Progress progress)
      throws IOException {
    FieldEnergies energies = new FieldEnergies(model, false, false);
    int sites = data.grid().sites();
    return over(
        data,
        count,
        threads,
        (first, n) -> {
          double[] fields = new double[n * sites];
          data.read(first, n, fields);
          return new Pair(energies.of(fields, n), energies(action, fields, n));
        },
        progress);
  }

  /**
   * Compares changes of energy at fixed coarser field phi_1: every field's details psi are replaced
   * by 0.9 psi + 0.2 psi', psi' those of another field.
   *
   * @param action of one field, [site]; called from several threads
   * @throws InputRejected when there are too few fields
   */
  public static EnergyAgreement ofDetails(
      Model model,
      Dataset data,
      int count,
      ToDoubleFunction<double[]> action,
      int threads,
      Progress progress)
      throws IOException {
    return over(
        data, count, threads, (first, n) -> changes(model, data, first, n, action), progress);
  }

  private static EnergyAgreement over(
      Dataset data, int count, int threads, Block pairs, Progress progress) throws IOException {
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
    progress.begin("energies and the action", count);
    try {
      InOrder.<Pair>run(
          threads,
          (count + BLOCK - 1) / BLOCK,
          block -> {
            int first = (int) block * BLOCK;
            return pairs.of(first, Math.min(BLOCK, count - first));
          },
          part -> {
            int n = part.model().length;
            System.arraycopy(part.model(), 0, ofModel, done[0], n);
            System.arraycopy(part.action(), 0, ofAction, done[0], n);
            done[0] += n;
            progress.advance(n);
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return summary(ofModel, ofAction);
  }

  private static Pair changes(
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
    double[] ofAction = energies(action, after, count);
    double[] startOfAction = energies(action, before, count);
    for (int f = 0; f < count; f++) {
      ofModel[f] -= start[f];
      ofAction[f] -= startOfAction[f];
    }
    return new Pair(ofModel, ofAction);
  }

  /** The action of every field, [field][site]. */
  private static double[] energies(ToDoubleFunction<double[]> action, double[] fields, int count) {
    double[] energies = new double[count];
    int sites = fields.length / count;
    for (int f = 0; f < count; f++) {
      energies[f] = action.applyAsDouble(Arrays.copyOfRange(fields, f * sites, (f + 1) * sites));
    }
    return energies;
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

  private static EnergyAgreement summary(double[] model, double[] action) {
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
    double worst = 0;
    double up = 0;
    double down = 0;
    for (int f = 0; f < n; f++) {
      double m = model[f] - meanModel;
      double a = action[f] - meanAction;
      mm += m * m;
      ma += m * a;
      aa += a * a;
      off += (m - a) * (m - a);
      worst = Math.max(worst, Math.abs(m - a));
      up += StrictMath.exp(m - a) / n;
      down += StrictMath.exp(a - m) / n;
    }
    return new EnergyAgreement(
        n,
        ma / Math.sqrt(mm * aa),
        ma / aa,
        Math.sqrt(off / n),
        Math.sqrt(aa / n),
        worst,
        1 / (up * down));
  }
}
