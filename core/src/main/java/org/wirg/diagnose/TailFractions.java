package org.wirg.diagnose;

import java.util.ArrayList;
import java.util.List;
import org.wirg.field.Grid;

/**
 * The tails of the one-point law: fractions of sites with phi > mean + nu sigma and with phi < mean
 * - nu sigma, nu = 2, 3, 4, mean and sigma given. A Gaussian law has erfc(nu / sqrt(2)) / 2, that
 * is 2.3e-2, 1.3e-3 and 3.2e-5.
 *
 * <p>A tolerance t allows a difference of t nu^2 / 4 times the fraction: the logarithm of a
 * Gaussian tail changes by about nu^2 d sigma / sigma, so that one small error of sigma uses up the
 * same part of each. Of a tail thinner than the Gaussian one, that is t nu^2 / 4 times the latter:
 * a handful of sites among millions is not judged digit by digit.
 */
final class TailFractions implements Summary {
  private static final int[] THRESHOLDS = {2, 3, 4};

  /** 1 - Phi(nu) of the normal distribution at nu = 0, 1, 2, 3, 4. */
  private static final double[] NORMAL = {0.5, 0.15865525, 0.022750132, 1.3498980e-3, 3.1671242e-5};

  private final int sites;
  private final double[] above;
  private final double[] below;

  TailFractions(Grid grid, StandardUnits units) {
    sites = grid.sites();
    above = new double[THRESHOLDS.length];
    below = new double[THRESHOLDS.length];
    for (int t = 0; t < THRESHOLDS.length; t++) {
      above[t] = units.value(THRESHOLDS[t]);
      below[t] = units.value(-THRESHOLDS[t]);
    }
  }

  /** How a relative tolerance, given at 2 deviations, grows with the threshold; 1 under 2. */
  static double growth(int nu) {
    return Math.max(1, nu * nu / 4.0);
  }

  /** The fraction of normal values beyond nu = 0 .. 4 deviations. */
  static double normal(int nu) {
    return NORMAL[nu];
  }

  @Override
  public String title() {
    return "tails: fraction of sites above and below, in the reference's standard deviations";
  }

  @Override
  public Tolerances.Kind tolerance() {
    return Tolerances.Kind.TAILS;
  }

  @Override
  public List<Name> names() {
    List<Name> names = new ArrayList<>();
    for (int nu : THRESHOLDS) {
      names.add(new Name("fraction above +" + nu + " sigma", "> +" + nu));
    }
    for (int nu : THRESHOLDS) {
      names.add(new Name("fraction below -" + nu + " sigma", "< -" + nu));
    }
    return names;
  }

  @Override
  public void add(Fields block, double[] sums, int first) {
    double[] fields = block.values();
    int count = block.count();
    long[] counts = new long[2 * THRESHOLDS.length];
    double nearestAbove = above[0];
    double nearestBelow = below[0];
    for (int i = 0; i < count * sites; i++) {
      double v = fields[i];
      if (v > nearestAbove || v < nearestBelow) {
        for (int t = 0; t < THRESHOLDS.length; t++) {
          counts[t] += v > above[t] ? 1 : 0;
          counts[THRESHOLDS.length + t] += v < below[t] ? 1 : 0;
        }
      }
    }
    for (int c = 0; c < counts.length; c++) {
      sums[first + c] += (double) counts[c] / sites;
    }
  }

  @Override
  public double[] allowances(double[] values) {
    double[] allowances = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int nu = THRESHOLDS[i % THRESHOLDS.length];
      allowances[i] = growth(nu) * Math.max(Math.abs(values[i]), normal(nu));
    }
    return allowances;
  }
}
