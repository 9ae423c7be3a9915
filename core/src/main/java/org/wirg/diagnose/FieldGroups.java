package org.wirg.diagnose;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.LongConsumer;
import org.wirg.field.Dataset;
import org.wirg.internal.parallel.InOrder;

/**
 * A data set cut into contiguous groups of fields, each group into blocks: both fixed by the data's
 * size alone. Block number g * perGroup + b is block b of group g; the last may be empty.
 *
 * @param fields how many in all
 * @param groups how many, at most one per field
 * @param block fields per block, at most
 * @param perGroup blocks per group
 */
record FieldGroups(long fields, int groups, int block, long perGroup) {
  private static final int SITES_PER_BLOCK = 1 << 16;

  /** Computes on one block of fields, [count][site]; called from several threads at once. */
  @FunctionalInterface
  interface Task<R> {
    R run(double[] fields, int count);
  }

  /** Receives a block's result; called in order of block number, on the caller's thread. */
  @FunctionalInterface
  interface Merge<R> {
    void accept(int group, R result);
  }

  private record Numbered<R>(long number, R result) {}

  /** At most {@code groups} groups, of sizes that differ by one at most. */
  static FieldGroups of(Dataset data, int groups) {
    long fields = data.count();
    int used = (int) Math.min(groups, fields);
    int block = Math.clamp(SITES_PER_BLOCK / data.grid().sites(), 1, 256);
    long largest = Math.ceilDiv(fields, (long) used);
    return new FieldGroups(fields, used, block, Math.ceilDiv(largest, (long) block));
  }

  /** Number of fields of a group. */
  long size(int group) {
    return first(group + 1) - first(group);
  }

  private long first(int group) {
    return fields / groups * group + fields % groups * group / groups;
  }

  /**
   * Reads every block, runs the task on it, merges in order of block number.
   *
   * @param heard how many fields more were merged
   * @throws IOException when the data cannot be read
   */
  <R> void read(Dataset data, int threads, Task<R> task, Merge<R> merge, LongConsumer heard)
      throws IOException {
    try {
      InOrder.<Numbered<R>>run(
          threads,
          groups * perGroup,
          number -> new Numbered<>(number, run(data, number, task)),
          done -> {
            merge.accept((int) (done.number() / perGroup), done.result());
            heard.accept(count(done.number()));
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Fields of a block. */
  private int count(long number) {
    long left = size((int) (number / perGroup)) - number % perGroup * block;
    return (int) Math.clamp(left, 0L, (long) block);
  }

  private <R> R run(Dataset data, long number, Task<R> task) throws IOException {
    int group = (int) (number / perGroup);
    long start = number % perGroup * block;
    int count = count(number);
    double[] values = new double[Math.multiplyExact(count, data.grid().sites())];
    if (count > 0) {
      data.read(first(group) + start, count, values);
    }
    return task.run(values, count);
  }
}
