package org.wirg.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.cli.DataFile;
import org.wirg.field.Dataset;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.field.Progress;
import org.wirg.file.NpyDataset;
import org.wirg.formats.FieldFormats;
import org.wirg.formats.FieldWriter;

/** Files by way of Hadoop: the values, names, types and checksums that a single machine sees. */
final class HadoopFieldsTest {
  private static final Grid GRID = Grid.of(2, 3);

  @TempDir private Path folder;

  private final Storage storage = Storage.of(new Configuration());

  /** Fields first .. first + count - 1 of a set whose values are their numbers. */
  private static double[] numbers(int first, int count) {
    double[] values = new double[count * GRID.sites()];
    Arrays.setAll(values, i -> first * GRID.sites() + i);
    return values;
  }

  private Path write(String name, int first, int count) throws IOException {
    Path file = folder.resolve(name);
    try (FieldWriter writer = FieldWriter.open(file, GRID, count)) {
      writer.write(count, numbers(first, count));
    }
    return file;
  }

  private static double[] all(Dataset fields) throws IOException {
    double[] values = new double[(int) fields.count() * fields.grid().sites()];
    fields.read(0, (int) fields.count(), values);
    return values;
  }

  private DataFile open(Object name) throws IOException {
    return HadoopFields.open(storage, name.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.npy", "a.npz", "a.h5", "a.fits"})
  void aFileIsWhatASingleMachineSees(String name) throws IOException {
    Path file = write(name, 0, 50);
    NpyDataset plain = FieldFormats.open(file);
    for (String uri : new String[] {file.toString(), file.toUri().toString()}) {
      DataFile there = open(uri);
      assertThat(all(there.values())).isEqualTo(all(plain));
      assertThat(there.values().grid()).isEqualTo(GRID);
      assertThat(there.type()).isEqualTo(plain.type());
      assertThat(there.name()).isEqualTo(name);
      assertThat(there.checksum().sha256(Progress.NONE)).isEqualTo(plain.sha256(Progress.NONE));
    }
  }

  @Test
  void theNameOfAnArrayStandsBehindAColon() throws IOException {
    DataFile there = open(write("a.h5", 0, 5) + ":/fields");
    assertThat(all(there.values())).isEqualTo(numbers(0, 5));
    assertThat(there.name()).isEqualTo("a.h5:/fields");
    assertThatThrownBy(() -> open(folder.resolve("a.h5") + ":/other"))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("a.h5");
  }

  @Test
  void aFolderIsReadInTheOrderOfNamesAcrossFiles() throws IOException {
    write("c.npz", 30, 11);
    write("a.npy", 0, 10);
    write("b.h5", 10, 20);
    write("_d.npy", 0, 1);
    Files.writeString(folder.resolve("notes.txt"), "not fields");
    Dataset fields = open(folder).values();
    assertThat(fields.count()).isEqualTo(41);
    assertThat(all(fields)).isEqualTo(numbers(0, 41));
    for (int first = 0; first < 41; first++) {
      for (int count = 0; first + count <= 41; count++) {
        double[] some = new double[count * GRID.sites()];
        fields.read(first, count, some);
        assertThat(some).isEqualTo(numbers(first, count));
      }
    }
  }

  @Test
  void aPatternIsCalledAsOnASingleMachine() throws IOException {
    write("a1.npy", 0, 10);
    write("a2.npy", 10, 5);
    write("b.npy", 0, 5);
    Path pattern = folder.resolve("a*.npy");
    NpyDataset plain = FieldFormats.open(pattern);
    DataFile there = open(pattern);
    assertThat(all(there.values())).isEqualTo(all(plain));
    assertThat(there.type()).isEqualTo(plain.type());
    assertThat(there.checksum().sha256(Progress.NONE)).isEqualTo(plain.sha256(Progress.NONE));
  }

  @Test
  @SuppressWarnings("BanSerializableRead") // bytes of our own making
  void aDescriptionTravels() throws IOException, ClassNotFoundException {
    write("a.npy", 0, 10);
    write("b.npy", 10, 5);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(open(folder).values());
    }
    Dataset there =
        (Dataset) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    assertThat(all(there)).isEqualTo(numbers(0, 15));
  }

  @Test
  void whatCannotBeIsRefused() throws IOException {
    assertThatThrownBy(() -> open(folder.resolve("none.npy")))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("found none");
    assertThatThrownBy(() -> open(Files.writeString(folder.resolve("a.txt"), "1")))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("ends in");
    Path file = write("a.npy", 0, 5);
    Files.writeString(folder.resolve("a.npy.json"), "{}");
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("own units");
    try (FieldWriter writer = FieldWriter.open(folder.resolve("b.npy"), Grid.of(4, 4), 1)) {
      writer.write(1, new double[16]);
    }
    Files.delete(folder.resolve("a.npy.json"));
    assertThatThrownBy(() -> open(folder.resolve("*.npy")))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("one size");
  }

  @Test
  void aFileThatChangedIsRefused() throws IOException {
    Path file = write("a.npy", 0, 5);
    Dataset fields = open(file).values();
    Files.write(file, new byte[1], StandardOpenOption.APPEND);
    FieldPart part = FieldPart.of(storage.files(file.toString(), name -> true).getFirst(), null);
    assertThatThrownBy(() -> new FieldPart(part.file(), null, part.bytes() - 1, 0).opened(storage))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("stays as it is");
    assertThat(fields.count()).isEqualTo(5);
  }

  private static final MessageType LISTS =
      MessageTypeParser.parseMessageType(
          "message fields { required int32 id; required group map (LIST) {"
              + " repeated group list { required double element; } } }");

  private static final MessageType REPEATED =
      MessageTypeParser.parseMessageType("message fields { repeated float map; }");

  private Path parquet(String name, MessageType schema, int count, Map<String, String> metadata)
      throws IOException {
    Path file = folder.resolve(name);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(file.toUri()))
            .withType(schema)
            .withExtraMetaData(metadata)
            .build()) {
      double[] values = numbers(0, count);
      for (int f = 0; f < count; f++) {
        Group row = new SimpleGroup(schema);
        boolean lists = schema.containsField("id");
        if (lists) {
          row.add("id", f);
        }
        Group list = lists ? row.addGroup("map") : row;
        for (int i = 0; i < GRID.sites(); i++) {
          double value = values[f * GRID.sites() + i];
          if (lists) {
            list.addGroup("list").add("element", value);
          } else {
            list.add("map", (float) value);
          }
        }
        writer.write(row);
      }
    }
    return file;
  }

  @Test
  void parquetRowsAreFields() throws IOException {
    Path lists = parquet("a.parquet", LISTS, 70, Map.of(ParquetRows.SHAPE, "2x3"));
    assertThat(open(lists).type()).isEqualTo("Parquet map, double");
    assertThat(open(lists).values().grid()).isEqualTo(GRID);
    assertThat(all(open(lists).values())).isEqualTo(numbers(0, 70));
    Path repeated = parquet("b.parquet", REPEATED, 70, Map.of());
    assertThat(open(repeated + ":2x3").type()).isEqualTo("Parquet map, float");
    assertThat(all(open(repeated + ":2x3").values())).isEqualTo(numbers(0, 70));
  }

  @Test
  void parquetThatIsNotFieldsIsRefused() throws IOException {
    Path file = parquet("a.parquet", LISTS, 3, Map.of());
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("wirg.shape");
    assertThatThrownBy(() -> open(file + ":7"))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("a list of 7 values");
    MessageType other = MessageTypeParser.parseMessageType("message fields { required int32 id; }");
    assertThatThrownBy(() -> open(parquet("b.parquet", other, 0, Map.of()) + ":2x3"))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("one column");
    byte[] bytes = Files.readAllBytes(file);
    for (int length : new int[] {0, 3, 8, bytes.length / 2, bytes.length - 1}) {
      Path cut = folder.resolve("cut" + length + ".parquet");
      Files.write(cut, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> open(cut + ":2x3"))
          .as("cut to " + length)
          .isInstanceOf(InputRejected.class);
    }
  }

  @Test
  void damagedParquetIsReadOrRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(parquet("a.parquet", LISTS, 40, Map.of()));
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 400; i++) {
      byte[] damaged = bytes.clone();
      for (int k = 0; k <= i % 3; k++) {
        damaged[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Path file = folder.resolve("damaged" + i + ".parquet");
      Files.write(file, damaged);
      try {
        assertThat(open(file + ":2x3").values().grid()).isEqualTo(GRID);
      } catch (InputRejected | IOException e) {
        assertThat(e).hasMessageNotContaining("\n\tat ");
        refused++;
      }
    }
    assertThat(refused).isBetween(50, 399);
  }
}
