package org.wirg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Same seed, same bytes: for any number of threads and for both twins of the kernels. */
final class SameBytesTest {
  private static final List<String> FILES = List.of("f.npy", "m.json", "s.npy", "e.npy");

  @TempDir Path folder;

  private static List<List<String>> story(Path folder) {
    Path fields = folder.resolve("f.npy");
    Path model = folder.resolve("m.json");
    return List.of(
        Cli.words("simulate phi4 --size 8 --count 300 --seed 3 --out", fields),
        Cli.words("fit", fields, "--radius 2 --splines 8 --symmetry z2 --out", model),
        Cli.words("sample", model, "--count 40 --seed 4 --out", folder.resolve("s.npy")),
        Cli.words("energy", model, fields, "--out", folder.resolve("e.npy")));
  }

  private void assertSameFiles(Path one, Path other) throws IOException {
    for (String name : FILES) {
      assertThat(Files.mismatch(one.resolve(name), other.resolve(name))).as(name).isEqualTo(-1);
    }
  }

  @Test
  void forAnyNumberOfThreads() throws IOException {
    for (int threads = 1; threads <= 3; threads++) {
      Path own = Files.createDirectory(folder.resolve("threads" + threads));
      for (List<String> words : story(own)) {
        Cli.good(String.join(" ", words), "--threads", threads);
      }
      assertSameFiles(folder.resolve("threads1"), own);
    }
  }

  @Test
  void forBothKernels() throws IOException, InterruptedException {
    for (String kernels : List.of("scalar", "vector")) {
      Path own = Files.createDirectory(folder.resolve(kernels));
      for (List<String> words : story(own)) {
        if (words.getFirst().equals("simulate")) {
          Cli.good(String.join(" ", words));
        } else {
          inNewJvm(words, kernels);
        }
      }
    }
    assertSameFiles(folder.resolve("scalar"), folder.resolve("vector"));
  }

  private void inNewJvm(List<String> words, String kernels)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "org.wirg.cli.Main"));
    command.addAll(words);
    command.addAll(List.of("--kernels", kernels, "--quiet"));
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor()).as(Files.readString(log)).isZero();
  }
}
