package org.wirg.diagnose;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;
import org.wirg.internal.numeric.Fourier;

/**
 * Integrated autocorrelation time of a series, with its error, by the Gamma method with automatic
 * window: U. Wolff, Comput. Phys. Commun. 156 (2004) 143, arXiv:hep-lat/0306017, S_tau = 1.5.
 *
 * <p>Convention: {@code tau = 1/2 + sum_{t=1..window} rho(t)}, in steps of the series, so that
 * independent values have tau = 1/2 and the squared error of the mean is {@code 2 tau variance / n}
 * (other programs call twice this number tau). The autocovariance is corrected for the bias of the
 * estimated mean.
 *
 * <p>Whatever cannot be estimated is NaN: everything when a value of the series is NaN or infinite;
 * all but the mean when the series is constant, has fewer than 4 values, or shows no decay of its
 * correlations. A series shorter than about 50 tau gives a tau that is too small.
 *
 * @param tau integrated autocorrelation time in steps
 * @param tauError its standard error
 * @param window the lag at which the sum is cut; 0 when there is none
 * @param mean mean of all values
 * @param meanError standard error of the mean, correlations included
 * @param effectiveSamples {@code n / (2 tau)}, n the number of values of all replicas
 * @param rho normalised autocorrelation at lags 0 .. 2 window (at most half the series, three
 *     quarters of many replicas); empty when there is no window
 */
