package org.wirg.report;

import java.util.List;

/**
 * Rows of pictures on one colour scale.
 *
 * @param id part of file names
 * @param caption what is seen
 * @param rows of pictures
 * @param range of the colour scale, in the field's units
 */
record Gallery(String id, String title, String caption, List<Row> rows, Picture.Range range)
    implements Item {
  /** Pictures with their name. */
  record Row(String name, List<Picture> pictures) {
    Row {
      pictures = List.copyOf(pictures);
    }
  }

  Gallery {
    rows = List.copyOf(rows);
  }
}
