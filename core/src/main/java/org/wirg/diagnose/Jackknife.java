package org.wirg.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.wirg.diagnose.FieldStatistics.Estimate;

/**
 * Sums over groups of fields, and the delete-one-group jackknife errors of functions of their
 * averages. Scratch: filled by one thread.
 */
final class Jackknife {
  private final FieldGroups blocks;
  private final double[][] sums; // [group][statistic]
  private double smallest = Double.POSITIVE_INFINITY;
  private double largest = Double.NEGATIVE_INFINITY;

  Jackknife(FieldGroups blocks, int length) {
    this.blocks = blocks;
    this.sums = new double[blocks.groups()][length];
  }

  /** Number of fields. */
  long count() {
    return blocks.fields();
  }

  /** Adds a block's sums to its group. */
  void add(int group, FieldSums.Block block) {
    for (int i = 0; i < block.sums().length; i++) {
      sums[group][i] += block.sums()[i];
    }
    smallest = Math.min(smallest, block.smallest());
    largest = Math.max(largest, block.largest());
  }

  /** The smallest value of all fields. */
  double smallest() {
    return smallest;
  }

  /** The largest value of all fields. */
  double largest() {
    return largest;
  }

  /**
   * Values and errors, sqrt((G-1)/G sum_g (t_g - mean t)^2); NaN errors when there is one group.
   *
   * @param statistics maps averages over fields to statistics; its argument is not modified
   */
  List<Estimate> estimates(UnaryOperator<double[]> statistics) {
    int groups = sums.length;
    double[] total = total();
    double[] value = statistics.apply(averages(total, null, count()));
    double[][] without = new double[groups][];
    for (int g = 0; g < groups && groups > 1; g++) {
      without[g] = statistics.apply(averages(total, sums[g], count() - blocks.size(g)));
    }
    List<Estimate> estimates = new ArrayList<>();
    for (int i = 0; i < value.length; i++) {
      double error = groups > 1 ? error(without, i) : Double.NaN;
      estimates.add(new Estimate(value[i], error));
    }
    return estimates;
  }

  /**
   * What each group adds to the deviation of an average, (sum_g - size_g average) / n, scaled by
   * sqrt(G / (G-1)): the sum over groups of these times independent signs or normals has the
   * covariance of the averages.
   *
   * @param from first average taken
   * @param to one after the last
   */
  double[][] deviations(int from, int to) {
    int groups = sums.length;
    double[] average = averages(total(), null, count());
    double scale = Math.sqrt(groups / (groups - 1.0)) / count();
    double[][] deviations = new double[groups][to - from];
    for (int g = 0; g < groups; g++) {
      for (int i = from; i < to; i++) {
        deviations[g][i - from] = scale * (sums[g][i] - blocks.size(g) * average[i]);
      }
    }
    return deviations;
  }

  private double[] total() {
    double[] total = new double[sums[0].length];
    for (double[] group : sums) {
      for (int i = 0; i < total.length; i++) {
        total[i] += group[i];
      }
    }
    return total;
  }

  private static double[] averages(double[] total, double @Nullable [] without, long fields) {
    double[] averages = new double[total.length];
    for (int i = 0; i < total.length; i++) {
      averages[i] = (without == null ? total[i] : total[i] - without[i]) / fields;
    }
    return averages;
  }

  private static double error(double[][] without, int i) {
    int groups = without.length;
    double mean = 0;
    for (double[] t : without) {
      mean += t[i] / groups;
    }
    double squares = 0;
    for (double[] t : without) {
      squares += (t[i] - mean) * (t[i] - mean);
    }
    return Math.sqrt(squares * (groups - 1) / groups);
  }
}
