package org.wirg.diagnose;

import java.util.ArrayList;
import java.util.List;

/**
 * The covariance between fields of the binned power spectrum: for every radial bin the variance
 * over its squared mean, &lt;S^2&gt; / &lt;S&gt;^2 - 1, and the correlation coefficient with the
 * next bin. S is one field's average over the bin's modes.
 *
 * <p>Gaussian fields have 2 / modes, if all modes of the bin have one variance, and no correlation;
 * couplings between scales raise both (Scoccimarro, Zaldarriaga and Hui, Astrophys. J. 527 (1999)
 * 1). A bin whose power is only rounding has 0.
 *
 * <p>Correlations of few fields are skewed, and the jackknife's errors too small where they are
 * near 1: their error is at least 1 / sqrt(fields - 1). A tolerance t allows the variance a
 * relative difference of t, and the correlation one of t / 2.
 */
final class SpectrumCovariance implements Summary {
  private static final double CORRELATION = 0.5; // allowance

  private final RadialBins radial;
  private final double rounding;

  SpectrumCovariance(RadialBins radial, StandardUnits units) {
    this.radial = radial;
    rounding = units.rounding() * units.rounding();
  }

  @Override
  public String title() {
    return "S(k) between fields: v variance / mean^2, c correlation with the next bin";
  }

  @Override
  public Tolerances.Kind tolerance() {
    return Tolerances.Kind.COVARIANCE;
  }

  @Override
  public List<Name> names() {
    List<Name> names = new ArrayList<>();
    for (int b = 0; b < radial.count(); b++) {
      int k = radial.wavenumber(b);
      names.add(new Name("variance of S(k), k = " + k, "v" + k));
    }
    for (int b = 0; b + 1 < radial.count(); b++) {
      String k = radial.wavenumber(b) + " and " + radial.wavenumber(b + 1);
      names.add(new Name("correlation of S(k), k = " + k, "c" + radial.wavenumber(b)));
    }
    return names;
  }

  /** Means of S, of S^2 and of the product with the next bin's. */
  @Override
  public int numbers() {
    return 3 * radial.count();
  }

  @Override
  public void add(Fields fields, double[] sums, int first) {
    int bins = radial.count();
    double[] power = fields.powers();
    for (int start = 0; start < fields.count() * bins; start += bins) {
      for (int b = 0; b < bins; b++) {
        double s = power[start + b];
        sums[first + b] += s;
        sums[first + bins + b] += s * s;
        if (b + 1 < bins) {
          sums[first + 2 * bins + b] += s * power[start + b + 1];
        }
      }
    }
  }

  @Override
  public void statistics(double[] averages, int first, double[] into, int at) {
    int bins = radial.count();
    for (int b = 0; b < bins; b++) {
      double mean = averages[first + b];
      boolean negligible = mean <= rounding;
      into[at + b] = negligible ? 0 : variance(averages, first, b) / (mean * mean);
    }
    for (int b = 0; b + 1 < bins; b++) {
      double mean = averages[first + b];
      double next = averages[first + b + 1];
      boolean negligible = mean <= rounding || next <= rounding;
      double covariance = averages[first + 2 * bins + b] - mean * next;
      double variances = variance(averages, first, b) * variance(averages, first, b + 1);
      into[at + bins + b] = negligible ? 0 : covariance / Math.sqrt(variances);
    }
  }

  private double variance(double[] averages, int first, int bin) {
    double mean = averages[first + bin];
    return averages[first + radial.count() + bin] - mean * mean;
  }

  /** The scatter of a correlation coefficient of independent values, whatever their law. */
  @Override
  public double leastError(int statistic, long fields) {
    return statistic < radial.count() ? 0 : 1 / Math.sqrt(fields - 1.0);
  }

  @Override
  public double[] allowances(double[] values) {
    double[] allowances = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      allowances[i] = i < radial.count() ? Math.abs(values[i]) : CORRELATION;
    }
    return allowances;
  }
}