public record Autocorrelation(
    double tau,
    double tauError,
    int window,
    double mean,
    double meanError,
    double effectiveSamples,
    double[] rho) {
  private static final double S_TAU = 1.5;
  private static final int DIRECT_LAGS = 200;

  /** From so many replicas on, lags beyond half their length have pairs enough. */
  private static final int MANY = 16;

  /** Holds a copy of {@code rho}. */
  public Autocorrelation {
    rho = rho.clone();
  }

  /** A copy of the normalised autocorrelation. */
  @Override
  public double[] rho() {
    return rho.clone();
  }

  /**
   * Analyses one series, or several equally long replicas of one process; replicas are taken as
   * independent and share one mean. Costs O(n window) for short windows, O(n log n) for long ones.
   *
   * @param series [replica][step], not modified
   * @throws IllegalArgumentException when there is no replica or their lengths differ
   */
  public static Autocorrelation of(double[]... series) {
    if (series.length == 0) {
      throw new IllegalArgumentException(
          "an autocorrelation needs at least one series; found none");
    }
    int length = series[0].length;
    for (double[] replica : series) {
      if (replica.length != length) {
        throw new IllegalArgumentException(
            "replicas must be equally long; found " + length + " and " + replica.length);
      }
    }
    double mean = mean(series);
    if (!Double.isFinite(mean)) {
      return undefined(Double.NaN);
    }
    if (length < 4 || isConstant(series)) {
      return undefined(mean);
    }
    return windowed(new Covariance(series, mean), (double) series.length * length, mean, 1);
  }

  /**
   * The same for replicas whose means differ from group to group: replica r belongs to group {@code
   * r % groups}, and every group's values are taken about its own mean. The bias is corrected for
   * as many estimated means.
   *
   * @param series [replica][step], equally long, not modified
   * @param groups how many groups; divides the number of replicas
   */
  public static Autocorrelation ofGroups(int groups, double[]... series) {
    if (groups < 1 || series.length == 0 || series.length % groups != 0) {
      throw new IllegalArgumentException(
          "replicas must fill their groups; found " + series.length + " in " + groups);
    }
    int members = series.length / groups;
    double[] means = new double[groups];
    for (int r = 0; r < series.length; r++) {
      if (series[r].length != series[0].length) {
        throw new IllegalArgumentException("replicas must be equally long");
      }
      means[r % groups] += Arrays.stream(series[r]).sum() / ((double) members * series[r].length);
    }
    double[][] centred = new double[series.length][];
    for (int r = 0; r < series.length; r++) {
      double mean = means[r % groups];
      centred[r] = Arrays.stream(series[r]).map(x -> x - mean).toArray();
    }
    return about(centred, groups);
  }

  /**
   * The same for values whose mean is known to be zero: no bias to correct.
   *
   * @param series [replica][step], equally long, not modified
   */
  public static Autocorrelation aboutZero(double[]... series) {
    return about(series, 0);
  }

  /** Of values about zero, which took {@code means} estimated means to come there. */
  private static Autocorrelation about(double[][] series, int means) {
    int length = series[0].length;
    boolean finite =
        Arrays.stream(series).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
    if (!finite || length < 4 || isConstant(series)) {
      return undefined(finite ? 0 : Double.NaN);
    }
    return windowed(new Covariance(series, 0), (double) series.length * length, 0, means);
  }

  private static Autocorrelation windowed(Covariance gamma, double n, double mean, int means) {
    double variance = gamma.at(0);
    int window = 0;
    double sum = 0; // of rho(1 .. t)
    for (int t = 1; t <= gamma.longestLag(); t++) {
      sum += gamma.at(t) / variance;
      // The window closes where the truncation error falls below the statistical one.
      // In the paper a negative sum closes the window at once; one that stands out of its noise
      // is taken by its size here, so that anticorrelated series get a window too.
      double size = sum < -3 * Math.sqrt(t / n) ? -sum : Math.max(sum, 0);
      double decay = size > 0 ? S_TAU / StrictMath.log((size + 1) / size) : Double.MIN_NORMAL;
      if (StrictMath.exp(-t / decay) - decay / Math.sqrt(t * n) < 0) {
        window = t;
        break;
      }
    }
    // Subtracting an estimated mean shifts every Gamma(t) by -C/n, C = Gamma(0) + 2 sum Gamma(t).
    double c = variance * (1 + 2 * sum);
    if (window == 0 || !(c > 0)) {
      return undefined(mean);
    }
    int lags = Math.min(2 * window, gamma.longestLag());
    double shift = means * c / n;
    double[] rho = new double[lags + 1];
    double tau = -0.5;
    for (int t = 0; t <= lags; t++) {
      rho[t] = (gamma.at(t) + shift) / (variance + shift);
      tau += t <= window ? rho[t] : 0;
    }
    double spread = window + 0.5 - tau;
    if (!(tau > 0 && spread > 1e-9 * window)) {
      return undefined(mean); // no decay was seen
    }
    double tauError = 2 * tau * Math.sqrt(spread / n);
    double meanError = Math.sqrt(2 * tau * (variance + shift) / n);
    return new Autocorrelation(tau, tauError, window, mean, meanError, n / (2 * tau), rho);
  }

  /** What is not known: NaN throughout. */
  public static Autocorrelation unknown() {
    return undefined(Double.NaN);
  }

  private static Autocorrelation undefined(double mean) {
    double nan = Double.NaN;
    return new Autocorrelation(nan, nan, 0, mean, nan, nan, new double[0]);
  }

  private static double mean(double[][] series) {
    double sum = 0;
    for (double[] replica : series) {
      for (double x : replica) {
        sum += x;
      }
    }
    return sum / ((double) series.length * series[0].length);
  }

  private static boolean isConstant(double[][] series) {
    double first = series[0][0];
    return Arrays.stream(series).flatMapToDouble(Arrays::stream).allMatch(x -> x == first);
  }

  /** Gamma(t), the autocovariance over all replicas, computed as far as it is asked for. */
  private static final class Covariance {
    private final double[][] centred;
    private final int length;
    private double[] known = new double[0];

    Covariance(double[][] series, double mean) {
      length = series[0].length;
      centred = new double[series.length][length];
      for (int r = 0; r < series.length; r++) {
        for (int i = 0; i < length; i++) {
          centred[r][i] = series[r][i] - mean;
        }
      }
    }

    int longestLag() {
      return centred.length < MANY ? length / 2 : 3 * length / 4;
    }

    double at(int lag) {
      if (lag >= known.length) {
        known = lag < DIRECT_LAGS ? extended(lag) : byFourier();
      }
      return known[lag];
    }

    private double[] extended(int lag) {
      double[] more = Arrays.copyOf(known, lag + 1);
      for (int t = known.length; t <= lag; t++) {
        double sum = 0;
        for (double[] x : centred) {
          for (int i = 0; i + t < length; i++) {
            sum += x[i] * x[i + t];
          }
        }
        more[t] = sum / pairs(t);
      }
      return more;
    }

    /** All lags at once: the squared Fourier transform of the zero-padded replicas. */
    private double[] byFourier() {
      int size = Integer.highestOneBit(2 * length - 1) << 1;
      DoubleFFT_1D transform = Fourier.line(size);
      double[] power =
          new double[size]; // JTransforms' packed order: Re 0, Re size/2, Re 1, Im 1, ...
      for (double[] x : centred) {
        double[] y = Arrays.copyOf(x, size);
        transform.realForward(y);
        power[0] += y[0] * y[0];
        power[1] += y[1] * y[1];
        for (int k = 2; k < size; k += 2) {
          power[k] += y[k] * y[k] + y[k + 1] * y[k + 1];
        }
      }
      transform.realInverse(power, true);
      for (int t = 0; t <= longestLag(); t++) {
        power[t] /= pairs(t);
      }
      return Arrays.copyOf(power, longestLag() + 1);
    }

    private double pairs(int lag) {
      return (double) centred.length * (length - lag);
    }
  }
}
