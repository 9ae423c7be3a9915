package org.wirg.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.file.NpyDataset;
import org.wirg.file.NpyWriter;

/** Every format, against files of other programs and there and back. */
final class FieldFormatsTest {
  private static final Path GOLDEN = Path.of("..", "testdata", "formats");

  @TempDir Path folder;

  private static double[] values(int count) {
    return IntStream.range(0, count).mapToDouble(i -> 37 * i % 101 / 8.0 - 6).toArray();
  }

  private static double[] all(NpyDataset fields) throws IOException {
    double[] all = new double[(int) fields.count() * fields.grid().sites()];
    fields.read(0, (int) fields.count(), all);
    return all;
  }

  @ParameterizedTest
  @CsvSource({
    "fields.h5:/deep/group/packed, 1, float",
    "fields.h5:deep/group/packed, 1, float",
    "fields.h5:/big_endian, 1, double",
    "fields.h5:/eighths, 8, short",
    "fields.h5:/soft, 1, double",
    "one.h5, 1, float",
    "units.fits, 1, BITPIX -32",
    "units.fits:cube, 1, BITPIX -32",
    "units.fits:2, 1, BITPIX 16",
    "units.fits:SCALED, 1, BITPIX 16",
    "units.fits:3, 8, BITPIX 32"
  })
  void whatOtherProgramsWrote(String name, double times, String type) throws IOException {
    NpyDataset fields = FieldFormats.open(GOLDEN.resolve(name));
    assertThat(fields.grid()).isEqualTo(Grid.of(4, 8));
    assertThat(fields.type()).contains(type);
    double[] expected = values((int) fields.count() * 32);
    Arrays.setAll(expected, i -> times * expected[i]);
    assertThat(fields.count()).isIn(1L, 6L);
    assertThat(all(fields)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fields.h5 | the arrays /big_endian",
        "fields.h5:/external | a link to other.h5",
        "fields.h5:/words | String along 0 axes",
        "fields.h5:/deep | a group",
        "fields.h5:/deep/nothing | no nothing",
        "fields.h5:/words/more | no more",
        "none.h5 | no file",
        "units.fits:0 | none that is 0",
        "units.fits:9 | none that is 9",
        "units.fits:PACKED_FLOATS | floating-point numbers",
        "blank.fits:1 | none that is 1",
        "none*.fits | none",
        "fields.csv | fields.csv"
      })
  void whatIsRefused(String name, String found) {
    assertThatThrownBy(() -> FieldFormats.open(GOLDEN.resolve(name)))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("found")
        .hasMessageContaining(found);
  }

