package org.wirg.formats;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.wirg.field.Grid;
import org.wirg.file.FieldFiles;
import org.wirg.file.NpyDataset;
import org.wirg.file.NpzFile;
import org.wirg.file.ReadLimits;
import org.wirg.file.SourceName;
import org.wirg.file.Spool;

/**
 * Opens files of fields of every known format; the suffix of the name decides.
 *
 * <p>{@code .npy} files are read where they lie. The others are copied into a temporary file first,
 * because data are read several times: {@code .npz}, {@code .h5} and {@code .hdf5}, {@code .fits}
 * and {@code .fit}; with the name of an array after a colon where there are several. A name with
 * {@code *} or {@code ?} stands for all files it fits, in the order of their names.
 */
public final class FieldFormats {
  private static final List<String> READ =
      Stream.of(FieldFiles.suffixes(), Hdf5Fields.SUFFIXES, FitsFields.SUFFIXES)
          .flatMap(List::stream)
          .toList();

  private static final List<String> WRITTEN = List.of(".npy", ".npz", ".h5", ".fits");

  private static final int MOST_FILES = 100_000;

  private FieldFormats() {}

  /**
   * Opens fields within the default limits.
   *
   * @throws org.wirg.field.InputRejected when the suffix is unknown, the file is missing or its
   *     content is not fields
   * @throws IOException when the disk fails
   */
  public static NpyDataset open(Path name) throws IOException {
    return open(name, ReadLimits.DEFAULT);
  }

  /** As {@link #open(Path)}, within the given limits. */
  public static NpyDataset open(Path name, ReadLimits limits) throws IOException {
    if (isPattern(name)) {
      return joined(name, limits);
    }
    SourceName source = SourceName.of(name, READ);
    FieldFiles.requireSuffix(source.file(), READ, FieldFiles.CONVERT);
    if (Hdf5Fields.SUFFIXES.stream().anyMatch(source::endsIn)) {
      NpyDataset.requireReadable(source.file());
      return Hdf5Fields.open(name, source, limits);
    }
    if (FitsFields.SUFFIXES.stream().anyMatch(source::endsIn)) {
      NpyDataset.requireReadable(source.file());
      return FitsFields.open(name, source, limits);
    }
    return FieldFiles.open(name, limits);
  }

  /**
   * Checks the name of a file to write before any work is done for it.
   *
   * @throws org.wirg.field.InputRejected when its format is not one that is written, or has no
   *     place for such fields
   */
  public static void requireWritable(Path file, Grid grid) {
    FieldFiles.requireSuffix(file, WRITTEN, "choose one of these formats");
    if (grid.rank() == 1 && new SourceName(file, null).endsIn(".fits")) {
      throw FieldFiles.rejected(
          file,
          "a FITS file holds fields of 2 or 3 axes: a plane is one field",
          "fields of 1 axis",
          "write .npy, .npz or .h5");
    }
  }

  private static boolean isPattern(Path name) {
    Path last = name.getFileName();
    String text = last == null ? "" : last.toString();
    return (text.contains("*") || text.contains("?")) && !Files.exists(name);
  }

  /** All files that fit a pattern, one after the other. */
  private static NpyDataset joined(Path pattern, ReadLimits limits) throws IOException {
    Path folder = pattern.getParent() == null ? Path.of("") : pattern.getParent();
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(folder.toAbsolutePath())) {
      try (DirectoryStream<Path> found =
          Files.newDirectoryStream(folder, String.valueOf(pattern.getFileName()))) {
        for (Path file : found) {
          if (files.size() == MOST_FILES) {
            throw FieldFiles.rejected(
                pattern, "a pattern fits at most " + MOST_FILES + " files", "more", "narrow it");
          }
          files.add(file);
        }
      }
    }
    if (files.isEmpty()) {
      throw FieldFiles.rejected(
          pattern, "a pattern fits at least one file", "none", "check the folder and the pattern");
    }
    files.sort(null);
    List<NpyDataset> parts = new ArrayList<>();
    long count = 0;
    for (Path file : files) {
      NpyDataset part = open(file, limits);
      if (!part.grid().equals(parts.isEmpty() ? part.grid() : parts.getFirst().grid())) {
        throw FieldFiles.rejected(
            pattern,
            "files that are read together hold fields of one size",
            parts.getFirst().grid()
                + " in "
                + files.getFirst()
                + ", "
                + part.grid()
                + " in "
                + file,
            "narrow the pattern");
      }
      parts.add(part);
      count += part.count();
    }
    Grid grid = parts.getFirst().grid();
    long[] shape = new long[grid.rank() + 1];
    shape[0] = count;
    for (int a = 0; a < grid.rank(); a++) {
      shape[a + 1] = grid.size(a);
    }
    return Spool.of(
        pattern,
        files.size() + " files, " + parts.getFirst().type(),
        files,
        false,
        shape,
        1,
        (first, rows, values) -> read(parts, first, rows, values),
        limits);
  }

  private static void read(List<NpyDataset> parts, long first, int rows, double[] values)
      throws IOException {
    long before = 0;
    int done = 0;
    for (NpyDataset part : parts) {
      long from = Math.max(0, first + done - before);
      if (done < rows && from < part.count()) {
        int n = (int) Math.min(rows - done, part.count() - from);
        double[] some = new double[n * part.grid().sites()];
        part.read(from, n, some);
        System.arraycopy(some, 0, values, done * part.grid().sites(), some.length);
        done += n;
      }
      before += part.count();
    }
  }

  /** Values under one index of the first axis. */
  static long rowValues(long[] shape) {
    return Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact);
  }

  /**
   * Refuses shapes beyond the limits, and more values than a file of that size can hold.
   *
   * @param bytes of a value
   * @param fileBytes of the file
   */
  static void requireWithin(Path name, long[] shape, int bytes, long fileBytes, ReadLimits limits) {
    long values = 1;
    for (long n : shape) {
      if (n < 1 || values > limits.elements() / n) {
        throw FieldFiles.rejected(
            name,
            "every axis has at least one value, all together at most " + limits.elements(),
            "the shape " + Arrays.toString(shape),
            "check the file");
      }
      values *= n;
    }
    NpzFile.requirePlausible(name, values * bytes, fileBytes);
  }
}
