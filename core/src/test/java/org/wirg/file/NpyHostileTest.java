package org.wirg.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wirg.field.InputRejected;
import org.wirg.field.Progress;
import org.wirg.file.NpyDataset.Layout;

/** Files that lie: each is rejected in one line, at once, whatever it declares. */
final class NpyHostileTest {
  @TempDir Path folder;

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("bad.npy"), bytes);
  }

  private void assertRejected(byte[] bytes, String expected) throws IOException {
    Path file = file(bytes);
    assertThatThrownBy(() -> NpyDataset.open(file))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining(expected)
        .hasMessageContaining("; found ")
        .hasMessageContaining("bad.npy")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(4500));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(1152921504606846976,)             | an axis has at most",
        "(4294967296, 4294967296)           | at most 281474976710656 values",
        "(4294967296, 4294967296, 4, 4)     | at most 281474976710656 values",
        "(99999999999999999999999999, 2)    | an axis has at most",
        "(65536, 65536, 65536)              | a .npy file of shape (65536, 65536, 65536)",
        "(-4, 4)                            | whole numbers, none negative",
        "(4, -4)                            | whole numbers, none negative",
        "(0, 4, 4)                          | every axis has at least one value",
        "(4, 0)                             | every axis has at least one value",
        "()                                 | at least one axis",
        "(4)                                | a tuple such as (3,)",
        "4                                  | needs '('",
        "[4, 4]                             | needs '('",
        "(1, 2, 3, 4, 5)                    | at most 4 axes",
        "(4.0, 4)                           | a tuple such as",
        "(2**60,)                           | a tuple such as",
        "(True, 4)                          | whole numbers",
        "(__import__('os').system('ls'), 4) | whole numbers",
        "(4, 4                              | whole numbers",
        "(,)                                | whole numbers",
        "(0x10,)                            | every axis has at least one value",
        "(4, 5)                             | the file is cut short",
        "(4, 3)                             | nothing after it"
      })
  void badShapes(String shape, String expected) throws IOException {
    assertRejected(TestFiles.npy(TestFiles.header(shape), TestFiles.values(16)), expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "'|O'                       ; (pickled objects)",
        "'|f4'                      ; astype(\"float32\")",
        "'<f16'                     ; astype(\"float32\")",
        "'<i3'                      ; astype(\"float32\")",
        "'=i4'                      ; astype(\"float32\")",
        "'<c16'                     ; astype(\"float32\")",
        "'<M8[s]'                   ; real numbers",
        "'<U8'                      ; real numbers",
        "'|b8'                      ; real numbers",
        "'f4'                       ; real numbers",
        "''                         ; real numbers",
        "'<'                        ; real numbers",
        "'<f4\\x00'                 ; strings without escapes",
        "[('x', '<f4')]             ; a structured type",
        "('<f4', (2,))              ; a structured type",
        "float                      ; a type name in quotes",
        "'<f4                       ; real numbers",
        "None                       ; a type name in quotes"
      })
  void badTypes(String descr, String expected) throws IOException {
    String text = "{'descr': " + descr + ", 'fortran_order': False, 'shape': (4, 4), }";
    assertRejected(TestFiles.npy(text, TestFiles.values(16)), expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'descr': '<f4', 'shape': (4, 4)}                                         | no fortran_order",
        "{'fortran_order': False, 'shape': (4, 4)}                                 | no descr",
        "{'descr': '<f4', 'fortran_order': False}                                  | no shape",
        "{}                                                                        | no descr",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (4, 4)} | twice",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4, 4), 'x': 1}         | the keys",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (4, 4)}                     | True or False",
        "{'descr': '<f4', 'fortran_order': Falsey, 'shape': (4, 4)}                | needs '}'",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4, 4)} + x             | nothing after",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4, 4)                  | needs '}'",
        "{'descr' '<f4', 'fortran_order': False, 'shape': (4, 4)}                  | needs ':'",
        "{\u00e9: 1}                                                               | ASCII",
        "hello                                                                     | needs '{'",
      })
  void badDictionaries(String text, String expected) throws IOException {
    assertRejected(TestFiles.npy(text, TestFiles.values(16)), expected);
  }

  @Test
  void badStarts() throws IOException {
    byte[] good = TestFiles.npy(TestFiles.header("(4, 4)"), TestFiles.values(16));
    assertRejected(new byte[0], "an empty file");
    assertRejected("PK\3\4 something else".getBytes(ISO), "starts with the bytes 93 'NUMPY'");
    byte[] version = good.clone();
    version[6] = 4;
    assertRejected(version, "version 4.0");
    version[6] = 1;
    version[7] = 1;
    assertRejected(version, "version 1.1");
    byte[] endless = good.clone();
    endless[6] = 2;
    Arrays.fill(endless, 8, 12, (byte) 0xff);
    assertRejected(endless, "a header of 4294967295 bytes");
    byte[] beyond = good.clone();
    beyond[9] = (byte) 0xff;
    assertRejected(beyond, "holds its whole header");
    assertRejected(Arrays.copyOf(good, good.length + 1), "nothing after it");
    String nested = "[".repeat(60_000);
    assertRejected(TestFiles.npy(nested), "needs '{'");
  }

  private static final java.nio.charset.Charset ISO = java.nio.charset.StandardCharsets.ISO_8859_1;

  @Test
  void everyTruncation() throws IOException {
    byte[] good = NpyBytes.small();
    Path file = file(good);
    assertThat(TestFiles.readAll(NpyDataset.open(file))).hasSize(16);
    for (int length = 0; length < good.length; length++) {
      Path cut = file(Arrays.copyOf(good, length));
      assertThatThrownBy(() -> NpyDataset.open(cut)).isInstanceOf(InputRejected.class);
    }
  }

  @Test
  void everyChangeOfOneHeaderByte() throws IOException {
    byte[] good = NpyBytes.small();
    int header = good.length - 4 * 16;
    int accepted = 0;
    for (int at = 0; at < header; at++) {
      for (int change = 1; change < 256; change++) {
        byte[] bytes = good.clone();
        bytes[at] ^= (byte) change;
        try {
          Path nowhere = Path.of("memory");
          NpyHeader.read(
              nowhere, new ByteArrayInputStream(bytes), bytes.length, ReadLimits.DEFAULT);
          NpyDataset data = NpyDataset.open(file(bytes));
          assertThat(data.count() * data.grid().sites()).isIn(8L, 16L);
          TestFiles.readAll(data);
          accepted++;
        } catch (InputRejected e) {
          assertThat(e.getMessage()).doesNotContain("\n");
        }
      }
    }
    assertThat(accepted).isPositive(); // spaces may be tabs, < may be >
  }

  private static final class NpyBytes {
    static byte[] small() {
      byte[] header = NpyHeader.bytes(4, 4, 4);
      byte[] plain = TestFiles.npy("", TestFiles.values(16));
      byte[] all = Arrays.copyOf(header, header.length + 64);
      System.arraycopy(plain, 10, all, header.length, 64);
      return all;
    }
  }

  @Test
  void valuesThatAreNotFinite() throws IOException {
    double[] values = TestFiles.values(48);
    values[16 + 2 * 4 + 3] = Double.NaN;
    Path file = file(TestFiles.npy(TestFiles.header("(3, 4, 4)"), values));
    NpyDataset data = NpyDataset.open(file);
    data.read(0, 1, new double[16]);
    data.read(2, 1, new double[16]);
    assertThatThrownBy(() -> data.read(0, 2, new double[32]))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("found NaN in")
        .hasMessageContaining("bad.npy, field 1, row 2, column 3");
    String fortran = TestFiles.header("(3, 4, 4)").replace("False", "True");
    values[16 + 2 * 4 + 3] = 1;
    values[2 + 3 * (1 + 4 * 3)] = Double.NEGATIVE_INFINITY;
    NpyDataset scattered = NpyDataset.open(file(TestFiles.npy(fortran, values)));
    assertThatThrownBy(() -> scattered.read(1, 2, new double[32]))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("found -Infinity")
        .hasMessageContaining("field 2, row 1, column 3");
    NpyDataset line =
        NpyDataset.open(file(TestFiles.npy(TestFiles.header("(2, 4)"), 1, 2, 3, 4, 5, 6, 1e39, 8)));
    assertThatThrownBy(() -> line.read(0, 2, new double[8]))
        .hasMessageContaining("field 1, site 2");
    double[] volume = TestFiles.values(16);
    volume[8 + 4] = Double.NaN;
    NpyDataset volumes =
        NpyDataset.open(file(TestFiles.npy(TestFiles.header("(2, 2, 2, 2)"), volume)));
    assertThatThrownBy(() -> volumes.read(0, 2, new double[16]))
        .hasMessageContaining("field 1, plane 1, row 0, column 0");
  }

  @Test
  void placesThatAreNotFiles() throws IOException {
    assertThatThrownBy(() -> NpyDataset.open(folder.resolve("none.npy")))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("found no file at");
    assertThatThrownBy(() -> NpyDataset.open(folder))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("found a folder at");
    Path device = Path.of("/dev/zero");
    if (Files.exists(device)) {
      assertThatThrownBy(() -> NpyDataset.open(device))
          .isInstanceOf(InputRejected.class)
          .hasMessageContaining("a device or pipe");
    }
  }

  @Test
  void aFileWithoutPermission() throws IOException {
    Path file = file(NpyBytes.small());
    assumeTrue(file.getFileSystem().supportedFileAttributeViews().contains("posix"));
    Files.setPosixFilePermissions(file, Set.of());
    assumeTrue(!Files.isReadable(file), "permissions do not bind the superuser");
    assertThatThrownBy(() -> NpyDataset.open(file))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("no permission to read");
  }

  @Test
  void aFileThatChangesAfterOpening() throws IOException {
    byte[] good = NpyBytes.small();
    Path file = file(good);
    NpyDataset data = NpyDataset.open(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(good.length - 20);
    }
    assertThatThrownBy(() -> TestFiles.readAll(data))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("stays as it is while it is read");
    assertThatThrownBy(() -> data.sha256(Progress.NONE)).isInstanceOf(InputRejected.class);
    NpyDataset touched = NpyDataset.open(file(good));
    Files.setLastModifiedTime(touched.file(), FileTime.fromMillis(1_000_000));
    assertThatThrownBy(() -> TestFiles.readAll(touched)).isInstanceOf(InputRejected.class);
    NpyDataset removed = NpyDataset.open(file(good));
    Files.delete(removed.file());
    assertThatThrownBy(() -> TestFiles.readAll(removed))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("found no file");
  }

  @Test
  void limitsBind() throws IOException {
    Path file = file(NpyBytes.small());
    assertThatThrownBy(
            () -> NpyDataset.open(file, Layout.BY_SHAPE, new ReadLimits(100, 4, 100, 100)))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("at most 100 bytes");
    assertThatThrownBy(
            () -> NpyDataset.open(file, Layout.BY_SHAPE, new ReadLimits(1000, 1, 100, 100)))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("at most 1 axes");
    assertThatThrownBy(
            () -> NpyDataset.open(file, Layout.FIELDS_FIRST, new ReadLimits(1000, 4, 3, 100)))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("at most 3 fields");
    assertThatThrownBy(
            () -> NpyDataset.open(file, Layout.BY_SHAPE, new ReadLimits(1000, 4, 100, 15)))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("at most 15 values");
    assertThatThrownBy(() -> new ReadLimits(0, 4, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("headerBytes is 1 to");
    assertThatThrownBy(() -> new ReadLimits(1, 4, 1, Long.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
