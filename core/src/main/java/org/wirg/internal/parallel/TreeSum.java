package org.wirg.internal.parallel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * Merges partial results in a fixed binary tree by their number of arrival: neighbours first, then
 * pairs of neighbours, and so on. The result depends on the order alone, memory grows with the
 * logarithm of the count, and rounding errors of sums do too.
 *
 * <p>What 2^k parts in a row sum to is a node of this tree where the number of the first is a
 * multiple of 2^k. So others may merge such rows beforehand, and the total is the same.
 */
public final class TreeSum<R> {
  private record Node<R>(R value, int height) {}

  private final BinaryOperator<R> merge;
  private final Deque<Node<R>> pending = new ArrayDeque<>();

  /**
   * @param merge joins an earlier and a later part; may reuse the earlier one
   */
  public TreeSum(BinaryOperator<R> merge) {
    this.merge = merge;
  }

  /** Takes the next part. */
  public void add(R part) {
    add(part, 0);
  }

  /**
   * Takes the next 2^height parts, merged already by another such tree.
   *
   * @throws IllegalArgumentException when this many parts do not follow a multiple of their number
   */
  public void add(R parts, int height) {
    if (height < 0 || (!pending.isEmpty() && pending.peek().height < height)) {
      throw new IllegalArgumentException(
          "2^height parts in a row begin at a multiple of their number; found a height of "
              + height);
    }
    Node<R> node = new Node<>(parts, height);
    while (!pending.isEmpty() && pending.peek().height == node.height) {
      node = new Node<>(merge.apply(pending.pop().value, node.value), node.height + 1);
    }
    pending.push(node);
  }

  /**
   * What the parts so far are merged to, from the earliest on: one node for every power of two that
   * their number is the sum of.
   */
  public List<R> nodes() {
    List<R> nodes = new ArrayList<>();
    pending.descendingIterator().forEachRemaining(node -> nodes.add(node.value));
    return nodes;
  }

  /**
   * The whole.
   *
   * @param rest the total of the last parts, fewer than those of the rows before, by another tree
   */
  public R totalWith(R rest) {
    R total = rest;
    while (!pending.isEmpty()) {
      total = merge.apply(pending.pop().value, total);
    }
    return total;
  }

  /** The whole. At least one part must have come. */
  public R total() {
    return totalWith(pending.pop().value);
  }
}
