package org.wirg.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Files and values that several tests share. */
final class TestFiles {
  private TestFiles() {}

  /** A file of the project's testdata folder, wherever in the project the tests run. */
  static Path testdata(String name) {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path file = at.resolve("testdata").resolve(name);
      if (Files.exists(file)) {
        return file;
      }
    }
    throw new IllegalStateException("testdata/" + name + " is part of the project; found none");
  }

  /** Value number {@code i} of the golden files. */
  static double value(long i) {
    return (37 * i) % 101 / 8.0 - 6.0;
  }

  /** The first {@code n} values of the golden files. */
  static double[] values(int n) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = value(i);
    }
    return values;
  }

  /** A version 1.0 file with any header text and the given values as little-endian float32. */
  static byte[] npy(String header, double... values) {
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + text.length + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1);
    bytes.put((byte) 0).putShort((short) text.length).put(text);
    for (double value : values) {
      bytes.putFloat((float) value);
    }
    return bytes.array();
  }

  /** The usual header text of float32 values with the given shape. */
  static String header(String shape) {
    return "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }\n";
  }

  /** Every field of a file in one array. */
  static double[] readAll(NpyDataset data) throws IOException {
    int count = Math.toIntExact(data.count());
    double[] values = new double[count * data.grid().sites()];
    data.read(0, count, values);
    return values;
  }

  /** Names in a folder, sorted. */
  static List<String> names(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
