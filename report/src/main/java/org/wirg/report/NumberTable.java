package org.wirg.report;

import java.util.List;

/**
 * A table.
 *
 * @param id part of file names
 * @param header one cell per column
 * @param rows as many cells each
 * @param folded whether it is first shown as its title alone
 */
record NumberTable(
    String id,
    String title,
    String caption,
    List<String> header,
    List<List<String>> rows,
    boolean folded)
    implements Item {
  NumberTable {
    header = List.copyOf(header);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != header.size()) {
        throw new IllegalArgumentException(
            "a row has " + header.size() + " cells; found " + row.size());
      }
    }
  }

  /** The same for other programs. */
  String csv() {
    StringBuilder text = new StringBuilder();
    line(text, header);
    rows.forEach(row -> line(text, row));
    return text.toString();
  }

  private static void line(StringBuilder text, List<String> cells) {
    String separator = "";
    for (String cell : cells) {
      text.append(separator).append('"').append(cell.replace("\"", "\"\"")).append('"');
      separator = ",";
    }
    text.append('\n');
  }
}
