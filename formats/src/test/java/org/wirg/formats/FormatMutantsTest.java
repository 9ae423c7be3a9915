package org.wirg.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.file.NpyDataset;
import org.wirg.file.ReadLimits;

/** Damaged files are read correctly or rejected; nothing else happens, and soon. */
final class FormatMutantsTest {
  /** A damaged file may declare no more than this. */
  private static final ReadLimits LIMITS = new ReadLimits(1 << 16, 4, 1 << 20, 1 << 22);

  private static final Path GOLDEN = Path.of("..", "testdata", "formats");

  @TempDir Path folder;

  /** How many were read and how many refused, and what else happened. */
  private final class Tally {
    private final Path file;
    private final Path name;
    private final List<String> escaped = new ArrayList<>();
    private int read;
    private int refused;

    Tally(Path original) {
      String last = String.valueOf(original.getFileName());
      this.file = folder.resolve("mutant-" + last);
      this.name =
          folder.resolve(
              "mutant-" + last + (last.equals("fields.h5") ? ":/deep/group/packed" : ""));
    }

    void of(byte[] bytes) throws IOException {
      Files.write(file, bytes);
      count(open(name));
    }

    void count(@Nullable Throwable problem) {
      if (problem == null) {
        read++;
      } else if (problem instanceof InputRejected) {
        refused++;
      } else {
        escaped.add(read + refused + escaped.size() + ": " + problem);
      }
    }

    void say(String what) {
      assertThat(escaped).as(file.getFileName() + ", " + what).isEmpty();
      assertThat(read).isPositive();
      assertThat(refused).isPositive();
      System.out.printf("%s: %s, %d read, %d refused%n", file.getFileName(), what, read, refused);
    }
  }

  private List<Path> originals() throws IOException {
    Path npz = folder.resolve("one.npz");
    try (FieldWriter writer = FieldWriter.open(npz, Grid.of(4, 8), 3)) {
      writer.write(3, new double[96]);
    }
    return List.of(
        npz,
        GOLDEN.resolve("one.h5"),
        GOLDEN.resolve("fields.h5"),
        GOLDEN.resolve("blank.fits"),
        GOLDEN.resolve("units.fits"));
  }

  @Test
  void mutants() throws IOException {
    mutate(600);
  }

  @Tag("deep")
  @Test
  void manyMutants() throws IOException {
    mutate(100_000);
  }

  private void mutate(int each) throws IOException {
    for (Path original : originals()) {
      byte[] bytes = Files.readAllBytes(original);
      Tally tally = new Tally(original);
      Random random = new Random(5);
      for (int k = 0; k < each; k++) {
        tally.of(mutant(bytes, random));
      }
      tally.say(each + " random mutants");
    }
  }

  /** Up to eight changed bytes, mostly near the start, where headers are; or a shorter file. */
  private static byte[] mutant(byte[] bytes, Random random) {
    if (random.nextInt(8) == 0) {
      return Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }
    byte[] mutant = bytes.clone();
    int changes = 1 + random.nextInt(8);
    for (int c = 0; c < changes; c++) {
      int most = random.nextBoolean() ? bytes.length : Math.min(bytes.length, 1024);
      int at = random.nextInt(most);
      mutant[at] =
          random.nextBoolean()
              ? (byte) random.nextInt()
              : (byte) (mutant[at] ^ (1 << random.nextInt(8)));
    }
    return mutant;
  }

  /** Cards are 80 characters; the header ends with END and blanks. */
  private static int headerBytes(byte[] fits) {
    String text = new String(fits, StandardCharsets.ISO_8859_1);
    return text.indexOf("END" + " ".repeat(77)) + 80;
  }

  /** One bit in five and one length in nine; all of them in the deep profile. */
  @Test
  void bitsAndLengthsOfAHeader() throws IOException {
    Path original = GOLDEN.resolve("blank.fits");
    byte[] good = Files.readAllBytes(original);
    int header = headerBytes(good);
    assertThat(header).isBetween(400, 2880);
    Tally tally = new Tally(original);
    for (int bit = 0; bit < 8 * header; bit += 5) {
      byte[] mutant = good.clone();
      mutant[bit / 8] ^= (byte) (1 << (bit % 8));
      tally.of(mutant);
    }
    for (int length = 0; length <= 2880; length += 9) {
      tally.of(Arrays.copyOf(good, length));
    }
    tally.say(8 * header / 5 + " single bits and 321 lengths");
  }

  /** The same for all bits and lengths of the smallest file of every format. */
  @Tag("deep")
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void everyBitAndEveryLength(int number) throws IOException {
    Path original = originals().get(number);
    byte[] good = Files.readAllBytes(original);
    Tally tally = new Tally(original);
    for (int bit = 0; bit < 8 * good.length; bit++) {
      byte[] mutant = good.clone();
      mutant[bit / 8] ^= (byte) (1 << (bit % 8));
      tally.of(mutant);
    }
    for (int length = 0; length < good.length; length++) {
      tally.of(Arrays.copyOf(good, length));
    }
    tally.say(8 * good.length + " single bits and " + good.length + " lengths");
  }

  /** The twin: what is neither read nor refused is noticed. */
  @Test
  void whatEscapesIsNoticed() {
    Tally tally = new Tally(GOLDEN.resolve("blank.fits"));
    tally.count(new ArrayIndexOutOfBoundsException(5));
    assertThatThrownBy(() -> tally.say("planted"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("ArrayIndexOutOfBounds");
  }

  private static @Nullable Throwable open(Path file) {
    try {
      NpyDataset fields = FieldFormats.open(file, LIMITS);
      fields.read(0, 1, new double[fields.grid().sites()]);
      Files.delete(fields.file());
      return null;
    } catch (IOException | RuntimeException | Error e) {
      return e;
    }
  }
}
