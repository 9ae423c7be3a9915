package org.wirg.internal.parallel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BinaryOperator;

/**
 * Merges partial results in a fixed binary tree by their number of arrival: neighbours first, then
 * pairs of neighbours, and so on. The result depends on the order alone, memory grows with the
 * logarithm of the count, and rounding errors of sums do too.
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
    Node<R> node = new Node<>(part, 0);
    while (!pending.isEmpty() && pending.peek().height == node.height) {
      node = new Node<>(merge.apply(pending.pop().value, node.value), node.height + 1);
    }
    pending.push(node);
  }

  /** The whole. At least one part must have come. */
  public R total() {
    R total = pending.pop().value;
    while (!pending.isEmpty()) {
      total = merge.apply(pending.pop().value, total);
    }
    return total;
  }
}
