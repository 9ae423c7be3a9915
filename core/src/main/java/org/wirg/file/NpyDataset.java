package org.wirg.file;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.wirg.field.Dataset;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.field.Progress;

/**
 * The fields of a .npy file, read where they lie: the file may be far larger than memory.
 *
 * <p>Format versions 1.0 to 3.0; float32 and float64, little- and big-endian; C and Fortran order.
 * Reading in C order costs one pass over the bytes asked for; in Fortran order the values of one
 * field are scattered over the whole file, and every block gathers them anew.
 *
 * <p>No file stays open between calls, so there is nothing to close; each call checks that the file
 * is still the one that was opened.
 */
public final class NpyDataset implements Dataset {
  private static final int CHUNK_BYTES = 1 << 18;
  private static final int WORTH_SKIPPING_BYTES = 1 << 12; // a shorter gap is read through

  /** How the axes of an array are understood. */
  public enum Layout {
    /**
     * By their number: one axis is one 1-D field; two axes are one 2-D field when equally long,
     * else [field][site]; three are [field][row][column], four [field][plane][row][column].
     */
    BY_SHAPE,
    /** The first axis counts the fields. */
    FIELDS_FIRST,
    /** The whole array is one field. */
    ONE_FIELD
  }

  private final Path file;
  private final Origin origin;
  private final NpyHeader header;
  private final Grid grid;
  private final long count;
  private final Identity identity;
  private final boolean gaps; // whether values may be NaN or infinite

  private NpyDataset(
      Path file,
      Origin origin,
      NpyHeader header,
      Grid grid,
      long count,
      Identity identity,
      boolean gaps) {
    this.gaps = gaps;
    this.file = file;
    this.origin = origin;
    this.header = header;
    this.grid = grid;
    this.count = count;
    this.identity = identity;
  }

  /**
   * Where the values come from, if not from a .npy file of the user's.
   *
   * @param name for messages, as the user gave it
   * @param type of the values there; null for that of the .npy file
   * @param files that hold them
   */
  record Origin(Path name, @Nullable String type, List<Path> files) {
    Origin {
      files = List.copyOf(files);
    }
  }

  /** What tells a file from another one that took its name, or from an altered one. */
  private record Identity(long bytes, FileTime modified, @Nullable Object key) {
    static Identity of(Path file) throws IOException {
      BasicFileAttributes a = Disk.attributes(file);
      return new Identity(a.size(), a.lastModifiedTime(), a.fileKey());
    }
  }

  /** Opens a file, {@link Layout#BY_SHAPE}, within the default limits. */
  public static NpyDataset open(Path file) throws IOException {
    return open(file, Layout.BY_SHAPE, ReadLimits.DEFAULT);
  }

  /**
   * Opens a file: reads its header, not its values.
   *
   * @throws InputRejected when the file is missing, unreadable or not an array of fields
   * @throws IOException when the disk fails
   */
  public static NpyDataset open(Path file, Layout layout, ReadLimits limits) throws IOException {
    return open(file, new Origin(file, null, List.of(file)), layout, limits);
  }

  /** Opens a .npy file that holds what another file says. */
  static NpyDataset open(Path file, Origin origin, Layout layout, ReadLimits limits)
      throws IOException {
    Path name = origin.name();
    requireReadable(file);
    Identity identity = Identity.of(file);
    try (InputStream in = new BufferedInputStream(Disk.input(file))) {
      NpyHeader header = NpyHeader.read(name, in, identity.bytes(), limits);
      long[] lattice = lattice(name, header.shape(), layout);
      long count = lattice.length < header.shape().length ? header.shape()[0] : 1;
      if (count > limits.fields()) {
        throw NpyHeader.rejected(
            name,
            "a file has at most " + limits.fields() + " fields",
            Long.toString(count),
            "split the data into several files");
      }
      return new NpyDataset(file, origin, header, grid(name, lattice), count, identity, false);
    }
  }

  /** The same fields as they are: values that are not finite, masked sites, are handed out too. */
  public NpyDataset withGaps() {
    return new NpyDataset(file, origin, header, grid, count, identity, true);
  }

  @Override
  public Grid grid() {
    return grid;
  }

  @Override
  public long count() {
    return count;
  }

  /** The file. */
  public Path file() {
    return file;
  }

  /** The files that the values come from, one or more. */
  public List<Path> sources() {
    return origin.files();
  }

  /** The type of the values, for example {@code float32, little-endian, C order}. */
  public String type() {
    return origin.type() == null ? header.description() : origin.type();
  }

  /** Axis lengths as the file declares them. */
  public long[] shape() {
    return header.shape().clone();
  }

  /** Length in bytes of the file, or the files, that the values come from. */
  public long fileBytes() throws IOException {
    long bytes = 0;
    for (Path source : origin.files()) {
      bytes += Disk.size(source);
    }
    return bytes;
  }

