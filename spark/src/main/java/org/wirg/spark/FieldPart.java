package org.wirg.spark;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.wirg.field.Dataset;
import org.wirg.field.InputRejected;
import org.wirg.file.NpyDataset;
import org.wirg.file.NpyValues;
import org.wirg.file.ReadLimits;
import org.wirg.formats.FieldFormats;

/**
 * One file of fields in Hadoop's reach, as it was found: a description that travels, and is opened
 * once in every process that reads from it.
 *
 * @param file with its scheme
 * @param member the array in it, after a colon; null where none was named
 * @param bytes its length
 * @param modified when it was last changed, in milliseconds
 */
record FieldPart(String file, @Nullable String member, long bytes, long modified)
    implements Serializable {
  static FieldPart of(FileStatus status, @Nullable String member) {
    return new FieldPart(
        status.getPath().toString(), member, status.getLen(), status.getModificationTime());
  }

  /** Files that are open in this process. */
  private static final Map<FieldPart, Opened> OPENED = new ConcurrentHashMap<>();

  /**
   * Fields, and the words for their type.
   *
   * @param fields safe for several threads
   */
  record Opened(Dataset fields, String type) {}

  /**
   * Opens it, once in a process.
   *
   * @throws InputRejected when it holds no fields, or is not the file any more that was found
   */
  Opened opened(Storage storage) throws IOException {
    Opened known = OPENED.get(this);
    if (known != null) {
      return known;
    }
    synchronized (OPENED) {
      Opened again = OPENED.get(this);
      if (again == null) {
        again = open(storage);
        OPENED.put(this, again);
      }
      return again;
    }
  }

  private Opened open(Storage storage) throws IOException {
    Path path = new Path(file);
    FileStatus now = storage.system(path).getFileStatus(path);
    if (now.getLen() != bytes || now.getModificationTime() != modified) {
      throw new InputRejected(
          "a file stays as it is while it is read; found another or an altered file at "
              + file
              + "; start again when it is complete");
    }
    java.nio.file.Path name = java.nio.file.Path.of(file);
    String suffix = suffix(path.getName());
    if (suffix.equals(".npy")) {
      return npy(storage, path, name);
    }
    if (suffix.equals(".parquet")) {
      NpyDataset rows = ParquetRows.open(storage, this, path, name);
      return new Opened(rows, rows.type());
    }
    java.nio.file.Path copy = storage.copy(path, bytes, suffix);
    try {
      NpyDataset fields =
          FieldFormats.open(
              member == null ? copy : copy.resolveSibling(copy.getFileName() + ":" + member));
      return new Opened(fields, fields.type());
    } catch (InputRejected e) { // speaks of the copy
      throw new InputRejected(String.valueOf(e.getMessage()).replace(copy.toString(), file), e);
    }
  }

  private Opened npy(Storage storage, Path path, java.nio.file.Path name) throws IOException {
    try (InputStream in = new BufferedInputStream(storage.system(path).open(path))) {
      NpyValues values =
          NpyValues.of(name, in, bytes, NpyDataset.Layout.BY_SHAPE, ReadLimits.DEFAULT);
      return new Opened(new HadoopNpy(storage, path, values), values.type());
    }
  }

  /** The suffix of a name with its dot, in small letters. */
  static String suffix(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot).toLowerCase(Locale.ROOT);
  }
}
