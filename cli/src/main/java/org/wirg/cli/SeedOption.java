package org.wirg.cli;

import picocli.CommandLine.Option;

/** The seed of a command that draws random numbers. */
final class SeedOption {
  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Fixes the random numbers (default: 1).")
  private long seed = 1;

  long seed() {
    return seed;
  }
}
