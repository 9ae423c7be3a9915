package org.wirg.fit;

import java.io.IOException;
import java.util.function.Consumer;
import org.wirg.field.Dataset;
import org.wirg.field.Progress;
import org.wirg.internal.parallel.InOrder;
import org.wirg.internal.parallel.TreeSum;

/**
 * A data set in fixed blocks of consecutive fields: blocks are worked on by several threads, their
 * results merged in a fixed tree, so sums do not depend on the number of threads.
 */
final class FieldBlocks {
  /** Fields per block. */
  static final int FIELDS = 64;

  private final Dataset data;
  private final int threads;
  private final Progress progress;

  FieldBlocks(Dataset data, int threads, Progress progress) {
    this.data = data;
    this.threads = threads;
    this.progress = progress;
  }

  /** A partial sum over fields. */
  interface Sum<R> {
    /** Adds another part's sum to this one and returns this. */
    R plus(R other);
  }

  /** Fields side by side. */
  interface BatchWork {
    /**
     * @param x [site][lane]; may be modified
     * @param lanes number of fields
     * @param first number of the first of them
     */
    void take(double[] x, int lanes, long first) throws IOException;
  }

  /** Sums over a block: receives batches in order, then gives its sum. */
  interface BlockWork<R> extends BatchWork {
    R result();
  }

  /** Makes the work of one block. */
  interface WorkFactory<R> {
    BlockWork<R> create();
  }

  /**
   * Sums over all fields.
   *
   * @param what named in the progress
   * @param lanes fields per batch
   * @param offset subtracted from every value
   */
  <R extends Sum<R>> R sum(String what, int lanes, double offset, WorkFactory<R> factory) {
    return sum(what, Long.MAX_VALUE, lanes, offset, factory);
  }

  /**
   * Sums over blocks that are spread evenly over the data.
   *
   * @param most fields, about
   */
  <R extends Sum<R>> R sum(
      String what, long most, int lanes, double offset, WorkFactory<R> factory) {
    TreeSum<R> total = new TreeSum<>(Sum::plus);
    long all = (data.count() + FIELDS - 1) / FIELDS;
    long blocks = Math.min(all, (most - 1) / FIELDS + 1);
    progress.begin(what, blocks);
    Consumer<R> merge =
        part -> {
          total.add(part);
          progress.advance(1);
        };
    InOrder.run(
        threads,
        blocks,
        part -> {
          BlockWork<R> work = factory.create();
          long first = part * all / blocks * FIELDS;
          batches(first, (int) Math.min(FIELDS, data.count() - first), lanes, offset, work);
          return work.result();
        },
        merge);
    return total.total();
  }

  private void batches(long first, int count, int lanes, double offset, BatchWork work)
      throws IOException {
    int sites = data.grid().sites();
    double[] rows = new double[Math.min(lanes, count) * sites];
    for (int done = 0; done < count; done += lanes) {
      int width = Math.min(lanes, count - done);
      data.read(first + done, width, rows);
      work.take(transposed(rows, sites, width, offset), width, first + done);
    }
  }

  private static double[] transposed(double[] rows, int sites, int lanes, double offset) {
    double[] x = new double[sites * lanes];
    for (int lane = 0; lane < lanes; lane++) {
      for (int i = 0; i < sites; i++) {
        x[i * lanes + lane] = rows[lane * sites + i] - offset;
      }
    }
    return x;
  }
}
