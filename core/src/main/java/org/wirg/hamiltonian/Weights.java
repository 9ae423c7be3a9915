package org.wirg.hamiltonian;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.wirg.diagnose.FieldStatistics.Estimate;

/**
 * Importance weights w of independent fields, and averages with them, self-normalised: sum w a /
 * sum w. Errors are from the delete-one jackknife. Immutable.
 *
 * <p>A constant factor common to all weights matters to {@link #logMean} alone.
 */
public final class Weights {
  private final double[] logs; // ln w, [field]
  private final double largest; // of them
  private final double[] relative; // w / largest w, [field]
  private final double sum; // of the relative weights

  /**
   * @param logs ln w, [field], all finite, at least 2
   */
  public Weights(double[] logs) {
    if (logs.length < 2 || !Arrays.stream(logs).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "weights are of 2 or more fields, their logarithms finite; found " + logs.length);
    }
    this.logs = logs.clone();
    this.largest = Arrays.stream(logs).max().orElseThrow();
    this.relative = Arrays.stream(logs).map(log -> StrictMath.exp(log - largest)).toArray();
    this.sum = ordered(relative);
  }

  /** The same weight, 1, for every field. */
  public static Weights equal(int count) {
    return new Weights(new double[count]);
  }

  /** Number of fields. */
  public int count() {
    return logs.length;
  }

  /** ln (w / sum w): their exponentials sum to 1; [field]. */
  public double[] normalisedLogs() {
    double log = largest + StrictMath.log(sum);
    return Arrays.stream(logs).map(l -> l - log).toArray();
  }

  /** Effective sample size as a fraction, (sum w)^2 / (n sum w^2), between 1/n and 1. */
  public double effectiveFraction() {
    double squares = ordered(Arrays.stream(relative).map(w -> w * w).toArray());
    return sum * sum / (squares * count());
  }

  /** The largest of w / sum w. */
  public double largestShare() {
    return 1 / sum;
  }

  /** Standard deviation of ln w. */
  public double logDeviation() {
    double mean = ordered(logs) / count();
    double squares = 0;
    for (double log : logs) {
      squares += (log - mean) * (log - mean);
    }
    return Math.sqrt(squares / (count() - 1));
  }

  /** ln of the mean of w. */
  public Estimate logMean() {
    int n = count();
    double[] without = new double[n];
    for (int f = 0; f < n; f++) {
      without[f] = largest + StrictMath.log((sum - relative[f]) / (n - 1));
    }
    return new Estimate(largest + StrictMath.log(sum / n), jackknife(without));
  }

  /** The weighted mean of one number per field. */
  public Estimate mean(double[] values) {
    return of(means -> means[0], values);
  }

  /**
   * A function of weighted means.
   *
   * @param function of the means, [statistic]; does not modify them
   * @param values [statistic][field]
   */
  public Estimate of(ToDoubleFunction<double[]> function, double[]... values) {
    int n = count();
    double[] totals = new double[values.length];
    for (int s = 0; s < values.length; s++) {
      if (values[s].length != n) {
        throw new IllegalArgumentException(
            "there are weights of " + n + " fields; found values of " + values[s].length);
      }
      for (int f = 0; f < n; f++) {
        totals[s] += relative[f] * values[s][f];
      }
    }
    double[] means = new double[values.length];
    double[] without = new double[n];
    for (int f = 0; f < n; f++) {
      for (int s = 0; s < values.length; s++) {
        means[s] = (totals[s] - relative[f] * values[s][f]) / (sum - relative[f]);
      }
      without[f] = function.applyAsDouble(means);
    }
    for (int s = 0; s < values.length; s++) {
      means[s] = totals[s] / sum;
    }
    return new Estimate(function.applyAsDouble(means), jackknife(without));
  }

  /** sqrt((n-1)/n sum_f (t_f - mean t)^2). */
  private static double jackknife(double[] without) {
    int n = without.length;
    double mean = ordered(without) / n;
    double squares = 0;
    for (double t : without) {
      squares += (t - mean) * (t - mean);
    }
    return Math.sqrt(squares * (n - 1) / n);
  }

  /** The sum, first to last. */
  private static double ordered(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
