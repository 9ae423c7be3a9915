package org.wirg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.wirg.energy.Model;
import org.wirg.file.Disk;
import org.wirg.file.ModelFile;
import org.wirg.report.Evidence;
import org.wirg.report.LiveServer;
import org.wirg.report.Report;
import org.wirg.report.WatchedFit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wirg serve}: the page of a model, live. */
@Command(
    name = "serve",
    description = {
      "Shows a model in the browser, live: draws new fields coarse to fine, of any seed and size."
          + " With --data the page is the whole report. With --watch it shows a fit at work, with or"
          + " without a model beside. Only this machine can open the page. Ends with Ctrl-C."
    })
final class ServeCommand implements Callable<Integer> {
  private static final int LARGEST_PORT = 65_535;
  private static final int DRAWN = 1000;

  @Parameters(paramLabel = "MODEL", arity = "0..1", description = "What `wirg fit` wrote.")
  private @Nullable Path file;

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description = "Fields to hold the model against, as for wirg report.")
  private @Nullable Path data;

  @Option(
      names = "--watch",
      paramLabel = "FILE",
      description = "Where a running `wirg fit --status FILE` keeps how far it is.")
  private @Nullable Path watched;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Where to listen (default: any that is free).")
  private int port;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private SeedOption seed;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    try (Session session = common.session()) {
      if (port < 0 || port > LARGEST_PORT) {
        throw session.usage("--port is between 0 and " + LARGEST_PORT + "; found " + port);
      }
      Path known = file;
      if (known == null && (watched == null || data != null)) {
        throw session.usage("serve shows a MODEL, or a fit with --watch FILE; found neither");
      }
      @Nullable Model model = known == null ? null : ModelFile.read(known);
      Report page =
          known == null || model == null
              ? new Report(
                  "wirg: a fit at work", "It was told to say here how far it is.", List.of())
              : page(session, known, model);
      @Nullable WatchedFit fit = watched == null ? null : new WatchedFit(watched);
      try (LiveServer server = new LiveServer(page, model, fit, port, session.threads())) {
        session.say("the page is " + server.address() + "; Ctrl-C ends it");
        Thread.currentThread().join(); // until the process is ended
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return ExitCode.GOOD;
    }
  }

  private Report page(Session session, Path path, Model model) throws IOException {
    String name = String.valueOf(path.getFileName());
    List<String> commands = List.of(model.provenance().command(), command(path));
    Path fields = data;
    if (fields == null) {
      return Evidence.ofModel(model, name, commands);
    }
    DataFile reference = DataFile.open(fields);
    ReportCommand.requireGrid(model, reference);
    Path drawn = Disk.temporary(".npy");
    drawn.toFile().deleteOnExit();
    return new ModelReport(session, model, name, seed.seed())
        .of(reference, null, drawn, DRAWN, commands);
  }

  private String command(Path path) {
    List<String> words = new ArrayList<>(List.of("wirg", "serve", path.toString()));
    if (data != null) {
      words.addAll(List.of("--data", data.toString(), "--seed", Long.toString(seed.seed())));
    }
    return String.join(" ", words);
  }
}
