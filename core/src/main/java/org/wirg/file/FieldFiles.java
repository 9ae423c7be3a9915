package org.wirg.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.wirg.field.InputRejected;

/**
 * Opens files of fields; the suffix of the name decides the format. Known: {@code .npy} and, with
 * the name of an array after a colon where there are several, {@code .npz}.
 */
public final class FieldFiles {
  /** What to do about files in other formats. */
  public static final String CONVERT =
      "convert it, in Python for example with numpy.save(\"fields.npy\", array)";

  private static final List<String> SUFFIXES = List.of(".npy", ".npz");

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
  public static NpyDataset open(Path file) throws IOException {
    return open(file, ReadLimits.DEFAULT);
  }

  /** As {@link #open(Path)}, within the given limits. */
  public static NpyDataset open(Path file, ReadLimits limits) throws IOException {
    SourceName source = SourceName.of(file, SUFFIXES);
    requireKnownSuffix(source.file());
    return source.endsIn(".npz")
        ? NpzFile.open(file, source, limits)
        : NpyDataset.open(file, NpyDataset.Layout.BY_SHAPE, limits);
  }

  /**
   * Checks a name before any work is done for it.
   *
   * @throws InputRejected when the suffix is unknown
   */
  public static void requireKnownSuffix(Path file) {
    requireSuffix(file, SUFFIXES, CONVERT);
  }

  /** The same with the suffixes of more formats, and what to do about others. */
  public static void requireSuffix(Path file, List<String> suffixes, String advice) {
    SourceName name = new SourceName(file, null);
    if (suffixes.stream().noneMatch(name::endsIn)) {
      throw new InputRejected(
          "a file of fields ends in "
              + String.join(" or ", suffixes)
              + "; found "
              + Excerpt.of(file)
              + "; "
              + advice);
    }
  }

  /** A refusal in one line: what must hold, what was found where, what to do. */
  public static InputRejected rejected(Path file, String rule, String found, String advice) {
    return NpyHeader.rejected(file, rule, Excerpt.of(found), advice);
  }
}
