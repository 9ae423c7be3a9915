package org.wirg.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.wirg.field.Dataset;
import org.wirg.field.InputRejected;

/** Opens files of fields; the suffix of the name decides the format. Known: {@code .npy}. */
public final class FieldFiles {
  private static final List<String> SUFFIXES = List.of(".npy");

  private FieldFiles() {}

  /** The suffixes that {@link #open} knows, with their dot. */
  public static List<String> suffixes() {
    return SUFFIXES;
  }

  /**
   * Opens a file of fields within the default limits; see {@link NpyDataset} for shapes and types.
   *
   * @throws InputRejected when the suffix is unknown, the file is missing or its content is not
   *     fields
   * @throws IOException when the disk fails
   */
  public static Dataset open(Path file) throws IOException {
    return open(file, ReadLimits.DEFAULT);
  }

  /** As {@link #open(Path)}, within the given limits. */
  public static Dataset open(Path file, ReadLimits limits) throws IOException {
    requireKnownSuffix(file);
    return NpyDataset.open(file, NpyDataset.Layout.BY_SHAPE, limits);
  }

  /**
   * Checks a name before any work is done for it.
   *
   * @throws InputRejected when the suffix is unknown
   */
  public static void requireKnownSuffix(Path file) {
    Path name = file.getFileName();
    String text = name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
    if (SUFFIXES.stream().noneMatch(suffix -> text.endsWith(suffix))) {
      throw new InputRejected(
          "a file of fields ends in "
              + String.join(" or ", SUFFIXES)
              + "; found "
              + Excerpt.of(file)
              + "; convert it, in Python for example with numpy.save(\"fields.npy\", array)");
    }
  }
}
