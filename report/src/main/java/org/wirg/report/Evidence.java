package org.wirg.report;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wirg.diagnose.Comparison;
import org.wirg.energy.Model;
import org.wirg.sample.LevelMixing;

/**
 * What a report is made of.
 *
 * @param model on trial
 * @param modelName its file
 * @param data what it is held against
 * @param generated fields drawn from it
 * @param comparison of the two
 * @param mixing how the chains of every level forget, finest first
 * @param verdicts further ones
 * @param truth the action that made the data; null where nobody knows
 * @param commands that lead to the same page
 */
public record Evidence(
    Model model,
    String modelName,
    FieldSet data,
    FieldSet generated,
    Comparison comparison,
    List<LevelMixing> mixing,
    List<Verdict> verdicts,
    @Nullable Truth truth,
    List<String> commands) {
  public Evidence {
    mixing = List.copyOf(mixing);
    verdicts = List.copyOf(verdicts);
    commands = List.copyOf(commands);
  }

  /** The whole report. */
  public Report report() throws IOException {
    String subtitle =
        String.format(
            Locale.ROOT,
            "A law of %s fields, learned scale by scale from %,d of them (%s) and held against"
                + " %,d (%s).",
            model.grid(),
            model.provenance().fields(),
            model.provenance().dataName(),
            data.fields().count(),
            data.name());
    return new Report(
        title(modelName),
        subtitle,
        List.of(
            VerdictSection.of(this),
            FieldSection.of(this),
            FlowSection.of(this),
            HamiltonianSection.of(model, truth),
            StatisticsSection.of(this),
            SamplerSection.of(model, mixing),
            OriginSection.of(model, modelName, commands)));
  }

  /** What a model alone can show. */
  public static Report ofModel(Model model, String modelName, List<String> commands) {
    String subtitle =
        String.format(
            Locale.ROOT,
            "A law of %s fields, learned scale by scale from %,d of them (%s).",
            model.grid(),
            model.provenance().fields(),
            model.provenance().dataName());
    return new Report(
        title(modelName),
        subtitle,
        List.of(
            HamiltonianSection.of(model, null),
            SamplerSection.of(model, List.of()),
            OriginSection.of(model, modelName, commands)));
  }

  private static String title(String modelName) {
    return "wirg: " + modelName;
  }
}
