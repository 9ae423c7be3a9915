package org.wirg.prepare;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.wirg.field.Dataset;
import org.wirg.field.Grid;
import org.wirg.internal.random.Purpose;
import org.wirg.internal.random.RandomStream;

/**
 * Patches cut from larger fields, map by map and row by row: patch number p is of map p / perMap.
 *
 * <p>Neighbouring patches of a map are not independent: sets that are compared are to be cut from
 * different maps.
 */
public final class Patches implements Dataset {
  private final Dataset maps;
  private final long first;
  private final long last;
  private final Grid patch;
  private final int stride;
  private final Moves moves;
  private final int[] along; // patches along every axis
  private final int perMap;

  /**
   * What is done to patches at random, with equal probability for every possibility.
   *
   * @param shift whether the first patch of a map lies anywhere that leaves room for the others
   * @param turn whether axes are exchanged and directions reversed: to declare that they are
   *     equivalent
   * @param sign whether signs are: to declare that phi and -phi are
   * @param seed of the random numbers
   */
  public record Moves(boolean shift, boolean turn, boolean sign, long seed) {
    /** None. */
    public static final Moves NONE = new Moves(false, false, false, 1);
  }

  /**
   * Patches of the maps number {@code first} to {@code last - 1}.
   *
   * @param stride sites from a patch to the next along an axis
   * @throws IllegalArgumentException when a patch is larger than a map, axes that are exchanged are
   *     not equally long, or there are no maps
   */
  public Patches(Dataset maps, long first, long last, Grid patch, int stride, Moves moves) {
    if (!(0 <= first && first < last && last <= maps.count())) {
      throw new IllegalArgumentException(
          "the maps are some of 0 to "
              + (maps.count() - 1)
              + "; found "
              + first
              + " to "
              + (last - 1));
    }
    if (stride < 1 || patch.rank() != maps.grid().rank()) {
      throw new IllegalArgumentException(
          "patches have the axes of the maps and lie at least a site apart; found "
              + patch
              + " of "
              + maps.grid()
              + ", "
              + stride
              + " apart");
    }
    if (moves.turn && Arrays.stream(patch.shape()).distinct().count() > 1) {
      throw new IllegalArgumentException(
          "axes are exchanged in patches that are equally long along all; found " + patch);
    }
    this.maps = maps;
    this.first = first;
    this.last = last;
    this.patch = patch;
    this.stride = stride;
    this.moves = moves;
    this.along = new int[patch.rank()];
    int product = 1;
    for (int a = 0; a < along.length; a++) {
      int room = maps.grid().size(a) - patch.size(a);
      if (room < 0) {
        throw new IllegalArgumentException(
            "patches are no larger than the maps; found " + patch + " of " + maps.grid());
      }
      along[a] = room / stride + 1;
      product *= along[a];
    }
    this.perMap = product;
  }

  /** Patches of a map. */
  public int perMap() {
    return perMap;
  }

  @Override
  public Grid grid() {
    return patch;
  }

  @Override
  public long count() {
    return (last - first) * perMap;
  }

  @Override
  public void read(long from, int count, double[] fields) throws IOException {
    Objects.checkFromIndexSize(from, (long) count, count());
    int sites = patch.sites();
    double[] map = new double[maps.grid().sites()];
    long present = -1;
    for (int p = 0; p < count; p++) {
      long number = first + (from + p) / perMap;
      if (number != present) {
        maps.read(number, 1, map);
        present = number;
      }
      cut(map, number, (int) ((from + p) % perMap), fields, p * sites);
    }
  }

  private void cut(double[] map, long number, int place, double[] into, int at) {
    Grid whole = maps.grid();
    int rank = patch.rank();
    RandomStream ofMap = new RandomStream(moves.seed, Purpose.PATCHES, (int) (2 * number));
    RandomStream random =
        new RandomStream(moves.seed, Purpose.PATCHES, (int) (2 * (number * perMap + place) + 1));
    int[] corner = new int[rank];
    int rest = place;
    for (int a = rank - 1; a >= 0; a--) {
      int slack = whole.size(a) - patch.size(a) - (along[a] - 1) * stride;
      corner[a] = rest % along[a] * stride;
      rest /= along[a];
      corner[a] += moves.shift ? ofMap.nextInt(slack + 1) : 0;
    }
    int[] axis = new int[rank]; // of the map that goes along an axis of the patch
    boolean[] reversed = new boolean[rank];
    Arrays.setAll(axis, a -> a);
    for (int a = 0; a < rank && moves.turn; a++) {
      int other = a + random.nextInt(rank - a);
      int swapped = axis[a];
      axis[a] = axis[other];
      axis[other] = swapped;
      reversed[a] = random.nextInt(2) == 1;
    }
    double sign = moves.sign && random.nextInt(2) == 1 ? -1 : 1;
    int[] x = new int[rank];
    for (int i = 0; i < patch.sites(); i++) {
      int[] y = patch.coordinates(i);
      for (int a = 0; a < rank; a++) {
        int along = reversed[a] ? patch.size(a) - 1 - y[a] : y[a];
        x[axis[a]] = corner[axis[a]] + along;
      }
      into[at + i] = sign * map[whole.site(x)];
    }
  }
}
