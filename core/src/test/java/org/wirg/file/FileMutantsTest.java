package org.wirg.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wirg.energy.Estimate;
import org.wirg.field.InputRejected;

/** Damaged arrays and checkpoints are read or refused; nothing else happens. */
final class FileMutantsTest {
  /** A damaged file may declare no more than this. */
  private static final ReadLimits LIMITS = new ReadLimits(1 << 16, 4, 1 << 20, 1 << 22);

  private static final String COMMAND = "fit a.npy";
  private static final String SHA256 = "00ff";

  @TempDir Path folder;

  /** Reads a file whole; what may escape are refusals. */
  @FunctionalInterface
  private interface Reader {
    void read(Path file) throws IOException;
  }

  /** How many were read and how many refused. */
  private final class Tally {
    private final Reader reader;
    private final Path file;
    private int read;
    private int refused;

    Tally(String name, Reader reader) {
      this.file = folder.resolve(name);
      this.reader = reader;
    }

    void of(byte[] bytes) throws IOException {
      Files.write(file, bytes);
      try {
        reader.read(file);
        read++;
      } catch (InputRejected e) {
        String message = String.valueOf(e.getMessage());
        assertThat(message).contains("found").contains(file.getFileName().toString());
        assertThat(message.chars().allMatch(c -> c >= ' ')).isTrue();
        refused++;
      }
    }

    void say(String what) {
      assertThat(read).isPositive();
      assertThat(refused).isPositive();
      System.out.printf("%s: %d read, %d refused%n", what, read, refused);
    }
  }

  private static void readArray(Path file) throws IOException {
    NpyDataset data = NpyDataset.open(file, NpyDataset.Layout.BY_SHAPE, LIMITS);
    for (double value : TestFiles.readAll(data)) {
      if (!Double.isFinite(value)) {
        throw new AssertionError("every value handed out is finite; found " + value);
      }
    }
  }

  private static void readArchive(Path file) throws IOException {
    NpyDataset data = NpzFile.open(file, new SourceName(file, null), LIMITS);
    assertThat(TestFiles.readAll(data)).isEqualTo(TestFiles.values(48)); // it has a checksum
    Files.delete(data.file());
  }

  private static void readCheckpoint(Path file) throws IOException {
    Checkpoint checkpoint = Checkpoint.at(file, COMMAND, SHA256);
    for (int law = 0; law < 2; law++) {
      Checkpoint.Law known = checkpoint.law(law, 3);
      if (known != null && !Arrays.stream(known.theta()).allMatch(Double::isFinite)) {
        throw new AssertionError("coefficients are finite");
      }
    }
  }

  private byte[] array() {
    return TestFiles.npy(TestFiles.header("(3, 4, 4)"), TestFiles.values(48));
  }

  private byte[] archive() throws IOException {
    Path npy = Files.write(folder.resolve("whole.npy"), array());
    Path npz = folder.resolve("whole.npz");
    NpzFile.write(npz, "fields", npy);
    return Files.readAllBytes(npz);
  }

  private byte[] checkpoint() throws IOException {
    Path file = folder.resolve("whole.json");
    Checkpoint checkpoint = Checkpoint.at(file, COMMAND, SHA256);
    for (int law = 0; law < 2; law++) {
      double[] theta = {0.5 + law, -1.25e-3, 3};
      double[] covariance = {0.25, 0, 0, 0, 1, 1e-5, 0, 1e-5, 2};
      checkpoint.put(
          law, new Checkpoint.Law(theta, new Estimate("likelihood", 9, covariance, 2, 1, 0)));
    }
    return Files.readAllBytes(file);
  }

  private void everyBitAndEveryLength(String name, byte[] good, int bytes, Reader reader)
      throws IOException {
    Tally tally = new Tally(name, reader);
    for (int bit = 0; bit < 8 * bytes; bit++) {
      tally.of(Mutants.flipped(good, bit));
    }
    for (int length = 0; length < good.length; length++) {
      tally.of(Arrays.copyOf(good, length));
    }
    tally.say(name + ": " + 8 * bytes + " single bits and " + good.length + " lengths");
  }

  @Test
  void everyBitAndEveryLengthOfAnArray() throws IOException {
    byte[] good = array();
    everyBitAndEveryLength("m.npy", good, good.length - 4 * 48, FileMutantsTest::readArray);
    byte[] numpys =
        Arrays.copyOf(NpyHeader.bytes(4, 3, 4, 4), NpyHeader.bytes(4, 3, 4, 4).length + 192);
    everyBitAndEveryLength("m.npy", numpys, numpys.length - 192, FileMutantsTest::readArray);
  }

