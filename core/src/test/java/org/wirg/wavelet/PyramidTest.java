package org.wirg.wavelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;

class PyramidTest {
  static List<String> names() {
    return Wavelet.names();
  }

  private static double square(double[] x) {
    double sum = 0;
    for (double value : x) {
      sum += value * value;
    }
    return sum;
  }

  @ParameterizedTest
  @MethodSource("names")
  void synthesisUndoesAnalysisAndTheNormIsKept(String name) {
    for (Grid grid : List.of(Grid.of(64), Grid.of(32, 32), Grid.of(32, 8), Grid.of(8, 24, 8))) {
      for (int lanes : new int[] {1, 3}) {
        Pyramid pyramid = new Pyramid(Wavelet.named(name), grid, Pyramid.levelsDownTo(grid, 1));
        double[] x = Dense.random(lanes, grid.sites() * lanes);
        Bands bands = pyramid.analyse(x, lanes);
        double norm = square(bands.coarsest());
        for (int j = 1; j <= bands.levels(); j++) {
          norm += square(bands.details(j));
        }
        assertThat(Math.abs(norm / square(x) - 1)).isLessThan(2e-14);
        assertThat(Dense.distance(pyramid.synthesise(bands), x)).isLessThan(5e-14);
      }
    }
  }

  @Test
  void levelsFollowOneAnother() {
    Pyramid pyramid = new Pyramid(Wavelet.named("db2"), Grid.of(16, 8), 3);
    assertThat(pyramid.levels()).isEqualTo(3);
    assertThat(pyramid.grid(0)).isEqualTo(Grid.of(16, 8));
    assertThat(pyramid.grid(3)).isEqualTo(Grid.of(2, 1));
    double[] x = Dense.random(1, 128);
    Bands bands = pyramid.analyse(x, 1);
    for (int j = 1; j <= 3; j++) {
      WaveletStep step = pyramid.step(j);
      assertThat(step.fine()).isEqualTo(pyramid.grid(j - 1));
      assertThat(step.coarse()).isEqualTo(pyramid.grid(j));
      double[] details = new double[3 * step.coarse().sites()];
      step.details(x, 1, step.scratch(1), details);
      assertThat(bands.details(j)).isEqualTo(details);
      double[] coarse = new double[step.coarse().sites()];
      step.coarsen(x, 1, step.scratch(1), coarse);
      x = coarse;
    }
    assertThat(bands.coarsest()).isEqualTo(x);
  }

  /** The coarsest value of an orthonormal pyramid down to one site is the mean times sqrt(n). */
  @Test
  void aConstantFieldEndsInItsCoarsestValue() {
    Pyramid pyramid = new Pyramid(Wavelet.named("sym8"), Grid.of(32, 32), 5);
    double[] x = new double[1024];
    Arrays.fill(x, 0.5);
    Bands bands = pyramid.analyse(x, 1);
    assertThat(Math.abs(bands.coarsest()[0] - 16)).isLessThan(1e-13);
    assertThat(square(bands.details(1)) + square(bands.details(5))).isLessThan(1e-26);
  }

  @Test
  void noLevelsIsTheFieldItself() {
    Pyramid pyramid = new Pyramid(Wavelet.named("haar"), Grid.of(3), 0);
    double[] x = {1, 2, 3};
    assertThat(pyramid.analyse(x, 1).coarsest()).isEqualTo(x);
    assertThat(pyramid.synthesise(pyramid.analyse(x, 1))).isEqualTo(x);
  }

  @ParameterizedTest
  @CsvSource({"32, 32, 1, 5", "32, 32, 4, 3", "64, 32, 1, 5", "24, 48, 3, 3", "5, 7, 5, 0"})
  void levelsAreCountedOnTheShortestAxis(int n0, int n1, int coarsest, int levels) {
    assertThat(Pyramid.levelsDownTo(Grid.of(n0, n1), coarsest)).isEqualTo(levels);
  }

  @ParameterizedTest
  @CsvSource({"30, 30, 1", "32, 32, 3", "32, 32, 64", "36, 32, 1", "12, 12, 1", "5, 7, 1"})
  void shapesThatDoNotHalveAreRejected(int n0, int n1, int coarsest) {
    assertThatThrownBy(() -> Pyramid.levelsDownTo(Grid.of(n0, n1), coarsest))
        .isInstanceOf(InputRejected.class)
        .hasMessageContainingAll("must be", "found", n0 + "x" + n1, "choose a coarsest side");
  }

  @Test
  void theSidesOfferedAreThoseThatWork() {
    assertThatThrownBy(() -> Pyramid.levelsDownTo(Grid.of(36, 24), 1))
        .hasMessageContaining("choose a coarsest side (--coarsest) among 24, 12, 6,");
    assertThat(Pyramid.levelsDownTo(Grid.of(36, 24), 6)).isEqualTo(2);
  }

  @Test
  void badCallsAreRefused() {
    Wavelet haar = Wavelet.named("haar");
    Pyramid pyramid = new Pyramid(haar, Grid.of(8, 8), 2);
    Bands two = pyramid.analyse(new double[128], 2);
    List<double[]> details = List.of(two.details(1), two.details(2));
    Runnable[] bad = {
      () -> new Pyramid(haar, Grid.of(8, 8), -1),
      () -> new Pyramid(haar, Grid.of(8, 8), 4),
      () -> new Pyramid(haar, Grid.of(8, 12), 3),
      () -> Pyramid.levelsDownTo(Grid.of(8, 8), 0),
      () -> pyramid.analyse(new double[127], 2),
      () -> pyramid.analyse(new double[0], 0),
      () -> pyramid.synthesise(new Pyramid(haar, Grid.of(8, 8), 1).analyse(new double[64], 1)),
      () -> pyramid.synthesise(new Bands(1, two.coarsest(), details)),
      () -> pyramid.synthesise(new Bands(2, two.coarsest(), details.reversed())),
      () -> new Bands(0, two.coarsest(), details),
    };
    for (int i = 0; i < bad.length; i++) {
      Runnable call = bad[i];
      assertThatThrownBy(call::run).as("call %d", i).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(pyramid.synthesise(new Bands(2, two.coarsest(), details))).hasSize(128);
  }

  @Test
  void bandsAreCopiesBothWays() {
    double[] coarsest = {1};
    double[] psi = {2, 3, 4};
    Bands bands = new Bands(1, coarsest, List.of(psi));
    coarsest[0] = 9;
    psi[0] = 9;
    bands.coarsest()[0] = 9;
    bands.details(1)[0] = 9;
    assertThat(bands.coarsest()).containsExactly(1);
    assertThat(bands.details(1)).containsExactly(2, 3, 4);
  }
}
