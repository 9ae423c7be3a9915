package org.wirg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.wirg.energy.Model;
import org.wirg.field.Dataset;
import org.wirg.field.Progress;
import org.wirg.field.Transform;
import org.wirg.field.TransformedDataset;
import org.wirg.file.ModelFile;
import org.wirg.formats.FieldWriter;
import org.wirg.prepare.CoarseFields;
import org.wirg.wavelet.Pyramid;
import org.wirg.wavelet.Wavelet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code wirg coarsen}: the coarse fields of a data set. */
@Command(
    name = "coarsen",
    description = {
      "Takes fields to a coarser lattice, as local averages: phi_j times 2^(-j d / 2) in d"
          + " dimensions. `wirg refine` goes back, with details drawn from a model."
    })
final class CoarsenCommand implements Callable<Integer> {
  private static final int MOST_LEVELS = 30;

  @Parameters(paramLabel = "DATA", description = DataFile.FORMATS)
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Option(
      names = "--levels",
      paramLabel = "J",
      description = "Halvings of the lattice (default: 1).")
  private int levels = 1;

  @Option(
      names = "--wavelet",
      paramLabel = "NAME",
      description = "haar, db2 .. db10, sym4 .. sym10 (default: that of --like, or db2).")
  private @Nullable String wavelet;

  @Option(
      names = "--like",
      paramLabel = "MODEL",
      description =
          "Averages what the model speaks of: T(phi), with T taken off the average again, where it"
              + " was fitted with --transform; by its wavelet.")
  private @Nullable Path like;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "The coarse fields (.npy, .npz, .h5 or .fits; float32).")
  @SuppressWarnings("NullAway.Init")
  private Path out;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    try (Session session = common.session()) {
      DataFile data = DataFile.open(file);
      session.checkFieldOutput(out, data.stored().grid(), file);
      if (levels < 1 || levels > MOST_LEVELS) {
        throw session.usage("--levels is 1 to " + MOST_LEVELS + "; found " + levels);
      }
      @Nullable Model model = like == null ? null : ModelFile.read(like);
      String own = model == null ? "db2" : model.wavelet().name();
      Wavelet filter =
          session.fromOptions(() -> Wavelet.named(Objects.requireNonNullElse(wavelet, own)));
      Pyramid pyramid =
          session.fromOptions(() -> new Pyramid(filter, data.stored().grid(), levels));
      Transform averaged = model == null ? data.transform() : model.transform();
      Dataset coarse = new CoarseFields(data.under(averaged), pyramid);
      write(TransformedDataset.inverse(coarse, averaged), session.progress());
      session.say(
          String.format(
              Locale.ROOT,
              "%s: %s%nwrote %s: %,d fields of %s%n",
              data.name(),
              data.description(),
              out,
              coarse.count(),
              coarse.grid()));
      ObjectNode json = Session.result("coarsen");
      json.put("file", file.toString());
      json.put("levels", levels);
      json.put("wavelet", filter.name());
      json.put("count", coarse.count());
      json.put("out", out.toString());
      session.deliver(json);
      return ExitCode.GOOD;
    }
  }

  private void write(Dataset coarse, Progress progress) throws IOException {
    double[] one = new double[coarse.grid().sites()];
    progress.begin("coarsening", coarse.count());
    try (FieldWriter writer = FieldWriter.open(out, coarse.grid(), coarse.count())) {
      for (long f = 0; f < coarse.count(); f++) {
        coarse.read(f, 1, one);
        writer.write(1, one);
        progress.advance(1);
      }
    }
  }
}
