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

  private static final Watch WATCH = new Watch();

  @BeforeAll
  static void start() {
    spark = Applications.start("local-cluster[2,1,1024]", "spark.executor.memory", "1g");
    spark.sc().addSparkListener(WATCH);
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

  private static double since(long start) {
    return 1e-9 * (System.nanoTime() - start);
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, "campaign: " + format, values));
  }

  /** Seconds by the clock, and of processors in tasks on the executors. */
  private record Cost(Model model, double seconds, double processors) {
    static Cost of(Dataset data) {
      double before = WATCH.processorSeconds(spark);
      long start = System.nanoTime();
      Model model = Plain.fit(data, OPTIONS, workers());
      double seconds = since(start);
      return new Cost(model, seconds, WATCH.processorSeconds(spark) - before);
    }
  }

  @Test
  void timeAgainstBlocks() {
    Cost.of(fields(100 * BLOCK)); // executors are there and warm
    for (int blocks : new int[] {250, 500, 1000, 2000}) {
      Dataset data = fields(blocks * BLOCK);
      Cost there = Cost.of(data);
      long start = System.nanoTime();
      Model here = Plain.fit(data, OPTIONS, new Threads(2));
      say(
          "%5d blocks: two executors %.2f s, their processors %.2f s; two threads %.2f s",
          blocks, there.seconds, there.processors, since(start));
      assertThat(Plain.bytes(there.model)).isEqualTo(Plain.bytes(here));
    }
  }

  @Test
  void manyFieldsWithinTwoGibibytes() {
    int count = Integer.getInteger("wirg.campaign", 1_000_000);
    Cost cost = Cost.of(fields(count));
    say(
        "%,d fields of %s: %.0f s, processors of two executors %.0f s; driver's heap at most %d MiB",
        count, GRID, cost.seconds, cost.processors, Runtime.getRuntime().maxMemory() >> 20);
    assertThat(cost.model.levels()).hasSize(5);
    assertThat(cost.model.levels().getFirst().estimate().fields()).isEqualTo(count);
  }
}
