package org.wirg.wavelet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Assumptions;

/** Arrays of doubles made by other programs, from a folder beside the project. */
final class ReferenceArrays {
  private final Map<String, double[]> arrays = new HashMap<>();

  private ReferenceArrays() {}

  /** Reads shared/data/wavelet-reference/{file}, or skips the test when it is not there. */
  static ReferenceArrays read(String file) throws IOException {
    Path wanted = Path.of("shared", "data", "wavelet-reference", file);
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve(wanted))) {
      folder = folder.getParent();
    }
    Assumptions.assumeTrue(folder != null, () -> "no " + wanted + " beside the project: skipped");
    ReferenceArrays reference = new ReferenceArrays();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(folder.resolve(wanted)))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        reference.arrays.put(entry.getName().replace(".npy", ""), doubles(zip.readAllBytes()));
      }
    }
    return reference;
  }

  /** The array in C order. */
  double[] get(String name) {
    double[] array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException("no array " + name);
    }
    return array;
  }

  private static double[] doubles(byte[] npy) {
    ByteBuffer bytes = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN);
    int header = bytes.getShort(8);
    String text = new String(npy, 10, header, StandardCharsets.US_ASCII);
    if (npy[6] != 1 || !text.contains("'<f8'") || !text.contains("'fortran_order': False")) {
      throw new IllegalStateException("not a version 1 array of doubles in C order: " + text);
    }
    double[] values = new double[(npy.length - 10 - header) / Double.BYTES];
    bytes.position(10 + header).slice().order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
    return values;
  }
}
