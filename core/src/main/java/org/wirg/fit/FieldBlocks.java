package org.wirg.fit;

import java.io.IOException;
import java.io.Serializable;
import java.util.function.Supplier;
import org.wirg.field.Dataset;
import org.wirg.field.Progress;
import org.wirg.field.Workers;
import org.wirg.file.Checkpoint;
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
  private final Checkpoint checkpoint;
  private final Progress progress;

  FieldBlocks(Dataset data, Workers workers, Progress progress) {
    this(data, workers, Checkpoint.NONE, progress);
  }

  /**
   * @param checkpoint keeps the sums that are {@linkplain KeptSum kept}
   */
  FieldBlocks(Dataset data, Workers workers, Checkpoint checkpoint, Progress progress) {
    this.data = data;
    this.workers = workers;
    this.checkpoint = checkpoint;
    this.progress = progress;
  }

  /** A partial sum over fields. */
  interface Sum<R> extends Serializable {
    /** Adds another part's sum to this one and returns this. */
    R plus(R other);
  }

  /** One that a fit that is interrupted goes on with. */
  interface KeptSum<R> extends Sum<R> {
    /** Names all its numbers. */
    void exchange(Archive archive) throws IOException;
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
    Blocks blocks = Blocks.of(data, most, lanes, offset);
    return sum(what, blocks, factory, new Merging<>(blocks.count), () -> {});
  }

  /**
   * The same, going on where the checkpoint's fit was interrupted.
   *
   * @param what also the name that it is kept by
   */
  <R extends KeptSum<R>> R kept(
      String what, long most, int lanes, double offset, WorkFactory<R> factory) {
    Blocks blocks = Blocks.of(data, most, lanes, offset);
    Merging<R> merging = new Merging<>(blocks.count);
    Supplier<R> empty = () -> factory.create().result();
    checkpoint.join(
        what,
        out -> Merging.exchange(merging, Archive.into(out), empty),
        in -> Merging.exchange(merging, Archive.outOf(in), empty));
    return sum(what, blocks, factory, merging, checkpoint::offer);
  }

  private <R extends Sum<R>> R sum(
      String what, Blocks blocks, WorkFactory<R> factory, Merging<R> merging, Runnable merged) {
    // Rows begin at a multiple of their length, wherever the work goes on.
    long done = merging.done();
    int height = Math.min(workers.height(blocks.count), Long.numberOfTrailingZeros(done));
    Branch<R> branch = new Branch<>(blocks, height, factory);
    double updates = UPDATES_PER_VALUE * (blocks.count - done) * FIELDS * data.grid().sites();
    progress.begin(what, blocks.count);
    progress.advance(done);
    long first = done >> height;
    workers.run(
        new Workers.Size(branch.count() - first, updates),
        number -> first + number,
        branch,
        part -> {
          progress.advance(merging.add(part, height));
          merged.run();
        });
    return merging.total();
  }

  /**
   * Blocks, spread evenly over the data.
   *
   * @param all blocks of the data
   * @param count of those that are summed over
   */
  private record Blocks(Dataset data, long all, long count, int lanes, double offset)
      implements Serializable {
    static Blocks of(Dataset data, long most, int lanes, double offset) {
      long all = (data.count() + FIELDS - 1) / FIELDS;
      return new Blocks(data, all, Math.min(all, (most - 1) / FIELDS + 1), lanes, offset);
    }

    /** Gives the fields of one. */
    void take(long number, BatchWork work) throws IOException {
      long first = number * all / count * FIELDS;
      int fields = (int) Math.min(FIELDS, data.count() - first);
      int sites = data.grid().sites();
      double[] rows = new double[Math.min(lanes, fields) * sites];
      double[] x = new double[rows.length];
      for (int done = 0; done < fields; done += lanes) {
        int width = Math.min(lanes, fields - done);
        data.read(first + done, width, rows);
        if (width * sites < x.length) {
          x = new double[width * sites];
        }
        transpose(rows, sites, width, offset, x);
        work.take(x, width, first + done);
      }
    }
  }

  /** Sums over 2^height blocks in a row, over fewer at the end. */
  private record Branch<R extends Sum<R>>(Blocks blocks, int height, WorkFactory<R> factory)
      implements Workers.Task<Long, R> {
    /** Number of such rows. */
    long count() {
      return ((blocks.count - 1) >> height) + 1;
    }

    @Override
    public R run(Long number) throws IOException {
      TreeSum<R> total = new TreeSum<>(Sum::plus);
      long from = number << height;
      for (long part = from; part < Math.min(from + (1L << height), blocks.count); part++) {
        BlockWork<R> work = factory.create();
        blocks.take(part, work);
        total.add(work.result());
      }
      return total.total();
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
