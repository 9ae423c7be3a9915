package org.wirg.lattice;

import java.io.IOException;
import org.wirg.field.Dataset;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.field.Progress;
import org.wirg.internal.numeric.Fourier;

/**
 * The spectrum of a data set about its mean, mode by mode, with the mean and the skewness of its
 * values: what simpler models of the same fields are made of. Modes k and -k are averaged. Fields
 * that are not periodic have in it what their edges add.
 */
public final class MeasuredSpectrum implements SpectralDensity {
  /** Powers under this part of the largest are noise of rounding. */
  private static final double FLOOR = 1e-12;

  private final Grid grid;
  private final double[] power; // [mode]
  private final double mean;
  private final double skewness;

  private MeasuredSpectrum(Grid grid, double[] power, double mean, double skewness) {
    this.grid = grid;
    this.power = power;
    this.mean = mean;
    this.skewness = skewness;
  }

  /**
   * Measures a data set, reading it twice.
   *
   * @throws InputRejected when it is empty or all its values are the same
   * @throws IOException when it cannot be read
   */
  public static MeasuredSpectrum of(Dataset data, Progress progress) throws IOException {
    Grid grid = data.grid();
    long count = data.count();
    if (count < 1) {
      throw new InputRejected("a spectrum needs at least one field; the set is empty");
    }
    progress.begin("spectrum", 2 * count);
    double[] field = new double[grid.sites()];
    double mean = 0;
    for (long f = 0; f < count; f++) {
      data.read(f, 1, field);
      for (double v : field) {
        mean += v / ((double) count * field.length);
      }
      progress.advance(1);
    }
    Fourier fourier = new Fourier(grid);
    double[] power = new double[grid.sites()];
    double second = 0;
    double third = 0;
    for (long f = 0; f < count; f++) {
      data.read(f, 1, field);
      for (int i = 0; i < field.length; i++) {
        field[i] -= mean;
        second += field[i] * field[i];
        third += field[i] * field[i] * field[i];
      }
      double[] modes = fourier.forwardReal(field);
      for (int k = 0; k < power.length; k++) {
        double re = modes[2 * k];
        double im = modes[2 * k + 1];
        power[k] += (re * re + im * im) / ((double) count * power.length);
      }
      progress.advance(1);
    }
    double values = (double) count * field.length;
    double variance = second / values;
    if (!(variance > 0)) {
      throw new InputRejected("a spectrum needs fields that vary; found one value only");
    }
    double skewness = third / values / (variance * Math.sqrt(variance));
    return new MeasuredSpectrum(grid, even(grid, power), mean, skewness);
  }

  private static double[] even(Grid grid, double[] power) {
    double largest = 0;
    for (double p : power) {
      largest = Math.max(largest, p);
    }
    double[] even = new double[power.length];
    for (int k = 0; k < power.length; k++) {
      int[] j = grid.coordinates(k);
      for (int a = 0; a < j.length; a++) {
        j[a] = -j[a];
      }
      even[k] = Math.max(0.5 * (power[k] + power[grid.site(j)]), FLOOR * largest);
    }
    return even;
  }

  @Override
  public double[] on(Grid other) {
    if (!other.equals(grid)) {
      throw new IllegalArgumentException(
          "a measured spectrum is known on its own lattice, " + grid + "; found " + other);
    }
    return power.clone();
  }

  /** The lattice of the data. */
  public Grid grid() {
    return grid;
  }

  /** The mean of all values. */
  public double mean() {
    return mean;
  }

  /** The skewness of all values. */
  public double skewness() {
    return skewness;
  }

  /** For example {@code as measured on 32x32}. */
  @Override
  public String toString() {
    return "as measured on " + grid;
  }
}
