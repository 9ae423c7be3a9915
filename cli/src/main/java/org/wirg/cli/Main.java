package org.wirg.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.wirg.field.InputRejected;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program {@code wirg}: parses the command line, runs a command, says how it ended. */
@Command(
    name = "wirg",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Learns a physical system from pictures of it, scale by scale.",
    footer = {"", "`wirg COMMAND --help` lists the options of a command."})
public final class Main implements Runnable {
  private static final int HELP_WIDTH = 98;

  private static final List<Class<?>> COMMANDS =
      List.of(
          SimulateCommand.class,
          PrepareCommand.class,
          CoarsenCommand.class,
          FitCommand.class,
          SampleCommand.class,
          RefineCommand.class,
          EnergyCommand.class,
          HamiltonianCommand.class,
          WeighCommand.class,
          MixingCommand.class,
          ConditioningCommand.class,
          ScalingCommand.class,
          CompareCommand.class,
          ReportCommand.class,
          ServeCommand.class,
          InfoCommand.class,
          DemoCommand.class);

  private final Terminal terminal;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  private Main(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Runs and exits. */
  public static void main(String[] args) {
    System.exit(command(args));
  }

  /**
   * Runs a command line in this process.
   *
   * @return the exit code, see {@link #run}
   */
  public static int command(String... args) {
    int code = run(Terminal.present(), System.out, System.err, args);
    System.out.flush();
    System.err.flush();
    return code;
  }

  /**
   * Runs a command line.
   *
   * @param terminal where the outputs go
   * @return the exit code: 0 good, 1 a result failed its own checks, 2 wrong usage, 3 input
   *     rejected, 4 reading, writing or memory failed, 70 a bug
   */
  static int run(Terminal terminal, PrintStream out, PrintStream err, String... args) {
    CommandLine line = new CommandLine(new Main(terminal));
    for (Class<?> command : COMMANDS) {
      addCommand(line, command, args);
    }
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    settings(line);
    boolean styled = terminal.output() && terminal.colours() != Terminal.Colours.NONE;
    line.setColorScheme(CommandLine.Help.defaultColorScheme(styled ? Ansi.ON : Ansi.OFF));
    line.setParameterExceptionHandler(Main::wrongUsage);
    boolean verbose = Arrays.asList(args).contains("--verbose");
    line.setExecutionExceptionHandler((e, at, parsed) -> explain(e, line.getErr(), verbose));
    try {
      return line.execute(args);
    } catch (Throwable e) { // errors, and what the handlers above did not see
      return explain(e, line.getErr(), verbose);
    }
  }

  /** One that is not asked for is there by name alone: its options would take time to collect. */
  private static void addCommand(CommandLine line, Class<?> type, String... args) {
    Command command = type.getAnnotation(Command.class);
    if (Arrays.asList(args).contains(command.name())) {
      line.addSubcommand(type);
    } else {
      CommandSpec named = CommandSpec.create().name(command.name());
      named.usageMessage().description(command.description());
      line.addSubcommand(named);
    }
  }

  /** Where people watch the run of a command. */
  static Terminal terminal(CommandSpec command) {
    return ((Main) command.root().userObject()).terminal;
  }

  private static void settings(CommandLine line) {
    line.setUsageHelpWidth(HELP_WIDTH);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setAbbreviatedOptionsAllowed(false);
    line.setOverwrittenOptionsAllowed(false);
  }

  /** Without a command there is nothing to do but to say what there is. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is needed");
  }

  private static int wrongUsage(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    PrintWriter err = line.getErr();
    err.println("wirg: " + oneLine(message(e)));
    List<String> close =
        CommandLine.UnmatchedArgumentException.class.isInstance(e)
            ? ((CommandLine.UnmatchedArgumentException) e).getSuggestions()
            : List.of();
    if (!close.isEmpty()) {
      err.println("wirg: did you mean " + String.join(" or ", close) + "?");
    }
    err.println("wirg: `" + line.getCommandSpec().qualifiedName() + " --help` says more");
    return ExitCode.USAGE;
  }

  private static int explain(Throwable e, PrintWriter err, boolean verbose) {
    if (verbose) {
      e.printStackTrace(err);
    }
    int code =
        switch (e) {
          case CheckFailed failed -> say(err, message(failed), ExitCode.CHECK_FAILED);
          case InputRejected rejected -> say(err, message(rejected), ExitCode.INPUT_REJECTED);
          case UncheckedIOException io ->
              say(err, input(io.getCause() == null ? io : io.getCause()), ExitCode.IO_FAILED);
          case IOException io -> say(err, input(io), ExitCode.IO_FAILED);
          case OutOfMemoryError memory -> say(err, memory(memory), ExitCode.IO_FAILED);
          default ->
              say(
                  err,
                  "a bug, please report it: "
                      + e
                      + (verbose ? "" : "; --verbose shows where it happened"),
                  ExitCode.BUG);
        };
    err.flush();
    return code;
  }

  private static int say(PrintWriter err, String message, int code) {
    err.println("wirg: " + oneLine(message));
    return code;
  }

  private static String message(Throwable e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  /** The file system's own exceptions carry little more than a path. */
  private static String input(Throwable e) {
    boolean bare = e instanceof java.nio.file.FileSystemException;
    return (bare ? e.getClass().getSimpleName().replace("Exception", "") + ": " : "") + message(e);
  }

  private static String memory(OutOfMemoryError e) {
    return String.format(
        Locale.ROOT,
        "the work must fit in the memory that Java may use, %d MB; it did not (%s); set"
            + " WIRG_JAVA_OPTS=-Xmx8g or similar, or use fewer threads",
        Runtime.getRuntime().maxMemory() >> 20,
        e.getMessage());
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\R\\s*", " ");
  }
}
