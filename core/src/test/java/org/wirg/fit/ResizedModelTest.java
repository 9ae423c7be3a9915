package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.field.MemoryDataset;

/** Which law a level of a larger or smaller lattice has. */
class ResizedModelTest {
  private static Model model;

  /** Levels on 16, 8, 4 and 2 sites; couplings of one site, so that level 3 is repeated. */
  @BeforeAll
  static void fit() {
    Grid grid = Grid.of(16, 16);
    double[] rows = Draws.gaussian(Draws.free(grid, 0.5), 300, 2);
    model =
        Draws.fit(
            new MemoryDataset(grid, rows), new FitOptions("db2", 1, 1, 8, false, false, 1, 1));
  }

  private static void sameLaw(Level level, Level like) {
    assertThat(level.energy().theta()).isEqualTo(like.energy().theta());
    assertThat(level.detailSigma()).isEqualTo(like.detailSigma());
  }

  @Test
  void theMiddleIsRepeatedOnLargerLattices() {
    Model larger = model.resized(Grid.of(64, 64));
    assertThat(larger.levels()).hasSize(6);
    int[] like = {1, 2, 3, 3, 3, 4};
    for (int j = 1; j <= 6; j++) {
      sameLaw(larger.levels().get(j - 1), model.levels().get(like[j - 1] - 1));
    }
    double growth = model.levels().get(3).sigma() / model.levels().get(2).sigma();
    for (int j = 4; j <= 6; j++) {
      double ratio = larger.levels().get(j - 1).sigma() / larger.levels().get(j - 2).sigma();
      assertThat(ratio).isCloseTo(growth, Offset.offset(1e-12));
    }
    sameLaw(larger.coarsest(), model.coarsest());
    assertThat(larger.hamiltonians().levels()).isEmpty();
  }

  @Test
  void itIsLeftOutOnSmallerOnes() {
    Model smaller = model.resized(Grid.of(8, 8));
    assertThat(smaller.levels()).hasSize(3);
    sameLaw(smaller.levels().get(0), model.levels().get(0));
    sameLaw(smaller.levels().get(1), model.levels().get(1));
    sameLaw(smaller.levels().get(2), model.levels().get(3));
    assertThat(smaller.levels().get(2).sigma())
        .isCloseTo(model.levels().get(2).sigma(), Offset.offset(1e-12));
  }

  /** A coarsest field of several sites has as many more, and no level is repeated. */
  @Test
  void aCoarsestFieldOfSeveralSitesGrowsAndShrinks() {
    Grid grid = Grid.of(16, 16);
    double[] rows = Draws.gaussian(Draws.free(grid, 0.5), 300, 2);
    Model wide =
        Draws.fit(
            new MemoryDataset(grid, rows), new FitOptions("db2", 8, 1, 8, false, false, 1, 1));
    for (int side : new int[] {8, 32, 64}) {
      Model resized = wide.resized(Grid.of(side, side));
      assertThat(resized.levels()).hasSize(1);
      sameLaw(resized.levels().getFirst(), wide.levels().getFirst());
      sameLaw(resized.coarsest(), wide.coarsest());
      assertThat(resized.coarsest().sigma()).isEqualTo(wide.coarsest().sigma());
      assertThat(resized.coarsest().energy().grid()).isEqualTo(Grid.of(side / 2, side / 2));
    }
    assertThatThrownBy(() -> wide.resized(Grid.of(4, 4))).isInstanceOf(InputRejected.class);
  }

  /** Five sites have no half: a level is left out, though couplings would fit. */
  @Test
  void anOddCoarsestFieldStays() {
    Grid grid = Grid.of(20, 20);
    double[] rows = Draws.gaussian(Draws.free(grid, 0.5), 300, 2);
    Model odd =
        Draws.fit(
            new MemoryDataset(grid, rows), new FitOptions("db2", 5, 1, 8, false, false, 1, 1));
    assertThat(odd.halves(1)).isTrue();
    Model half = odd.resized(Grid.of(10, 10));
    assertThat(half.levels()).hasSize(1);
    sameLaw(half.levels().getFirst(), odd.levels().getFirst());
    assertThat(half.coarsest().energy().grid()).isEqualTo(Grid.of(5, 5));
    assertThat(odd.halves(2)).isFalse();
    assertThatThrownBy(() -> odd.resized(Grid.of(5, 5))).isInstanceOf(InputRejected.class);
  }

  @Test
  void theSameSizeIsTheSameModel() {
    assertThat(model.resized(Grid.of(16, 16))).isSameAs(model);
  }

  @Test
  void otherShapesAreRefused() {
    for (Grid grid : new Grid[] {Grid.of(16, 32), Grid.of(48, 48), Grid.of(16)}) {
      assertThatThrownBy(() -> model.resized(grid))
          .isInstanceOf(InputRejected.class)
          .hasMessageContaining("doubled or halved");
    }
    assertThatThrownBy(() -> model.resized(Grid.of(2, 2)))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("longer than the couplings reach");
  }
}
