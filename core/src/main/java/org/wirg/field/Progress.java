package org.wirg.field;

/** Hears how far long work has come; called from one thread at a time. */
public interface Progress {
  /** Hears nothing. */
  Progress NONE =
      new Progress() {
        @Override
        public void begin(String what, long total) {}

        @Override
        public void advance(long steps) {}
      };

  /** A new piece of work of {@code total} steps begins; -1 where nobody can know how many. */
  void begin(String what, long total);

  /** {@code steps} more of it are done. */
  void advance(long steps);

  /**
   * A number was measured on the way, for those who watch.
   *
   * @param what for example the mismatch of moments
   * @param of what it belongs to, for example a law
   * @param at its place in the series
   */
  default void measured(String what, String of, long at, double value) {}
}
