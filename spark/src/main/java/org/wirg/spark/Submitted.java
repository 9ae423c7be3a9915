package org.wirg.spark;

import org.wirg.cli.Main;

/**
 * What spark-submit starts: the command line of {@code wirg}. It returns where the command
 * succeeded, because a cluster's manager takes a program that ends itself for one that failed.
 */
public final class Submitted {
  private Submitted() {}

  /** Runs a command. */
  public static void main(String[] args) {
    int code = Main.command(args);
    if (code != 0) {
      System.exit(code);
    }
  }
}
