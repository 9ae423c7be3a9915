package org.wirg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.wirg.field.Dataset;
import org.wirg.field.InputRejected;
import org.wirg.field.Mask;
import org.wirg.field.Progress;
import org.wirg.field.Transform;
import org.wirg.field.TransformedDataset;
import org.wirg.file.NpyDataset;
import org.wirg.file.Sidecar;
import org.wirg.formats.FieldFormats;

/**
 * A file of fields that was opened, or several that are read as one.
 *
 * @param place as the user gave it
 * @param name without its folders
 * @param values the numbers in it
 * @param checksum of its bytes
 * @param type of its numbers, in words
 * @param transform what its values are of the fields, by the description beside the file
 */
public record DataFile(
    String place,
    String name,
    Dataset values,
    Checksum checksum,
    String type,
    Transform transform) {
  /** What a name of fields may be, for the help. */
  static final String FORMATS =
      "Fields: FILE.npy, FILE.npz:NAME, FILE.h5:/PATH, FILE.fits:UNIT, or a pattern with * or ?.";

  /** Computes the SHA-256 of all bytes, in hexadecimal; reads all of them. */
  @FunctionalInterface
  public interface Checksum {
    /** Computes it. */
    String sha256(Progress progress) throws IOException;
  }

  /**
   * Opens a file of this machine.
   *
   * @throws InputRejected when it holds no fields
   */
  static DataFile open(Path path) throws IOException {
    NpyDataset stored = FieldFormats.open(path);
    return new DataFile(
        path.toString(),
        String.valueOf(path.getFileName()),
        stored,
        stored::sha256,
        stored.type(),
        Sidecar.transform(stored));
  }

  /** The file, of this machine. */
  Path path() {
    return Path.of(place);
  }

  /** The values in a file of this machine. */
  NpyDataset stored() {
    return (NpyDataset) values;
  }

  /** The same, stored here, with values of other sites where a mask leaves data out. */
  DataFile without(Mask mask) {
    return new DataFile(place, name, mask.filled(stored().withGaps()), checksum, type, transform);
  }

  /** The fields in their own units. */
  Dataset fields() {
    return TransformedDataset.inverse(values, transform);
  }

  /** T(phi) of the fields phi, for a model of that. */
  Dataset under(Transform wanted) {
    return wanted.equals(transform) ? values : TransformedDataset.forward(fields(), wanted);
  }

  /** For example {@code 10,000 fields of 32x32 (float32, little-endian, C order)}. */
  String description() {
    long count = values.count();
    return String.format(
        Locale.ROOT,
        "%,d field%s of %s (%s)%s",
        count,
        count == 1 ? "" : "s",
        values.grid(),
        type,
        transform.isNone() ? "" : ", stored as " + transform.formula());
  }
}
