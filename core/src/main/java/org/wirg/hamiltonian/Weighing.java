package org.wirg.hamiltonian;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.wirg.diagnose.FieldStatistics.Estimate;
import org.wirg.energy.Model;
import org.wirg.field.InputRejected;
import org.wirg.field.LatticeAction;
import org.wirg.field.Progress;
import org.wirg.internal.parallel.InOrder;
import org.wirg.sample.LevelPlan;
import org.wirg.sample.SampleOptions;
import org.wirg.sample.Sampler;

/**
 * Fields of a model, weighed against a known action H.
 *
 * <p>Fields are drawn coarse to fine and finished by Markov chains under the model's microscopic
 * Hamiltonian, so that they follow exp(-H_0) / Z_0. Weights w = exp(H_0 - H) then turn averages
 * over them into averages under exp(-H) / Z: <a> = sum w a / sum w (self-normalised importance
 * sampling; Nicoli et al., Phys. Rev. E 101 (2020) 023304). Fields may be corrected afterwards by
 * chains under H itself. As these leave exp(-H) invariant, the weights stay right for corrected
 * fields (Gilks and Berzuini, J. R. Stat. Soc. B 63 (2001) 127), though they no longer need any.
 *
 * <p>Normalisation. A constant added to H_0 or H changes no average. It does enter ln Z = ln Z_0 +
 * ln <w>, ln Z = ln int dphi exp(-H) and ln Z_0 = ln int dphi exp(-H_0), dphi the product over
 * sites in the data's units; H_0 is a function of x = (phi - mean) / sigma, but its integral is
 * over phi, so no Jacobian is left to add.
 *
 * <p>Memory: all fields, [field][site]. Immutable but for the arrays, which are the caller's.
 */
public final class Weighing {
  private static final int FINISH = 0;
  private static final int CORRECT = 1 << 29;
  private static final int FEWEST = 2;
  private static final int BATCH = 64;

  /** Largest standard deviation of ln w at which trajectories of H serve for H_0. */
  private static final double CLOSE = 0.5;

  /**
   * What is wanted.
   *
   * @param count number of fields, at least 2
   * @param correct whether fields are corrected
   * @param seed of all random numbers
   * @param threads how many threads compute; results do not depend on it
   */
  public record Options(int count, boolean correct, long seed, int threads) {
    public Options {
      if (count < FEWEST) {
        throw new IllegalArgumentException(
            "weights have errors from the scatter of at least 2 fields; found " + count);
      }
      if (threads < 1) {
        throw new IllegalArgumentException("at least one thread is needed; found " + threads);
      }
    }
  }

  /**
   * An average over the fields.
   *
   * @param name what is averaged
   * @param raw under exp(-H_0)
   * @param weighted under exp(-H), by weights
   * @param corrected under exp(-H), over the corrected fields without weights; null when there are
   *     none
   */
  public record Observable(
      String name, Estimate raw, Estimate weighted, @Nullable Estimate corrected) {}

  private final double[] fields;
  private final Weights weights;
  private final Finish finish;
  private final @Nullable Finish correction;
  private final List<Observable> observables;
  private final @Nullable Estimate logZ0;

  private Weighing(
      double[] fields,
      Weights weights,
      Finish finish,
      @Nullable Finish correction,
      List<Observable> observables,
      @Nullable Estimate logZ0) {
    this.fields = fields;
    this.weights = weights;
    this.finish = finish;
    this.correction = correction;
    this.observables = List.copyOf(observables);
    this.logZ0 = logZ0;
  }

  /**
   * Draws, finishes, weighs and, where wanted, corrects fields.
   *
   * @throws InputRejected when the model has no microscopic Hamiltonian, lives on another lattice
   *     than the action, or is so far from it that a weight is not finite
   */
  public static Weighing of(Model model, LatticeAction action, Options options, Progress progress) {
    if (!action.grid().equals(model.grid())) {
      throw new InputRejected(
          "model and action must live on the same lattice; found a model of "
              + model.grid()
              + " and an action on "
              + action.grid());
    }
    FieldLaw law = FieldLaw.of(model);
    double[] fields = draw(model, options, progress);
    Finish finish =
        new Finishing(
                moves(law, action, fields, options.threads), options.seed, options.threads, FINISH)
            .run(fields, "finishing", progress);
    ActionObservables before = ActionObservables.of(action, fields, options.threads);
    Weights weights = new Weights(differences(law, before, fields, options.threads));
    Finish correction = null;
    Map<String, Estimate> corrected = Map.of();
    if (options.correct) {
      correction =
          new Finishing(law.of(action), options.seed, options.threads, CORRECT)
              .run(fields, "correcting", progress);
      corrected =
          ActionObservables.of(action, fields, options.threads)
              .averages(Weights.equal(options.count));
    }
    List<Observable> observables = new ArrayList<>();
    Map<String, Estimate> weighted = before.averages(weights);
    for (Map.Entry<String, Estimate> raw :
        before.averages(Weights.equal(options.count)).entrySet()) {
      String name = raw.getKey();
      Estimate reweighted = Objects.requireNonNull(weighted.get(name));
      observables.add(new Observable(name, raw.getValue(), reweighted, corrected.get(name)));
    }
    return new Weighing(fields, weights, finish, correction, observables, logZ0(model));
  }

