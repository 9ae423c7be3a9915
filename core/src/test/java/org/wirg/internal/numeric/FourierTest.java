package org.wirg.internal.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wirg.field.Grid;
import org.wirg.internal.random.Purpose;
import org.wirg.internal.random.RandomStream;

final class FourierTest {
  static Stream<Grid> grids() {
    return Stream.of(
        Grid.of(1),
        Grid.of(2),
        Grid.of(7),
        Grid.of(16),
        Grid.of(5, 6),
        Grid.of(8, 1),
        Grid.of(1, 4, 3),
        Grid.of(2, 3, 4));
  }

  private static double[] noise(int count) {
    RandomStream random = new RandomStream(3, Purpose.RESAMPLE, count);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextNormal();
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("grids")
  void agreesWithTheDefinition(Grid grid) {
    double[] values = noise(2 * grid.sites());
    double[] modes = values.clone();
    new Fourier(grid).forward(modes);
    for (int k = 0; k < grid.sites(); k++) {
      double re = 0;
      double im = 0;
      for (int x = 0; x < grid.sites(); x++) {
        double phase = 0;
        for (int axis = 0; axis < grid.rank(); axis++) {
          phase +=
              2 * Math.PI * grid.coordinates(k)[axis] * grid.coordinates(x)[axis] / grid.size(axis);
        }
        re += values[2 * x] * Math.cos(phase) + values[2 * x + 1] * Math.sin(phase);
        im += values[2 * x + 1] * Math.cos(phase) - values[2 * x] * Math.sin(phase);
      }
      assertThat(modes[2 * k]).isCloseTo(re, within(1e-12));
      assertThat(modes[2 * k + 1]).isCloseTo(im, within(1e-12));
    }
    new Fourier(grid).inverse(modes);
    for (int i = 0; i < modes.length; i++) {
      assertThat(modes[i]).isCloseTo(values[i], within(1e-13));
    }
  }

  @Test
  void startsNoThreads() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    new Fourier(Grid.of(1 << 15)).forward(noise(1 << 16));
    assertThat(before).containsAll(Thread.getAllStackTraces().keySet());
  }
}
