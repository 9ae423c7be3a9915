package org.wirg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.wirg.energy.Model;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.file.ModelFile;
import org.wirg.formats.FieldWriter;
import org.wirg.sample.LevelPlan;
import org.wirg.sample.SampleOptions;
import org.wirg.sample.Sampler;
import org.wirg.sample.StepInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code wirg refine}: draws the fine scales of given coarse fields. */
@Command(
    name = "refine",
    description = {
      "Draws the fine scales of given coarse fields: details from the model's conditional laws,"
          + " level by level. The coarse fields are local averages in the data's units, as `wirg"
          + " coarsen` makes them, on a lattice that a power of two leads to. Of a model of a"
          + " transform T(phi) they are what T makes local averages of T(phi): see coarsen --like."
    })
final class RefineCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", index = "0", description = "What `wirg fit` wrote.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Parameters(paramLabel = "COARSE", index = "1", description = DataFile.FORMATS)
  @SuppressWarnings("NullAway.Init")
  private Path coarse;

  @Option(
      names = "--each",
      paramLabel = "N",
      description = "Fields drawn for every coarse one, in a row (default: 1).")
  private int each = 1;

  @Option(
      names = "--out",
      paramLabel = "FINE",
      required = true,
      description = "The fields (.npy, .npz, .h5 or .fits; float32).")
  @SuppressWarnings("NullAway.Init")
  private Path out;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private SizeOption size;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private SeedOption seed;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    try (Session session = common.session()) {
      if (each < 1) {
        throw session.usage("--each is at least 1; found " + each);
      }
      Model model = size.of(session, ModelFile.read(file));
      DataFile data = DataFile.open(coarse);
      session.checkFieldOutput(out, model.grid(), file, coarse);
      int level = level(model, data);
      double start = session.seconds();
      long count = Math.multiplyExact(data.stored().count(), (long) each);
      Sampler sampler =
          new Sampler(
              model, new SampleOptions(SampleOptions.Method.HMC, seed.seed(), session.threads()));
      List<LevelPlan> plans = sampler.calibrate(session.progress());
      plans.subList(0, level).forEach(SampleCommand::requireMixing);
      List<StepInfo> infos;
      try (FieldWriter writer = FieldWriter.open(out, model.grid(), count)) {
        infos =
            sampler.refine(
                plans,
                level,
                data.under(model.transform()),
                each,
                model.transform().undone(model.grid(), (fields, n) -> writer.write(n, fields)),
                session.progress());
      }
      SampleCommand.Outcome outcome =
          SampleCommand.outcome(
              session, plans.subList(0, level), infos.subList(0, level), Math.toIntExact(count));
      session.say(
          String.format(
              Locale.ROOT,
              "wrote %s: %,d fields of %s from %,d of %s in %.1f s%n",
              out,
              count,
              model.grid(),
              data.stored().count(),
              data.stored().grid(),
              session.seconds() - start));
      ObjectNode json = outcome.json();
      json.put("command", "refine");
      json.put("coarse", coarse.toString());
      json.put("each", each);
      json.put("seed", seed.seed());
      json.put("out", out.toString());
      session.deliver(json);
      outcome.complaints().forEach(session::warn);
      return outcome.complaints().isEmpty() ? ExitCode.GOOD : ExitCode.CHECK_FAILED;
    }
  }

  private int level(Model model, DataFile data) {
    Grid grid = data.stored().grid();
    for (int j = 1; j <= model.levels().size(); j++) {
      if (model.pyramid().grid(j).equals(grid)) {
        return j;
      }
    }
    throw new InputRejected(
        "coarse fields lie on one of the model's coarser lattices, "
            + model.grid()
            + " halved; found "
            + grid
            + " in "
            + coarse
            + "; coarsen them, or give --size");
  }
}
