package org.wirg.wavelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wirg.field.Grid;

/** The projector on the details in a box, against transform, mask and transform back. */
final class DetailBoxTest {
  private static final int LANES = 3;

  private static boolean[] box(Grid coarse, int from, int side) {
    boolean[] moves = new boolean[coarse.sites()];
    for (int k = 0; k < moves.length; k++) {
      moves[k] = true;
      for (int a = 0; a < coarse.rank(); a++) {
        int x = coarse.coordinates(k)[a];
        moves[k] &= Math.floorMod(x - from - a, coarse.size(a)) < side + a;
      }
    }
    return moves;
  }

  private static double[] masked(WaveletStep step, boolean[] moves, double[] x) {
    WaveletStep.Scratch scratch = step.scratch(LANES);
    int coarse = step.coarse().sites();
    double[] details = new double[step.bands() * coarse * LANES];
    step.details(x, LANES, scratch, details);
    for (int i = 0; i < details.length; i++) {
      details[i] *= moves[i / LANES % coarse] ? 1 : 0;
    }
    double[] projected = new double[x.length];
    step.addDetails(details, LANES, scratch, projected);
    return projected;
  }

  @ParameterizedTest
  @CsvSource({
    "haar, 16x16, 2, 3", "db2, 24x20, 3, 4", "db2, 12x12, 5, 3", "db3, 32, 4, 6",
        "db3, 20x32, 0, 2",
    "sym8, 64x48, 9, 7", "db2, 8x8x8, 1, 2", "db4, 4x4, 1, 1", "db2, 2x2, 0, 1", "db2, 16x16, 0, 8",
    "db3, 16x16, 0, 0"
  })
  void isThatOfTheMaskedTransform(String wavelet, String shape, int from, int side) {
    Grid grid = Grid.of(Arrays.stream(shape.split("x")).mapToInt(Integer::parseInt).toArray());
    WaveletStep step = new WaveletStep(Wavelet.named(wavelet), grid);
    boolean[] moves = box(step.coarse(), from, side);
    double[] x = new Random(1).doubles(grid.sites() * LANES, -1, 1).toArray();
    double[] expected = masked(step, moves, x);
    DetailBox box = Objects.requireNonNull(DetailBox.of(step, moves));
    box.project(x, LANES, step.scratch(LANES), box.lines(LANES));
    assertThat(x).containsExactly(expected, within(1e-13));
    double[] once = x.clone();
    box.project(x, LANES, step.scratch(LANES), box.lines(LANES));
    assertThat(x).containsExactly(once, within(1e-13));
  }

  @Test
  void whatNoDetailReachesIsExactlyZero() {
    WaveletStep step = new WaveletStep(Wavelet.named("db2"), Grid.of(16, 16));
    boolean[] moves = box(step.coarse(), 2, 3); // details 2 .. 4 and 3 .. 6
    double[] x = new Random(2).doubles(256 * LANES, -1, 1).toArray();
    DetailBox box = Objects.requireNonNull(DetailBox.of(step, moves));
    box.project(x, LANES, step.scratch(LANES), box.lines(LANES));
    for (int i = 0; i < 256; i++) {
      boolean reached = i / 16 >= 3 && i / 16 <= 10 && i % 16 >= 5 && i % 16 <= 14;
      assertThat(x[i * LANES] != 0).isEqualTo(reached);
    }
  }

  @Test
  void othersThanBoxesHaveNone() {
    WaveletStep step = new WaveletStep(Wavelet.named("db2"), Grid.of(16, 16));
    boolean[] moves = box(step.coarse(), 2, 3);
    moves[0] = true;
    assertThat(DetailBox.of(step, moves)).isNull();
  }
}
