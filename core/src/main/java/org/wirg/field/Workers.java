package org.wirg.field;

import java.io.Serializable;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Runs the numbered tasks of one piece of work somewhere, on threads of this process or on other
 * machines, and hands their results over in order of their number. Workers decide when and where a
 * task runs, never what it finds: a task is a function of its input alone, and may run more than
 * once.
 */
public interface Workers {
  /** A function of its input and of what it holds; both may travel to another process. */
  @FunctionalInterface
  interface Task<I extends Serializable, R extends Serializable> extends Serializable {
    /**
     * Runs it.
     *
     * @param input may be modified
     */
    R run(I input) throws Exception;
  }

  /**
   * How much work there is.
   *
   * @param tasks their number
   * @param updates about how many values they touch in all, one count for every time; work of few
   *     is not worth sending far
   */
  record Size(long tasks, double updates) {
    public Size {
      if (tasks < 0 || !(updates >= 0)) {
        throw new IllegalArgumentException(
            "numbers of tasks and updates are not negative; found " + tasks + " and " + updates);
      }
    }
  }

  /**
   * Runs tasks 0 .. tasks - 1.
   *
   * @param inputs gives the input of every task; called once for each, from several threads
   * @param task called from several threads at once
   * @param results receives every task's result once, in order, on the caller's thread
   * @throws java.io.UncheckedIOException when a task ends with an {@code IOException}; unchecked
   *     exceptions of tasks are thrown on as they are
   */
  <I extends Serializable, R extends Serializable> void run(
      Size size, LongFunction<? extends I> inputs, Task<I, R> task, Consumer<? super R> results);

  /** Those of this process, whose tasks may share its memory. */
  Workers near();

  /**
   * How many parts of a sum a task should add up itself, as a power of two: 0 for one, k for 2^k.
   *
   * @param parts of the whole sum
   */
  int height(long parts);
}
