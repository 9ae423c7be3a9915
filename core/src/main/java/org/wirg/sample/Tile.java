package org.wirg.sample;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.wirg.field.Grid;

/** A tile in which the blocks of a lattice move; mutable scratch of one thread. */
final class Tile {
  /** Chains of the block, all else at rest. */
  final Chains chains;

  private final Blocks blocks;
  private final int lanes;
  private final Box touched; // by the block
  private final double[] values; // of the sites touched
  private final Box whole;
  private final @Nullable Pull pull; // null where the tile holds what is around

  /**
   * @param of chains of the whole lattice
   */
  Tile(Blocks blocks, Chains of) {
    this.blocks = blocks;
    this.lanes = of.lanes;
    Grid grid = blocks.law().grid();
    int[] first = new int[blocks.rank()];
    Arrays.fill(first, blocks.first());
    this.touched =
        new Box(grid, first, IntStream.range(0, first.length).map(blocks::touched).toArray());
    this.values = new double[Grid.of(touched.length()).sites() * lanes];
    this.whole = new Box(grid, new int[first.length], grid.shape());
    double[] x = new double[grid.sites() * lanes];
    this.chains = new Chains(blocks.law(), of.level, x, lanes, of.seed, of.firstChain);
    this.pull = blocks.filled() ? null : new Pull(blocks, touched, lanes);
    if (pull != null) {
      chains.evaluator = blocks.law().evaluator(lanes, pull);
    }
  }

  @SuppressWarnings("ReferenceEquality") // Asks whether it was made for this very object.
  boolean serves(Blocks other) {
    return blocks == other;
  }

  /** The same sites in the lattice. */
  private Box there(int[] origin) {
    int[] first = origin.clone();
    for (int a = 0; a < first.length; a++) {
      first[a] += touched.first()[a];
    }
    return touched.on(blocks.fine(), first);
  }

  /**
   * Fills the tile from the lattice.
   *
   * @param x of the lattice, not modified, [site][lane]
   * @param origin coordinates of the tile's first site, not wrapped
   */
  void take(double[] x, int[] origin) {
    if (pull == null) {
      whole.on(blocks.fine(), origin).take(x, lanes, chains.x);
      return;
    }
    Box there = there(origin);
    there.take(x, lanes, values);
    touched.put(values, lanes, chains.x);
    pull.set(x, there);
  }

  /**
   * Puts the tile back.
   *
   * @param x of the lattice, modified, [site][lane]
   */
  void give(double[] x, int[] origin) {
    touched.take(chains.x, lanes, values);
    there(origin).put(values, lanes, x);
  }
}
