package org.wirg.spark;

import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** Counts what happens in an application. */
final class Watch extends SparkListener {
  final AtomicInteger started = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  final AtomicInteger speculative = new AtomicInteger();
  final AtomicInteger lost = new AtomicInteger(); // executors
  private final AtomicLong nanos = new AtomicLong();

  @Override
  public void onTaskStart(SparkListenerTaskStart task) {
    started.incrementAndGet();
    if (task.taskInfo().speculative()) {
      speculative.incrementAndGet();
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd task) {
    nanos.addAndGet(task.taskMetrics() == null ? 0 : task.taskMetrics().executorCpuTime());
    if (task.taskInfo().failed()) {
      failed.incrementAndGet();
    }
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved executor) {
    lost.incrementAndGet();
  }

  /** Processor time of all tasks by now, in seconds. */
  double processorSeconds(JavaSparkContext spark) {
    settle(spark);
    return 1e-9 * nanos.get();
  }

  /** Attempts that have failed by now. */
  int failed(JavaSparkContext spark) {
    settle(spark);
    return failed.get();
  }

  /** Waits for what has happened to be heard. */
  static void settle(JavaSparkContext spark) {
    try {
      spark.sc().listenerBus().waitUntilEmpty();
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