  @Test
  void blankPixelsAreNamed() throws IOException {
    NpyDataset fields = FieldFormats.open(GOLDEN.resolve("blank.fits"));
    assertThatThrownBy(() -> all(fields))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("NaN in ")
        .hasMessageContaining("blank.fits, field 0, row 0, column 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"npy", "npz", "h5", "fits"})
  void thereAndBack(String suffix) throws IOException {
    for (Grid grid : new Grid[] {Grid.of(6), Grid.of(4, 3), Grid.of(2, 3, 4)}) {
      if (suffix.equals("fits") && grid.rank() == 1) {
        assertThatThrownBy(() -> FieldWriter.open(folder.resolve("x.fits"), grid, 5))
            .isInstanceOf(InputRejected.class);
        continue;
      }
      Path file = folder.resolve(grid + "." + suffix);
      double[] values = values(5 * grid.sites());
      for (int again = 0; again < 2; again++) {
        byte[] before = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        try (FieldWriter writer = FieldWriter.open(file, grid, 5)) {
          writer.write(2, values);
          writer.write(3, Arrays.copyOfRange(values, 2 * grid.sites(), values.length));
        }
        assertThat(again == 0 || Arrays.equals(before, Files.readAllBytes(file))).isTrue();
      }
      NpyDataset fields = FieldFormats.open(file);
      assertThat(fields.grid()).isEqualTo(grid);
      assertThat(all(fields)).isEqualTo(values);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"npz", "h5", "fits"})
  void aFileAppearsWholeOrNotAtAll(String suffix) throws IOException {
    Path file = folder.resolve("fields." + suffix);
    FieldWriter writer = FieldWriter.open(file, Grid.of(2, 2), 2);
    writer.write(1, new double[4]);
    assertThatThrownBy(writer::close).isInstanceOf(IllegalStateException.class);
    assertThat(file).doesNotExist();
    assertThatThrownBy(() -> FieldWriter.open(folder.resolve("no/x." + suffix), Grid.of(2, 2), 2))
        .isInstanceOf(IOException.class);
  }

  private void npy(String name, int count, Grid grid) throws IOException {
    try (NpyWriter writer = NpyWriter.fields(folder.resolve(name), grid, count)) {
      writer.write(count, values(count * grid.sites()));
    }
  }

  @Test
  void archivesOfSeveralArrays() throws IOException {
    npy("a.npy", 5, Grid.of(2, 3));
    npy("b.npy", 7, Grid.of(2, 3));
    Path archive = folder.resolve("both.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      for (String name : new String[] {"a.npy", "b.npy"}) {
        zip.putNextEntry(new ZipEntry(name));
        Files.copy(folder.resolve(name), zip);
      }
    }
    NpyDataset b = FieldFormats.open(folder.resolve("both.npz:b"));
    assertThat(all(b)).isEqualTo(values(42));
    assertThat(b.type()).startsWith(".npz, float32");
    assertThat(b.fileBytes()).isEqualTo(Files.size(archive));
    assertThatThrownBy(() -> FieldFormats.open(archive)).hasMessageContaining("the arrays a, b");
    assertThatThrownBy(() -> FieldFormats.open(folder.resolve("both.npz:c")))
        .hasMessageContaining("the arrays a, b");
    Files.write(folder.resolve("no.npz"), "no archive".getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> FieldFormats.open(folder.resolve("no.npz")))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("ZIP");
  }

  /** An archive that unpacks to more than it says, and one that says more than it can hold. */
  @Test
  void bombsStopAtTheDeclaredSize() throws IOException {
    npy("a.npy", 1 << 16, Grid.of(64));
    Path archive = folder.resolve("a.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      zip.putNextEntry(new ZipEntry("a.npy"));
      zip.write(new byte[1 << 24]);
    }
    byte[] bytes = Files.readAllBytes(archive);
    int directory = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("PK\u0001\u0002");
    for (int declared : new int[] {1000, 1 << 23, Integer.MAX_VALUE}) {
      byte[] lying = bytes.clone();
      for (int k = 0; k < 4; k++) {
        lying[directory + 24 + k] = (byte) (declared >> (8 * k));
      }
      Files.write(archive, lying);
      assertThatThrownBy(() -> FieldFormats.open(archive)).isInstanceOf(InputRejected.class);
    }
  }

  @Test
  void patternsStandForAllFilesTheyFit() throws IOException {
    npy("map2.npy", 2, Grid.of(2, 3));
    npy("map10.npy", 3, Grid.of(2, 3));
    try (FieldWriter writer = FieldWriter.open(folder.resolve("map3.fits"), Grid.of(2, 3), 1)) {
      writer.write(1, values(6));
    }
    NpyDataset joined = FieldFormats.open(folder.resolve("map*"));
    assertThat(joined.count()).isEqualTo(6);
    double[] expected = new double[36];
    System.arraycopy(values(18), 0, expected, 0, 18); // map10 comes before map2
    System.arraycopy(values(12), 0, expected, 18, 12);
    System.arraycopy(values(6), 0, expected, 30, 6);
    assertThat(all(joined)).isEqualTo(expected);
    npy("mapx.npy", 2, Grid.of(3, 2));
    assertThatThrownBy(() -> FieldFormats.open(folder.resolve("map*")))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("fields of one size");
  }
}
