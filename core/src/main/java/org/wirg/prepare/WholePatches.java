package org.wirg.prepare;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.wirg.field.Dataset;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.field.Progress;

/**
 * The patches that no masked site is part of, in their order. Masked are sites whose value is not a
 * finite number, and those that a mask says are 0.
 */
public final class WholePatches implements Dataset {
  private final Patches patches;
  private final long[] kept;

  private WholePatches(Patches patches, long[] kept) {
    this.patches = patches;
    this.kept = kept;
  }

  /**
   * Finds them: one pass over the maps and their mask.
   *
   * @param patches of maps in which NaN marks sites
   * @param mask the same patches of the maps' masks; null where there are none
   * @throws InputRejected when no patch is whole
   * @throws IOException when maps or masks cannot be read
   */
  public static WholePatches of(Patches patches, @Nullable Patches mask, Progress progress)
      throws IOException {
    if (mask != null && !(mask.grid().equals(patches.grid()) && mask.count() == patches.count())) {
      throw new IllegalArgumentException("a mask is cut as the maps are");
    }
    int perMap = patches.perMap();
    double[] fields = new double[perMap * patches.grid().sites()];
    double[] masks = new double[mask == null ? 0 : fields.length];
    long[] kept = new long[Math.toIntExact(patches.count())];
    int count = 0;
    progress.begin("masks", patches.count());
    for (long first = 0; first < patches.count(); first += perMap) {
      patches.read(first, perMap, fields);
      if (mask != null) {
        mask.read(first, perMap, masks);
      }
      for (int p = 0; p < perMap; p++) {
        if (whole(fields, masks, p, patches.grid().sites())) {
          kept[count++] = first + p;
        }
      }
      progress.advance(perMap);
    }
    if (count == 0) {
      throw new InputRejected(
          "some patches must be free of masked sites; found none of "
              + patches.count()
              + " of "
              + patches.grid()
              + "; take a smaller --size or --stride, or look at the mask");
    }
    return new WholePatches(patches, Arrays.copyOf(kept, count));
  }

  private static boolean whole(double[] fields, double[] masks, int patch, int sites) {
    for (int i = patch * sites; i < (patch + 1) * sites; i++) {
      if (!Double.isFinite(fields[i]) || (masks.length > 0 && masks[i] == 0)) {
        return false;
      }
    }
    return true;
  }

  /** Patches that were left out. */
  public long dropped() {
    return patches.count() - kept.length;
  }

  @Override
  public Grid grid() {
    return patches.grid();
  }

  @Override
  public long count() {
    return kept.length;
  }

  @Override
  public void read(long first, int count, double[] fields) throws IOException {
    Objects.checkFromIndexSize(first, (long) count, count());
    int sites = grid().sites();
    int at = (int) first;
    int end = at + count;
    while (at < end) { // runs of neighbours are read at once
      int run = 1;
      while (at + run < end && kept[at + run] == kept[at] + run) {
        run++;
      }
      double[] some = new double[run * sites];
      patches.read(kept[at], run, some);
      System.arraycopy(some, 0, fields, (at - (int) first) * sites, some.length);
      at += run;
    }
  }
}
