package org.wirg.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.wirg.field.Grid;
import org.wirg.wavelet.Wavelet;
import org.wirg.wavelet.WaveletStep;

/** Every subspace's dimension, diagonal and traces are those of its projector, column by column. */
class SubspaceTest {
  private static List<Subspace> subspaces() {
    return List.of(
        details("db2", 16),
        details("haar", 4, 6),
        details("db2", 2, 2),
        details("db3", 8, 4),
        details("db2", 4, 4, 2),
        Subspace.whole(Grid.of(3, 4)));
  }

  private static Subspace details(String wavelet, int... shape) {
    return Subspace.details(new WaveletStep(Wavelet.named(wavelet), Grid.of(shape)));
  }

  private static Subspace somePart(Subspace whole, long seed) {
    int count =
        whole instanceof Subspace.Details d ? d.step().coarse().sites() : whole.grid().sites();
    Random random = new Random(seed);
    boolean[] moves = new boolean[count];
    for (int k = 0; k < count; k++) {
      moves[k] = k == 0 || random.nextInt(3) > 0;
    }
    return whole.part(moves);
  }

  private static double[][] matrix(Subspace subspace) {
    int n = subspace.grid().sites();
    double[][] rows = new double[n][n];
    Subspace.Projector projector = subspace.projector(1);
    for (int i = 0; i < n; i++) {
      rows[i][i] = 1;
      projector.project(rows[i]);
    }
    return rows;
  }

  private static void check(Subspace subspace) {
    Grid grid = subspace.grid();
    double[][] p = matrix(subspace);
    double[] diagonal = subspace.projectorDiagonal();
    double trace = 0;
    for (int i = 0; i < p.length; i++) {
      assertThat(diagonal[i]).isCloseTo(p[i][i], within(1e-13));
      trace += p[i][i];
      for (int k = 0; k < p.length; k++) {
        double square = 0;
        for (int m = 0; m < p.length; m++) {
          square += p[i][m] * p[m][k];
        }
        assertThat(p[i][k]).isCloseTo(p[k][i], within(1e-13));
        assertThat(square).isCloseTo(p[i][k], within(1e-13));
      }
    }
    assertThat((double) subspace.dimension()).isCloseTo(trace, within(1e-12));
    for (int s = 0; s < p.length; s++) {
      int[] shift = grid.coordinates(s);
      double[] shifted = subspace.projectorDiagonal(shift);
      double sum = 0;
      for (int i = 0; i < p.length; i++) {
        int[] there = grid.coordinates(i);
        for (int a = 0; a < there.length; a++) {
          there[a] += shift[a];
        }
        assertThat(shifted[i]).isCloseTo(p[i][grid.site(there)], within(1e-13));
        sum += p[i][grid.site(there)];
      }
      assertThat(subspace.projectorTrace(shift)).isCloseTo(sum, within(1e-12));
    }
  }

  @Test
  void wholeAndParts() {
    for (Subspace subspace : subspaces()) {
      check(subspace);
      Subspace part = somePart(subspace, 1);
      check(part);
      assertThat(part.dimension()).isBetween(1, subspace.dimension());
      Subspace less =
          somePart(
              part instanceof Subspace.SomeDetails d
                  ? Subspace.details(d.step())
                  : Subspace.whole(part.grid()),
              2);
      boolean[] moves =
          less instanceof Subspace.SomeDetails d ? d.moves() : ((Subspace.SomeSites) less).moves();
      check(part.part(moves));
      assertThat(part.part(moves).dimension()).isLessThanOrEqualTo(part.dimension());
    }
  }

  @Test
  void aPartOfTheWrongSizeIsRefused() {
    assertThatThrownBy(() -> details("db2", 8).part(new boolean[8]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4; found 8");
    assertThatThrownBy(() -> Subspace.whole(Grid.of(8)).part(new boolean[4]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("8; found 4");
  }
}
