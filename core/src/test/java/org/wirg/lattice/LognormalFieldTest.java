package org.wirg.lattice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.field.Grid;
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;
import org.wirg.internal.numeric.Fourier;

final class LognormalFieldTest {
  private static final Grid GRID = Grid.of(16, 16);
  private static final double MEAN = 0.7;
  private static final PowerLaw STEEP = new PowerLaw(2, 0.4);

  private static SimulationOptions options(int count) {
    return new SimulationOptions(count, 5, 2, 0);
  }

  private static Collected drawn(LognormalField model, int count) throws IOException {
    return Collected.from(
        model.grid(), count, sink -> model.simulate(options(count), sink, Progress.NONE));
  }

  /** Fields are independent: the mean over fields of a field's own average, and its error. */
  private static double[] average(Collected fields, double power, double centre) {
    double sum = 0;
    double squares = 0;
    for (int f = 0; f < fields.count(); f++) {
      double one =
          Arrays.stream(fields.field(f)).map(x -> Math.pow(x - centre, power)).average().orElse(0);
      sum += one;
      squares += one * one;
    }
    double mean = sum / fields.count();
    return new double[] {
      mean, Math.sqrt((squares / fields.count() - mean * mean) / fields.count())
    };
  }

  /** Four errors each: false alarm 6e-5 each, times 9. */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1.5, -1})
  void meanVarianceAndSkewnessAreThoseAskedFor(double skewness) throws IOException {
    LognormalField model = new LognormalField(GRID, STEEP, MEAN, skewness);
    Collected fields = drawn(model, 4000);
    double variance = new GaussianField(GRID, STEEP).covariance()[0];
    double[] first = average(fields, 1, 0);
    double[] second = average(fields, 2, MEAN);
    double[] third = average(fields, 3, MEAN);
    assertThat(first[0]).isCloseTo(MEAN, within(4 * first[1]));
    assertThat(second[0]).isCloseTo(variance, within(4 * second[1]));
    double expected = skewness * variance * Math.sqrt(variance);
    assertThat(third[0]).isCloseTo(expected, within(4 * third[1]));
    assertThat(third[0]).isNotCloseTo(0.8 * expected, within(4 * third[1])); // a broken twin
  }

  /** The power of every mode against the spectrum asked for, each with its own scatter. */
  @Test
  void theSpectrumIsThatAskedFor() throws IOException {
    LognormalField model = new LognormalField(GRID, STEEP, MEAN, 1);
    assertThat(model.missing()).isLessThan(1e-12);
    Collected fields = drawn(model, 4000);
    double[] asked = STEEP.on(GRID);
    assertThat(deviation(fields, asked)).isLessThan(1.3);
    assertThat(deviation(fields, new PowerLaw(1.8, 0.4).on(GRID))).isGreaterThan(1.3);
  }

  /** The root mean square over modes of (measured - asked) / error; 1 when they are the same. */
  private static double deviation(Collected fields, double[] asked) {
    Fourier fourier = new Fourier(GRID);
    int n = asked.length;
    double[] sum = new double[n];
    double[] squares = new double[n];
    for (int f = 0; f < fields.count(); f++) {
      double[] centred = Arrays.stream(fields.field(f)).map(x -> x - MEAN).toArray();
      double[] modes = fourier.forwardReal(centred);
      for (int k = 0; k < n; k++) {
        double p = (modes[2 * k] * modes[2 * k] + modes[2 * k + 1] * modes[2 * k + 1]) / n;
        sum[k] += p;
        squares[k] += p * p;
      }
    }
    double total = 0;
    for (int k = 0; k < n; k++) {
      double mean = sum[k] / fields.count();
      double error = Math.sqrt((squares[k] / fields.count() - mean * mean) / fields.count());
      total += Math.pow((mean - asked[k]) / error, 2) / n;
    }
    return Math.sqrt(total);
  }

  /** On one site exp(-H) is a probability density of the mean asked for. */
  @Test
  void energiesAreThoseOfTheDensity() {
    LognormalField model = new LognormalField(Grid.of(1), new PowerLaw(2, 1), MEAN, 1.2);
    double norm = 0;
    double first = 0;
    double second = 0;
    double step = 1e-3;
    for (double phi = -20; phi < 60; phi += step) {
      double weight = Math.exp(-model.energy(new double[] {phi})) * step;
      norm += weight;
      first += weight * phi;
      second += weight * phi * phi;
    }
    assertThat(first / norm).isCloseTo(MEAN, within(1e-6));
    double variance = second / norm - Math.pow(first / norm, 2);
    assertThat(variance).isCloseTo(1, within(1e-4)); // S(0) = mass^-2
    assertThat(model.energy(new double[] {-20})).isInfinite();
  }

  @Test
  void stepsLikeSpectraAreNotExact() {
    // White noise in real space is exact, a shell in Fourier space is not.
    assertThat(new LognormalField(GRID, new PowerLaw(0, 1), 0, 2).missing()).isLessThan(1e-12);
    LognormalField shell =
        new LognormalField(
            GRID, grid -> Arrays.stream(STEEP.on(grid)).map(s -> s > 1 ? 1 : 1e-9).toArray(), 0, 1);
    assertThat(shell.missing()).isGreaterThan(1e-3);
  }

  @Test
  void refusesWhatIsNoLaw() {
    assertThatThrownBy(() -> new LognormalField(GRID, STEEP, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new LognormalField(GRID, STEEP, Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aMeasuredSpectrumIsThatOfTheFields() throws IOException {
    Collected fields = drawn(new LognormalField(GRID, STEEP, MEAN, 1), 2000);
    MeasuredSpectrum measured =
        MeasuredSpectrum.of(new MemoryDataset(GRID, fields.fields()), Progress.NONE);
    assertThat(measured.mean()).isCloseTo(MEAN, within(0.1));
    assertThat(measured.skewness()).isCloseTo(1, within(0.1));
    assertThat(deviation(fields, measured.on(GRID))).isLessThan(0.8); // k and -k are averaged
    GaussianField like = new GaussianField(GRID, measured, measured.mean());
    double[] all = Collected.gaussian(like, options(2000)).fields();
    assertThat(Arrays.stream(all).average().orElse(0)).isCloseTo(MEAN, within(0.1));
    assertThatThrownBy(() -> measured.on(Grid.of(8, 8)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
