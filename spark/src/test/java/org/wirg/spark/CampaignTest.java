package org.wirg.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wirg.energy.Model;
import org.wirg.field.Dataset;
import org.wirg.field.Grid;
import org.wirg.fit.FitOptions;
import org.wirg.internal.parallel.Threads;
import org.wirg.lattice.GaussianField;
import org.wirg.lattice.PowerLaw;

/**
 * What a large campaign costs on two executors of 1 GiB: fields of 32x32 that are drawn when they
 * are read and never collected. Prints seconds, for people; times are not judged.
 */
@Tag("deep")
final class CampaignTest {
  private static final Grid GRID = Grid.of(32, 32);
  private static final FitOptions OPTIONS = new FitOptions("db2", 1, 2, 12, true, true, 1, 2);
  private static final int BLOCK = 64;

  @SuppressWarnings("NullAway.Init")
  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    spark = Applications.start("local-cluster[2,1,1024]", "spark.executor.memory", "1g");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static Dataset fields(int count) {
    return new GaussianField(GRID, PowerLaw.CRITICAL).dataset(count, 3);
  }

  private static SparkWorkers workers() {
    return Applications.workers(spark, 0, SparkWorkers.FROM);
  }

  private static double seconds(long start) {
    return 1e-9 * (System.nanoTime() - start);
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, "campaign: " + format, values));
  }

  @Test
  void timeAgainstBlocks() {
    Plain.fit(fields(20 * BLOCK), OPTIONS, workers()); // executors are there and warm
    for (int blocks : new int[] {100, 200, 400, 800, 1600}) {
      Dataset data = fields(blocks * BLOCK);
      long start = System.nanoTime();
      Model there = Plain.fit(data, OPTIONS, workers());
      double cluster = seconds(start);
      start = System.nanoTime();
      Model here = Plain.fit(data, OPTIONS, new Threads(2));
      double plain = seconds(start);
      say("%5d blocks: two executors %.2f s, two threads %.2f s", blocks, cluster, plain);
      assertThat(Plain.bytes(there)).isEqualTo(Plain.bytes(here));
    }
  }

  @Test
  void manyFieldsWithinTwoGibibytes() {
    int count = Integer.getInteger("wirg.campaign", 1_000_000);
    long start = System.nanoTime();
    Model model = Plain.fit(fields(count), OPTIONS, workers());
    say(
        "%,d fields of %s in %.0f s; driver's heap at most %d MiB",
        count, GRID, seconds(start), Runtime.getRuntime().maxMemory() >> 20);
    assertThat(model.levels()).hasSize(5);
    assertThat(model.levels().getFirst().estimate().fields()).isEqualTo(count);
  }
}
