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
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wirg.field.Dataset;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.field.Progress;

/**
 * The fields of a .npy file, read where they lie: the file may be far larger than memory.
 *
 * <p>Format versions 1.0 to 3.0; floats, integers and booleans of at most 8 bytes, little- and
 * big-endian; C and Fortran order. See {@link NpyValues} for the cost.
 *
 * <p>No file stays open between calls, so there is nothing to close; each call checks that the file
 * is still the one that was opened.
 */
public final class NpyDataset implements Dataset {
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
  private final NpyValues values;
  private final Identity identity;
  private final boolean gaps; // whether values may be NaN or infinite

  private NpyDataset(Path file, Origin origin, NpyValues values, Identity identity, boolean gaps) {
    this.gaps = gaps;
    this.file = file;
    this.origin = origin;
    this.values = values;
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
      NpyValues values = NpyValues.of(name, in, identity.bytes(), layout, limits);
      return new NpyDataset(file, origin, values, identity, false);
    }
  }

  /** The same fields as they are: values that are not finite, masked sites, are handed out too. */
  public NpyDataset withGaps() {
    return new NpyDataset(file, origin, values, identity, true);
  }

  @Override
  public Grid grid() {
    return values.grid();
  }

  @Override
  public long count() {
    return values.count();
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
    return origin.type() == null ? values.type() : origin.type();
  }

  /** Axis lengths as the file declares them. */
  public long[] shape() {
    return values.shape();
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
    if (fields == 0) {
      return;
    }
    try (FileChannel channel = reopen()) {
      values.read((position, buffer) -> fill(channel, position, buffer), first, fields, gaps, into);
    }
  }

  private void fill(FileChannel channel, long position, ByteBuffer buffer) throws IOException {
    int start = buffer.position();
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position() - start) < 0) {
        throw changed("the end of the file after " + channel.size() + " bytes");
      }
    }
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
}
