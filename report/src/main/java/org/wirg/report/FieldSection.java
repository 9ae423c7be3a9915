package org.wirg.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.wirg.diagnose.FieldStatistics.Moments;
import org.wirg.field.Grid;

/** True and generated fields side by side. */
final class FieldSection {
  private static final int PICTURES = 6;
  private static final int LARGE = 128;
  private static final int FEWER = 4;
  private static final double SPREAD = 3; // standard deviations each way

  private FieldSection() {}

  static Section of(Evidence evidence) throws IOException {
    Grid grid = evidence.model().grid();
    int count = grid.longestSide() > LARGE ? FEWER : PICTURES;
    Picture.Range range = range(evidence.data());
    List<Gallery.Row> rows =
        List.of(
            row("Data (" + evidence.data().name() + ")", evidence.data(), count, range),
            row(
                "Generated (" + evidence.generated().name() + ")",
                evidence.generated(),
                count,
                range));
    String shown =
        grid.longestSide() > Picture.MOST
            ? "; of each field its first corner of " + Picture.MOST + " sites a side"
            : "";
    String what =
        switch (grid.rank()) {
          case 1 -> "a field is a row";
          case 2 -> "a dot is a site";
          default -> "a dot is a site of the first plane";
        };
    String caption =
        String.format(
            Locale.ROOT,
            "The first %d fields of both files on one colour scale, from %.3g to %.3g (the mean and"
                + " %.0f standard deviations each way); %s%s.",
            count,
            range.low(),
            range.high(),
            SPREAD,
            what,
            shown);
    Gallery gallery =
        new Gallery("fields-side-by-side", "True and generated", caption, rows, range);
    return new Section("fields", "Fields", List.of(gallery));
  }

  private static Gallery.Row row(String name, FieldSet set, int count, Picture.Range range)
      throws IOException {
    List<Picture> pictures = new ArrayList<>();
    for (double[] field : set.first(count)) {
      pictures.add(Picture.of(set.fields().grid(), field, range));
    }
    return new Gallery.Row(name, pictures);
  }

  private static Picture.Range range(FieldSet set) {
    Moments moments = set.statistics().moments();
    double mean = moments.mean().value();
    double spread = SPREAD * Math.sqrt(moments.variance().value());
    return spread > 0
        ? new Picture.Range(mean - spread, mean + spread)
        : new Picture.Range(mean - 1, mean + 1);
  }
}
