package org.wirg.diagnose;

/** Do several chains agree with each other? */
public final class Convergence {
  private Convergence() {}

  /**
   * The split potential scale reduction factor R-hat of Gelman et al., Bayesian Data Analysis, 3rd
   * edition (2013), section 11.4: every chain is cut into halves and the variance between the
   * halves is compared with the variance within. It tends to 1 from above as chains mix; values
   * above 1.01 (Vehtari et al., Bayesian Analysis 16 (2021) 667) speak of chains too short. Values
   * are used as they are, not replaced by ranks.
   *
   * <p>NaN when a value is NaN or infinite, when chains have fewer than 4 draws, and when every
   * draw is the same; infinite when every half is constant but they differ.
   *
   * @param chains [chain][draw], at least one chain; of an odd number of draws the middle one is
   *     left out
   * @throws IllegalArgumentException when there is no chain or their lengths differ
   */
  public static double rHat(double[][] chains) {
    if (chains.length == 0) {
      throw new IllegalArgumentException("R-hat needs at least one chain; found none");
    }
    int draws = chains[0].length;
    for (double[] chain : chains) {
      if (chain.length != draws) {
        throw new IllegalArgumentException(
            "chains must be equally long; found " + draws + " and " + chain.length);
      }
      for (double x : chain) {
        if (!Double.isFinite(x)) {
          return Double.NaN;
        }
      }
    }
    int half = draws / 2;
    if (half < 2) {
      return Double.NaN;
    }
    double[] means = new double[2 * chains.length];
    double within = 0;
    for (int h = 0; h < means.length; h++) {
      int first = h % 2 == 0 ? 0 : draws - half;
      means[h] = mean(chains[h / 2], first, half);
      within += variance(chains[h / 2], first, half, means[h]);
    }
    within /= means.length;
    double between = variance(means, 0, means.length, mean(means, 0, means.length));
    // sqrt(var+ / W), var+ = (n-1)/n W + B/n, where B = n times the variance of the means.
    return Math.sqrt((half - 1.0) / half + between / within);
  }

  private static double mean(double[] x, int first, int count) {
    // Centred on the first value: a constant half has exactly its value as mean.
    double sum = 0;
    for (int i = first; i < first + count; i++) {
      sum += x[i] - x[first];
    }
    return x[first] + sum / count;
  }

  private static double variance(double[] x, int first, int count, double mean) {
    double sum = 0;
    for (int i = first; i < first + count; i++) {
      sum += (x[i] - mean) * (x[i] - mean);
    }
    return sum / (count - 1);
  }
}
