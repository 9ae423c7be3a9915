package org.wirg.diagnose;

import java.io.IOException;
import java.util.function.LongConsumer;
import org.wirg.field.Dataset;

/**
 * Extremes, mean and standard deviation of all values, for the range of a histogram and for
 * thresholds. Scratch.
 */
final class ValueRange {
  private static final double DEVIATIONS = 5;

  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;
  private double values;
  private double mean;
  private double squares; // about the mean

  private ValueRange() {}

  static ValueRange measure(Dataset data, int threads, LongConsumer heard) throws IOException {
    ValueRange all = new ValueRange();
    FieldGroups.of(data, 1)
        .read(
            data,
            threads,
            (fields, count) -> of(fields),
            (group, block) -> all.merge(block),
            heard);
    return all;
  }

  /** The mean plus or minus 5 standard deviations, cut to the extremes. */
  FieldStatistics.Range range() {
    double reach = DEVIATIONS * Math.sqrt(squares / values);
    double from = Math.max(low, mean - reach);
    double to = Math.min(high, mean + reach);
    if (from < to) {
      return new FieldStatistics.Range(from, to);
    }
    // One value only (or a spread lost in rounding): any range around it will do.
    double half = Math.max(0.5 * Math.abs(mean), Double.MIN_NORMAL);
    return new FieldStatistics.Range(mean - half, mean + half);
  }

  StandardUnits units() {
    return new StandardUnits(mean, Math.sqrt(squares / values));
  }

  private static ValueRange of(double[] fields) {
    ValueRange range = new ValueRange();
    double sum = 0;
    for (double v : fields) {
      range.low = Math.min(range.low, v);
      range.high = Math.max(range.high, v);
      sum += v;
    }
    range.values = fields.length;
    range.mean = fields.length == 0 ? 0 : sum / fields.length;
    for (double v : fields) {
      range.squares += (v - range.mean) * (v - range.mean);
    }
    return range;
  }

  /** Chan, Golub and LeVeque's update of mean and squares by those of another block. */
  private void merge(ValueRange block) {
    double together = values + block.values;
    if (block.values == 0) {
      return;
    }
    double apart = block.mean - mean;
    mean += apart * (block.values / together);
    squares += block.squares + apart * apart * (values * (block.values / together));
    values = together;
    low = Math.min(low, block.low);
    high = Math.max(high, block.high);
  }
}
