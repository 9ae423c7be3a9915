package org.wirg.report;

import java.util.List;
import java.util.Locale;
import org.wirg.energy.Model;
import org.wirg.energy.Provenance;

/** Where all this comes from, and how to have it again. */
final class OriginSection {
  private OriginSection() {}

  static Section of(Model model, String name, List<String> commands) {
    Provenance from = model.provenance();
    List<List<String>> rows =
        List.of(
            List.of("model", name),
            List.of("learned from", from.dataName() + ", " + from.dataType()),
            List.of("fields", String.format(Locale.ROOT, "%,d of %s", from.fields(), model.grid())),
            List.of("SHA-256 of the data", from.dataSha256()),
            List.of("wavelet", model.wavelet().name()),
            List.of("learned of the field φ", model.transform().formula().replace("phi", "φ")),
            List.of("symmetric under φ → −φ", model.even() ? "yes" : "no"),
            List.of("isotropic", model.isotropic() ? "yes" : "no"),
            List.of("coefficients", Integer.toString(model.parameters())),
            List.of("seed", Long.toString(from.seed())),
            List.of("wirg", from.version()));
    return new Section(
        "origin",
        "Origin",
        List.of(
            new NumberTable(
                "provenance",
                "Provenance",
                "As the model file has it.",
                List.of("what", "value"),
                rows,
                false),
            new Note("The same page comes from these commands:"),
            new Commands(commands)));
  }
}
