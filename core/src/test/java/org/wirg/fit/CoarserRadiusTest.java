package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.energy.QuadraticKernel;
import org.wirg.field.Grid;
import org.wirg.wavelet.Pyramid;
import org.wirg.wavelet.Wavelet;

/** Couplings that reach further at the finest level than at coarser ones. */
class CoarserRadiusTest {
  private static final FitOptions OPTIONS = new FitOptions("db2", 4, 3, 8, true, false, 1, 1);

  private static int radius(Level level) {
    return ((QuadraticKernel) level.energy().terms().getFirst()).radius();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyLawHasItsOwn(boolean edge) {
    Grid grid = Grid.of(32, 32);
    double[] rows = Draws.gaussian(Draws.free(grid, 0.5), 200, 4);
    FitOptions options = OPTIONS.withCoarserRadius(1).withEdge(edge).refinedFrom(9);
    Model model = Draws.fit(grid, rows, options);
    for (List<Level> levels : List.of(model.levels(), model.hamiltonians().levels())) {
      assertThat(levels).hasSizeGreaterThan(1);
      assertThat(radius(levels.getFirst())).isEqualTo(3);
      assertThat(levels.subList(1, levels.size())).allMatch(level -> radius(level) == 1);
    }
    assertThat(radius(model.coarsest())).isEqualTo(1);
  }

  /** What is free of the edge is so as far as forces of that level reach. */
  @Test
  void everyLevelHasAnEdgeOfItsOwn() {
    Pyramid pyramid = new Pyramid(Wavelet.named("db2"), Grid.of(64, 64), 3);
    Interior both = OPTIONS.withCoarserRadius(1).withEdge(true).interior(pyramid);
    Interior narrow = Interior.open(pyramid, 1);
    Interior wide = Interior.open(pyramid, 3);
    assertThat(both.detailSites(1)).isEqualTo(wide.detailSites(1));
    assertThat(both.detailSites(2)).isEqualTo(narrow.detailSites(2));
    assertThat(both.detailSites(2)).isNotEqualTo(wide.detailSites(2));
  }
}
