package org.wirg.sample;

import org.wirg.field.Grid;

/** A tile of a lattice in which a block moves; mutable scratch of one thread. */
final class Tile {
  /** Chains of the block, all else at rest. */
  final Chains chains;

  private final Blocks blocks;
  private final Grid lattice;
  private final Grid grid;
  private final int lanes;

  /**
   * @param of chains of the whole lattice
   */
  Tile(Blocks blocks, Chains of) {
    this.blocks = blocks;
    this.lattice = blocks.fine();
    this.grid = blocks.law().grid();
    this.lanes = of.lanes;
    double[] x = new double[grid.sites() * lanes];
    this.chains = new Chains(blocks.law(), of.level, x, lanes, of.seed, of.firstChain);
  }

  @SuppressWarnings("ReferenceEquality") // Asks whether it was made for this very object.
  boolean serves(Blocks other) {
    return blocks == other;
  }

  /**
   * Fills the tile from the lattice.
   *
   * @param x of the lattice, not modified, [site][lane]
   * @param origin coordinates of the tile's first site, not wrapped
   */
  void take(double[] x, int[] origin) {
    copy(x, origin, true);
  }

  /**
   * Puts the tile back.
   *
   * @param x of the lattice, modified, [site][lane]
   */
  void give(double[] x, int[] origin) {
    copy(x, origin, false);
  }

  /** Row by row, every row in one or two pieces. */
  private void copy(double[] x, int[] origin, boolean take) {
    int last = grid.rank() - 1;
    int length = grid.size(last);
    int size = lattice.size(last);
    int column = Math.floorMod(origin[last], size);
    int head = Math.min(length, size - column);
    for (int row = 0; row < grid.sites(); row += length) {
      int[] at = grid.coordinates(row);
      for (int a = 0; a < last; a++) {
        at[a] += origin[a];
      }
      int there = lattice.site(at);
      piece(x, there + column, row, head, take);
      piece(x, there, row + head, length - head, take);
    }
  }

  private void piece(double[] x, int there, int here, int sites, boolean take) {
    if (take) {
      System.arraycopy(x, there * lanes, chains.x, here * lanes, sites * lanes);
    } else {
      System.arraycopy(chains.x, here * lanes, x, there * lanes, sites * lanes);
    }
  }
}
