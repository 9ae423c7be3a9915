package org.wirg.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.wirg.field.Grid;
import org.wirg.field.MemoryDataset;
import org.wirg.wavelet.Pyramid;
import org.wirg.wavelet.Wavelet;

/** Every value of a map tells where it was. */
final class PatchesTest {
  private static final Grid MAP = Grid.of(7, 9);
  private static final Grid PATCH = Grid.of(3, 3);

  private static MemoryDataset maps(Grid grid, int count) {
    return new MemoryDataset(
        grid, IntStream.rangeClosed(1, count * grid.sites()).mapToDouble(i -> i).toArray());
  }

  private static double[] all(Patches patches) throws IOException {
    double[] all = new double[(int) patches.count() * patches.grid().sites()];
    patches.read(0, (int) patches.count(), all);
    return all;
  }

  @Test
  void patchesLieInRows() throws IOException {
    Patches patches = new Patches(maps(MAP, 3), 1, 3, PATCH, 2, Patches.Moves.NONE);
    assertThat(patches.perMap()).isEqualTo(3 * 4);
    assertThat(patches.count()).isEqualTo(24);
    double[] all = all(patches);
    for (int p = 0; p < 24; p++) {
      int corner = 1 + (1 + p / 12) * 63 + p % 12 / 4 * 2 * 9 + p % 4 * 2;
      double[] expected =
          IntStream.range(0, 9).mapToDouble(i -> corner + i / 3 * 9 + i % 3).toArray();
      assertThat(Arrays.copyOfRange(all, 9 * p, 9 * p + 9)).isEqualTo(expected);
    }
    double[] some = new double[5 * 9];
    patches.read(10, 5, some);
    assertThat(some).isEqualTo(Arrays.copyOfRange(all, 90, 135));
  }

  @Test
  void everyPlaceTurnAndSignOccurs() throws IOException {
    int maps = 400;
    Patches.Moves moves = new Patches.Moves(true, true, true, 3);
    Patches patches = new Patches(maps(MAP, maps), 0, maps, PATCH, 4, moves);
    assertThat(patches.perMap()).isEqualTo(4);
    double[] all = all(patches);
    Set<String> turns = new HashSet<>();
    Set<Integer> corners = new HashSet<>();
    for (int p = 0; p < patches.count(); p++) {
      double[] patch = Arrays.copyOfRange(all, 9 * p, 9 * p + 9);
      double sign = Math.signum(patch[4]);
      double before = p / 4 * 63;
      double[] place = Arrays.stream(patch).map(v -> sign * v - before).toArray();
      double least = Arrays.stream(place).min().orElseThrow();
      corners.add((int) least);
      turns.add(sign + " " + Arrays.toString(Arrays.stream(place).map(v -> v - least).toArray()));
      double[] sorted = place.clone();
      Arrays.sort(sorted);
      double[] square = IntStream.range(0, 9).mapToDouble(i -> least + i / 3 * 9 + i % 3).toArray();
      assertThat(sorted).isEqualTo(square);
    }
    assertThat(turns).hasSize(16); // eight turns, two signs
    // Rows 0 and 4, columns 0 and 4, and as many more as there is room: none down, two across.
    assertThat(corners).hasSize(2 * 6);
    assertThat(all(new Patches(maps(MAP, maps), 0, maps, PATCH, 4, moves))).isEqualTo(all);
  }

  @Test
  void refusesWhatDoesNotFit() {
    MemoryDataset maps = maps(MAP, 2);
    for (long[] range : new long[][] {{0, 3}, {1, 1}, {-1, 1}}) {
      assertThatThrownBy(() -> new Patches(maps, range[0], range[1], PATCH, 2, Patches.Moves.NONE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("0 to 1");
    }
    Patches.Moves turn = new Patches.Moves(false, true, false, 1);
    assertThatThrownBy(() -> new Patches(maps, 0, 1, Grid.of(8, 8), 1, Patches.Moves.NONE))
        .hasMessageContaining("no larger");
    assertThatThrownBy(() -> new Patches(maps, 0, 1, Grid.of(2, 3), 1, turn))
        .hasMessageContaining("equally long");
    assertThatThrownBy(() -> new Patches(maps, 0, 1, PATCH, 0, Patches.Moves.NONE))
        .hasMessageContaining("apart");
    assertThatThrownBy(() -> new Patches(maps, 0, 1, Grid.of(3), 1, Patches.Moves.NONE))
        .hasMessageContaining("axes of the maps");
  }

  /** Haar averages are those of squares; constants stay in every wavelet. */
  @Test
  void coarseFieldsAreAverages() throws IOException {
    Grid grid = Grid.of(4, 8);
    MemoryDataset data = maps(grid, 2);
    CoarseFields haar = new CoarseFields(data, new Pyramid(Wavelet.named("haar"), grid, 1));
    double[] coarse = new double[16];
    haar.read(0, 2, coarse);
    for (int i = 0; i < 16; i++) {
      double corner = 1 + i / 8 * 32 + i % 8 / 4 * 16 + i % 4 * 2;
      assertThat(coarse[i]).isCloseTo(corner + 4.5, Offset.offset(1e-12));
    }
    double[] flat = new double[32];
    Arrays.fill(flat, 7);
    CoarseFields db2 =
        new CoarseFields(new MemoryDataset(grid, flat), new Pyramid(Wavelet.named("db2"), grid, 2));
    double[] two = new double[2];
    db2.read(0, 1, two);
    assertThat(two).containsExactly(new double[] {7, 7}, Offset.offset(1e-12));
  }
}
