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
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;

class RefinedLevelsTest {
  private static final FitOptions OPTIONS = new FitOptions("haar", 1, 1, 8, false, true, 1, 1);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void theLikelihoodRefinesFromTheLevelAskedFor(int first) {
    Grid grid = Grid.of(8, 8);
    double[] rows =
        new Random(2).doubles(100L * grid.sites(), -1, 1).map(x -> x + x * x * x).toArray();
    Model model =
        Fit.unnormalised(
            new MemoryDataset(grid, rows),
            OPTIONS.refinedFrom(first),
            Draws.PROVENANCE,
            Progress.NONE);
    List<String> estimators =
        model.levels().stream().map(level -> level.estimate().estimator()).toList();
    for (int l = 0; l < estimators.size(); l++) {
      assertThat(estimators.get(l))
          .isEqualTo(l + 1 < first ? "score matching" : "maximum likelihood");
    }
  }

  @Test
  void levelsCountFromOne() {
    assertThatThrownBy(() -> OPTIONS.refinedFrom(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("levels count from 1; found 0");
  }
}
