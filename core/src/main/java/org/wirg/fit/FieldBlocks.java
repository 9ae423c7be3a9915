package org.wirg.fit;

import java.io.IOException;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.wirg.field.Dataset;
import org.wirg.field.Progress;
import org.wirg.field.Workers;
import org.wirg.internal.parallel.TreeSum;

/**
 * A data set in fixed blocks of consecutive fields: blocks are worked on by several workers, their
 * results merged in a fixed tree, so sums do not depend on who and where the workers are.
 */
final class FieldBlocks {
  /** Fields per block. */
  static final int FIELDS = 64;

  /** What a pass over the data costs per value, about, in updates: it takes many functions. */
  private static final double UPDATES_PER_VALUE = 1000;

  private final Dataset data;
  private final Workers workers;
  private final Progress progress;

  FieldBlocks(Dataset data, Workers workers, Progress progress) {
    this.data = data;
    this.workers = workers;
    this.progress = progress;
  }

  /** A partial sum over fields. */
  interface Sum<R> extends Serializable {
    /** Adds another part's sum to this one and returns this. */
    R plus(R other);
  }

  /** Fields side by side. */
  interface BatchWork {
    /**
     * @param x [site][lane]; may be modified; used again after the call
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
  interface WorkFactory<R> extends Serializable {
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
    long all = (data.count() + FIELDS - 1) / FIELDS;
    long blocks = Math.min(all, (most - 1) / FIELDS + 1);
    Branch<R> branch =
        new Branch<>(data, all, blocks, workers.height(blocks), lanes, offset, factory);
    double updates = UPDATES_PER_VALUE * blocks * FIELDS * data.grid().sites();
    progress.begin(what, blocks);
    Merging<R> merging = new Merging<>(branch);
    workers.run(
        new Workers.Size(branch.count(), updates),
        number -> number,
        branch,
        part -> {
          long done = merging.add(part);
          progress.advance(done);
        });
    return merging.total();
  }

  /**
   * Sums over 2^height blocks in a row, over fewer at the end.
   *
   * @param all blocks of the data
   * @param blocks that are summed over, spread evenly over all
   */
  private record Branch<R extends Sum<R>>(
      Dataset data,
      long all,
      long blocks,
      int height,
      int lanes,
      double offset,
      WorkFactory<R> factory)
      implements Workers.Task<Long, R> {
    /** Number of such rows. */
    long count() {
      return ((blocks - 1) >> height) + 1;
    }

    /** Blocks of one. */
    long width(long number) {
      return Math.min(1L << height, blocks - (number << height));
    }

    @Override
    public R run(Long number) throws IOException {
      TreeSum<R> total = new TreeSum<>(Sum::plus);
      long from = number << height;
      for (long part = from; part < from + width(number); part++) {
        long first = part * all / blocks * FIELDS;
        BlockWork<R> work = factory.create();
        batches(first, (int) Math.min(FIELDS, data.count() - first), work);
        total.add(work.result());
      }
      return total.total();
    }

    private void batches(long first, int count, BatchWork work) throws IOException {
      int sites = data.grid().sites();
      double[] rows = new double[Math.min(lanes, count) * sites];
      double[] x = new double[rows.length];
      for (int done = 0; done < count; done += lanes) {
        int width = Math.min(lanes, count - done);
        data.read(first + done, width, rows);
        if (width * sites < x.length) {
          x = new double[width * sites];
        }
        transpose(rows, sites, width, offset, x);
        work.take(x, width, first + done);
      }
    }
  }

  /** The branches' sums, in their order. */
  private static final class Merging<R extends Sum<R>> {
    private final Branch<R> branch;
    private final TreeSum<R> tree = new TreeSum<>(Sum::plus);
    private long next;
    private @Nullable R rest; // of a last branch with fewer blocks

    Merging(Branch<R> branch) {
      this.branch = branch;
    }

    /** Adds the next; returns the number of its blocks. */
    long add(R part) {
      long width = branch.width(next++);
      if (width == 1L << branch.height()) {
        tree.add(part, branch.height());
      } else {
        rest = part;
      }
      return width;
    }

    R total() {
      return rest == null ? tree.total() : tree.totalWith(rest);
    }
  }

  private static void transpose(double[] rows, int sites, int lanes, double offset, double[] x) {
    for (int lane = 0; lane < lanes; lane++) {
      for (int i = 0; i < sites; i++) {
        x[i * lanes + lane] = rows[lane * sites + i] - offset;
      }
    }
  }
}
