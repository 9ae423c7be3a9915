package org.wirg.internal.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InOrderTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void resultsArriveInOrder(int threads) {
    List<Long> merged = new ArrayList<>();
    InOrder.<Long>run(
        threads,
        100,
        number -> {
          if (number % 7 == 0) {
            Thread.sleep(1); // let later numbers overtake
          }
          return number;
        },
        merged::add);
    assertThat(merged).containsExactlyElementsOf(LongStream.range(0, 100).boxed().toList());
  }

  @Test
  void tasksRunTogetherAndMergeOnTheCaller() {
    Set<Thread> mergers = ConcurrentHashMap.newKeySet();
    CountDownLatch both = new CountDownLatch(2); // opens only when two tasks run at once
    InOrder.<Boolean>run(
        2,
        2,
        number -> {
          both.countDown();
          both.await();
          return true;
        },
        done -> mergers.add(Thread.currentThread()));
    assertThat(mergers).containsExactly(Thread.currentThread());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void failuresReachTheCallerAfterEarlierResults(int threads) {
    List<Long> merged = new ArrayList<>();
    assertThatThrownBy(
            () ->
                InOrder.<Long>run(
                    threads,
                    50,
                    number -> {
                      if (number == 20) {
                        throw new FileNotFoundException("number 20");
                      }
                      return number;
                    },
                    merged::add))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("number 20");
    assertThat(merged).hasSize(20);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aFailingMergeEndsTheRun(int threads) {
    AtomicInteger started = new AtomicInteger();
    assertThatThrownBy(
            () ->
                InOrder.<Integer>run(
                    threads,
                    1_000,
                    number -> started.incrementAndGet(),
                    result -> {
                      throw new IllegalStateException("full");
                    }))
        .hasMessage("full");
    assertThat(started.get()).isLessThanOrEqualTo(2 * threads);
  }

  @Test
  void noTasksAndNoThreads() {
    InOrder.<Long>run(2, 0, number -> number, result -> assertThat(result).isNull());
    assertThatThrownBy(() -> InOrder.<Long>run(0, 1, number -> number, result -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 0");
  }
}
