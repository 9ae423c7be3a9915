package org.wirg.hamiltonian;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.wirg.energy.Level;
import org.wirg.field.Workers;
import org.wirg.internal.parallel.Threads;
import org.wirg.sample.Transition;

/**
 * The normalisation of a level's conditional law at many coarse fields: F(phi) for each, by {@link
 * Annealing} forward and in reverse, and averages over the fields with errors from their scatter.
 *
 * <p>E and F share an arbitrary function of phi; the log-density F - E of the details, per unit
 * volume of details in units of the level's sigma, does not.
 *
 * @param energy E(x), [field]
 * @param forward F_f, at least F on average, [field]
 * @param reverse F_r, at most F on average, [field]
 */
public record DetailPartition(double[] energy, double[] forward, double[] reverse)
    implements Serializable {
  /** Values of a batch of chains. */
  private static final int BATCH_VALUES = 1 << 14;

  /** A whole vector on any machine. */
  private static final int FEWEST_LANES = 8;

  private static final int MOST_LANES = 256;

  /** Fields that the Markov step is tuned on, with chains numbered apart from the rest. */
  private static final int TUNING_FIELDS = 64;

  private static final int TUNING_CHAIN = 1 << 28;

  public DetailPartition {
    if (energy.length < 2 || forward.length != energy.length || reverse.length != energy.length) {
      throw new IllegalArgumentException(
          "2 or more energies and as many free energies of both kinds are needed; found "
              + energy.length
              + ", "
              + forward.length
              + " and "
              + reverse.length);
    }
    energy = energy.clone();
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
  public static DetailPartition of(Level level, double[] fields, int count, Options options) {
    return of(level, fields, count, options, new Threads(options.threads), done -> {});
  }

  /**
   * The same.
   *
   * @param workers who anneal; no result depends on them
   * @param heard how many fields more are done
   */
  static DetailPartition of(
      Level level,
      double[] fields,
      int count,
      Options options,
      Workers workers,
      LongConsumer heard) {
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
    // Whole vectors but for the last: what a field gets does not depend on its batch.
    int vectors = Math.max(1, count / FEWEST_LANES);
    int batches = Math.min(vectors, Math.ceilDiv(count, lanes));
    List<DetailPartition> parts = new ArrayList<>();
    workers.run(
        new Workers.Size(
            batches, 2.0 * options.temperatures * transition.gradients() * fields.length),
        batch -> {
          int first = FEWEST_LANES * (int) (batch * vectors / batches);
          int next = FEWEST_LANES * (int) ((batch + 1) * vectors / batches);
          int width = (batch + 1 == batches ? count : next) - first;
          return new Batch(first, width, lanes(fields, sites, first, width));
        },
        new Both(level, annealing),
        part -> {
          parts.add(part);
          heard.accept(part.energy().length);
        });
    return new DetailPartition(
        joined(parts, DetailPartition::energy),
        joined(parts, DetailPartition::forward),
        joined(parts, DetailPartition::reverse));
  }

  /** Fields side by side, [site][lane], the number of the first, and how many. */
  private record Batch(int first, int width, double[] x) implements Serializable {}

  /** Anneals a batch both ways. */
  private record Both(Level level, Annealing annealing)
      implements Workers.Task<Batch, DetailPartition> {
    @Override
    public DetailPartition run(Batch batch) {
      Annealing.Result result = annealing.run(batch.x, batch.width, batch.first);
      double[] energy = new double[batch.width];
      level.energy().evaluator(batch.width).energy(batch.x, new double[batch.x.length], energy);
      return new DetailPartition(energy, result.forward(), result.reverse());
    }
  }

  private static double[] joined(
      List<DetailPartition> parts, Function<DetailPartition, double[]> values) {
    return parts.stream().map(values).flatMapToDouble(Arrays::stream).toArray();
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
    return each(f -> 0.5 * (forward[f] + reverse[f]));
  }

  /** ln p(psi | phi) = F - E with that F; [field]. */
  public double[] logDensities() {
    return each(f -> 0.5 * (forward[f] + reverse[f]) - energy[f]);
  }

  /**
   * An average over independent fields.
   *
   * @param mean over the fields
   * @param error its standard error, from the fields' scatter: their own and the estimates' noise
   */
  public record Average(double mean, double error) {
    static Average of(double[] values) {
      double mean = Arrays.stream(values).sum() / values.length;
      double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
      return new Average(mean, Math.sqrt(squares / (values.length - 1) / values.length));
    }
  }

  /** Mean free energy. */
  public Average freeEnergy() {
    return Average.of(freeEnergies());
  }

  /** Mean log-density of the details. */
  public Average logDensity() {
    return Average.of(logDensities());
  }

  /** Mean work lost on the way, (F_f - F_r) / 2: not negative but for noise. */
  public Average dissipation() {
    return Average.of(each(f -> 0.5 * (forward[f] - reverse[f])));
  }

  private double[] each(IntToDoubleFunction value) {
    return IntStream.range(0, energy.length).mapToDouble(value).toArray();
  }
}
