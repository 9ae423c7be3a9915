package org.wirg.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Rows of cells as text: the first column to the left, the others to the right; closer together
 * where they would be too wide.
 */
final class Table {
  private static final int COLUMNS = 98; // of sentences
  private static final int MOST_COLUMNS = 100;

  private final List<String[]> rows = new ArrayList<>();

  Table(String... header) {
    rows.add(header);
  }

  Table row(String... cells) {
    if (cells.length != rows.getFirst().length) {
      throw new IllegalArgumentException(
          "a row has " + rows.getFirst().length + " cells; found " + Arrays.toString(cells));
    }
    rows.add(cells);
    return this;
  }

  /** Four significant digits. */
  static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }

  /** Seven significant digits. */
  static String precise(double value) {
    return String.format(Locale.ROOT, "%.7g", value);
  }

  /** The same rows, every column to the left. */
  String leftAligned() {
    return lines(true);
  }

  /** A power of ten with two digits, for condition numbers. */
  static String power(double value) {
    return String.format(Locale.ROOT, value < 1000 ? "%.3g" : "%.1e", value);
  }

  /** A count with separators. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A sentence in lines of at most {@value #COLUMNS} columns. */
  static String wrapped(String sentence) {
    StringBuilder text = new StringBuilder();
    int column = 0;
    for (String word : sentence.split(" ", -1)) {
      if (column > 0 && column + 1 + word.length() > COLUMNS) {
        text.append('\n');
        column = 0;
      }
      text.append(column == 0 ? "" : " ").append(word);
      column += (column == 0 ? 0 : 1) + word.length();
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return lines(false);
  }

  private String lines(boolean left) {
    int[] width = new int[rows.getFirst().length];
    for (String[] row : rows) {
      for (int c = 0; c < width.length; c++) {
        width[c] = Math.max(width[c], row[c].length());
      }
    }
    int wide = Arrays.stream(width).sum() + 2 * (width.length - 1);
    String gap = wide > MOST_COLUMNS ? " " : "  ";
    StringBuilder text = new StringBuilder();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < width.length; c++) {
        String pad = " ".repeat(width[c] - row[c].length());
        line.append(c == 0 ? "" : gap);
        line.append(left || c == 0 ? row[c] + pad : pad + row[c]);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
