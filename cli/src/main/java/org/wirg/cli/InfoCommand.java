package org.wirg.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.wirg.diagnose.ValueSummary;
import org.wirg.energy.Model;
import org.wirg.energy.Provenance;
import org.wirg.field.Dataset;
import org.wirg.file.Disk;
import org.wirg.file.ModelFile;
import org.wirg.file.TransformJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code wirg info}: what a file is. */
@Command(name = "info", description = "Says what a file of fields or a model is.")
final class InfoCommand implements Callable<Integer> {
  /** When there are pictures. */
  private enum Pictures {
    ALWAYS,
    AUTO,
    NEVER
  }

  @Parameters(paramLabel = "FILE", description = "A model (JSON), or fields: " + DataFile.FORMATS)
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Option(
      names = "--picture",
      paramLabel = "WHEN",
      description = {
        "Shows the first field, its values' law, or a model's potentials: auto, on a terminal"
            + " (default); always; never."
      })
  private Pictures pictures = Pictures.AUTO;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    try (Session session = common.session()) {
      session.deliver(isModel(file) ? model(session) : fields(session));
      return ExitCode.GOOD;
    }
  }

  private boolean pictured(Session session) {
    return pictures == Pictures.ALWAYS || (pictures == Pictures.AUTO && session.watched());
  }

  /** By the name, or else by the first character that is not white space. */
  private static boolean isModel(Path file) throws IOException {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".json") || name.endsWith(".npy") || !Files.isRegularFile(file)) {
      return name.endsWith(".json");
    }
    try (InputStream in = Disk.input(file)) {
      return new String(in.readNBytes(64), StandardCharsets.ISO_8859_1).strip().startsWith("{");
    }
  }

  private ObjectNode fields(Session session) throws IOException {
    DataFile data = DataFile.open(file);
    String shape =
        Arrays.stream(data.stored().shape())
            .mapToObj(Long::toString)
            .collect(Collectors.joining(", ", "(", ")"));
    String sha256 = data.stored().sha256(session.progress());
    Dataset stored = data.stored().withGaps();
    ValueSummary values = ValueSummary.of(stored, session.threads(), session.progress());
    Table table =
        new Table("file", file.toString())
            .row("shape", shape + ", read as " + data.description().replaceFirst(" \\(.*", ""))
            .row("type", data.type())
            .row("values", data.transform().formula())
            .row("bytes", Table.count(data.stored().fileBytes()));
    if (values.gaps() > 0) {
      table.row("not finite", Table.count(values.gaps()) + " values (NaN or infinite), left out");
    }
    session.say(
        table
            .row("mean", Table.precise(values.mean()))
            .row("standard deviation", Table.precise(values.deviation()))
            .row("smallest", Table.precise(values.smallest()))
            .row("largest", Table.precise(values.largest()))
            .row("sha256", sha256)
            .leftAligned());
    if (pictured(session)) {
      session.say(new DataPicture(stored, values).text(session.terminal()));
    }
    ObjectNode json = Session.result("info");
    json.put("kind", "fields");
    if (!data.transform().isNone()) {
      json.set("transform", TransformJson.of(data.transform()));
    }
    json.put("file", file.toString());
    ArrayNode axes = json.putArray("shape");
    Arrays.stream(data.stored().shape()).forEach(axes::add);
    json.put("count", data.stored().count());
    ArrayNode grid = json.putArray("grid");
    Arrays.stream(data.stored().grid().shape()).forEach(grid::add);
    json.put("type", data.type());
    json.put("bytes", data.stored().fileBytes());
    json.put("not_finite", values.gaps());
    json.put("mean", values.mean());
    json.put("standard_deviation", values.deviation());
    json.put("smallest", values.smallest());
    json.put("largest", values.largest());
    json.put("sha256", sha256);
    return json;
  }

  private ObjectNode model(Session session) throws IOException {
    Model model = ModelFile.read(file);
    Provenance from = model.provenance();
    session.say(
        new Table("file", file.toString())
            .row("made by", "wirg " + from.version())
            .row("from", from.dataName() + ", " + Table.count(from.fields()) + " fields")
            .row("type", from.dataType())
            .row("sha256", from.dataSha256())
            .row("speaks of", model.transform().formula())
            .row("parameters", Integer.toString(model.parameters()))
            .row("mean removed", Table.precise(model.mean()))
            .leftAligned());
    session.say(Table.wrapped("made with: " + from.command()) + "\n");
    session.say(ModelText.levels(model));
    session.say(ModelText.nearest(model));
    if (pictured(session)) {
      session.say(ModelText.potentials(model, session.terminal()));
    }
    ObjectNode json = Session.result("info");
    json.put("kind", "model");
    json.put("file", file.toString());
    ModelText.describe(model, json);
    return json;
  }
}
