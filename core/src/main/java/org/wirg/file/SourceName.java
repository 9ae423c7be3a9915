package org.wirg.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A file of fields as a user names it: {@code maps.npy}, or a file of several arrays and one of
 * them, {@code maps.npz:kappa}, {@code maps.h5:/group/data}, {@code map.fits:2}.
 *
 * @param file without the array's name
 * @param member the array's name; null where none was given
 */
public record SourceName(Path file, @Nullable String member) {
  /**
   * Takes a name apart; a file that has the whole name comes first.
   *
   * @param suffixes that end a file's name, with their dot
   */
  public static SourceName of(Path name, List<String> suffixes) {
    if (!Files.exists(name)) {
      String text = name.toString();
      String lower = text.toLowerCase(Locale.ROOT);
      for (String suffix : suffixes) {
        int at = lower.indexOf(suffix + ":");
        if (at >= 0) {
          int end = at + suffix.length();
          return new SourceName(Path.of(text.substring(0, end)), text.substring(end + 1));
        }
      }
    }
    return new SourceName(name, null);
  }

  /** Whether the file's name ends so. */
  public boolean endsIn(String suffix) {
    Path last = file.getFileName();
    return last != null && last.toString().toLowerCase(Locale.ROOT).endsWith(suffix);
  }
}
