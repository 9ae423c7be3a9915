package org.wirg.diagnose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wirg.diagnose.FieldStatistics.Estimate;
import org.wirg.diagnose.FieldStatistics.Histogram;
import org.wirg.internal.random.Purpose;
import org.wirg.internal.random.RandomStream;

/**
 * Total-variation distance of two histograms, 1/2 sum_b |p_b - q_b|, the mass outside their range
 * included, and what two samples of one law would show.
 *
 * @param distance in 0..1
 * @param floor mean and standard deviation of the distance between two samples as large as these
 *     two of one and the same law: the deviations of the groups' histograms are recombined with
 *     independent normal multipliers (multiplier bootstrap; van der Vaart and Wellner, Weak
 *     Convergence and Empirical Processes, 1996, section 2.9), so that correlations between sites
 *     count as they should; NaN when a set has one field
 */
record TotalVariation(double distance, Estimate floor) {
  private static final int DRAWS = 400;

  static TotalVariation of(FieldStatistics reference, FieldStatistics other) {
    double[] p = masses(reference.histogram());
    double[] q = masses(other.histogram());
    double distance = 0;
    for (int b = 0; b < p.length; b++) {
      distance += Math.abs(p[b] - q[b]) / 2;
    }
    return new TotalVariation(distance, floor(reference.deviations(), other.deviations()));
  }

  private static double[] masses(Histogram histogram) {
    List<Estimate> all = new ArrayList<>(histogram.fractions());
    all.addFirst(histogram.below());
    all.addLast(histogram.above());
    return all.stream().mapToDouble(Estimate::value).toArray();
  }

  private static Estimate floor(double[][] first, double[][] second) {
    RandomStream multipliers = new RandomStream(0, Purpose.RESAMPLE, 0);
    double[] deviation = new double[first[0].length];
    double[] distances = new double[DRAWS];
    double mean = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      Arrays.fill(deviation, 0);
      addMultiples(first, multipliers, deviation);
      addMultiples(second, multipliers, deviation);
      for (double d : deviation) {
        distances[draw] += Math.abs(d) / 2;
      }
      mean += distances[draw] / DRAWS;
    }
    double squares = 0;
    for (double d : distances) {
      squares += (d - mean) * (d - mean);
    }
    return new Estimate(mean, Math.sqrt(squares / (DRAWS - 1)));
  }

  private static void addMultiples(double[][] groups, RandomStream multipliers, double[] into) {
    for (double[] group : groups) {
      double multiplier = multipliers.nextNormal();
      for (int b = 0; b < into.length; b++) {
        into[b] += multiplier * group[b];
      }
    }
  }
}
