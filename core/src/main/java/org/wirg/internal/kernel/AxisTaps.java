package org.wirg.internal.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * A filter along one axis: out[m] = sum_u coefficient[m mod period][u] in[index[m][u]], u ascending
 * from 0.
 */
public final class AxisTaps {
  /** Sites of the input along the axis. */
  final int sitesIn;

  /** Sites of the output. */
  final int sitesOut;

  final int taps;
  final int period;
  final double[] coefficients; // [period][taps]
  final int[] index; // source site of every tap, [site][taps]
  final Run[] runs;

  /**
   * Output sites {@code first}, {@code first + period} .. that read sites equally far apart, so
   * that one loop serves all.
   *
   * @param sites how many
   * @param step from the site that one reads to that which the next reads
   * @param coefficients place of their first coefficient
   */
  record Run(int first, int sites, int step, int coefficients) {}

  /**
   * @param coefficients taken over, [period][taps]
   * @param index source site of every tap, taken over, [site][taps]
   */
  public AxisTaps(int sitesIn, int sitesOut, int taps, double[] coefficients, int[] index) {
    this.sitesIn = sitesIn;
    this.sitesOut = sitesOut;
    this.taps = taps;
    this.period = coefficients.length / taps;
    this.coefficients = coefficients;
    this.index = index;
    List<Run> found = new ArrayList<>();
    for (int phase = 0; phase < Math.min(period, sitesOut); phase++) {
      int first = phase;
      while (first < sitesOut) {
        Run run = run(first);
        found.add(run);
        first += run.sites * period;
      }
    }
    this.runs = found.toArray(new Run[0]);
  }

  private Run run(int first) {
    int next = first + period;
    int step = next < sitesOut ? index[next * taps] - index[first * taps] : 0;
    while (next < sitesOut && follows(next, step)) {
      next += period;
    }
    return new Run(first, (next - first) / period, step, coefficientsOf(first));
  }

  private boolean follows(int site, int step) {
    for (int u = 0; u < taps; u++) {
      if (index[site * taps + u] - index[(site - period) * taps + u] != step) {
        return false;
      }
    }
    return true;
  }

  /** Place of the first coefficient of an output site. */
  int coefficientsOf(int site) {
    return site % period * taps;
  }
}
