package org.wirg.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.energy.Model;
import org.wirg.fit.FitOptions;
import org.wirg.internal.parallel.Threads;

/**
 * Two executors, each a Java process of its own with 1 GiB, with attempts that fail and one
 * executor killed at work. Speculation is on, but Spark runs a copy on another host only: see
 * {@link StandaloneTest}.
 */
final class LocalClusterTest {
  private static final Threads HERE = new Threads(1);
  private static final long SLOW_MILLISECONDS = 1500;

  /** Updates of the chains of a climb are fewer, those of a pass over the data more. */
  private static final double PASSES_ALONE = 2e6;

  @SuppressWarnings("NullAway.Init")
  private static JavaSparkContext spark;

  private static final Watch WATCH = new Watch();

  @BeforeAll
  static void start() {
    spark = Applications.speculating("local-cluster[2,1,1024]");
    spark.sc().addSparkListener(WATCH);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  /** The executors' processes. */
  private static List<ProcessHandle> executors() {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().command().filter(n -> n.endsWith("java")).isPresent())
        .toList();
  }

  /** Kills an executor when this many more tasks have started. */
  private static final class Killer extends SparkListener {
    final List<Long> killed = new ArrayList<>();
    private final AtomicInteger left;

    Killer(int tasks) {
      this.left = new AtomicInteger(tasks);
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart task) {
      if (left.decrementAndGet() == 0) {
        ProcessHandle victim = executors().getFirst();
        if (victim.destroyForcibly()) {
          killed.add(victim.pid());
        }
      }
    }
  }

  /**
   * @param from updates from which on the fit's work is sent; all of the sample's is
   */
  private static void sameBytes(FitOptions options, int partitions, long slow, double from) {
    Model plain = Plain.fit(Plain.DATA, options, HERE);
    Troubled fit = new Troubled(Applications.workers(spark, partitions, from), slow);
    assertThat(Plain.bytes(Plain.fit(Plain.DATA, options, fit))).isEqualTo(Plain.bytes(plain));
    Troubled sample = new Troubled(Applications.workers(spark, partitions), slow);
    assertThat(Plain.sample(plain, sample)).isEqualTo(Plain.sample(plain, HERE));
  }

  @Test
  void twoProcessesGiveTheSameBytesThoughAttemptsFail() {
    int failed = WATCH.failed(spark);
    sameBytes(Plain.SCORE, 8, 0, 0);
    assertThat(executors()).hasSize(2);
    assertThat(WATCH.failed(spark)).as("attempts that failed").isGreaterThan(failed);
  }

  @Test
  void soTheyDoWhenOneIsKilledAtWork() {
    Watch.settle(spark);
    int lost = WATCH.lost.get();
    Killer killer = new Killer(12);
    spark.sc().addSparkListener(killer);
    try {
      sameBytes(Plain.SCORE, 8, SLOW_MILLISECONDS, PASSES_ALONE);
    } finally {
      spark.sc().removeSparkListener(killer);
    }
    Watch.settle(spark);
    assertThat(killer.killed).hasSize(1);
    assertThat(WATCH.lost.get()).as("executors lost").isEqualTo(lost + 1);
    assertThat(ProcessHandle.of(killer.killed.getFirst())).isEmpty();
  }

  @Tag("deep")
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 64})
  void anyNumberOfPartitionsGivesTheSameBytes(int partitions) {
    Watch.settle(spark);
    int failed = WATCH.failed(spark);
    int lost = WATCH.lost.get();
    Killer killer = new Killer(6);
    spark.sc().addSparkListener(killer);
    try {
      sameBytes(Plain.LIKELIHOOD, partitions, SLOW_MILLISECONDS, PASSES_ALONE);
      sameBytes(Plain.SCORE, partitions, 0, 0);
    } finally {
      spark.sc().removeSparkListener(killer);
    }
    assertThat(killer.killed).hasSize(1);
    assertThat(WATCH.failed(spark)).isGreaterThan(failed);
    assertThat(WATCH.lost.get()).isGreaterThan(lost);
  }
}
