package org.wirg.lattice;

import java.io.IOException;
import java.util.Arrays;
import org.wirg.field.Dataset;
import org.wirg.field.FieldSink;
import org.wirg.field.Grid;
import org.wirg.field.Keeper;
import org.wirg.field.Progress;
import org.wirg.internal.numeric.Fourier;
import org.wirg.internal.parallel.InOrder;
import org.wirg.internal.random.Purpose;
import org.wirg.internal.random.RandomStream;

/**
 * Stationary Gaussian random fields of given mean and spectrum on a periodic lattice: about the
 * mean {@code <|phi~(k)|^2> = S(k) N}, N sites, so that the variance of a site is {@code (1/N)
 * sum_k S(k)} and {@code H(phi) = 1/2 sum_k |phi~(k)|^2 / (N S(k))}. Everything about them is a
 * closed form.
 */
public final class GaussianField {
  private static final int BLOCK_DOUBLES = 1 << 16;

  private final Grid grid;
  private final double mean;
  private final double[] spectrum; // [mode]
  private final double[] amplitude; // [mode], sqrt S
  private final Fourier fourier;
  private final String name;

  /**
   * The field of a given spectrum, of zero mean.
   *
   * @throws IllegalArgumentException when S is not positive, finite and even in k
   */
  public GaussianField(Grid grid, SpectralDensity density) {
    this(grid, density, 0);
  }

  /**
   * The field of a given spectrum and mean.
   *
   * @throws IllegalArgumentException when S is not positive, finite and even in k, or the mean is
   *     not finite
   */
  public GaussianField(Grid grid, SpectralDensity density, double mean) {
    if (!Double.isFinite(mean)) {
      throw new IllegalArgumentException("a mean must be finite; found " + mean);
    }
    this.mean = mean;
    this.grid = grid;
    this.spectrum = density.on(grid).clone();
    this.fourier = new Fourier(grid);
    this.name = "Gaussian field, S = " + density;
    check(grid, spectrum);
    this.amplitude = Arrays.stream(spectrum).map(Math::sqrt).toArray();
  }

  private static void check(Grid grid, double[] spectrum) {
    if (spectrum.length != grid.sites()) {
      throw new IllegalArgumentException(
          "a spectrum on " + grid + " has " + grid.sites() + " modes; found " + spectrum.length);
    }
    for (int k = 0; k < spectrum.length; k++) {
      if (!(spectrum[k] > 0 && spectrum[k] < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "a spectrum must be positive and finite; found " + spectrum[k] + " at mode " + k);
      }
      int[] j = grid.coordinates(k);
      Arrays.setAll(j, axis -> -j[axis]);
      double mirrored = spectrum[grid.site(j)];
      if (!(Math.abs(spectrum[k] - mirrored) <= 1e-12 * mirrored)) {
        throw new IllegalArgumentException(
            "a spectrum must have S(k) = S(-k); found "
                + spectrum[k]
                + " and "
                + mirrored
                + " at mode "
                + k);
      }
    }
  }

  /** The lattice. */
  public Grid grid() {
    return grid;
  }

  /** S(k), [mode], modes numbered like sites. */
  public double[] spectrum() {
    return spectrum.clone();
  }

  /** The correlation function {@code <phi(0) phi(x)> = (1/N) sum_k S(k) exp(i k.x)}, [site]. */
  public double[] covariance() {
    return realInverse(spectrum);
  }

  /**
   * The kernel K of the energy {@code H = 1/2 sum_xy phi(x) K(x - y) phi(y)}: {@code K(x) = (1/N)
   * sum_k exp(i k.x) / S(k)}, [site].
   */
  public double[] precisionKernel() {
    return realInverse(Arrays.stream(spectrum).map(s -> 1 / s).toArray());
  }

  private double[] realInverse(double[] modes) {
    double[] values = new double[2 * modes.length];
    for (int k = 0; k < modes.length; k++) {
      values[2 * k] = modes[k];
    }
    fourier.inverse(values);
    return realParts(values);
  }

  private static double[] realParts(double[] values) {
    double[] real = new double[values.length / 2];
    Arrays.setAll(real, i -> values[2 * i]);
    return real;
  }

