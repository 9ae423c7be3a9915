package org.wirg.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.field.Progress;
import org.wirg.file.AtomicFile;
import org.wirg.file.FieldFiles;
import org.wirg.file.JsonLayout;
import org.wirg.formats.FieldFormats;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One run of a command: where its words, its progress and its result go. */
final class Session implements AutoCloseable {
  private static final String STANDARD_OUTPUT = "-";

  private final CommandLine line;
  private final Terminal terminal;
  private final int threads;
  private final boolean quiet;
  private final @Nullable Path json;
  private final boolean jsonToOutput;
  private final long start = System.nanoTime();
  private final TerminalProgress progress;
  private @Nullable StatusFile status;

  Session(CommandLine line, Terminal terminal, int threads, boolean quiet, @Nullable String json)
      throws IOException {
    this.line = line;
    this.terminal = terminal;
    this.threads = threads;
    this.quiet = quiet;
    this.jsonToOutput = STANDARD_OUTPUT.equals(json);
    this.json = json == null || jsonToOutput ? null : path("--json", json);
    if (this.json != null) {
      AtomicFile.check(this.json);
    }
    this.progress = new TerminalProgress(!quiet && terminal.errors(), terminal.columns());
  }

  /** A path that a user gave. */
  Path path(String option, String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw usage(option + " must be a path; found " + text);
    }
  }

  int threads() {
    return threads;
  }

  /** Where long work says how far it is. */
  Progress progress() {
    return status == null ? progress : status;
  }

  /** From now on a file tells it too. */
  void keepStatus(Path file) {
    status = new StatusFile(file, progress);
  }

  /** What can be shown. */
  Terminal terminal() {
    return terminal;
  }

  /** Whether what is said now is seen on a terminal as it is. */
  boolean watched() {
    return terminal.output() && !quiet && !jsonToOutput;
  }

  /** Seconds since the command began. */
  double seconds() {
    return 1e-9 * (System.nanoTime() - start);
  }

  /** Says something to the user, line by line. */
  void say(String text) {
    progress.end();
    if (!quiet) {
      PrintWriter writer = jsonToOutput ? line.getErr() : line.getOut();
      writer.print(text.endsWith("\n") ? text : text + "\n");
      writer.flush();
    }
  }

  /** Says what is wrong, even when quiet. */
  void warn(String text) {
    progress.end();
    line.getErr().println("wirg: " + text);
    line.getErr().flush();
  }

  /** A refusal of the command line. */
  ParameterException usage(String message) {
    return new ParameterException(line, message);
  }

  /** A value made from options, whose own checks refuse wrong ones. */
  <T> T fromOptions(Supplier<T> maker) {
    try {
      return maker.get();
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  /** Checks a place for fields before work is done for it. */
  void checkFieldOutput(Path out, Grid grid, Path... inputs) throws IOException {
    try {
      FieldFormats.requireWritable(out, grid);
    } catch (InputRejected e) {
      throw usage("--out: " + e.getMessage());
    }
    checkOutput(out, inputs);
  }

  /** The same for a .npy file of numbers, one or a few for every field. */
  void checkNumbersOutput(Path out, Path... inputs) throws IOException {
    try {
      FieldFiles.requireSuffix(out, List.of(".npy"), "choose such a name");
    } catch (InputRejected e) {
      throw usage("--out: " + e.getMessage());
    }
    checkOutput(out, inputs);
  }

  /** Checks that a file can be written, and that it is none of the inputs. */
  void checkOutput(Path out, Path... inputs) throws IOException {
    for (Path input : inputs) {
      if (Files.exists(out) && Files.exists(input) && Files.isSameFile(out, input)) {
        throw usage("the output must not be the input; found both at " + out);
      }
    }
    if (json != null
        && json.toAbsolutePath().normalize().equals(out.toAbsolutePath().normalize())) {
      throw usage("--out and --json must be different files; found both at " + out);
    }
    AtomicFile.check(out);
  }

  /** An empty result of a command. */
  static ObjectNode result(String command) {
    ObjectNode node = object();
    node.put("command", command);
    node.put("version", Version.number());
    return node;
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Hands over the result in its form for programs. */
  void deliver(ObjectNode result) throws IOException {
    String text = JsonLayout.of(result);
    if (jsonToOutput) {
      line.getOut().print(text);
      line.getOut().flush();
    } else if (json != null) {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      AtomicFile.write(json, out -> out.write(bytes));
    }
  }

  @Override
  public void close() {
    progress.close();
    if (status != null) {
      status.close();
    }
  }
}
