package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.wirg.field.Grid;
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;
import org.wirg.internal.parallel.Threads;

/** Which fields a sum takes; every field's only value is its number. */
final class FieldBlocksTest {
  private static final class Numbers
      implements FieldBlocks.Sum<Numbers>, FieldBlocks.BlockWork<Numbers> {
    final List<Integer> seen = new ArrayList<>();

    @Override
    public void take(double[] x, int lanes, long first) {
      for (int lane = 0; lane < lanes; lane++) {
        assertThat(x[lane]).isEqualTo((double) (first + lane));
        seen.add((int) x[lane]);
      }
    }

    @Override
    public Numbers plus(Numbers other) {
      seen.addAll(other.seen);
      return this;
    }

    @Override
    public Numbers result() {
      return this;
    }
  }

  private static List<Integer> seen(int fields, long most, int threads) {
    double[] rows = IntStream.range(0, fields).asDoubleStream().toArray();
    MemoryDataset data = new MemoryDataset(Grid.of(1), rows);
    return new FieldBlocks(data, new Threads(threads), Progress.NONE)
        .sum("", most, 16, 0, Numbers::new)
        .seen;
  }

  @Test
  void allFieldsOnceWhereAllAreWanted() {
    for (int fields : new int[] {1, 63, 64, 65, 1000}) {
      List<Integer> all = IntStream.range(0, fields).boxed().toList();
      assertThat(seen(fields, Long.MAX_VALUE, 2)).isEqualTo(all);
      assertThat(seen(fields, fields, 1)).isEqualTo(all);
    }
  }

  @Test
  void fewerComeInWholeBlocksFromAllOverTheData() {
    List<Integer> some = seen(10_000, 640, 2);
    assertThat(some).hasSize(640).doesNotHaveDuplicates().isSorted();
    assertThat(some).isEqualTo(seen(10_000, 640, 1));
    for (int tenth = 0; tenth < 10; tenth++) {
      int from = 1000 * tenth - 64;
      assertThat(some).filteredOn(f -> f >= from && f < from + 1064).hasSizeBetween(64, 128);
    }
  }
}
