package org.wirg.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.wirg.field.Workers;
import org.wirg.internal.parallel.Threads;

/**
 * Executors of a Spark application.
 *
 * <p>Tasks go out in waves, one Spark job each: neighbouring tasks in one slice, as many slices as
 * there are partitions. A wave's results are merged in order of their number when all of it is
 * done. Spark hands over one result of every slice, however many attempts it took; no task knows
 * its partition or attempt, so no result can depend on them. Waves grow while they are short and
 * their results small: the driver holds those of one wave.
 *
 * <p>Work of few updates is done here, on the driver's threads: sending it would take longer.
 */
final class SparkWorkers implements Workers {
  /** Updates from which on work is sent: about a second's. */
  static final double FROM = 1 << 27;

  /** Bytes of a wave's results, about, from the second wave on. */
  private static final double WAVE_BYTES = 1 << 26;

  private static final double SHORT_SECONDS = 4;
  private static final int MOST_PER_SLICE = 1 << 16;

  /** Tasks per partition at least, where a sum has as many parts. */
  private static final int TASKS_PER_PARTITION = 8;

  private static final int FEWEST_TASKS = 64;

  private final JavaSparkContext spark;
  private final int partitions;
  private final Threads near;
  private final double from;

  /**
   * @param partitions slices of a wave; 0 for as many as Spark has cores
   * @param near the driver's threads
   * @param from updates from which on work is sent; 0 sends all
   */
  SparkWorkers(JavaSparkContext spark, int partitions, Threads near, double from) {
    if (!(from >= 0)) {
      throw new IllegalArgumentException("a number of updates is not negative; found " + from);
    }
    if (partitions < 0) {
      throw new IllegalArgumentException(
          "a number of partitions is at least 1, or 0 for that of the cores; found " + partitions);
    }
    this.spark = spark;
    this.partitions = partitions;
    this.near = near;
    this.from = from;
  }

  private int slices() {
    return partitions > 0 ? partitions : Math.max(1, spark.defaultParallelism());
  }

  @Override
  public Workers near() {
    return near;
  }

  @Override
  public int height(long parts) {
    long tasks = Math.max(FEWEST_TASKS, (long) TASKS_PER_PARTITION * slices());
    return parts <= tasks ? 0 : 63 - Long.numberOfLeadingZeros(parts / tasks);
  }

  @Override
  public <I extends Serializable, R extends Serializable> void run(
      Size size, LongFunction<? extends I> inputs, Task<I, R> task, Consumer<? super R> results) {
    if (size.updates() < from) {
      near.run(size, inputs, task, results);
      return;
    }
    Broadcast<Task<I, R>> sent = spark.broadcast(task);
    try {
      int perSlice = 1;
      for (long done = 0; done < size.tasks(); ) {
        long wave = Math.min(size.tasks() - done, (long) perSlice * slices());
        long start = System.nanoTime();
        List<byte[]> found = wave(sent, inputs, done, wave);
        double seconds = 1e-9 * (System.nanoTime() - start);
        double bytes = found.stream().mapToDouble(b -> b.length).sum() / wave;
        found.stream().map(Slice.Outcome::<R>of).forEach(outcome -> merge(outcome, results));
        done += wave;
        int most = (int) Math.clamp(WAVE_BYTES / (bytes * slices()), 1, MOST_PER_SLICE);
        perSlice = Math.min(most, seconds < SHORT_SECONDS ? 2 * perSlice : perSlice);
      }
    } finally {
      sent.destroy();
    }
  }

  private <I extends Serializable, R extends Serializable> List<byte[]> wave(
      Broadcast<Task<I, R>> task, LongFunction<? extends I> inputs, long first, long count) {
    int slices = (int) Math.min(slices(), count);
    List<Slice<I>> wave = new ArrayList<>();
    for (int s = 0; s < slices; s++) {
      List<I> slice = new ArrayList<>();
      for (long n = first + s * count / slices; n < first + (s + 1) * count / slices; n++) {
        slice.add(inputs.apply(n));
      }
      wave.add(new Slice<>(slice));
    }
    try {
      return spark.parallelize(wave, slices).map(new Slice.Running<I, R>(task)).collect();
    } catch (Exception e) { // Scala code throws checked exceptions without saying so
      throw failure(e);
    }
  }

  private static <R extends Serializable> void merge(
      Slice.Outcome<R> outcome, Consumer<? super R> results) {
    outcome.results().forEach(results);
    if (outcome.refusal() != null) {
      throw outcome.refusal();
    }
  }

  /** What a job that Spark gave up tells the user. */
  private static RuntimeException failure(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException io) {
        return new UncheckedIOException(io);
      }
    }
    if (e instanceof SparkException || !(e instanceof RuntimeException unchecked)) {
      String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      return new UncheckedIOException(
          new IOException(
              "every task must succeed in one of its attempts; Spark gave up: "
                  + message
                  + "; look at the executors' logs",
              e));
    }
    return unchecked;
  }
}
