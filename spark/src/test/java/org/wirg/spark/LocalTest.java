package org.wirg.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.energy.FieldEnergies;
import org.wirg.energy.Model;
import org.wirg.field.InputRejected;
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;
import org.wirg.field.Workers;
import org.wirg.internal.parallel.Threads;

/** On threads of this process, by way of Spark: everything but the wire. */
final class LocalTest {
  private static final Threads HERE = new Threads(1);

  @SuppressWarnings("NullAway.Init")
  private static JavaSparkContext spark;

  private static final Watch WATCH = new Watch();

  /** Of a task in this process. */
  private static final AtomicInteger TRIES = new AtomicInteger();

  @BeforeAll
  static void start() {
    spark = Applications.start("local[2,4]", "spark.task.maxFailures", "4");
    spark.sc().addSparkListener(WATCH);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 64})
  void aModelAndItsFieldsHaveTheSameBytes(int partitions) {
    Model plain = Plain.fit(Plain.DATA, Plain.SCORE, HERE);
    Workers workers = Applications.workers(spark, partitions);
    assertThat(Plain.bytes(Plain.fit(Plain.DATA, Plain.SCORE, workers)))
        .isEqualTo(Plain.bytes(plain));
    assertThat(Plain.sample(plain, workers)).isEqualTo(Plain.sample(plain, HERE));
  }

  @Test
  void theLikelihoodsChainsToo() {
    byte[] plain = Plain.bytes(Plain.fit(Plain.DATA, Plain.LIKELIHOOD, HERE));
    Workers workers = Applications.workers(spark, 3);
    assertThat(Plain.bytes(Plain.fit(Plain.DATA, Plain.LIKELIHOOD, workers))).isEqualTo(plain);
  }

  @Test
  void energiesToo() throws IOException {
    FieldEnergies energies =
        new FieldEnergies(Plain.fit(Plain.DATA, Plain.SCORE, HERE), true, false);
    assertThat(energies(energies, Applications.workers(spark, 3)))
        .isEqualTo(energies(energies, HERE));
  }

  private static List<Double> energies(FieldEnergies energies, Workers workers) throws IOException {
    List<Double> found = new ArrayList<>();
    energies.of(
        Plain.DATA,
        workers,
        (values, n) -> Arrays.stream(values).forEach(found::add),
        Progress.NONE);
    return found;
  }

  @Test
  void attemptsThatFailChangeNothing() {
    int failed = WATCH.failed(spark);
    Model plain = Plain.fit(Plain.DATA, Plain.SCORE, HERE);
    Workers workers = new Troubled(Applications.workers(spark, 8), 0);
    assertThat(Plain.bytes(Plain.fit(Plain.DATA, Plain.SCORE, workers)))
        .isEqualTo(Plain.bytes(plain));
    assertThat(Plain.sample(plain, workers)).isEqualTo(Plain.sample(plain, HERE));
    assertThat(WATCH.failed(spark)).isGreaterThan(failed);
  }

  @Test
  void resultsComeInOrderOnceEach() {
    List<Long> found = new ArrayList<>();
    new Troubled(Applications.workers(spark, 3), 0)
        .run(new Workers.Size(1000, 1), n -> n, (Long n) -> n * n, found::add);
    assertThat(found)
        .containsExactlyElementsOf(LongStream.range(0, 1000).mapToObj(n -> n * n).toList());
  }

  @Test
  void aRefusalIsNotTriedAgain() {
    TRIES.set(0);
    List<Long> found = new ArrayList<>();
    assertThatThrownBy(
            () ->
                Applications.workers(spark, 2)
                    .run(
                        new Workers.Size(100, 1),
                        n -> n,
                        (Long n) -> {
                          if (n == 57) {
                            TRIES.incrementAndGet();
                            throw new InputRejected("not 57");
                          }
                          return n;
                        },
                        found::add))
        .isInstanceOf(InputRejected.class)
        .hasMessage("not 57");
    assertThat(found).containsExactlyElementsOf(LongStream.range(0, 57).boxed().toList());
    assertThat(TRIES.get()).isEqualTo(1);
  }

  @Test
  void aTaskThatAlwaysFailsIsSaidInOneSentence() {
    assertThatThrownBy(
            () ->
                Applications.workers(spark, 2)
                    .run(
                        new Workers.Size(4, 1),
                        n -> n,
                        (Long n) -> {
                          throw new IllegalStateException("always");
                        },
                        (Long n) -> {}))
        .isInstanceOf(java.io.UncheckedIOException.class)
        .hasMessageContaining("every task must succeed");
  }

  @Test
  void aConstantFieldIsRefusedAsAlways() {
    double[] rows = Plain.rows(200);
    Arrays.fill(rows, 131 * 64, 132 * 64, 1);
    MemoryDataset data = new MemoryDataset(Plain.GRID, rows);
    assertThatThrownBy(() -> Plain.fit(data, Plain.SCORE, Applications.workers(spark, 3)))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("found field 131 constant");
  }
}
