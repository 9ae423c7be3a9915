package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.wirg.field.Grid;
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;
import org.wirg.lattice.GaussianField;

/** The data's own word on phi to -phi. */
class SymmetryTestTest {
  private static final Grid GRID = Grid.of(8, 8);
  private static final GaussianField LAW = Draws.free(GRID, 0.7);

  private static SymmetryTest test(long seed, int fields, int threads, DoubleUnaryOperator change) {
    double[] rows = Arrays.stream(Draws.gaussian(LAW, fields, seed)).map(change).toArray();
    return SymmetryTest.of(
        new MemoryDataset(GRID, rows), FitOptions.DEFAULT.withThreads(threads), Progress.NONE);
  }

  /**
   * Few fields, where T^2 is far from chi squared. Of 300 symmetric data sets 0.3 are expected
   * beyond 3.09 sigma; 5 or more have probability 2e-5. The mean of the sigmas is 0 +- 0.06, their
   * scatter 1 +- 0.04; the bounds are at 4 of these. The twin takes T^2 for chi squared.
   */
  @Test
  void symmetricDataPassAtTheStatedRate() {
    int alarms = 0;
    double sum = 0;
    double squares = 0;
    double blind = 0;
    int sets = 300;
    for (int set = 0; set < sets; set++) {
      SymmetryTest test = test(set, 40, 1, x -> x);
      assertThat(test.directions()).isEqualTo(8);
      alarms += test.sigmas() < 3.09 ? 0 : 1;
      sum += test.sigmas() / sets;
      squares += test.sigmas() * test.sigmas() / sets;
      blind += new SymmetryTest(test.tSquared(), 8, 1_000_000_000).sigmas() / sets;
    }
    assertThat(alarms).isLessThan(5);
    assertThat(sum).isBetween(-0.24, 0.24);
    assertThat(Math.sqrt(squares - sum * sum)).isBetween(0.84, 1.16);
    assertThat(blind).as("the twin").isGreaterThan(0.24);
  }

  /**
   * A skewness of 0.3 per site, and a mean of a tenth of the spread, are seen by all of 20 sets.
   */
  @Test
  void asymmetryIsFound() {
    for (int set = 0; set < 20; set++) {
      assertThat(test(set, 200, 1, x -> x + 0.1 * (x * x - 0.3)).symmetric()).isFalse();
      assertThat(test(set, 200, 1, x -> x + 0.2).symmetric()).isFalse();
    }
  }

  @Test
  void unitsAndSignAndThreadsDoNotMatter() {
    SymmetryTest test = test(5, 200, 1, x -> x);
    assertThat(test(5, 200, 1, x -> -x)).isEqualTo(test);
    assertThat(test(5, 200, 3, x -> x)).isEqualTo(test);
    assertThat(test(5, 200, 1, x -> x * 0x1p60).tSquared()).isEqualTo(test.tSquared());
  }

  @Test
  void fewFieldsDecideNothing() {
    double[] rows = Draws.gaussian(LAW, SymmetryTest.FEWEST_FIELDS - 1, 1);
    MemoryDataset few = new MemoryDataset(GRID, rows);
    assertThat(SymmetryTest.of(few, FitOptions.DEFAULT, Progress.NONE).symmetric()).isFalse();
  }
}
