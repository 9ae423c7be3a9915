package org.wirg.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.wirg.cli.DataFile;
import org.wirg.field.Dataset;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.field.Progress;
import org.wirg.field.Transform;

/**
 * The fields of one or many files in Hadoop's reach, one file after the other. Values of .npy files
 * are read where they lie; other files are copied, once in every process that reads from them.
 */
final class HadoopFields implements Dataset, Serializable {
  private static final List<String> SUFFIXES =
      List.of(".npy", ".npz", ".h5", ".hdf5", ".fits", ".fit", ".parquet");

  private static final long MEGABYTE = 1_000_000;

  private final Storage storage;
  private final Grid grid;
  private final List<FieldPart> parts;
  private final long[] start; // number of the first field of every part, then of all

  private HadoopFields(Storage storage, Grid grid, List<FieldPart> parts, long[] start) {
    this.storage = storage;
    this.grid = grid;
    this.parts = parts;
    this.start = start;
  }

  /**
   * Opens a file, all files of a folder, or all that fit a pattern, in the order of their names.
   *
   * @param name for example {@code hdfs://host/maps}, {@code maps/*.npy}, {@code maps.h5:/kappa}
   * @throws InputRejected when they are not fields of one size
   */
  static DataFile open(Storage storage, String name) throws IOException {
    String member = member(name);
    String plain = member == null ? name : name.substring(0, name.length() - member.length() - 1);
    List<FileStatus> files =
        storage.files(plain, file -> SUFFIXES.contains(FieldPart.suffix(file)));
    requireRaw(storage, files);
    List<FieldPart> parts = new ArrayList<>();
    long[] start = new long[files.size() + 1];
    Grid grid = null;
    String type = "";
    for (int i = 0; i < files.size(); i++) {
      FieldPart part = part(files.get(i), member);
      FieldPart.Opened opened = part.opened(storage);
      type = i == 0 ? opened.type() : type;
      grid = grid == null ? opened.fields().grid() : grid;
      if (!grid.equals(opened.fields().grid())) {
        throw new InputRejected(
            "files that are read together hold fields of one size; found "
                + grid
                + " in "
                + parts.getFirst().file()
                + ", "
                + opened.fields().grid()
                + " in "
                + part.file()
                + "; narrow the pattern");
      }
      parts.add(part);
      start[i + 1] = start[i] + opened.fields().count();
    }
    if (grid == null) {
      throw new IllegalStateException("a name stands for one file at least");
    }
    boolean one = files.size() == 1 && files.getFirst().getPath().getName().equals(last(plain));
    HadoopFields fields = new HadoopFields(storage, grid, List.copyOf(parts), start);
    return new DataFile(
        name,
        one && member != null ? last(plain) + ":" + member : last(plain),
        fields,
        fields::sha256,
        one ? type : files.size() + " files, " + type,
        Transform.none());
  }

  private static FieldPart part(FileStatus status, @Nullable String member) {
    String suffix = FieldPart.suffix(status.getPath().getName());
    if (!SUFFIXES.contains(suffix)) {
      throw new InputRejected(
          "a file of fields ends in "
              + String.join(" or ", SUFFIXES)
              + "; found "
              + status.getPath()
              + "; convert it, in Python for example with numpy.save(\"fields.npy\", array)");
    }
    return FieldPart.of(status, member);
  }

  /** What stands after the colon behind a suffix. */
  private static @Nullable String member(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (String suffix : SUFFIXES) {
      int at = lower.lastIndexOf(suffix + ":");
      if (at >= 0) {
        return name.substring(at + suffix.length() + 1);
      }
    }
    return null;
  }

  private static String last(String name) {
    String plain = name.replaceAll("/+$", "");
    return plain.substring(plain.lastIndexOf('/') + 1);
  }

  /** Values of a transform need the description beside them, which only single machines read. */
  private static void requireRaw(Storage storage, List<FileStatus> files) throws IOException {
    for (FileStatus file : files) {
      Path beside = file.getPath().suffix(".json");
      FileSystem system = storage.system(beside);
      if (system.exists(beside)) {
        throw new InputRejected(
            "fields on a cluster are in their own units; found "
                + beside
                + ", as `wirg prepare --transform` writes it; give --transform to the command"
                + " instead, or remove that file");
      }
    }
  }

  private String sha256(Progress progress) throws IOException {
    MessageDigest digest = Digests.sha256();
    progress.begin("checksum, MB", parts.stream().mapToLong(FieldPart::bytes).sum() / MEGABYTE);
    byte[] buffer = new byte[1 << 18];
    long read = 0;
    for (FieldPart part : parts) {
      Path path = new Path(part.file());
      try (InputStream in = storage.system(path).open(path)) {
        for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
          digest.update(buffer, 0, n);
          progress.advance((read + n) / MEGABYTE - read / MEGABYTE);
          read += n;
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public Grid grid() {
    return grid;
  }

  @Override
  public long count() {
    return start[parts.size()];
  }

  @Override
  public void read(long first, int count, double[] fields) throws IOException {
    int done = 0;
    for (int i = part(first); done < count; i++) {
      long from = first + done - start[i];
      int n = (int) Math.min(count - done, start[i + 1] - start[i] - from);
      read(parts.get(i), from, n, done, start[i], fields);
      done += n;
    }
  }

  private void read(FieldPart part, long from, int n, int at, long before, double[] fields)
      throws IOException {
    double[] into = at == 0 ? fields : new double[n * grid.sites()];
    try {
      part.opened(storage).fields().read(from, n, into);
    } catch (InputRejected e) {
      throw before == 0
          ? e
          : new InputRejected(
              e.getMessage() + " (fields are counted within the file, " + before + " before it)",
              e);
    }
    if (at > 0) {
      System.arraycopy(into, 0, fields, at * grid.sites(), into.length);
    }
  }

  /** The part that holds a field. */
  private int part(long field) {
    int found = Arrays.binarySearch(start, field);
    return found >= 0 ? found : -found - 2;
  }
}