  /**
   * H(phi) = 1/2 sum_k |phi~(k)|^2 / (N S(k)); its mean is N/2.
   *
   * @param field [site]
   */
  public double energy(double[] field) {
    if (field.length != grid.sites()) {
      throw new IllegalArgumentException(
          "a field on " + grid + " has " + grid.sites() + " sites; found " + field.length);
    }
    double[] modes = fourier.forwardReal(Arrays.stream(field).map(x -> x - mean).toArray());
    double sum = 0;
    for (int k = 0; k < spectrum.length; k++) {
      sum += (modes[2 * k] * modes[2 * k] + modes[2 * k + 1] * modes[2 * k + 1]) / spectrum[k];
    }
    return sum / (2.0 * field.length);
  }

  /**
   * Draws independent fields exactly: white noise, multiplied by sqrt S(k) in Fourier space. Field
   * f depends on the seed and on f alone, so the same seed gives the same bytes at any number of
   * threads on one kind of processor (see {@link Fourier}), and a longer run begins with a shorter
   * one. Thinning is ignored.
   *
   * @throws IOException when the sink fails
   */
  public SimulationReport simulate(SimulationOptions options, FieldSink sink) throws IOException {
    return simulate(options, sink, Progress.NONE);
  }

  /** The same, saying how many fields are drawn. */
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
    int perBlock = Math.clamp(BLOCK_DOUBLES / grid.sites(), 1, options.count());
    int blocks = Math.ceilDiv(options.count(), perBlock);
    double[][] series = new double[Observables.NAMES.size()][options.count()];
    int[] done = {0}; // fields
    keeper.restore(in -> done[0] = Observables.readSeries(in, series));
    int before = Math.ceilDiv(done[0], perBlock);
    progress.begin("simulating", options.count());
    progress.advance(done[0]);
    try {
      InOrder.<Block>run(
          options.threads(),
          blocks - before,
          b -> {
            int first = (before + (int) b) * perBlock;
            return block(options, first, Math.min(perBlock, options.count() - first), series);
          },
          block -> {
            done[0] += block.count;
            deliver(block, sink, keeper, out -> Observables.writeSeries(out, series, done[0]));
            progress.advance(block.count);
          });
    } catch (SinkFailure failure) {
      throw failure.cause;
    }
    return SimulationReport.ofIndependent(
        name,
        "exact and independent: white noise times sqrt S in Fourier space",
        grid,
        options,
        series);
  }

  private record Block(double[] fields, int count) {}

  private Block block(SimulationOptions options, int first, int count, double[][] series) {
    int n = grid.sites();
    double[] fields = new double[count * n];
    double[] values = new double[2 * n];
    for (int f = 0; f < count; f++) {
      double squares = draw(options.seed(), first + f, values, fields, f * n);
      // By Parseval the energy of the field is that of the noise.
      Observables.measure(fields, f * n, n, squares / 2, series, first + f);
    }
    return new Block(fields, count);
  }

  /**
   * Draws a field.
   *
   * @param values scratch, [2 site]
   * @param fields modified from {@code at} on
   * @return the sum of squares of the white noise
   */
  double draw(long seed, int number, double[] values, double[] fields, int at) {
    RandomStream noise = new RandomStream(seed, Purpose.GAUSSIAN_FIELD, number);
    int n = grid.sites();
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double w = noise.nextNormal();
      squares += w * w;
      values[2 * i] = w;
      values[2 * i + 1] = 0;
    }
    fourier.forward(values);
    for (int k = 0; k < n; k++) {
      values[2 * k] *= amplitude[k];
      values[2 * k + 1] *= amplitude[k];
    }
    fourier.inverse(values);
    for (int i = 0; i < n; i++) {
      fields[at + i] = mean + values[2 * i];
    }
    return squares;
  }

  /**
   * The fields that {@link #simulate} gives for a seed, drawn whenever they are read and kept
   * nowhere.
   *
   * @param count how many, at least 1
   */
  public Dataset dataset(int count, long seed) {
    return new GaussianDataset(this, mean, count, seed);
  }

  /** Carries the sink's failure through the workers' interface. */
  private static final class SinkFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final IOException cause;

    SinkFailure(IOException cause) {
      super(cause);
      this.cause = cause;
    }
  }

  private static void deliver(Block block, FieldSink sink, Keeper keeper, Keeper.Writer state) {
    try {
      sink.accept(block.fields, block.count);
      keeper.offer(state);
    } catch (IOException failure) {
      throw new SinkFailure(failure);
    }
  }

  /** For example {@code Gaussian field, S = PowerLaw[exponent=1.75, mass=0.0]}. */
  @Override
  public String toString() {
    return name;
  }
}
