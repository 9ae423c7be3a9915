package org.wirg.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Copies of fields in temporary .npy files, for formats that cannot be read at any place at once: a
 * fit reads its data several times. They vanish when the program ends.
 */
public final class Spool {
  private static final int BLOCK_VALUES = 1 << 16;

  private Spool() {}

  /** Reads rows of an array; a row is all values under one index of the first axis. */
  @FunctionalInterface
  public interface Rows {
    /**
     * @param values modified: [count][value of a row]; NaN and infinite values are allowed
     */
    void read(long first, int count, double[] values) throws IOException;
  }

  /**
   * Copies an array and opens the copy as fields, see {@link NpyDataset.Layout#BY_SHAPE}.
   *
   * @param name of the source, for messages
   * @param type of its values, in words
   * @param files that hold it
   * @param single whether float32 holds every value
   * @param shape axis lengths, 1 to 4, already within the limits
   * @param together rows that are best read at once
   */
  public static NpyDataset of(
      Path name,
      String type,
      List<Path> files,
      boolean single,
      long[] shape,
      int together,
      Rows rows,
      ReadLimits limits)
      throws IOException {
    long rowValues = 1;
    for (int a = 1; a < shape.length; a++) {
      rowValues = Math.multiplyExact(rowValues, shape[a]);
    }
    int width = Math.toIntExact(rowValues);
    long block = Math.max(together, Math.max(1, BLOCK_VALUES / rowValues));
    int most = (int) Math.min(shape[0], Math.min(block, (1 << 28) / rowValues + 1));
    return copied(
        copy -> {
          write(copy, single, shape, width, most, rows);
          return opened(copy, new NpyDataset.Origin(name, type, files), limits);
        });
  }

  private static void write(Path copy, boolean single, long[] shape, int width, int most, Rows rows)
      throws IOException {
    try (OutputStream out = Disk.output(copy)) {
      int bytes = single ? 4 : 8;
      out.write(NpyHeader.bytes(bytes, shape));
      double[] values = new double[Math.multiplyExact(most, width)];
      ByteBuffer buffer =
          ByteBuffer.allocate(Math.multiplyExact(values.length, bytes))
              .order(ByteOrder.LITTLE_ENDIAN);
      for (long first = 0; first < shape[0]; first += most) {
        int count = (int) Math.min(most, shape[0] - first);
        rows.read(first, count, values);
        buffer.clear();
        for (int i = 0; i < count * width; i++) {
          if (single) {
            buffer.putFloat((float) values[i]);
          } else {
            buffer.putDouble(values[i]);
          }
        }
        out.write(buffer.array(), 0, buffer.position());
      }
    }
  }

  /**
   * Copies a whole .npy file out of a stream.
   *
   * @param container put before the type's words
   * @param bytes that it declares; one more is refused
   * @param crc its CRC-32, which no one else checks
   */
  static NpyDataset npy(
      Path name,
      Path archive,
      String container,
      InputStream in,
      long bytes,
      long crc,
      ReadLimits limits)
      throws IOException {
    return copied(copy -> npy(copy, name, archive, container, in, bytes, crc, limits));
  }

  private static NpyDataset npy(
      Path copy,
      Path name,
      Path archive,
      String container,
      InputStream in,
      long bytes,
      long crc,
      ReadLimits limits)
      throws IOException {
    CRC32 sum = new CRC32();
    long found = 0;
    try (OutputStream out = Disk.output(copy)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0 && found <= bytes; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        sum.update(buffer, 0, n);
        found += n;
      }
    }
    if (found != bytes) {
      throw NpyHeader.rejected(
          name,
          "an array is as long as its archive declares, " + bytes + " bytes",
          found > bytes ? "more" : found + " bytes",
          "save it again");
    }
    if (sum.getValue() != crc) {
      throw NpyHeader.rejected(
          name,
          "an array has the checksum that its archive says, " + Long.toHexString(crc),
          Long.toHexString(sum.getValue()),
          "the file is damaged: copy it again");
    }
    List<Path> files = List.of(archive);
    NpyDataset plain = opened(copy, new NpyDataset.Origin(name, null, files), limits);
    return opened(copy, new NpyDataset.Origin(name, container + plain.type(), files), limits);
  }

  private static NpyDataset opened(Path copy, NpyDataset.Origin origin, ReadLimits limits)
      throws IOException {
    return NpyDataset.open(copy, origin, NpyDataset.Layout.BY_SHAPE, limits);
  }

  /** Makes fields of a new temporary file. */
  @FunctionalInterface
  private interface Copying {
    NpyDataset to(Path copy) throws IOException;
  }

  /** A refused file leaves no copy; that of a good one stays until the program ends. */
  private static NpyDataset copied(Copying copying) throws IOException {
    Path copy = Disk.temporary(".npy");
    copy.toFile().deleteOnExit();
    boolean good = false;
    try {
      NpyDataset fields = copying.to(copy);
      good = true;
      return fields;
    } finally {
      if (!good) {
        Disk.delete(copy);
      }
    }
  }
}
