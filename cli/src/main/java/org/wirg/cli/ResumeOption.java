package org.wirg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.wirg.file.Journal;
import picocli.CommandLine.Option;

/** Going on after an interruption. */
final class ResumeOption {
  @Option(
      names = "--resume",
      description =
          "Goes on where the same command was interrupted, and ends with the same bytes; begins"
              + " anew where nothing was kept.")
  private boolean resume;

  @Option(
      names = "--keep-every",
      paramLabel = "SECONDS",
      description =
          "How often a long run keeps beside FILE what --resume needs, at most 1 %% of the time;"
              + " 0 keeps every step (default: 10).")
  private double interval = 10;

  /** What the result of a command depends on, by name; options come in the order of the help. */
  static SequencedMap<String, String> run(String command) {
    SequencedMap<String, String> run = new LinkedHashMap<>();
    run.put("command", command);
    run.put("version", Version.number());
    return run;
  }

  /** Locks an output of a command that keeps its state elsewhere. */
  static Journal lock(Path out, SequencedMap<String, String> run) throws IOException {
    return Journal.open(out, run, false, Double.POSITIVE_INFINITY, words -> {});
  }

  /** Locks an output, and goes on from what was kept where that was asked for. */
  Journal journal(Session session, Path out, SequencedMap<String, String> run) throws IOException {
    if (!(interval >= 0) || !Double.isFinite(interval)) {
      throw session.usage("--keep-every is a number of seconds from 0 on; found " + interval);
    }
    return Journal.open(out, run, resume, interval, session::say);
  }
}
