package org.wirg.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;

/**
 * Writes a .npy file of known length block by block, in order: version 1.0, little-endian, C order,
 * the same bytes as {@code numpy.save}. {@link #close} makes the file appear once every row is
 * there; a file left incomplete never appears. Holds one block of bytes in memory.
 */
public final class NpyWriter implements AutoCloseable {
  private static final int CHUNK_BYTES = 1 << 16;

  /** The type a value is stored as. */
  public enum Type {
    FLOAT32(4),
    FLOAT64(8);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }
  }

  private final Path target;
  private final WholeFile file;
  private final Type type;
  private final long rows;
  private final int rowValues;
  private final ByteBuffer chunk;
  private long written;
  private boolean failed;
  private boolean closed;

  private NpyWriter(Path target, Type type, long rows, int rowValues, WholeFile file) {
    this.target = target;
    this.file = file;
    this.type = type;
    this.rows = rows;
    this.rowValues = rowValues;
    this.chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * A file of {@code count} fields, shape [count, grid...], float32.
   *
   * @throws IOException when the folder is missing or not writable
   */
  public static NpyWriter fields(Path target, Grid grid, long count) throws IOException {
    return open(target, Type.FLOAT32, shape(grid, count));
  }

  /**
   * The same, going on behind the fields that a journal's run had written.
   *
   * @param named whether the file gets the journal's own name; else it stays the journal's part
   * @throws InputRejected when what it had written is not the beginning of such a file
   */
  public static NpyWriter fields(Journal journal, boolean named, Grid grid, long count)
      throws IOException {
    long[] shape = shape(grid, count);
    byte[] header = NpyHeader.bytes(Type.FLOAT32.bytes, shape);
    PartFile part = journal.output(named);
    Path file = journal.partFile();
    NpyWriter writer = new NpyWriter(file, Type.FLOAT32, count, grid.sites(), part);
    try {
      if (part.length() == 0) {
        part.stream().write(header);
        return writer;
      }
      long rowBytes = (long) Type.FLOAT32.bytes * grid.sites();
      long body = part.length() - header.length;
      if (!Arrays.equals(part.head(header.length), header) || body % rowBytes != 0) {
        throw NpyHeader.rejected(
            file, "a part is the beginning of the output", "other bytes", "begin anew");
      }
      writer.written = body / rowBytes;
      return writer;
    } catch (IOException | InputRejected e) {
      part.close();
      throw e;
    }
  }

  /**
   * The same, into a file on its way.
   *
   * @param name of the file, for messages
   * @param file taken over: {@link #close} commits and closes it
   */
  public static NpyWriter fields(Path name, WholeFile file, Grid grid, long count)
      throws IOException {
    NpyWriter writer = new NpyWriter(name, Type.FLOAT32, count, grid.sites(), file);
    file.stream().write(NpyHeader.bytes(Type.FLOAT32.bytes, shape(grid, count)));
    return writer;
  }

  private static long[] shape(Grid grid, long count) {
    int[] lattice = grid.shape();
    long[] shape = new long[lattice.length + 1];
    shape[0] = count;
    for (int a = 0; a < lattice.length; a++) {
      shape[a + 1] = lattice[a];
    }
    return shape;
  }

  /** Rows that are there. */
  public long written() {
    return written;
  }

  /**
   * A file of any shape; a row is everything under one index of the first axis.
   *
   * @param shape axis lengths, each at least 1; one row has fewer than 2^31 values
   * @throws IOException when the folder is missing or not writable
   */
  public static NpyWriter open(Path target, Type type, long... shape) throws IOException {
    if (shape.length < 1 || shape.length > 4) {
      throw new IllegalArgumentException("an array has 1 to 4 axes; found " + shape.length);
    }
    long rowValues = 1;
    for (int a = 0; a < shape.length; a++) {
      if (shape[a] < 1) {
        throw new IllegalArgumentException(
            "every axis has at least one value; found " + NpyHeader.shapeText(shape));
      }
      rowValues = a == 0 ? 1 : Math.multiplyExact(rowValues, shape[a]);
    }
    Math.multiplyExact(Math.multiplyExact(shape[0], rowValues), type.bytes);
    AtomicFile file = AtomicFile.create(target);
    NpyWriter writer = new NpyWriter(target, type, shape[0], Math.toIntExact(rowValues), file);
    try {
      file.stream().write(NpyHeader.bytes(type.bytes, shape));
    } catch (IOException e) {
      file.close();
      throw e;
    }
    return writer;
  }

  /**
   * Appends rows.
   *
   * @param count how many
   * @param values [count][value of a row], finite; may be longer
   * @throws InputRejected when a value is too large for float32
   * @throws IllegalArgumentException when a value is NaN or infinite, or there are more rows than
   *     announced
   * @throws IOException when the disk fails
   */
  public void write(int count, double[] values) throws IOException {
    if (closed || failed) {
      throw new IllegalStateException("rows are written before the file is closed or has failed");
    }
    if (count < 0 || count > rows - written) {
      throw new IllegalArgumentException(
          rows + " rows were announced and " + written + " written; found " + count + " more");
    }
    long total = (long) count * rowValues;
    if (values.length < total) {
      throw new IllegalArgumentException(
          count + " rows have " + total + " values; found " + values.length);
    }
    failed = true; // until the whole block is written
    int perChunk = CHUNK_BYTES / type.bytes;
    for (int done = 0; done < total; done += perChunk) {
      int n = (int) Math.min(perChunk, total - done);
      chunk.clear();
      for (int i = done; i < done + n; i++) {
        put(values[i], i);
      }
      file.stream().write(chunk.array(), 0, chunk.position());
    }
    written += count;
    failed = false;
  }

  private void put(double value, int index) {
    if (type == Type.FLOAT64) {
      if (!Double.isFinite(value)) {
        throw notFinite(value, index);
      }
      chunk.putDouble(value);
      return;
    }
    float single = (float) value;
    if (!Float.isFinite(single)) {
      if (!Double.isFinite(value)) {
        throw notFinite(value, index);
      }
      throw new InputRejected(
          String.format(
              Locale.ROOT,
              "a value stored as float32 is at most %.3e in size; found %.3e for %s; rescale the"
                  + " fields to units in which they are of order one",
              Float.MAX_VALUE,
              value,
              place(index)));
    }
    chunk.putFloat(single);
  }

  private IllegalArgumentException notFinite(double value, int index) {
    return new IllegalArgumentException(
        "every value written is finite; found " + value + " for " + place(index));
  }

  private String place(int index) {
    return Excerpt.of(target)
        + ", row "
        + (written + index / rowValues)
        + ", value "
        + index % rowValues;
  }

  /**
   * Finishes: the file appears under its name when every row was written.
   *
   * @throws IllegalStateException when rows are missing; nothing is left behind
   * @throws IOException when the disk fails; nothing is left behind
   */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (file) {
      if (failed) {
        return;
      }
      if (written != rows) {
        throw new IllegalStateException(
            rows + " rows were announced for " + target + "; found " + written + " when closing");
      }
      file.commit();
    }
  }
}
