package org.wirg.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wirg.diagnose.Comparison.Check;
import org.wirg.diagnose.FieldStatistics.Estimate;
import org.wirg.diagnose.FieldStatistics.Options;
import org.wirg.field.Grid;
import org.wirg.field.Progress;

class TailFractionsTest {
  private static final Grid GRID = Grid.of(16, 16);

  /** Gaussian tails Q(2), Q(3), Q(4), within 4.5 errors: six comparisons, false alarm 4e-5. */
  @Test
  void gaussianTailsAreTheErrorFunction() throws IOException {
    Options options = Options.defaults().withUnits(new StandardUnits(0, 1));
    FieldStatistics noise =
        FieldStatistics.of(Noise.set(GRID, Noise.normal(GRID, 4000, 1)), options);
    double[] tail = {0.022750132, 0.0013498980, 3.1671242e-5};
    List<Family.Member> members = noise.families().getFirst().members();
    assertThat(members).hasSize(6);
    for (int i = 0; i < 6; i++) {
      Estimate found = members.get(i).estimate();
      assertThat(found.value()).isCloseTo(tail[i % 3], within(4.5 * found.error()));
      assertThat(found.error()).isLessThan(0.35 * tail[i % 3]);
    }
  }

  @Test
  void sitesAreCountedStrictlyBeyondTheThreshold() throws IOException {
    Grid grid = Grid.of(8);
    double[] values = {5, 5.001, 7.5, 9.5, -3, -3.001, -5.5, 0};
    Options options = Options.defaults().withUnits(new StandardUnits(1, 2));
    FieldStatistics found = FieldStatistics.of(Noise.set(grid, values), options);
    assertThat(found.families().getFirst().members().stream().map(m -> m.estimate().value()))
        .containsExactly(3 / 8.0, 2 / 8.0, 1 / 8.0, 2 / 8.0, 1 / 8.0, 0.0);
  }

  /** Of tails thinner than a Gaussian's the latter counts, of thicker ones they themselves. */
  @Test
  void allowancesAreRelativeToTheLargerTail() {
    TailFractions tails = new TailFractions(GRID, new StandardUnits(0, 1));
    assertThat(tails.allowances(new double[] {0.5, 0.25, 0.125, 0, 0.001, 1e-9}))
        .containsExactly(
            new double[] {0.5, 2.25 * 0.25, 4 * 0.125, 0.0227501, 2.25 * 0.0013499, 4 * 3.16712e-5},
            within(1e-7));
  }

  /** The other set is cut at the reference's thresholds: one wider by 10 % fails on both sides. */
  @Test
  void thresholdsAreTheReferences() throws IOException {
    double[] wide = Arrays.stream(Noise.normal(GRID, 2000, 2)).map(v -> 1.1 * v).toArray();
    Comparison comparison =
        Comparison.of(
            Noise.set(GRID, Noise.normal(GRID, 2000, 1)),
            Noise.set(GRID, wide),
            Options.defaults(),
            Tolerances.defaults(),
            Progress.NONE);
    assertThat(comparison.families().getFirst().checks().stream().filter(c -> !c.passed()))
        .extracting(Check::name)
        .contains("fraction above +2 sigma", "fraction above +3 sigma", "fraction below -3 sigma");
  }
}
