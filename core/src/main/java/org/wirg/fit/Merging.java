package org.wirg.fit;

import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.wirg.internal.parallel.TreeSum;

/**
 * The sums of blocks, or of rows of them, in their order, merged in a fixed tree. What it holds
 * after so many blocks depends on their number alone, not on the rows they came in.
 */
final class Merging<R extends FieldBlocks.Sum<R>> {
  private final long blocks;
  private final TreeSum<R> tree = new TreeSum<>(FieldBlocks.Sum::plus);
  private long done;
  private @Nullable R total;

  /**
   * @param blocks of the whole sum
   */
  Merging(long blocks) {
    this.blocks = blocks;
  }

  /** Blocks merged so far. */
  long done() {
    return done;
  }

  /**
   * Adds the sum of the next 2^height blocks, of fewer at the end.
   *
   * @return their number
   */
  long add(R part, int height) {
    long width = Math.min(1L << height, blocks - done);
    done += width;
    if (width == 1L << height) {
      tree.add(part, height);
      total = done == blocks ? tree.total() : null;
    } else {
      total = tree.totalWith(part);
    }
    return width;
  }

  /** The whole, once all blocks are there. */
  R total() {
    if (total == null) {
      throw new IllegalStateException("only " + done + " of " + blocks + " blocks are there");
    }
    return total;
  }

  /** How a sum's own numbers are kept. */
  @FunctionalInterface
  interface Kept<R> {
    void exchange(R sum, Archive archive) throws IOException;
  }

  /**
   * Keeps what has been merged, or goes on with it.
   *
   * @param kept how sums are
   * @param empty makes one without fields
   */
  void exchange(Archive archive, Kept<R> kept, Supplier<R> empty) throws IOException {
    boolean before = done > 0;
    done = archive.count(done, blocks);
    if (done == blocks) {
      total = total == null ? empty.get() : total;
      kept.exchange(total, archive);
      return;
    }
    if (before) {
      for (R node : tree.nodes()) {
        kept.exchange(node, archive);
      }
      return;
    }
    // There is a node for every power of two that the number of blocks is made of.
    for (int height = Long.SIZE - 1; height >= 0; height--) {
      if ((done >> height & 1) == 1) {
        R node = empty.get();
        kept.exchange(node, archive);
        tree.add(node, height);
      }
    }
  }
}
