package org.wirg.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.wirg.diagnose.ValueSummary;
import org.wirg.field.Dataset;

/** What fields look like: the first of them, and the law of the values of the first few. */
final class DataPicture {
  private static final int LAW_VALUES = 1 << 16;
  private static final int BINS = 60;
  private static final int BINS_OF_FEW = 20;
  private static final int FEW = 2000;
  private static final double DEVIATIONS = 4;

  private final int[] shape;
  private final double[] fields; // [field][site]
  private final int count;
  private final double low;
  private final double high;

  /** Reads the first field, and few more where fields are small. */
  DataPicture(Dataset data, ValueSummary values) throws IOException {
    int sites = data.grid().sites();
    this.shape = data.grid().shape();
    this.count = (int) Math.clamp(LAW_VALUES / sites, 1, data.count());
    this.fields = new double[Math.multiplyExact(count, sites)];
    data.read(0, count, fields);
    double reach = DEVIATIONS * values.deviation();
    this.low = Math.max(values.smallest(), values.mean() - reach);
    this.high = Math.min(values.largest(), values.mean() + reach);
  }

  String text(Terminal terminal) {
    int rows = shape.length == 1 ? 1 : shape[shape.length - 2];
    int columns = shape[shape.length - 1];
    double[] first = Arrays.copyOf(fields, rows * columns);
    return "\nthe first field"
        + (shape.length > 2 ? ", its first plane\n" : "\n")
        + new FieldPicture(first, rows, terminal.columns() - 1).text(terminal)
        + law(terminal);
  }

  private String law(Terminal terminal) {
    if (!(high > low)) {
      return ""; // one value only
    }
    int most = fields.length < FEW ? BINS_OF_FEW : BINS;
    double[] bins = new double[Math.clamp(terminal.columns() - 1L, 1, most)];
    Shade places = new Shade(low, high, Shade.ASCII);
    for (double value : fields) {
      if (value >= low && value <= high) {
        bins[(int) Math.min(places.part(value) * bins.length, bins.length - 1)]++;
      }
    }
    Shade heights =
        new Shade(
            0, Arrays.stream(bins).max().orElse(0), terminal.unicode() ? Shade.BARS : Shade.ASCII);
    return String.format(
        Locale.ROOT,
        "\none-point law of the first %,d field%s, %.3g to %.3g\n%s\n",
        count,
        count == 1 ? "" : "s",
        low,
        high,
        heights.line(bins));
  }
}
