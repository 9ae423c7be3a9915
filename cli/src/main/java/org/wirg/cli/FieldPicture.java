package org.wirg.cli;

import java.util.Arrays;
import java.util.Locale;

/** A field of one or two axes as a small picture, whose points average equally many sites. */
final class FieldPicture {
  private static final int MOST_COLUMNS = 64;

  /** Two in every line of text. */
  private static final int MOST_ROWS = 32;

  private static final char UPPER_HALF = '\u2580';
  private static final String ESCAPE = "\u001b[";
  private static final String PLAIN = ESCAPE + "0m";

  private final double[][] points; // [row][column]
  private final boolean line;
  private final String cell; // sites of a point, in words; empty where it is one

  /**
   * @param field [row][column] in one piece; one row is a field of one axis
   * @param room columns that there are
   */
  FieldPicture(double[] field, int rows, int room) {
    int columns = field.length / rows;
    int most = Math.clamp(room, 1, MOST_COLUMNS);
    int wide = Math.max(Math.ceilDiv(rows, MOST_ROWS), Math.ceilDiv(columns, most));
    int high = Math.min(wide, rows);
    line = rows == 1;
    cell = wide == 1 ? "" : line ? Integer.toString(wide) : high + "x" + wide;
    int times = line ? 1 : Math.max(1, Math.min(MOST_ROWS / rows, most / columns)); // small ones
    points = new double[times * Math.ceilDiv(rows, high)][times * Math.ceilDiv(columns, wide)];
    for (int r = 0; r < points.length; r++) {
      int top = r / times * high;
      for (int c = 0; c < points[r].length; c++) {
        int left = c / times * wide;
        int[] down = {top, Math.min(rows, top + high)};
        points[r][c] = mean(field, columns, down, new int[] {left, Math.min(columns, left + wide)});
      }
    }
  }

  /** Of the finite values; NaN where there are none. */
  private static double mean(double[] field, int columns, int[] rows, int[] across) {
    double sum = 0;
    int values = 0;
    for (int r = rows[0]; r < rows[1]; r++) {
      for (int c = across[0]; c < across[1]; c++) {
        double value = field[r * columns + c];
        sum += Double.isFinite(value) ? value : 0;
        values += Double.isFinite(value) ? 1 : 0;
      }
    }
    return sum / values;
  }

  /** What the terminal can show of it, with a line that says what is seen. */
  String text(Terminal terminal) {
    Terminal.Colours colours = terminal.colours();
    double[] all = Arrays.stream(points).flatMapToDouble(Arrays::stream).toArray();
    if (line) {
      Shade bars = Shade.over(all, terminal.unicode() ? Shade.BARS : Shade.ASCII);
      return bars.line(all) + "\n" + legend(bars, "low", "high");
    }
    boolean coloured =
        terminal.unicode()
            && (colours == Terminal.Colours.PALETTE || colours == Terminal.Colours.TRUE);
    Shade shade = Shade.within(all, terminal.unicode() ? Shade.GREYS : Shade.ASCII);
    return coloured
        ? halfBlocks(shade, new TerminalColours(colours == Terminal.Colours.PALETTE))
            + legend(shade, "dark", "light")
        : characters(shade) + legend(shade, "blank", "full");
  }

  private String legend(Shade shade, String low, String high) {
    return String.format(
        Locale.ROOT,
        "%.3g (%s) to %.3g (%s)%s\n",
        shade.low(),
        low,
        shade.high(),
        high,
        cell.isEmpty() ? "" : "; a point is the mean of " + cell + " sites");
  }

  /** Two points in every character: the upper is the letter's colour, the lower the ground's. */
  private String halfBlocks(Shade shade, TerminalColours map) {
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < points.length; r += 2) {
      String last = "";
      for (int c = 0; c < points[r].length; c++) {
        String upper = "38;" + map.code(shade.part(points[r][c]));
        String lower = r + 1 < points.length ? ";48;" + map.code(shade.part(points[r + 1][c])) : "";
        String both = ESCAPE + upper + lower + "m";
        text.append(both.equals(last) ? "" : both).append(UPPER_HALF);
        last = both;
      }
      text.append(PLAIN).append('\n');
    }
    return text.toString();
  }

  /** The mean of two points in every character, which is twice as high as wide. */
  private String characters(Shade shade) {
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < points.length; r += 2) {
      double[] upper = points[r];
      double[] lower = points[Math.min(r + 1, points.length - 1)];
      double[] line = new double[upper.length];
      Arrays.setAll(line, c -> 0.5 * (upper[c] + lower[c]));
      text.append(shade.line(line)).append('\n');
    }
    return text.toString();
  }
}
