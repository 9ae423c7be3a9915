package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The largest numbers, and shares of work. */
final class TailTest {
  @Test
  void theLastOfTheLargestIsThatOfASort() {
    for (int keep : new int[] {1, 2, 7}) {
      for (int count : new int[] {keep, keep + 1, 2 * keep, 2 * keep + 1, 50}) {
        double[] values = new Random(keep + count).doubles(count, -5, 5).toArray();
        Tail all = new Tail(keep);
        Tail first = new Tail(keep);
        Tail second = new Tail(keep);
        for (int i = 0; i < count; i++) {
          all.add(values[i]);
          (i % 3 == 0 ? first : second).add(values[i]);
        }
        first.add(second);
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        assertThat(all.last()).as("%s of %s", keep, count).isEqualTo(sorted[count - keep]);
        assertThat(first.last()).as("%s of %s", keep, count).isEqualTo(sorted[count - keep]);
      }
    }
  }

  @Test
  void fewerThanAreKeptHaveNoLast() {
    Tail tail = new Tail(3);
    tail.add(1);
    tail.add(2);
    assertThat(tail.last()).isEqualTo(Double.POSITIVE_INFINITY);
    tail.add(0);
    assertThat(tail.last()).isZero();
    Tail none = new Tail(0);
    none.add(1);
    assertThat(none.last()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void partsOfWorkAreSaidOnce() {
    List<Long> heard = new ArrayList<>();
    Share share = new Share(heard::add, 10);
    share.reach(0.05);
    share.reach(0.31);
    share.reach(0.25);
    share.reach(Double.NaN);
    share.reach(0.39);
    share.reach(7);
    share.reach(1);
    assertThat(heard).containsExactly(3L, 7L);
  }
}
