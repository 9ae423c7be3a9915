package org.wirg.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.wirg.field.Dataset;
import org.wirg.field.InputRejected;
import org.wirg.field.Transform;
import org.wirg.prepare.TransformChoice;
import picocli.CommandLine.Option;

/** {@code --transform}: a function of the field that is easier to learn. */
final class TransformOption {
  @Option(
      names = "--transform",
      paramLabel = "KIND",
      description = {
        "A rising function of the field, whose law is learned instead; undone in all that is made of"
            + " the model: log, ln(1 + phi/OFFSET); asinh, asinh(phi/SCALE); standardise,"
            + " (phi - MEAN)/DEVIATION; rank, to a normal one-point law.",
        "The data choose the numbers, or log:OFFSET (log:0 is ln phi), asinh:SCALE,"
            + " standardise:MEAN,DEVIATION."
      })
  private @Nullable String words;

  /** Whether one was asked for. */
  boolean given() {
    return words != null;
  }

  /** The option as a command has it; empty where it was not given. */
  String command() {
    return words == null ? "" : " --transform " + words;
  }

  /**
   * The transform.
   *
   * @param fields that choose its numbers
   * @param own what it is where none was asked for
   */
  Transform of(Session session, Dataset fields, Transform own) throws IOException {
    String wanted = words;
    if (wanted == null) {
      return own;
    }
    TransformChoice choice = session.fromOptions(() -> TransformChoice.parse(wanted));
    try {
      return choice.of(fields, session.progress());
    } catch (IllegalArgumentException e) {
      throw session.usage("--transform " + wanted + ": " + e.getMessage());
    }
  }

  /** Refuses a command that compares with a known action where the model has other units. */
  static void requireNone(Transform transform, String option) {
    if (!transform.isNone()) {
      throw new InputRejected(
          option
              + " speaks of the field itself and needs a model of it; found one of "
              + transform.formula()
              + "; fit without --transform");
    }
  }
}
