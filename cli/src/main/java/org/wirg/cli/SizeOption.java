package org.wirg.cli;

import org.jspecify.annotations.Nullable;
import org.wirg.energy.Model;
import picocli.CommandLine.Option;

/** The size of lattice that a model is taken to. */
final class SizeOption {
  private static final int LARGEST = 1 << 13;

  @Option(
      names = "--size",
      paramLabel = "L",
      description =
          "Side of the finest lattice, the model's times a power of two (default: the model's)."
              + " A coarsest field of several sites has more or fewer of them; without one, levels more"
              + " or fewer repeat one or leave it out, as is right at a critical point.")
  private @Nullable Integer side;

  /** The model on the lattice asked for. */
  Model of(Session session, Model model) {
    Integer wanted = side;
    if (wanted == null) {
      return model;
    }
    if (wanted < 2 || wanted > LARGEST) {
      throw session.usage("--size is from 2 to " + LARGEST + "; found " + wanted);
    }
    return model.resized(wanted);
  }
}
