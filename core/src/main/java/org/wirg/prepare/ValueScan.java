package org.wirg.prepare;

import java.io.IOException;
import java.util.Arrays;
import org.wirg.field.Dataset;
import org.wirg.field.Progress;

/**
 * The one-point law of a data set, in one pass: moments and smallest value of all values, and the
 * values themselves, of evenly spread fields where they are more than {@value #MOST}.
 */
final class ValueScan {
  private static final int MOST = 1 << 22;

  private final double[] kept;
  private int held;
  private long count;
  private double smallest = Double.POSITIVE_INFINITY;
  private final double[] sums = new double[3]; // of powers of value - pivot
  private final double pivot;

  private ValueScan(int room, double pivot) {
    this.kept = new double[room];
    this.pivot = pivot;
  }

  static ValueScan of(Dataset data, Progress progress) throws IOException {
    int sites = data.grid().sites();
    long fields = Math.min(data.count(), Math.max(1, MOST / sites));
    double[] field = new double[sites];
    data.read(0, 1, field);
    double pivot = Arrays.stream(field).sum() / sites;
    ValueScan scan = new ValueScan(Math.toIntExact(fields * sites), pivot);
    progress.begin("one-point law", data.count());
    for (long f = 0; f < data.count(); f++) {
      data.read(f, 1, field);
      // Evenly spread: those fields at which f fields / count reaches a new whole number.
      scan.take(field, f * fields % data.count() < fields);
      progress.advance(1);
    }
    return scan;
  }

  private void take(double[] field, boolean keep) {
    if (keep && held + field.length <= kept.length) {
      System.arraycopy(field, 0, kept, held, field.length);
      held += field.length;
    }
    double[] own = new double[sums.length]; // summed by fields, to keep digits
    for (double value : field) {
      double apart = value - pivot;
      own[0] += apart;
      own[1] += apart * apart;
      own[2] += apart * apart * apart;
      smallest = Math.min(smallest, value);
    }
    for (int p = 0; p < sums.length; p++) {
      sums[p] += own[p];
    }
    count += field.length;
  }

  double smallest() {
    return smallest;
  }

  double mean() {
    return pivot + sums[0] / count;
  }

  double deviation() {
    double shift = sums[0] / count;
    return Math.sqrt(Math.max(0, sums[1] / count - shift * shift));
  }

  double skewness() {
    double shift = sums[0] / count;
    double square = sums[1] / count;
    double third = sums[2] / count - 3 * shift * square + 2 * shift * shift * shift;
    double deviation = deviation();
    return third / (deviation * deviation * deviation);
  }

  /** The values kept, rising. */
  double[] sorted() {
    double[] sorted = Arrays.copyOf(kept, held);
    Arrays.sort(sorted);
    return sorted;
  }
}
