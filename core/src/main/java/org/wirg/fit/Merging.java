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

  /**
   * Keeps what has been merged, or goes on with it.
   *
   * @param empty makes a sum without fields
   */
  static <K extends FieldBlocks.KeptSum<K>> void exchange(
      Merging<K> merging, Archive archive, Supplier<K> empty) throws IOException {
    boolean before = merging.done > 0;
    merging.done = archive.count(merging.done, merging.blocks);
    if (merging.done == merging.blocks) {
      merging.total = merging.total == null ? empty.get() : merging.total;
      merging.total.exchange(archive);
      return;
    }
    if (before) {
      for (K node : merging.tree.nodes()) {
        node.exchange(archive);
      }
      return;
    }
    // There is a node for every power of two that the number of blocks is made of.
    for (int height = Long.SIZE - 1; height >= 0; height--) {
      if ((merging.done >> height & 1) == 1) {
        K node = empty.get();
        node.exchange(archive);
        merging.tree.add(node, height);
      }
    }
  }
}
