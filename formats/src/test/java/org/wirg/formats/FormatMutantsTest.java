package org.wirg.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.file.NpyDataset;
import org.wirg.file.ReadLimits;

/** Damaged files are read correctly or rejected; nothing else happens, and soon. */
final class FormatMutantsTest {
  /** A damaged file may declare no more than this. */
  private static final ReadLimits LIMITS = new ReadLimits(1 << 16, 4, 1 << 20, 1 << 22);

  @TempDir Path folder;

  @Test
  void mutants() throws IOException {
    mutate(600);
  }

  @Tag("deep")
  @Test
  void manyMutants() throws IOException {
    mutate(10_000);
  }

  private void mutate(int each) throws IOException {
    Path golden = Path.of("..", "testdata", "formats");
    Path npz = folder.resolve("one.npz");
    try (FieldWriter writer = FieldWriter.open(npz, Grid.of(4, 8), 3)) {
      writer.write(3, new double[96]);
    }
    List<String> names = new ArrayList<>();
    for (Path original :
        List.of(
            npz,
            golden.resolve("one.h5"),
            golden.resolve("fields.h5"),
            golden.resolve("blank.fits"),
            golden.resolve("units.fits"))) {
      byte[] bytes = Files.readAllBytes(original);
      String name = String.valueOf(original.getFileName());
      String member = name.equals("fields.h5") ? ":/deep/group/packed" : "";
      Path file = folder.resolve("mutant-" + name);
      Random random = new Random(5);
      for (int k = 0; k < each; k++) {
        Files.write(file, mutant(bytes, random));
        @Nullable Throwable escaped = open(folder.resolve("mutant-" + name + member));
        if (escaped != null) {
          names.add(name + " " + k + ": " + escaped);
        }
      }
    }
    assertThat(names).isEmpty();
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

  private static @Nullable Throwable open(Path file) {
    try {
      NpyDataset fields = FieldFormats.open(file, LIMITS);
      fields.read(0, 1, new double[fields.grid().sites()]);
      return null;
    } catch (InputRejected e) {
      return null;
    } catch (IOException | RuntimeException | Error e) {
      return e;
    }
  }
}
