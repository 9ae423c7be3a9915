package org.wirg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Processes that are killed at random moments and go on, over and over. {@code -Dwirg.kills=N} sets
 * how many of each command.
 */
final class KillTest {
  private static final int KILLS = Integer.getInteger("wirg.kills", 3);
  private static final int MANY_KILLS = 250;

  @TempDir private Path folder;

  static Stream<String> commands() {
    return Stream.of("simulate", "fit score", "fit likelihood", "sample");
  }

  private Interrupted command(String name) {
    Path data = Interrupted.data(folder);
    String fit = "--radius 1 --splines 6 --symmetry z2";
    List<String> words =
        new ArrayList<>(
            switch (name) {
              case "simulate" -> Cli.words("simulate phi4 --size 16 --count 800");
              case "sample" -> Cli.words("sample", Interrupted.model(folder, data), "--count 300");
              case "fit score" -> Cli.words("fit", data, fit);
              default ->
                  Cli.words(
                      "fit", data, fit, "--estimator likelihood --precision 0.1 --coarsest 2");
            });
    words.addAll(List.of("--seed", "5", "--kernels", "scalar", "--keep-every", "0", "--quiet"));
    return new Interrupted(name, name.startsWith("fit") ? "m.json" : "f.npy", words);
  }

  private Process start(Interrupted command, Path at, int threads) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "org.wirg.cli.Main"));
    line.addAll(command.words());
    line.addAll(List.of("--resume", "--threads", Integer.toString(threads), "--out"));
    line.add(command.out(at).toString());
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void goesOnToTheSameBytes(String name) throws Exception {
    kill(name, KILLS);
  }

  @Tag("deep")
  @ParameterizedTest
  @MethodSource("commands")
  void goesOnToTheSameBytesAThousandTimesInAll(String name) throws Exception {
    kill(name, MANY_KILLS);
  }

  private void kill(String name, int kills) throws Exception {
    Interrupted command = command(name);
    Path at = Files.createDirectory(folder.resolve("at"));
    Path out = command.out(at);
    long start = System.nanoTime();
    assertThat(start(command, at, 2).waitFor())
        .as(Files.readString(folder.resolve("log")))
        .isZero();
    long whole = System.nanoTime() - start;
    byte[] expected = Files.readAllBytes(out);
    Files.delete(out);
    Random random = new Random(name.hashCode());
    int killed = 0;
    int kept = 0;
    int ended = 0;
    int mismatches = 0;
    int unreadable = 0;
    while (killed < kills || Cli.names(at).size() > 0) {
      Process process = start(command, at, 1 + killed % 2);
      long wait = killed < kills ? (long) (whole * random.nextDouble()) : Long.MAX_VALUE;
      if (!process.waitFor(wait, TimeUnit.NANOSECONDS)) {
        process.destroyForcibly().waitFor();
        killed++;
        kept += Cli.names(at).toString().contains(".wirg-resume-") ? 1 : 0;
        unreadable += Files.exists(out) && Files.mismatch(out, write(expected)) >= 0 ? 1 : 0;
        continue;
      }
      assertThat(process.exitValue()).as(Files.readString(folder.resolve("log"))).isZero();
      ended++;
      mismatches += Files.mismatch(out, write(expected)) >= 0 ? 1 : 0;
      List<String> names = new ArrayList<>(Cli.names(at));
      names.removeIf(left -> left.matches("\\.wirg-.*\\.tmp"));
      assertThat(names).containsExactly(command.output());
      for (String left : Cli.names(at)) {
        Files.delete(at.resolve(left));
      }
    }
    System.out.printf(
        "%s: %d processes killed, %d of them with a state kept, %d runs ended, %d mismatches, %d"
            + " unreadable files%n",
        name, killed, kept, ended, mismatches, unreadable);
    assertThat(killed).isGreaterThanOrEqualTo(kills);
    assertThat(mismatches).isZero();
    assertThat(unreadable).isZero();
  }

  private Path write(byte[] expected) throws IOException {
    return Files.write(folder.resolve("expected"), expected);
  }
}