  @Tag("deep")
  @Test
  void everyBitAndEveryLengthOfACheckpoint() throws IOException {
    byte[] good = checkpoint();
    everyBitAndEveryLength("m.json", good, good.length, FileMutantsTest::readCheckpoint);
  }

  /** Of the values first: what is read is what was written. */
  @Test
  void everyBitOfAnArchivesValues() throws IOException {
    byte[] good = archive();
    int values = new String(good, StandardCharsets.ISO_8859_1).indexOf("}\n") + 2;
    Tally tally = new Tally("m.npz", FileMutantsTest::readArchive);
    tally.of(good);
    for (int bit = 8 * values; bit < 8 * (values + 4 * 48); bit += 7) {
      tally.of(Mutants.flipped(good, bit));
    }
    assertThat(tally.read).isEqualTo(1);
  }

  @Tag("deep")
  @Test
  void everyBitAndEveryLengthOfAnArchive() throws IOException {
    byte[] good = archive();
    everyBitAndEveryLength("m.npz", good, good.length, FileMutantsTest::readArchive);
  }

  private void mutate(int count) throws IOException {
    mutate("m.npy", array(), count, FileMutantsTest::readArray);
    mutate("m.json", checkpoint(), count, FileMutantsTest::readCheckpoint);
    mutate("m.npz", archive(), count, FileMutantsTest::readArchive);
  }

  private void mutate(String name, byte[] good, int count, Reader reader) throws IOException {
    Random random = new Random(6);
    Tally tally = new Tally(name, reader);
    for (int n = 0; n < count; n++) {
      tally.of(Mutants.of(good, random));
    }
    tally.say(name + ": " + count + " random mutants");
  }

  @Test
  void randomMutants() throws IOException {
    mutate(1000);
  }

  @Tag("deep")
  @Test
  void manyRandomMutants() throws IOException {
    mutate(100_000);
  }

  @Test
  void refusedArchivesLeaveNoCopies() throws IOException {
    byte[] odd = TestFiles.npy(TestFiles.header("(7, 11, 13)"), TestFiles.values(1001));
    Path file = folder.resolve("odd.npz");
    NpzFile.write(file, "fields", Files.write(folder.resolve("odd.npy"), odd));
    byte[] good = Files.readAllBytes(file);
    Files.write(file, Mutants.flipped(good, 4 * good.length)); // of a value
    assertThatThrownBy(() -> readArchive(file))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("checksum");
    assertThat(copies(odd)).isZero();
    Files.write(file, good); // the twin: that of a good one stays
    NpyDataset fields = NpzFile.open(file, new SourceName(file, null), LIMITS);
    assertThat(copies(odd)).isOne();
    Files.delete(fields.file());
  }

  /** Copies of exactly this array; other programs may have theirs in the same folder. */
  private static long copies(byte[] array) throws IOException {
    long count = 0;
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), "wirg-*.npy")) {
      for (Path copy : all) {
        count += copy.toFile().length() == array.length ? 1 : 0;
      }
    }
    return count;
  }

  /** The twin: a reader that believes a length before it is checked does not pass. */
  @Test
  void aReaderThatBelievesIsNoticed() throws IOException {
    byte[] good = array();
    Reader gullible =
        file -> {
          byte[] bytes = Files.readAllBytes(file);
          new CRC32().update(bytes, 10, (bytes[8] & 0xff) | (bytes[9] & 0xff) << 8);
        };
    assertThatThrownBy(() -> everyBitAndEveryLength("m.npy", good, 10, gullible))
        .isInstanceOf(ArrayIndexOutOfBoundsException.class);
  }

  @Test
  void checkpointsBeyondBounds() throws IOException {
    String text = new String(checkpoint(), StandardCharsets.US_ASCII);
    Path file = folder.resolve("c.json");
    for (String number : new String[] {"1e999", "NaN", "\"Infinity\"", "9".repeat(10_000)}) {
      Files.writeString(file, text.replace("-0.00125", number));
      assertThat(Files.readString(file)).isNotEqualTo(text);
      assertThatThrownBy(() -> readCheckpoint(file)).isInstanceOf(InputRejected.class);
    }
    Files.writeString(file, text.replaceFirst("\"law\": 1", "\"law\": 0"));
    assertThatThrownBy(() -> readCheckpoint(file))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("every law once");
    Files.writeString(file, "[".repeat(100_000) + "]".repeat(100_000));
    assertThatThrownBy(() -> readCheckpoint(file)).isInstanceOf(InputRejected.class);
  }
}
