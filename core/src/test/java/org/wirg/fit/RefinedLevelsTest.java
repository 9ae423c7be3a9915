package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.energy.Model;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;

class RefinedLevelsTest {
  private static final Grid GRID = Grid.of(8, 8);
  private static final FitOptions OPTIONS = new FitOptions("haar", 1, 1, 8, false, true, 1, 1);

  private static List<String> estimators(double[] rows, FitOptions options) {
    Model model =
        Fit.unnormalised(new MemoryDataset(GRID, rows), options, Draws.PROVENANCE, Progress.NONE);
    return model.levels().stream().map(level -> level.estimate().estimator()).toList();
  }

  /** Independent values. */
  private static double[] rows(int fields) {
    return new Random(2)
        .doubles((long) fields * GRID.sites(), -1, 1)
        .map(x -> x + x * x * x)
        .toArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void theLikelihoodRefinesFromTheLevelAskedFor(int first) {
    List<String> estimators = estimators(rows(100), OPTIONS.refinedFrom(first));
    for (int l = 0; l < estimators.size(); l++) {
      assertThat(estimators.get(l))
          .isEqualTo(l + 1 < first ? "score matching" : "maximum likelihood");
    }
  }

  @Test
  void theFinestLevelIsRefinedWhereChainsLeaveTheData() {
    Random random = new Random(3);
    double[] rows = random.doubles(1000L * GRID.sites()).map(u -> random.nextGaussian()).toArray();
    assertThat(estimators(rows, OPTIONS)).startsWith("score matching", "maximum likelihood");
    // Fields of two kinds, smooth and rough: score matching finds a law that is neither's.
    for (int i = 0; i < rows.length; i++) {
      rows[i] *= i / GRID.sites() % 2 == 0 ? 1 : 12;
    }
    assertThat(estimators(rows, OPTIONS)).startsWith("maximum likelihood");
  }

  @Test
  void aLevelAskedForHasEnoughFields() {
    assertThatThrownBy(() -> estimators(rows(63), OPTIONS.refinedFrom(1)))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("from 64 fields on")
        .hasMessageContaining("found 63 of 8x8");
  }

  @Test
  void levelsCountFromOne() {
    assertThatThrownBy(() -> OPTIONS.refinedFrom(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("levels count from 1; found -1");
  }
}
