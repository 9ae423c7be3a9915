package org.wirg.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;

/**
 * The values of a .npy file, wherever its bytes are: a header that was read and checked, and how to
 * find every value by its position. Immutable.
 *
 * <p>Reading in C order costs one pass over the bytes asked for; in Fortran order the values of one
 * field are scattered over the whole file, and every block gathers them anew.
 */
public final class NpyValues {
  private static final int CHUNK_BYTES = 1 << 18;
  private static final int WORTH_SKIPPING_BYTES = 1 << 12; // a shorter gap is read through

  private final Path name;
  private final NpyHeader header;
  private final Grid grid;
  private final long count;

  private NpyValues(Path name, NpyHeader header, Grid grid, long count) {
    this.name = name;
    this.header = header;
    this.grid = grid;
    this.count = count;
  }

  /** The bytes of the file; safe for several threads where the values are read by several. */
  @FunctionalInterface
  public interface Bytes {
    /**
     * Fills what remains of a buffer.
     *
     * @throws IOException when there are fewer bytes, or the storage fails
     */
    void read(long position, ByteBuffer buffer) throws IOException;
  }

  /**
   * Reads a header.
   *
   * @param name of the file, for messages
   * @param start the file's first bytes; buffered
   * @param bytes its length
   * @throws InputRejected when the file is not an array of fields
   */
  public static NpyValues of(
      Path name, InputStream start, long bytes, NpyDataset.Layout layout, ReadLimits limits)
      throws IOException {
    NpyHeader header = NpyHeader.read(name, start, bytes, limits);
    long[] lattice = lattice(name, header.shape(), layout);
    long count = lattice.length < header.shape().length ? header.shape()[0] : 1;
    if (count > limits.fields()) {
      throw NpyHeader.rejected(
          name,
          "a file has at most " + limits.fields() + " fields",
          Long.toString(count),
          "split the data into several files");
    }
    return new NpyValues(name, header, grid(name, lattice), count);
  }

  /** The lattice of every field. */
  public Grid grid() {
    return grid;
  }

  /** Number of fields. */
  public long count() {
    return count;
  }

  /** The type of the values, for example {@code float32, little-endian, C order}. */
  public String type() {
    return header.description();
  }

  /** Axis lengths as the file declares them. */
  long[] shape() {
    return header.shape().clone();
  }

  /**
   * Reads consecutive fields.
   *
   * @param gaps whether values may be NaN or infinite
   * @param into modified: [fields][site]
   * @throws InputRejected when a value is not finite and may not be so
   */
  public void read(Bytes file, long first, int fields, boolean gaps, double[] into)
      throws IOException {
    Objects.checkFromIndexSize(first, (long) fields, count);
    long values = (long) fields * grid.sites();
    if (into.length < values) {
      throw new IllegalArgumentException(
          fields
              + " fields of "
              + grid
              + " sites fill "
              + values
              + " values; found room for "
              + into.length);
    }
    if (fields == 0) {
      return;
    }
    if (header.fortran()) {
      readScattered(file, first, fields, into);
    } else {
      readStraight(file, first, (int) values, into);
    }
    for (int i = 0; i < values && !gaps; i++) {
      if (!Double.isFinite(into[i])) {
        throw notFinite(into[i], first + i / grid.sites(), i % grid.sites());
      }
    }
  }

  /** C order: the fields lie one after the other. */
  private void readStraight(Bytes file, long first, int values, double[] into) throws IOException {
    int bytes = header.type().bytes();
    ByteBuffer chunk = chunk((long) values * bytes);
    int perChunk = chunk.capacity() / bytes;
    long start = first * grid.sites();
    for (int done = 0; done < values; done += perChunk) {
      int n = Math.min(perChunk, values - done);
      fill(file, chunk, header.dataStart() + (start + done) * bytes, n * bytes);
      for (int i = 0; i < n; i++) {
        into[done + i] = value(chunk, i * bytes);
      }
    }
  }

