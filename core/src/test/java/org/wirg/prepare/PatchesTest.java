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
import org.wirg.field.Dataset;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;
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

  /** Sites that are masked, and a second mask: their patches are left out, the others stay. */
  @Test
  void maskedPatchesAreLeftOut() throws IOException {
    Dataset gaps = changed(maps(MAP, 3), Double.NaN, 0, 63 + 20, 63 + 62);
    Dataset masks = changed(changed(maps(MAP, 3), 0, 126 + 30), -1, 5, 6);
    for (Patches.Moves moves :
        new Patches.Moves[] {Patches.Moves.NONE, new Patches.Moves(true, true, true, 4)}) {
      Patches patches = new Patches(gaps, 0, 3, PATCH, 2, moves);
      Patches mask = new Patches(masks, 0, 3, PATCH, 2, moves);
      double[] all = all(patches);
      double[] cover = new double[all.length];
      mask.read(0, (int) mask.count(), cover);
      for (boolean both : new boolean[] {false, true}) {
        WholePatches whole = WholePatches.of(patches, both ? mask : null, Progress.NONE);
        double[] expected =
            IntStream.range(0, (int) patches.count())
                .filter(
                    p ->
                        IntStream.range(9 * p, 9 * p + 9)
                            .noneMatch(i -> Double.isNaN(all[i]) || (both && cover[i] == 0)))
                .flatMap(p -> IntStream.range(9 * p, 9 * p + 9))
                .mapToDouble(i -> all[i])
                .toArray();
        double[] found = new double[(int) whole.count() * 9];
        whole.read(0, (int) whole.count(), found);
        assertThat(found).isEqualTo(expected);
        assertThat(whole.dropped()).isEqualTo(36 - whole.count()).isPositive();
        double[] some = new double[3 * 9];
        whole.read(whole.count() - 4, 3, some);
        int at = expected.length - 36;
        assertThat(some).isEqualTo(Arrays.copyOfRange(expected, at, at + 27));
      }
    }
    Dataset none = changed(maps(PATCH, 1), Double.POSITIVE_INFINITY, 4);
    Patches one = new Patches(none, 0, 1, PATCH, 1, Patches.Moves.NONE);
    assertThatThrownBy(() -> WholePatches.of(one, null, Progress.NONE))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("found none of 1");
  }

  /** The same with other values at some places, counted over all maps. */
  private static Dataset changed(Dataset maps, double value, int... places) {
    return new Dataset() {
      @Override
      public Grid grid() {
        return maps.grid();
      }

      @Override
      public long count() {
        return maps.count();
      }

      @Override
      public void read(long first, int count, double[] fields) throws IOException {
        maps.read(first, count, fields);
        for (int place : places) {
          int at = place - (int) first * grid().sites();
          if (at >= 0 && at < count * grid().sites()) {
            fields[at] = value;
          }
        }
      }
    };
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
