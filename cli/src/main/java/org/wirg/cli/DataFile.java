package org.wirg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.wirg.field.InputRejected;
import org.wirg.file.NpyDataset;
import org.wirg.formats.FieldFormats;

/**
 * A file of fields that was opened.
 *
 * @param path as the user gave it
 * @param fields its content
 * @param type of its numbers, in words
 */
record DataFile(Path path, NpyDataset fields, String type) {
  /** What a name of fields may be, for the help. */
  static final String FORMATS =
      "Fields: FILE.npy, FILE.npz:NAME, FILE.h5:/PATH, FILE.fits:UNIT, or a pattern with * or ?.";

  /**
   * Opens a file.
   *
   * @throws InputRejected when it holds no fields
   */
  static DataFile open(Path path) throws IOException {
    NpyDataset fields = FieldFormats.open(path);
    return new DataFile(path, fields, fields.type());
  }

  /** The name without its folders. */
  String name() {
    return String.valueOf(path.getFileName());
  }

  /** For example {@code 10,000 fields of 32x32 (float32, little-endian, C order)}. */
  String description() {
    long count = fields.count();
    return String.format(
        Locale.ROOT, "%,d field%s of %s (%s)", count, count == 1 ? "" : "s", fields.grid(), type);
  }
}