  /**
   * The SHA-256 digest of that file's bytes, in hexadecimal, several one after the other; reads all
   * of them.
   *
   * @throws InputRejected when the file was changed or removed since it was opened
   */
  public String sha256(Progress progress) throws IOException {
    reopen().close();
    return Sha256.of(origin.files(), progress);
  }

  @Override
  public void read(long first, int fields, double[] into) throws IOException {
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
    try (FileChannel channel = reopen()) {
      if (header.fortran()) {
        readScattered(channel, first, fields, into);
      } else {
        readStraight(channel, first, (int) values, into);
      }
    }
  }

  /** C order: the fields lie one after the other. */
  private void readStraight(FileChannel channel, long first, int values, double[] into)
      throws IOException {
    int bytes = header.valueBytes();
    ByteBuffer chunk = chunk((long) values * bytes);
    int perChunk = chunk.capacity() / bytes;
    long start = first * grid.sites();
    for (int done = 0; done < values; done += perChunk) {
      int n = Math.min(perChunk, values - done);
      fill(channel, chunk, header.dataStart() + (start + done) * bytes, n * bytes);
      for (int i = 0; i < n; i++) {
        into[done + i] = value(chunk, i * bytes);
      }
      for (int i = done; i < done + n; i++) {
        if (!gaps && !Double.isFinite(into[i])) {
          throw notFinite(into[i], first + i / grid.sites(), i % grid.sites());
        }
      }
    }
  }

  /**
   * Fortran order: value (field, x_0, x_1, ..) lies at field + count (x_0 + n_0 (x_1 + ..)), so
   * each site has a run of all its fields. Runs are read together when little lies between them.
   */
  private void readScattered(FileChannel channel, long first, int fields, double[] into)
      throws IOException {
    int bytes = header.valueBytes();
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
        readLongRun(channel, chunk, start, fields, grid.site(x), into);
        next(x);
        continue;
      }
      fill(channel, chunk, start, Math.toIntExact(n * (rowBytes + gap) - gap));
      for (int r = 0; r < n; r++, next(x)) {
        int site = grid.site(x);
        int offset = Math.toIntExact(r * (rowBytes + gap));
        for (int f = 0; f < fields; f++) {
          into[f * sites + site] = value(chunk, offset + f * bytes);
        }
      }
    }
    for (int i = 0; i < fields * sites; i++) {
      if (!gaps && !Double.isFinite(into[i])) {
        throw notFinite(into[i], first + i / sites, i % sites);
      }
    }
  }

  private void readLongRun(
      FileChannel channel, ByteBuffer chunk, long start, int fields, int site, double[] into)
      throws IOException {
    int bytes = header.valueBytes();
    int perChunk = chunk.capacity() / bytes;
    for (int done = 0; done < fields; done += perChunk) {
      int n = Math.min(perChunk, fields - done);
      fill(channel, chunk, start + (long) done * bytes, n * bytes);
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
    return header.valueBytes() == 4 ? chunk.getFloat(at) : chunk.getDouble(at);
  }

  private ByteBuffer chunk(long bytesWanted) {
    int bytes = (int) Math.min(CHUNK_BYTES, bytesWanted);
    return ByteBuffer.allocate(bytes).order(header.order());
  }

  /** Reads exactly {@code bytes} bytes at a position, to the start of the buffer. */
  private void fill(FileChannel channel, ByteBuffer buffer, long position, int bytes)
      throws IOException {
    buffer.clear().limit(bytes);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw changed("the end of the file after " + channel.size() + " bytes");
      }
    }
    buffer.flip();
  }

  private FileChannel reopen() throws IOException {
    if (!Files.exists(file)) {
      throw changed("no file");
    }
    if (!Identity.of(file).equals(identity)) {
      throw changed("another or an altered file");
    }
    return Disk.open(file, StandardOpenOption.READ);
  }

  private InputRejected changed(String found) {
    return NpyHeader.rejected(
        origin.name(),
        "a file stays as it is while it is read",
        found,
        "start again when it is complete");
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
            + Excerpt.of(origin.name())
            + ", field "
            + field
            + ", "
            + place
            + " (counted from 0); remove or repair that field, or cut patches around masked sites with"
            + " `wirg prepare --mask nan`");
  }

  /** Refuses what is not a readable file. */
  public static void requireReadable(Path file) {
    String found =
        !Files.exists(file)
            ? "no file"
            : Files.isDirectory(file)
                ? "a folder"
                : !Files.isRegularFile(file)
                    ? "a device or pipe"
                    : Files.isReadable(file) ? "" : "no permission to read";
    if (!found.isEmpty()) {
      throw new InputRejected(
          "the input must be a readable file; found "
              + found
              + " at "
              + Excerpt.of(file)
              + "; check the path and its permissions");
    }
  }

  private static long[] lattice(Path file, long[] shape, Layout layout) {
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
