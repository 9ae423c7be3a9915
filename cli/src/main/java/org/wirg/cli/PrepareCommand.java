package org.wirg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.wirg.field.Dataset;
import org.wirg.field.Grid;
import org.wirg.field.Progress;
import org.wirg.field.Transform;
import org.wirg.field.TransformedDataset;
import org.wirg.file.Sidecar;
import org.wirg.file.TransformJson;
import org.wirg.formats.FieldWriter;
import org.wirg.prepare.Patches;
import org.wirg.prepare.WholePatches;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code wirg prepare}: cuts patches out of maps. */
@Command(
    name = "prepare",
    description = {
      "Cuts patches out of larger maps. Split by map, so that neighbouring patches are never on"
          + " both sides: --maps 0:20 to learn from, --maps 20:30 to judge with."
    })
final class PrepareCommand implements Callable<Integer> {
  /** Values held at a time. */
  private static final int BLOCK_VALUES = 1 << 20;

  @Parameters(paramLabel = "MAPS", description = DataFile.FORMATS)
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Option(
      names = "--size",
      paramLabel = "L",
      required = true,
      description = "Sites along every axis of a patch.")
  private int size;

  @Option(
      names = "--stride",
      paramLabel = "N",
      description = "Sites from a patch to the next (default: the patch's, so none overlap).")
  private @Nullable Integer stride;

  @Option(
      names = "--maps",
      paramLabel = "A:B",
      description = "The maps number A to B - 1, counted from 0 (default: all).")
  private @Nullable String maps;

  @Option(names = "--shift", description = "Starts at a random place of every map.")
  private boolean shift;

  @Option(
      names = "--turn",
      description = "Exchanges axes and reverses directions at random: they are equivalent.")
  private boolean turn;

  @Option(
      names = "--sign",
      description = "Reverses signs at random: phi and -phi are equally likely.")
  private boolean sign;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "The patches (.npy, .npz, .h5 or .fits; float32).")
  @SuppressWarnings("NullAway.Init")
  private Path out;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private MaskOption mask;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private TransformOption transform;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private SeedOption seed;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    try (Session session = common.session()) {
      DataFile data = DataFile.open(file);
      session.checkFieldOutput(out, data.stored().grid(), file);
      long[] range = range(session, data.stored().count());
      Dataset maps = maps(session, data);
      Patches all = session.fromOptions(() -> cut(maps, range));
      Dataset patches = whole(session, maps, range, all);
      Transform values = transform.of(session, patches, data.transform());
      if (!values.isNone()) {
        session.checkOutput(Sidecar.of(out), file);
      }
      write(
          transform.given() ? TransformedDataset.forward(patches, values) : patches,
          session.progress());
      if (!values.isNone()) {
        Sidecar.write(out, command(data, range), Version.number(), values);
      }
      session.say(
          String.format(
              Locale.ROOT,
              "%s: %s%nwrote %s: %,d patches of %s, %s%d of every map, maps %d to %d%n",
              data.name(),
              data.description(),
              out,
              patches.count(),
              patches.grid(),
              patches == all ? "" : "at most ",
              all.perMap(),
              range[0],
              range[1] - 1));
      ObjectNode json = json(data, all, range, session.progress());
      json.put("count", patches.count());
      if (mask.given()) {
        long dropped = all.count() - patches.count();
        session.say(String.format(Locale.ROOT, "left out %,d patches with masked sites", dropped));
        json.put("masked_patches", dropped);
      }
      if (!values.isNone()) {
        session.say(
            Table.wrapped("values are " + values.formula() + ", as " + Sidecar.of(out) + " says"));
        json.set("transform", TransformJson.of(values));
      }
      session.deliver(json);
      return ExitCode.GOOD;
    }
  }

  /** What is cut: values as they are stored, or in their own units to be transformed. */
  private Dataset maps(Session session, DataFile data) {
    if (!mask.given()) {
      return transform.given() ? data.fields() : data.stored();
    }
    if (transform.given() && !data.transform().isNone()) {
      throw session.usage(
          "--mask and --transform are for maps in their own units; found "
              + data.transform().formula()
              + " in "
              + data.name());
    }
    return data.stored().withGaps();
  }

  private Patches cut(Dataset maps, long[] range) {
    return new Patches(
        maps,
        range[0],
        range[1],
        Grid.cube(maps.grid().rank(), size),
        stride == null ? size : stride,
        new Patches.Moves(shift, turn, sign, seed.seed()));
  }

  /** The patches without a masked site. */
  private Dataset whole(Session session, Dataset maps, long[] range, Patches all)
      throws IOException {
    if (!mask.given()) {
      return all;
    }
    @Nullable Dataset masks = mask.masks(maps);
    return WholePatches.of(all, masks == null ? null : cut(masks, range), session.progress());
  }

  private long[] range(Session session, long count) {
    if (maps == null) {
      return new long[] {0, count};
    }
    String[] ends = maps.split(":", -1);
    try {
      if (ends.length == 2) {
        return new long[] {
          ends[0].isEmpty() ? 0 : Long.parseLong(ends[0]),
          ends[1].isEmpty() ? count : Long.parseLong(ends[1])
        };
      }
    } catch (NumberFormatException e) {
      throw session.usage("--maps is A:B, two numbers; found " + maps);
    }
    throw session.usage("--maps is A:B, two numbers; found " + maps);
  }

  private void write(Dataset patches, Progress progress) throws IOException {
    int sites = patches.grid().sites();
    int block = Math.max(1, BLOCK_VALUES / sites);
    double[] fields = new double[block * sites];
    progress.begin("cutting", patches.count());
    try (FieldWriter writer = FieldWriter.open(out, patches.grid(), patches.count())) {
      for (long first = 0; first < patches.count(); first += block) {
        int n = (int) Math.min(block, patches.count() - first);
        patches.read(first, n, fields);
        writer.write(n, fields);
        progress.advance(n);
      }
    }
  }

  /** The command without what cannot change the result. */
  private String command(DataFile data, long[] range) {
    return "wirg prepare "
        + data.name()
        + " --size "
        + size
        + " --stride "
        + (stride == null ? size : stride)
        + " --maps "
        + range[0]
        + ":"
        + range[1]
        + (shift ? " --shift" : "")
        + (turn ? " --turn" : "")
        + (sign ? " --sign" : "")
        + mask.command()
        + transform.command()
        + " --seed "
        + seed.seed();
  }

  private ObjectNode json(DataFile data, Patches patches, long[] range, Progress progress)
      throws IOException {
    ObjectNode json = Session.result("prepare");
    json.put("file", file.toString());
    json.put("sha256", data.stored().sha256(progress));
    json.put("first_map", range[0]);
    json.put("last_map", range[1] - 1);
    json.put("size", size);
    json.put("stride", stride == null ? size : stride);
    json.put("shift", shift);
    json.put("turn", turn);
    json.put("sign", sign);
    json.put("seed", seed.seed());
    json.put("patches_per_map", patches.perMap());
    json.put("out", out.toString());
    return json;
  }
}