  /**
   * Fortran order: value (field, x_0, x_1, ..) lies at field + count (x_0 + n_0 (x_1 + ..)), so
   * each site has a run of all its fields. Runs are read together when little lies between them.
   */
  private void readScattered(Bytes file, long first, int fields, double[] into) throws IOException {
    int bytes = header.type().bytes();
    int sites = grid.sites();
    long gap = (count - fields) * bytes;
    long rowBytes = (long) fields * bytes;
    int rows = gap > WORTH_SKIPPING_BYTES ? 1 : (int) Math.max(1, CHUNK_BYTES / (rowBytes + gap));
    rows = Math.min(rows, sites);
    ByteBuffer chunk = chunk(rows * (rowBytes + gap));
    int[] x = new int[grid.rank()]; // coordinates of the run, x_0 fastest
    for (int done = 0; done < sites; done += rows) {
      int n = Math.min(rows, sites - done);
      long start = header.dataStart() + (first + count * done) * bytes;
      if (rowBytes > chunk.capacity()) {
        readLongRun(file, chunk, start, fields, grid.site(x), into);
        next(x);
        continue;
      }
      fill(file, chunk, start, Math.toIntExact(n * (rowBytes + gap) - gap));
      for (int r = 0; r < n; r++, next(x)) {
        int site = grid.site(x);
        int offset = Math.toIntExact(r * (rowBytes + gap));
        for (int f = 0; f < fields; f++) {
          into[f * sites + site] = value(chunk, offset + f * bytes);
        }
      }
    }
  }

  private void readLongRun(
      Bytes file, ByteBuffer chunk, long start, int fields, int site, double[] into)
      throws IOException {
    int bytes = header.type().bytes();
    int perChunk = chunk.capacity() / bytes;
    for (int done = 0; done < fields; done += perChunk) {
      int n = Math.min(perChunk, fields - done);
      fill(file, chunk, start + (long) done * bytes, n * bytes);
      for (int f = 0; f < n; f++) {
        into[(done + f) * grid.sites() + site] = value(chunk, f * bytes);
      }
    }
  }

  private void next(int[] x) {
    for (int a = 0; a < x.length && ++x[a] == grid.size(a); a++) {
      x[a] = 0;
    }
  }

  private double value(ByteBuffer chunk, int at) {
    return header.type().value(chunk, at);
  }

  private ByteBuffer chunk(long bytesWanted) {
    int bytes = (int) Math.min(CHUNK_BYTES, bytesWanted);
    return ByteBuffer.allocate(bytes).order(header.order());
  }

  /** Reads exactly {@code bytes} bytes at a position, to the start of the buffer. */
  private static void fill(Bytes file, ByteBuffer buffer, long position, int bytes)
      throws IOException {
    buffer.clear().limit(bytes);
    file.read(position, buffer);
    buffer.flip();
  }

  private InputRejected notFinite(double value, long field, int site) {
    int[] x = grid.coordinates(site);
    String place =
        switch (x.length) {
          case 1 -> "site " + x[0];
          case 2 -> "row " + x[0] + ", column " + x[1];
          default -> "plane " + x[0] + ", row " + x[1] + ", column " + x[2];
        };
    return new InputRejected(
        "every value must be finite; found "
            + value
            + " in "
            + Excerpt.of(name)
            + ", field "
            + field
            + ", "
            + place
            + " (counted from 0); remove or repair that field; where sites without data are NaN, `wirg fit"
            + " --mask nan` learns from the others, `wirg prepare --mask nan` cuts patches around them");
  }

  private static long[] lattice(Path file, long[] shape, NpyDataset.Layout layout) {
    boolean counted =
        switch (layout) {
          case FIELDS_FIRST -> true;
          case ONE_FIELD -> false;
          case BY_SHAPE -> shape.length > 2 || (shape.length == 2 && shape[0] != shape[1]);
        };
    int from = counted ? 1 : 0;
    int rank = shape.length - from;
    if (rank < 1 || rank > 3) {
      throw NpyHeader.rejected(
          file,
          "a field has 1 to 3 axes" + (counted ? ", after the axis that counts the fields" : ""),
          "the shape " + NpyHeader.shapeText(shape),
          "reshape the array and save it again");
    }
    return Arrays.copyOfRange(shape, from, shape.length);
  }

  private static Grid grid(Path file, long[] lattice) {
    long sites = 1;
    for (long n : lattice) {
      sites = n > (1L << 30) / sites ? Long.MAX_VALUE : sites * n;
      if (sites == Long.MAX_VALUE) {
        throw NpyHeader.rejected(
            file,
            "a field has at most 2^30 sites",
            "the lattice " + NpyHeader.shapeText(lattice),
            "check which axis counts the fields: it comes first");
      }
    }
    return Grid.of(Arrays.stream(lattice).mapToInt(Math::toIntExact).toArray());
  }
}
