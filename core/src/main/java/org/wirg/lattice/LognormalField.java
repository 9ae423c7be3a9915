package org.wirg.lattice;

import java.io.IOException;
import java.util.Arrays;
import org.wirg.field.FieldSink;
import org.wirg.field.Grid;
import org.wirg.field.Keeper;
import org.wirg.field.Progress;
import org.wirg.internal.numeric.Fourier;

/**
 * Shifted lognormal random fields of given mean, spectrum and skewness: {@code phi = mean +- lambda
 * (exp(g - s^2/2) - 1)}, g a Gaussian field of variance s^2 whose correlation function is {@code
 * ln(1 + xi(r) / lambda^2)}, xi that of phi. They stand in for maps of density or of weak-lensing
 * convergence (Coles and Jones, Mon. Not. R. Astron. Soc. 248 (1991) 1; Hilbert, Hartlap and
 * Schneider, Astron. Astrophys. 536 (2011) A85).
 *
 * <p>With u = sqrt(exp(s^2) - 1) the skewness is u^3 + 3 u, so u = 2 sinh(asinh(skewness / 2) / 3)
 * and lambda = sigma / u. Not every spectrum can be had: where the spectrum of g would be negative
 * it is set to nearly zero, and the rest is made smaller so that the one-point law stays exact; see
 * {@link #missing}.
 */
public final class LognormalField {
  private static final double FLOOR = 1e-12; // of the largest power

  private final Grid grid;
  private final double mean;
  private final double scale; // lambda, with the sign of the skewness
  private final double halfVariance; // s^2 / 2
  private final GaussianField gaussian;
  private final double missing;
  private final String name;

  /**
   * The field of a given law.
   *
   * @param density S of phi
   * @param skewness of the one-point law, not 0
   * @throws IllegalArgumentException when S is not a spectrum, or such fields cannot be that much
   *     anticorrelated
   */
  public LognormalField(Grid grid, SpectralDensity density, double mean, double skewness) {
    if (!Double.isFinite(mean) || !(Math.abs(skewness) > 0) || !Double.isFinite(skewness)) {
      throw new IllegalArgumentException(
          "a lognormal field has a finite mean and a finite skewness that is not 0; found "
              + mean
              + " and "
              + skewness);
    }
    this.grid = grid;
    this.mean = mean;
    double[] xi = new GaussianField(grid, density).covariance();
    double ratio = Math.abs(skewness) / 2;
    double asinh = StrictMath.log(ratio + Math.sqrt(ratio * ratio + 1));
    double u = 2 * StrictMath.sinh(asinh / 3);
    double lambda = Math.sqrt(xi[0]) / u;
    this.scale = skewness > 0 ? lambda : -lambda;
    double variance = StrictMath.log1p(u * u);
    this.halfVariance = 0.5 * variance;
    double[] power = power(grid, xi, lambda);
    double all = Arrays.stream(power).map(Math::abs).sum();
    double positive = Arrays.stream(power).filter(p -> p > 0).sum();
    this.missing = 1 - positive / all;
    double floor = FLOOR * Arrays.stream(power).max().orElseThrow();
    double[] kept = Arrays.stream(power).map(p -> Math.max(p, floor)).toArray();
    double exact = variance * grid.sites() / Arrays.stream(kept).sum();
    this.gaussian = new GaussianField(grid, g -> Arrays.stream(kept).map(p -> p * exact).toArray());
    this.name = "lognormal field of skewness " + skewness + ", S = " + density;
  }

  /** The spectrum of g: the transform of ln(1 + xi / lambda^2). */
  private static double[] power(Grid grid, double[] xi, double lambda) {
    double[] values = new double[2 * xi.length];
    for (int i = 0; i < xi.length; i++) {
      double x = xi[i] / (lambda * lambda);
      if (!(x > -1)) {
        throw new IllegalArgumentException(
            "sites of lognormal fields are correlated by more than -lambda^2; found a correlation"
                + " of "
                + xi[i]
                + " for lambda = "
                + lambda
                + "; choose a smaller skewness");
      }
      values[2 * i] = StrictMath.log1p(x);
    }
    new Fourier(grid).forward(values);
    double[] power = new double[xi.length];
    for (int k = 0; k < power.length; k++) {
      int[] j = grid.coordinates(k);
      Arrays.setAll(j, a -> -j[a]);
      power[k] = 0.5 * (values[2 * k] + values[2 * grid.site(j)]); // even to the last bit
    }
    return power;
  }

  /** The lattice. */
  public Grid grid() {
    return grid;
  }

  /** The part of the power of g that had to be left out for being negative; 0 is exact. */
  public double missing() {
    return missing;
  }

  /**
   * H(phi) = -ln p(phi) up to a constant: the energy of g, and sum g for the change of variables.
   *
   * @param field [site]
   * @return infinity where no g leads to the field
   */
  public double energy(double[] field) {
    double[] g = new double[field.length];
    double sum = 0;
    for (int i = 0; i < g.length; i++) {
      double factor = (field[i] - mean) / scale + 1;
      if (!(factor > 0)) {
        return Double.POSITIVE_INFINITY;
      }
      g[i] = StrictMath.log(factor) + halfVariance;
      sum += g[i];
    }
    return gaussian.energy(g) + sum;
  }

  /**
   * Draws independent fields: the same numbers as {@link GaussianField#simulate}, transformed.
   *
   * @throws IOException when the sink fails
   */
  public SimulationReport simulate(SimulationOptions options, FieldSink sink, Progress progress)
      throws IOException {
    return simulate(options, sink, progress, Keeper.NONE);
  }

  /**
   * The same, going on from a state that was kept: the sink receives the fields that come after it.
   */
  public SimulationReport simulate(
      SimulationOptions options, FieldSink sink, Progress progress, Keeper keeper)
      throws IOException {
    int sites = grid.sites();
    double[][] series = new double[Observables.NAMES.size()][options.count()];
    int[] done = {0};
    gaussian.simulate(
        options,
        (fields, count) -> {
          double[] shifted = new double[count * sites];
          for (int f = 0; f < count; f++) {
            double[] g = Arrays.copyOfRange(fields, f * sites, (f + 1) * sites);
            double energy = gaussian.energy(g) + Arrays.stream(g).sum();
            for (int i = 0; i < sites; i++) {
              shifted[f * sites + i] = mean + scale * (StrictMath.exp(g[i] - halfVariance) - 1);
            }
            Observables.measure(shifted, f * sites, sites, energy, series, done[0]++);
          }
          sink.accept(shifted, count);
        },
        progress,
        along(keeper, series, done));
    return SimulationReport.ofIndependent(
        name, "exact and independent: the exponential of a Gaussian field", grid, options, series);
  }

  /**
   * Keeps the Gaussian fields' state behind one's own.
   *
   * @param done modified: fields that are there
   */
  private static Keeper along(Keeper keeper, double[][] series, int[] done) {
    return new Keeper() {
      @Override
      public boolean restore(Reader reader) throws IOException {
        return keeper.restore(
            in -> {
              done[0] = Observables.readSeries(in, series);
              reader.readFrom(in);
            });
      }

      @Override
      public boolean due() {
        return keeper.due();
      }

      @Override
      public void offer(Writer writer) throws IOException {
        keeper.offer(
            out -> {
              Observables.writeSeries(out, series, done[0]);
              writer.writeTo(out);
            });
      }
    };
  }

  /** For example {@code lognormal field of skewness 1.0, S = as measured on 32x32}. */
  @Override
  public String toString() {
    return name;
  }
}
