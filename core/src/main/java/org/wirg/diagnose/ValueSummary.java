package org.wirg.diagnose;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.wirg.field.Dataset;
import org.wirg.field.InputRejected;
import org.wirg.field.Progress;
import org.wirg.internal.parallel.InOrder;
import org.wirg.internal.parallel.TreeSum;

/**
 * Mean, standard deviation and range of all values of a data set, in one pass; the same bytes for
 * any number of threads. NaN and infinities, where the data hand them out, are only counted.
 *
 * @param values how many, all finite
 * @param gaps how many are not finite
 * @param mean of all values
 * @param deviation population standard deviation
 * @param smallest value
 * @param largest value
 */
public record ValueSummary(
    long values, long gaps, double mean, double deviation, double smallest, double largest) {
  private static final int BLOCK_VALUES = 1 << 18;

  /** Sums about the part's own mean. */
  private record Part(long values, double mean, double squares, double low, double high) {
    /** Chan, Golub and LeVeque's update of means and sums of squares. */
    Part plus(Part other) {
      if (values == 0 || other.values == 0) {
        return values == 0 ? other : this;
      }
      long all = values + other.values;
      double apart = other.mean - mean;
      double share = (double) other.values / all;
      return new Part(
          all,
          mean + share * apart,
          squares + other.squares + apart * apart * share * values,
          Math.min(low, other.low),
          Math.max(high, other.high));
    }
  }

  /**
   * Reads the data once.
   *
   * @throws InputRejected when no value is finite
   * @throws IOException when they cannot be read
   */
  public static ValueSummary of(Dataset data, int threads, Progress progress) throws IOException {
    int sites = data.grid().sites();
    int block = Math.max(1, BLOCK_VALUES / sites);
    TreeSum<Part> total = new TreeSum<>(Part::plus);
    progress.begin("values", data.count());
    long[] read = {0}; // fields
    try {
      InOrder.<Part>run(
          threads,
          (data.count() + block - 1) / block,
          number -> {
            long first = number * block;
            int count = (int) Math.min(block, data.count() - first);
            double[] values = new double[count * sites];
            data.read(first, count, values);
            return part(values);
          },
          part -> {
            total.add(part);
            progress.advance(Math.min(block, data.count() - read[0]));
            read[0] += block;
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    Part all = total.total();
    if (all.values == 0) {
      throw new InputRejected("some values are finite numbers; found none; check the data");
    }
    long gaps = data.count() * sites - all.values;
    double deviation = Math.sqrt(all.squares / all.values);
    return new ValueSummary(all.values, gaps, all.mean, deviation, all.low, all.high);
  }

  /** Moves the finite values to the front. */
  private static Part part(double[] values) {
    int finite = 0;
    double sum = 0;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      if (Double.isFinite(value)) {
        values[finite++] = value;
        sum += value;
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    double mean = sum / finite;
    double squares = 0;
    for (int i = 0; i < finite; i++) {
      squares += (values[i] - mean) * (values[i] - mean);
    }
    return new Part(finite, mean, squares, low, high);
  }
}
