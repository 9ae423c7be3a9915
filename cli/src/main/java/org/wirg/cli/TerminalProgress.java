package org.wirg.cli;

import java.io.Console;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.wirg.field.Progress;

/** A bar on standard error: percent, rate, time left. */
final class TerminalProgress implements Progress, AutoCloseable {
  private static final int UPDATE_MILLIS = 200;
  private static final int COLUMNS = 98;

  private final boolean shown;
  private @Nullable ProgressBar bar;

  TerminalProgress(boolean shown) {
    this.shown = shown;
  }

  /** Whether somebody watches. */
  @SuppressWarnings("SystemConsoleNull") // JDK 25 does return null again without a terminal
  static boolean wanted() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  @Override
  public void begin(String what, long total) {
    close();
    if (shown) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(what)
              .setInitialMax(total)
              .setUpdateIntervalMillis(UPDATE_MILLIS)
              .setStyle(ProgressBarStyle.ASCII)
              .setConsumer(new ConsoleProgressBarConsumer(System.err, COLUMNS))
              .showSpeed()
              .build();
    }
  }

  @Override
  public void advance(long steps) {
    if (bar != null) {
      bar.stepBy(steps);
    }
  }

  /** Ends the present bar. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
