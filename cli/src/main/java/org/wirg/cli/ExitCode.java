package org.wirg.cli;

/** What the program's exit code says. */
final class ExitCode {
  static final int GOOD = 0;

  /** A result failed its own checks. */
  static final int CHECK_FAILED = 1;

  static final int USAGE = 2;
  static final int INPUT_REJECTED = 3;

  /** Reading, writing or memory failed. */
  static final int IO_FAILED = 4;

  static final int BUG = 70;

  private ExitCode() {}
}
