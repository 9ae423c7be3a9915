package org.wirg.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.field.Dataset;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.field.Progress;
import org.wirg.file.NpyDataset.Layout;

final class NpyDatasetTest {
  @TempDir Path folder;

  private static NpyDataset golden(String name) throws IOException {
    return NpyDataset.open(TestFiles.testdata("npy/" + name + ".npy"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "little-f4-c",
        "little-f4-f",
        "little-f8-c",
        "little-f8-f",
        "big-f4-c",
        "big-f4-f",
        "big-f8-c",
        "big-f8-f",
        "version-2",
        "version-3"
      })
  void readsWhatNumpyWrites(String name) throws IOException {
    NpyDataset data = golden(name);
    assertThat(data.grid()).isEqualTo(Grid.of(4, 6));
    assertThat(data.count()).isEqualTo(3);
    assertThat(data.shape()).containsExactly(3, 4, 6);
    assertThat(TestFiles.readAll(data)).containsExactly(TestFiles.values(72));
    double[] two = new double[50];
    data.read(1, 2, two);
    assertThat(Arrays.copyOf(two, 48))
        .containsExactly(Arrays.copyOfRange(TestFiles.values(72), 24, 72));
    assertThat(two[48]).isZero();
    data.read(3, 0, new double[0]);
  }

  @ParameterizedTest
  @CsvSource({
    "lines, 8, 5",
    "volumes-f, 4x2x3, 2",
    "one-line, 16, 1",
    "one-square, 8x8, 1",
    "energies, 7, 1"
  })
  void readsEveryRank(String name, String grid, long count) throws IOException {
    NpyDataset data = golden(name);
    assertThat(data.grid()).hasToString(grid);
    assertThat(data.count()).isEqualTo(count);
    double[] values = TestFiles.readAll(data);
    assertThat(values).containsExactly(TestFiles.values(values.length));
  }

  @ParameterizedTest
  @CsvSource({
    "FIELDS_FIRST, '(4, 4)', 4, 4",
    "BY_SHAPE, '(4, 4)', 4x4, 1",
    "ONE_FIELD, '(2, 8)', 2x8, 1",
    "BY_SHAPE, '(2, 2, 4)', 2x4, 2",
    "BY_SHAPE, '(1, 4, 4)', 4x4, 1",
    "ONE_FIELD, '(2, 2, 4)', 2x2x4, 1",
    "ONE_FIELD, '(16,)', 16, 1",
    "BY_SHAPE, '(16L,)', 16, 1",
    "BY_SHAPE, '(2L, 2L, 2L, 2L)', 2x2x2, 2"
  })
  void aLayoutSettlesWhatTheAxesMean(Layout layout, String shape, String grid, long count)
      throws IOException {
    Path file = folder.resolve("a.npy");
    Files.write(file, TestFiles.npy(TestFiles.header(shape), TestFiles.values(16)));
    NpyDataset data = NpyDataset.open(file, layout, ReadLimits.DEFAULT);
    assertThat(data.grid()).hasToString(grid);
    assertThat(data.count()).isEqualTo(count);
    assertThat(TestFiles.readAll(data)).containsExactly(TestFiles.values(16));
  }

  @ParameterizedTest
  @CsvSource({"FIELDS_FIRST, '(16,)'", "ONE_FIELD, '(2, 2, 2, 2)'"})
  void aLayoutMustFit(Layout layout, String shape) throws IOException {
    Path file = folder.resolve("a.npy");
    Files.write(file, TestFiles.npy(TestFiles.header(shape), TestFiles.values(16)));
    assertThatThrownBy(() -> NpyDataset.open(file, layout, ReadLimits.DEFAULT))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("a field has 1 to 3 axes");
  }

  @Test
  void describesTheFile() throws IOException {
    NpyDataset data = golden("big-f8-f");
    assertThat(data.type()).isEqualTo("float64, big-endian, Fortran order");
    assertThat(data.fileBytes()).isEqualTo(Files.size(data.file()));
    String sums = Files.readString(TestFiles.testdata("npy/SHA256SUMS"));
    assertThat(sums).contains(data.sha256(Progress.NONE) + "  big-f8-f.npy");
    assertThat(golden("little-f4-c").type()).isEqualTo("float32, little-endian, C order");
  }

  /** Large enough that every way of reading scattered values is taken. */
  @ParameterizedTest
  @CsvSource({"70000, 3, 2", "3, 40, 50", "600, 8, 9", "140000, 1, 1"})
  void fortranOrderEqualsCOrder(int count, int rows, int columns) throws IOException {
    Path file = folder.resolve("f.npy");
    int sites = rows * columns;
    double[] scattered = new double[count * sites];
    for (int f = 0; f < count; f++) {
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          scattered[f + count * (r + rows * c)] =
              TestFiles.value((long) f * sites + r * columns + c);
        }
      }
    }
    String header =
        "{'descr': '<f4', 'fortran_order': True, 'shape': (%d, %d, %d), }"
            .formatted(count, rows, columns);
    Files.write(file, TestFiles.npy(header, scattered));
    NpyDataset data = NpyDataset.open(file);
    assertThat(Arrays.equals(TestFiles.readAll(data), TestFiles.values(count * sites))).isTrue();
    for (int[] block : new int[][] {{0, 1}, {count - 1, 1}, {count / 3, Math.min(2, count / 2)}}) {
      double[] values = new double[block[1] * sites];
      data.read(block[0], block[1], values);
      for (int i = 0; i < values.length; i++) {
        assertThat(values[i]).isEqualTo(TestFiles.value((long) block[0] * sites + i));
      }
    }
  }

  @Test
  void longFilesAreReadInChunks() throws IOException {
    Path file = folder.resolve("c.npy");
    int n = 300_000;
    Files.write(file, TestFiles.npy(TestFiles.header("(300, 1000)"), TestFiles.values(n)));
    double[] read = TestFiles.readAll(NpyDataset.open(file));
    assertThat(Arrays.equals(read, TestFiles.values(n))).isTrue();
  }

  @Test
  void threadsMayReadAtOnce() throws Exception {
    Path file = folder.resolve("c.npy");
    int n = 64_000;
    Files.write(file, TestFiles.npy(TestFiles.header("(1000, 8, 8)"), TestFiles.values(n)));
    Dataset data = NpyDataset.open(file);
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      List<Future<Boolean>> results = new ArrayList<>();
      for (int t = 0; t < 200; t++) {
        int first = (37 * t) % 980;
        results.add(
            pool.submit(
                () -> {
                  double[] values = new double[20 * 64];
                  data.read(first, 20, values);
                  double[] expected =
                      Arrays.copyOfRange(TestFiles.values(n), first * 64, (first + 20) * 64);
                  return Arrays.equals(values, expected);
                }));
      }
      for (Future<Boolean> result : results) {
        assertThat(result.get()).isTrue();
      }
    }
  }

  @Test
  void anInterruptedReaderHarmsNoOther() throws Exception {
    NpyDataset data = golden("little-f4-c");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> TestFiles.readAll(data)).isInstanceOf(IOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(TestFiles.readAll(data)).containsExactly(TestFiles.values(72));
  }

  @Test
  void refusesBadCalls() throws IOException {
    NpyDataset data = golden("little-f4-c");
    assertThatThrownBy(() -> data.read(2, 2, new double[48]))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> data.read(-1, 1, new double[48]))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> data.read(0, 3, new double[71]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("71");
  }
}
