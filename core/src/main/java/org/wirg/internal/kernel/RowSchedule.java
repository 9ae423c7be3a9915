package org.wirg.internal.kernel;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Which rows to bring into a buffer of few slots while row after row is worked on: every row that a
 * row needs is there when its turn comes, and stays as long as the next ones need it.
 */
final class RowSchedule {
  /** Rows that the buffer holds. */
  final int slots;

  /** Slots of the rows reached, [row][row pair]; likewise down. */
  final int[] upSlot;

  final int[] downSlot;

  /** Where the loads before a row begin, one entry more than there are rows. */
  final int[] begin;

  /** Rows to load, in order, and where to. */
  final int[] row;

  final int[] slot;

  /**
   * @param up rows needed, [row][any]; likewise down
   */
  RowSchedule(int[] up, int[] down, int rows) {
    int each = up.length / rows;
    int most = 0;
    int[][] needed = new int[rows][];
    for (int r = 0; r < rows; r++) {
      int from = r * each;
      needed[r] =
          IntStream.concat(
                  Arrays.stream(up, from, from + each), Arrays.stream(down, from, from + each))
              .sorted()
              .distinct()
              .toArray();
      most = Math.max(most, needed[r].length);
    }
    slots = most;
    upSlot = new int[up.length];
    downSlot = new int[down.length];
    begin = new int[rows + 1];
    IntStream.Builder rowsLoaded = IntStream.builder();
    IntStream.Builder slotsLoaded = IntStream.builder();
    int[] slotOf = new int[rows];
    int[] held = new int[slots];
    Arrays.fill(slotOf, -1);
    Arrays.fill(held, -1);
    int loads = 0;
    for (int r = 0; r < rows; r++) {
      int free = 0;
      for (int want : needed[r]) {
        if (slotOf[want] >= 0) {
          continue;
        }
        while (held[free] >= 0 && Arrays.binarySearch(needed[r], held[free]) >= 0) {
          free++;
        }
        if (held[free] >= 0) {
          slotOf[held[free]] = -1;
        }
        held[free] = want;
        slotOf[want] = free;
        rowsLoaded.add(want);
        slotsLoaded.add(free);
        loads++;
      }
      begin[r + 1] = loads;
      for (int p = r * each; p < (r + 1) * each; p++) {
        upSlot[p] = slotOf[up[p]];
        downSlot[p] = slotOf[down[p]];
      }
    }
    row = rowsLoaded.build().toArray();
    slot = slotsLoaded.build().toArray();
  }
}
