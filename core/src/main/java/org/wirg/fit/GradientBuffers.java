package org.wirg.fit;

import java.io.Serializable;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Arrays for the gradients of one batch, used again by batch after batch: they are the largest
 * arrays of a fit, and garbage of that size would make the heap grow to its limit. What they hold
 * when taken is arbitrary. Safe for several threads.
 */
final class GradientBuffers implements Serializable {
  private record Size(int functions, int values) {}

  private final transient Map<Size, Queue<double[][]>> free = new ConcurrentHashMap<>();

  private Object readResolve() {
    return new GradientBuffers();
  }

  /** An array [functions][values] that nobody else has. */
  double[][] take(int functions, int values) {
    double[][] buffer = queue(functions, values).poll();
    return buffer == null ? new double[functions][values] : buffer;
  }

  /** Gives an array back; its taker must not use it any more. */
  void give(double[][] buffer) {
    queue(buffer.length, buffer[0].length).add(buffer);
  }

  private Queue<double[][]> queue(int functions, int values) {
    return free.computeIfAbsent(new Size(functions, values), size -> new ConcurrentLinkedQueue<>());
  }
}
