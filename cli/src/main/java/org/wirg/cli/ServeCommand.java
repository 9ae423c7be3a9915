package org.wirg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.wirg.energy.Model;
import org.wirg.file.ModelFile;
import org.wirg.report.Evidence;
import org.wirg.report.LiveServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wirg serve}: the page of a model, live. */
@Command(
    name = "serve",
    description = {
      "Shows a model in the browser, live: draws new fields coarse to fine, of any seed and size."
          + " Only this machine can open the page. Ends with Ctrl-C."
    })
final class ServeCommand implements Callable<Integer> {
  private static final int LARGEST_PORT = 65_535;

  @Parameters(paramLabel = "MODEL", description = "What `wirg fit` wrote.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Where to listen (default: any that is free).")
  private int port;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    try (Session session = common.session()) {
      if (port < 0 || port > LARGEST_PORT) {
        throw session.usage("--port is between 0 and " + LARGEST_PORT + "; found " + port);
      }
      Model model = ModelFile.read(file);
      List<String> commands = List.of("wirg serve " + file);
      try (LiveServer server =
          new LiveServer(
              Evidence.ofModel(model, String.valueOf(file.getFileName()), commands),
              model,
              null,
              port,
              session.threads())) {
        session.say("the page is " + server.address() + "; Ctrl-C ends it");
        Thread.currentThread().join(); // until the process is ended
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return ExitCode.GOOD;
    }
  }
}
