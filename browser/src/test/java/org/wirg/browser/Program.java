package org.wirg.browser;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program as it was packaged, in a process of its own. */
final class Program {
  private static final Path PACKAGED = Path.of("..", "cli", "target").toAbsolutePath().normalize();

  private Program() {}

  static ProcessBuilder command(Path folder, String... words) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("--add-modules", "jdk.incubator.vector", "-Djava.awt.headless=true"));
    line.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    line.add(PACKAGED.resolve("wirg.jar") + ":" + PACKAGED.resolve("lib") + "/*");
    line.add("org.wirg.cli.Main");
    line.addAll(List.of(words));
    return new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true);
  }

  /** Runs to the end; a result that failed its own checks is a result. */
  static void run(Path folder, String... words) throws IOException, InterruptedException {
    Process process = command(folder, words).start();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    int code = process.waitFor();
    if (code > 1) {
      throw new AssertionError("code " + code + ": " + said);
    }
  }
}
