package org.wirg.report;

import java.util.Locale;

/**
 * A chart with its words.
 *
 * @param id part of file names and links
 * @param title short
 * @param caption what is seen and how to read it
 * @param alt what a reader who does not see it should know
 * @param chart what is drawn
 */
record Figure(String id, String title, String caption, String alt, Chart chart) implements Item {
  private static final String HEADER = "series,kind,x,y,low,high\n";

  /** Every number drawn, a row per point; low and high are the ends of its bar or band. */
  String csv() {
    StringBuilder text = new StringBuilder(HEADER);
    for (Chart.Series s : chart.series()) {
      if (s.kind() != Chart.Kind.BAND) { // its line has the same numbers
        for (double[] p : s.points()) {
          text.append('"').append(s.name().replace("\"", "\"\"")).append("\",");
          text.append(s.kind().name().toLowerCase(Locale.ROOT));
          for (double v : p) {
            text.append(',').append(Double.isNaN(v) ? "" : Double.toString(v));
          }
          text.append('\n');
        }
      }
    }
    return text.toString();
  }
}
