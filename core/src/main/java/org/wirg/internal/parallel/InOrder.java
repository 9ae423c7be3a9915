package org.wirg.internal.parallel;

import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Runs numbered tasks on several threads and hands their results over in order of their number, a
 * bounded number ahead: threads decide only when a task runs, never what the merged result is.
 */
public final class InOrder {
  private InOrder() {}

  /** A task that may fail with any exception. */
  @FunctionalInterface
  public interface Task<R> {
    R run(long number) throws Exception;
  }

  /**
   * Runs tasks 0 .. count-1.
   *
   * @param threads how many threads; 1 runs everything on the caller's
   * @param task computes the result of one number; called from several threads at once
   * @param merge receives the results in order, on the caller's thread
   */
  public static <R> void run(int threads, long count, Task<R> task, Consumer<? super R> merge) {
    if (threads < 1) {
      throw new IllegalArgumentException("at least one thread is needed; found " + threads);
    }
    if (threads == 1 || count <= 1) {
      for (long i = 0; i < count; i++) {
        merge.accept(call(task, i));
      }
      return;
    }
    try (ExecutorService pool =
        Executors.newFixedThreadPool((int) Math.min(threads, count), InOrder::daemon)) {
      LongFunction<Future<R>> submit = number -> pool.submit(() -> task.run(number));
      ArrayDeque<Future<R>> ahead = new ArrayDeque<>();
      long next = 0;
      try {
        for (long done = 0; done < count; done++) {
          while (next < count && ahead.size() < 2 * threads) {
            ahead.add(submit.apply(next++));
          }
          merge.accept(take(ahead.remove()));
        }
      } finally {
        ahead.forEach(future -> future.cancel(true));
      }
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "wirg-worker");
    thread.setDaemon(true);
    return thread;
  }

  private static <R> R call(Task<R> task, long number) {
    try {
      return task.run(number);
    } catch (Exception e) {
      throw rethrown(e);
    }
  }

  private static <R> R take(Future<R> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw rethrown(cause == null ? e : cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for a block");
    }
  }

  private static RuntimeException rethrown(Throwable cause) {
    return switch (cause) {
      case Error error -> throw error;
      case RuntimeException unchecked -> unchecked;
      case java.io.IOException io -> new java.io.UncheckedIOException(io);
      default -> new IllegalStateException(cause);
    };
  }
}