  /** Fields coarse to fine, [field][site]. */
  private static double[] draw(Model model, Options options, Progress progress) {
    int sites = model.grid().sites();
    double[] fields = new double[Math.multiplyExact(options.count, sites)];
    Sampler sampler =
        new Sampler(
            model, new SampleOptions(SampleOptions.Method.HMC, options.seed, options.threads));
    List<LevelPlan> plans = sampler.calibrate(progress);
    int[] done = {0};
    sampler.draw(
        plans,
        options.count,
        (some, n) -> {
          System.arraycopy(some, 0, fields, done[0] * sites, n * sites);
          done[0] += n;
        },
        progress);
    return fields;
  }

  /** The law H_0 with the cheaper forces of the action where these are close enough. */
  private static FieldLaw moves(FieldLaw law, LatticeAction action, double[] fields, int threads) {
    double[] some = Arrays.copyOf(fields, Math.min(fields.length, BATCH * law.sites()));
    ActionObservables measured = ActionObservables.of(action, some, threads);
    Weights weights = new Weights(differences(law, measured, some, threads));
    return weights.logDeviation() < CLOSE ? law.guidedBy(action) : law;
  }

  /** H_0 - H, [field]. */
  private static double[] differences(
      FieldLaw law, ActionObservables measured, double[] fields, int threads) {
    int sites = law.sites();
    int count = fields.length / sites;
    double[] differences = new double[count];
    int[] done = {0};
    InOrder.<double[]>run(
        threads,
        Math.ceilDiv(count, BATCH),
        batch ->
            law.energies(fields, (int) batch * BATCH, Math.min(BATCH, count - (int) batch * BATCH)),
        energies -> {
          for (double energy : energies) {
            int f = done[0]++;
            differences[f] = energy - sites * measured.energy()[f];
            if (!Double.isFinite(differences[f])) {
              throw new InputRejected(
                  "every weight must be finite; found ln w = "
                      + differences[f]
                      + " for field "
                      + f
                      + " (counted from 0); is this the action of the model's data?");
            }
          }
        });
    return differences;
  }

  private static @Nullable Estimate logZ0(Model model) {
    return model.hamiltonians().logPartitions().stream()
        .findFirst()
        .map(known -> new Estimate(known.value(), known.error()))
        .orElse(null);
  }

  /** The fields, corrected where that was wanted, [field][site], in the data's units. */
  public double[] fields() {
    return fields;
  }

  /** Weights exp(H_0 - H) of the fields before any correction. */
  public Weights weights() {
    return weights;
  }

  /** How fields were brought to exp(-H_0). */
  public Finish finish() {
    return finish;
  }

  /** How fields were brought to exp(-H); null when they were not. */
  public @Nullable Finish correction() {
    return correction;
  }

  /**
   * phi^2, |m|, m^2, the Binder cumulant 1 - <m^4> / 3 <m^2>^2, H per site, and the Schwinger-Dyson
   * average of phi_i dH/dphi_i over sites, which is 1 under exp(-H).
   */
  public List<Observable> observables() {
    return observables;
  }

  /** The one of them that is known beforehand: 1 under exp(-H), whatever H. */
  public Observable schwingerDyson() {
    return observables.getLast();
  }

  /** ln Z_0 of the model's Hamiltonian; null when the model does not know it. */
  public @Nullable Estimate logZ0() {
    return logZ0;
  }

  /** ln Z - ln Z_0 = ln <w>, its error from the scatter of the weights. */
  public Estimate logRatio() {
    return weights.logMean();
  }

  /** ln Z, errors of ln Z_0 and ln <w> added in squares; null when ln Z_0 is not known. */
  public @Nullable Estimate logZ() {
    Estimate ratio = logRatio();
    return logZ0 == null
        ? null
        : new Estimate(logZ0.value() + ratio.value(), Math.hypot(logZ0.error(), ratio.error()));
  }
}
