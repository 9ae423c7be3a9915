package org.wirg.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;

final class NpyWriterTest {
  @TempDir Path folder;

  @Test
  void writesTheBytesOfNumpy() throws IOException {
    Path fields = folder.resolve("fields.npy");
    double[] values = TestFiles.values(72);
    try (NpyWriter writer = NpyWriter.fields(fields, Grid.of(4, 6), 3)) {
      writer.write(1, values);
      writer.write(0, new double[0]);
      writer.write(2, Arrays.copyOfRange(values, 24, 80));
      assertThat(fields).doesNotExist();
    }
    assertThat(fields).hasSameBinaryContentAs(TestFiles.testdata("npy/little-f4-c.npy"));
    Path energies = folder.resolve("energies.npy");
    try (NpyWriter writer = NpyWriter.open(energies, NpyWriter.Type.FLOAT64, 7)) {
      writer.write(7, values);
    }
    assertThat(energies).hasSameBinaryContentAs(TestFiles.testdata("npy/energies.npy"));
    assertThat(TestFiles.names(folder)).containsExactly("energies.npy", "fields.npy");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void readsBackWhatItWrote(int rank) throws IOException {
    Path file = folder.resolve("fields.npy");
    Grid grid = Grid.cube(rank, 16);
    int count = 50;
    double[] values = TestFiles.values(count * grid.sites());
    try (NpyWriter writer = NpyWriter.fields(file, grid, count)) {
      for (int f = 0; f < count; f += 25) {
        writer.write(25, Arrays.copyOfRange(values, f * grid.sites(), (f + 25) * grid.sites()));
      }
    }
    NpyDataset data = NpyDataset.open(file);
    assertThat(data.grid()).isEqualTo(grid);
    assertThat(Arrays.equals(TestFiles.readAll(data), values)).isTrue();
  }

  @Test
  void keepsEveryBitOfFloat64() throws IOException {
    Path file = folder.resolve("e.npy");
    double[] values = {Math.PI, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, 1e300, 1.0 / 3};
    try (NpyWriter writer = NpyWriter.open(file, NpyWriter.Type.FLOAT64, 2, 3)) {
      writer.write(2, values);
    }
    assertThat(TestFiles.readAll(NpyDataset.open(file))).containsExactly(values);
  }

  @Test
  void anIncompleteFileNeverAppears() throws IOException {
    Path file = folder.resolve("f.npy");
    Files.writeString(file, "old");
    assertThatThrownBy(
            () -> {
              try (NpyWriter writer = NpyWriter.fields(file, Grid.of(4), 3)) {
                writer.write(2, new double[8]);
              }
            })
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("3 rows were announced");
    assertThatThrownBy(
            () -> {
              try (NpyWriter writer = NpyWriter.fields(file, Grid.of(4), 3)) {
                writer.write(2, new double[8]);
                throw new IOException("the work failed");
              }
            })
        .hasMessage("the work failed");
    assertThat(file).hasContent("old");
    assertThat(TestFiles.names(folder)).containsExactly("f.npy");
  }

  @Test
  void refusesValuesThatFloat32CannotHold() throws IOException {
    Path file = folder.resolve("f.npy");
    assertThatThrownBy(
            () -> {
              try (NpyWriter writer = NpyWriter.fields(file, Grid.of(4), 2)) {
                writer.write(2, new double[] {0, 0, 0, 0, 0, 0, -1e39, 0});
              }
            })
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("at most 3.403e+38 in size; found -1.000e+39")
        .hasMessageContaining("row 1, value 2")
        .satisfies(e -> assertThat(e.getSuppressed()).isEmpty());
    for (NpyWriter.Type type : NpyWriter.Type.values()) {
      assertThatThrownBy(
              () -> {
                try (NpyWriter writer = NpyWriter.open(file, type, 2)) {
                  writer.write(2, new double[] {0, Double.NaN});
                }
              })
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("found NaN");
    }
    assertThat(TestFiles.names(folder)).isEmpty();
  }

  @Test
  void refusesBadCalls() throws IOException {
    Path file = folder.resolve("f.npy");
    assertThatThrownBy(() -> NpyWriter.open(file, NpyWriter.Type.FLOAT32, 0, 4))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NpyWriter.open(file, NpyWriter.Type.FLOAT32))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NpyWriter.open(file, NpyWriter.Type.FLOAT32, 1L << 40, 1L << 40))
        .isInstanceOf(ArithmeticException.class);
    try (NpyWriter writer = NpyWriter.open(file, NpyWriter.Type.FLOAT32, 2, 4)) {
      assertThatThrownBy(() -> writer.write(3, new double[12]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("2 rows were announced");
      assertThatThrownBy(() -> writer.write(2, new double[7]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("found 7");
      writer.write(2, new double[8]);
    }
    NpyWriter closed = NpyWriter.open(file, NpyWriter.Type.FLOAT32, 1);
    closed.write(1, new double[1]);
    closed.close();
    closed.close();
    assertThatThrownBy(() -> closed.write(0, new double[0]))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> NpyWriter.fields(folder.resolve("no/f.npy"), Grid.of(4), 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("must exist");
    assertThat(TestFiles.names(folder)).containsExactly("f.npy");
  }
}
