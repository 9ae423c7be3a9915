package org.wirg.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A command that is interrupted and goes on.
 *
 * @param name in messages
 * @param output name of its output
 * @param words of the command line, without the output
 */
record Interrupted(String name, String output, List<String> words) {
  /** The file in a folder. */
  Path out(Path folder) {
    return folder.resolve(output);
  }

  /** The command line that writes into a folder. */
  Object[] line(Path folder, String... more) {
    return new Object[] {
      String.join(" ", words), "--out", out(folder), "--quiet", String.join(" ", more)
    };
  }

  /** What it writes when nothing happens. */
  byte[] undisturbed(Path folder) throws IOException {
    Files.createDirectories(folder);
    Cli.good(line(folder, "--keep-every 0"));
    if (!Cli.names(folder).equals(List.of(output))) {
      throw new AssertionError("left behind: " + Cli.names(folder));
    }
    return Files.readAllBytes(out(folder));
  }

  /** Small data to fit, in a folder without spaces. */
  static Path data(Path folder) {
    Path file = folder.resolve("data.npy");
    Cli.good("simulate gaussian --mass 1 --size 8 --count 96 --seed 4 --out", file);
    return file;
  }

  /** A small model of them. */
  static Path model(Path folder, Path data) {
    Path file = folder.resolve("model.json");
    Cli.good("fit", data, "--radius 1 --splines 6 --symmetry z2 --coarsest 4 --out", file);
    return file;
  }
}
