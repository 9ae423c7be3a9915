package org.wirg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.wirg.field.Dataset;
import org.wirg.field.InputRejected;
import org.wirg.field.Transform;
import org.wirg.field.TransformedDataset;
import org.wirg.file.NpyDataset;
import org.wirg.file.Sidecar;
import org.wirg.formats.FieldFormats;

/**
 * A file of fields that was opened.
 *
 * @param path as the user gave it
 * @param stored its values
 * @param type of its numbers, in words
 * @param transform what its values are of the fields, by the description beside the file
 */
record DataFile(Path path, NpyDataset stored, String type, Transform transform) {
  /** What a name of fields may be, for the help. */
  static final String FORMATS =
      "Fields: FILE.npy, FILE.npz:NAME, FILE.h5:/PATH, FILE.fits:UNIT, or a pattern with * or ?.";

  /**
   * Opens a file.
   *
   * @throws InputRejected when it holds no fields
   */
  static DataFile open(Path path) throws IOException {
    NpyDataset stored = FieldFormats.open(path);
    return new DataFile(path, stored, stored.type(), Sidecar.transform(stored));
  }

  /** The fields in their own units. */
  Dataset fields() {
    return TransformedDataset.inverse(stored, transform);
  }

  /** T(phi) of the fields phi, for a model of that. */
  Dataset under(Transform wanted) {
    return wanted.equals(transform) ? stored : TransformedDataset.forward(fields(), wanted);
  }

  /** The name without its folders. */
  String name() {
    return String.valueOf(path.getFileName());
  }

  /** For example {@code 10,000 fields of 32x32 (float32, little-endian, C order)}. */
  String description() {
    long count = stored.count();
    return String.format(
        Locale.ROOT,
        "%,d field%s of %s (%s)%s",
        count,
        count == 1 ? "" : "s",
        stored.grid(),
        type,
        transform.isNone() ? "" : ", stored as " + transform.formula());
  }
}
