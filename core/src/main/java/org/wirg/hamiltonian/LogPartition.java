package org.wirg.hamiltonian;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wirg.energy.Level;
import org.wirg.internal.parallel.InOrder;
import org.wirg.sample.Transition;

/**
 * The normalisation of a level's conditional law at many coarse fields: F(phi) for each, by {@link
 * Annealing} forward and in reverse, and averages over the fields with errors from their scatter.
 *
 * @param forward F_f, at least F on average, [field]
 * @param reverse F_r, at most F on average, [field]
 */
public record LogPartition(double[] forward, double[] reverse) {
  /** Values of a batch of chains. */
  private static final int BATCH_VALUES = 1 << 14;

  private static final int FEWEST_LANES = 8;
  private static final int MOST_LANES = 256;

  /** Fields that the Markov step is tuned on, with chains numbered apart from the rest. */
  private static final int TUNING_FIELDS = 64;

  private static final int TUNING_CHAIN = 1 << 28;

  public LogPartition {
    if (forward.length < 2 || forward.length != reverse.length) {
      throw new IllegalArgumentException(
          "as many free energies forward as in reverse are needed, at least 2; found "
              + forward.length
              + " and "
              + reverse.length);
    }
    forward = forward.clone();
    reverse = reverse.clone();
  }

  /**
   * How to estimate.
   *
   * @param temperatures steps from the reference to the level's energy
   * @param seed of all random numbers
   * @param threads how many threads compute; results do not depend on it
   */
  public record Options(int temperatures, long seed, int threads) {}

  /**
   * Estimates F at the coarse fields of equilibrium fields.
   *
   * @param fields independent equilibrium fields of the level's law, in units of its sigma,
   *     [field][site]
   * @param count how many, at least 2
   * @throws IllegalArgumentException when the level's energy is not one of details or a value is
   *     not finite
   */
  public static LogPartition of(Level level, double[] fields, int count, Options options) {
    int sites = level.energy().grid().sites();
    if (count < 2 || fields.length != (long) count * sites) {
      throw new IllegalArgumentException(
          "2 or more fields of " + sites + " sites are needed; found " + fields.length + " values");
    }
    int tuning = Math.min(count, TUNING_FIELDS);
    Transition transition =
        Annealing.tuned(level, lanes(fields, sites, 0, tuning), tuning, options.seed, TUNING_CHAIN);
    Annealing annealing = new Annealing(level, transition, options.temperatures, options.seed);
    int lanes = Math.clamp(BATCH_VALUES / sites, FEWEST_LANES, MOST_LANES);
    List<Annealing.Result> results = new ArrayList<>();
    InOrder.<Annealing.Result>run(
        options.threads,
        (count + lanes - 1) / lanes,
        batch -> {
          int first = (int) batch * lanes;
          int width = Math.min(lanes, count - first);
          return annealing.run(lanes(fields, sites, first, width), width, first);
        },
        results::add);
    return new LogPartition(
        results.stream().flatMapToDouble(r -> Arrays.stream(r.forward())).toArray(),
        results.stream().flatMapToDouble(r -> Arrays.stream(r.reverse())).toArray());
  }

  /** Rows as lanes, [site][lane]. */
  private static double[] lanes(double[] fields, int sites, int first, int lanes) {
    double[] x = new double[sites * lanes];
    for (int i = 0; i < x.length; i++) {
      x[i] = fields[(first + i % lanes) * sites + i / lanes];
    }
    return x;
  }

  /** Estimates of F free of dissipation to second order, (F_f + F_r) / 2; [field]. */
  public double[] freeEnergies() {
    double[] free = new double[forward.length];
    Arrays.setAll(free, f -> 0.5 * (forward[f] + reverse[f]));
    return free;
  }

  /** Mean of F over the fields. */
  public double mean() {
    return mean(freeEnergies());
  }

  /** Standard error of {@link #mean}, for independent fields: their own scatter and the noise. */
  public double error() {
    return error(freeEnergies());
  }

  /** Mean work lost on the way, half the mean of F_f - F_r: not negative but for noise. */
  public double dissipation() {
    return mean(dissipations());
  }

  /** Standard error of {@link #dissipation}. */
  public double dissipationError() {
    return error(dissipations());
  }

  private double[] dissipations() {
    double[] lost = new double[forward.length];
    Arrays.setAll(lost, f -> 0.5 * (forward[f] - reverse[f]));
    return lost;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  private static double error(double[] values) {
    double mean = mean(values);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares / (values.length - 1) / values.length);
  }
}
