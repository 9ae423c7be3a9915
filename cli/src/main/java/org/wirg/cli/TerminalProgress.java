package org.wirg.cli;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.wirg.field.Progress;

/** A bar on standard error for all work that takes its time: percent, rate, time left. */
final class TerminalProgress implements Progress, AutoCloseable {
  private static final int PATIENCE_MILLIS = 400;
  private static final int UPDATE_MILLIS = 200;
  private static final int MOST_COLUMNS = 98;

  private final int columns;
  private final @Nullable ScheduledThreadPoolExecutor clock;
  private @Nullable Work work;
  private @Nullable Future<?> waiting; // to be shown

  /**
   * @param shown whether somebody watches
   * @param columns of the terminal; a longer line would leave its traces behind
   */
  TerminalProgress(boolean shown, int columns) {
    this.columns = Math.clamp(columns - 1L, 1, MOST_COLUMNS);
    this.clock = shown ? new ScheduledThreadPoolExecutor(1, TerminalProgress::daemon) : null;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "wirg-progress");
    thread.setDaemon(true);
    return thread;
  }

  /** A piece of work, and its bar once it has one. */
  private final class Work {
    private final String what;
    private final long total;
    private final long start = System.nanoTime();
    private long done;
    private @Nullable ProgressBar bar;

    Work(String what, long total) {
      this.what = what;
      this.total = total;
    }

    void show() {
      synchronized (TerminalProgress.this) {
        if (work == this) {
          bar =
              new ProgressBarBuilder()
                  .setTaskName(what)
                  .setInitialMax(total)
                  .startsFrom(done, Duration.ofNanos(System.nanoTime() - start))
                  .setUpdateIntervalMillis(UPDATE_MILLIS)
                  .setStyle(ProgressBarStyle.ASCII)
                  .setConsumer(new ConsoleProgressBarConsumer(System.err, columns))
                  .showSpeed(
                      new DecimalFormat("0.0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
                  .continuousUpdate()
                  .build();
        }
      }
    }

    void advance(long steps) {
      done += steps;
      if (bar != null) {
        bar.stepBy(steps);
      }
    }

    void end() {
      if (bar != null) {
        bar.close();
      }
    }
  }

  @Override
  public synchronized void begin(String what, long total) {
    end();
    if (clock != null) {
      Work next = new Work(what, total);
      work = next;
      waiting = clock.schedule(next::show, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public synchronized void advance(long steps) {
    if (work != null) {
      work.advance(steps);
    }
  }

  /** Ends the present work. */
  synchronized void end() {
    if (waiting != null) {
      waiting.cancel(false);
      waiting = null;
    }
    if (work != null) {
      work.end();
      work = null;
    }
  }

  /** Ends the present work; there is no other. */
  @Override
  public void close() {
    end();
    if (clock != null) {
      clock.shutdownNow();
    }
  }
}
