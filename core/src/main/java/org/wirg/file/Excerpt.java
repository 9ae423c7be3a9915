package org.wirg.file;

import java.nio.file.Path;

/** Foreign text made fit for a one-line message: no control characters, bounded length. */
final class Excerpt {
  private static final int TEXT_LENGTH = 80;
  private static final int PATH_LENGTH = 4096;

  private Excerpt() {}

  static String of(String text) {
    return cut(text, TEXT_LENGTH);
  }

  static String of(Path path) {
    return cut(path.toString(), PATH_LENGTH);
  }

  private static String cut(String text, int length) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (i == length) {
        return line.append("...").toString();
      }
      char c = text.charAt(i);
      line.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? '?' : c);
    }
    return line.toString();
  }
}
