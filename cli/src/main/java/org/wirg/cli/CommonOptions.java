package org.wirg.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.wirg.internal.kernel.KernelChoice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options that every command takes. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisHeading = "Usage: ",
    sortOptions = false,
    usageHelpAutoWidth = false)
final class CommonOptions {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that compute (default: one per processor); no result depends on it.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--quiet", description = "No progress and no tables; errors are still said.")
  private boolean quiet;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description =
          "Write the result as JSON too; - is standard output, and the tables are then"
              + " left to standard error.")
  private @Nullable String json;

  @Option(names = "--verbose", description = "On failure, also show where it happened.")
  boolean verbose; // read by Main, which also has to know when parsing fails

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--kernels",
      paramLabel = "KIND",
      description = "vector or scalar: which twin of the inner loops runs. Results are the same.")
  void kernels(String kind) {
    if (!kind.equals("vector") && !kind.equals("scalar")) {
      throw new ParameterException(
          spec.commandLine(), "--kernels is vector or scalar; found " + kind);
    }
    System.setProperty(KernelChoice.PROPERTY, kind); // before any kernel is loaded
  }

  /** Starts the work of a command. */
  Session session() throws IOException {
    if (threads < 1) {
      throw new ParameterException(spec.commandLine(), "--threads is at least 1; found " + threads);
    }
    return new Session(spec.commandLine(), Main.terminal(spec), threads, quiet, json);
  }
}
