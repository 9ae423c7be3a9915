package org.wirg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The files of a whole job, models with their provenance, samples and a report with all its
 * figures, have the same bytes in any JVM: one SHA-256 for any number of threads, either compiler
 * or none, either twin of the kernels, vectors of any width.
 */
final class SameBytesMatrixTest {
  @TempDir Path folder;

  /** The job, in the folder that the JVM is started in: the command lines are the same. */
  static final class Job {
    private Job() {}

    /**
     * @param words threads, and whether to make the report
     */
    public static void main(String[] words) {
      run("simulate phi4 --size 8 --count 64 --seed 3 --out f.npy", words[0]);
      String fit = "fit f.npy --radius 1 --splines 6 --symmetry z2 --isotropic";
      run(fit + " --out m.json", words[0]);
      run(fit + " --estimator likelihood --precision 1 --out l.json", words[0]);
      run("sample m.json --count 32 --seed 4 --out s.npy", words[0]);
      if (Boolean.parseBoolean(words[1])) {
        run("report m.json --data f.npy --samples s.npy --out r", words[0]);
      }
    }

    private static void run(String line, String threads) {
      Cli.Result result = Cli.run(line, "--threads", threads, "--quiet");
      if (result.code() > 1) { // so few fields may fail a check
        throw new IllegalStateException(line + ": " + result);
      }
    }
  }

  /** A JVM that does the job. */
  private record Run(String name, Path place, boolean report, Process process) {}

  private Run start(int threads, boolean report, String... flags) throws IOException {
    String name = threads + " threads " + String.join(" ", flags);
    Path place = Files.createTempDirectory(folder, "run");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--add-modules",
            "jdk.incubator.vector",
            "-XX:+UseSerialGC",
            "-Xmx512m",
            "-Djava.awt.headless=true",
            // The width of vectors is a matter of x86.
            "-XX:+IgnoreUnrecognizedVMOptions"));
    command.addAll(List.of(flags));
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    command.addAll(List.of("-cp", path, Job.class.getName(), "" + threads, "" + report));
    Process process =
        new ProcessBuilder(command)
            .directory(place.toFile())
            .redirectErrorStream(true)
            .redirectOutput(place.resolve("log").toFile())
            .start();
    return new Run(name, place, report, process);
  }

  /** Waits for the end; returns the checksum of what a job without a report makes, then of all. */
  private static List<String> checksums(Run run) throws IOException, InterruptedException {
    int code = run.process.waitFor();
    assertThat(code).as(run.name + ": " + Files.readString(run.place.resolve("log"))).isZero();
    List<String> sums =
        new ArrayList<>(
            List.of(checksum(run.place, List.of("f.npy", "m.json", "l.json", "s.npy"))));
    if (run.report) {
      sums.add(checksum(run.place, files(run.place)));
    }
    return sums;
  }

  /** All that a job made, but for the log. */
  private static List<String> files(Path place) throws IOException {
    try (Stream<Path> all = Files.walk(place)) {
      TreeSet<String> names = new TreeSet<>();
      all.filter(Files::isRegularFile)
          .forEach(file -> names.add(place.relativize(file).toString().replace('\\', '/')));
      names.remove("log");
      return List.copyOf(names);
    }
  }

  private static String checksum(Path place, List<String> names) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String name : names) {
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(place.resolve(name)));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Two JVMs at a time; every one of them ends with the first one's checksums. */
  private void same(List<Run> runs, List<String> expected)
      throws IOException, InterruptedException {
    for (Run run : runs) {
      List<String> found = checksums(run);
      assertThat(found).as(run.name).isEqualTo(expected.subList(0, found.size()));
    }
  }

  @Test
  void twoJvmsThatHaveLittleInCommon() throws IOException, InterruptedException {
    Run other = start(3, true, "-XX:TieredStopAtLevel=1", "-Dwirg.kernels=scalar");
    Run first = start(1, true, "-XX:UseAVX=2", "-Dwirg.kernels=vector");
    List<String> expected = checksums(first);
    same(List.of(other), expected);
    List<String> names = files(first.place);
    assertThat(names).contains("f.npy", "m.json", "l.json", "s.npy", "r/report.json");
    assertThat(names).anyMatch(name -> name.endsWith(".csv")).noneMatch(name -> name.equals("log"));
    System.out.println("same bytes: 2 runs, " + names.size() + " files, " + expected.getLast());
    // The twin: one bit of one file, or a file less, is noticed.
    String some = names.getLast();
    byte[] bytes = Files.readAllBytes(first.place.resolve(some));
    bytes[bytes.length / 2] ^= 1;
    Files.write(first.place.resolve(some), bytes);
    assertThat(checksum(first.place, names)).isNotEqualTo(expected.getLast());
    assertThat(checksum(other.place, names)).isEqualTo(expected.getLast());
    assertThat(checksum(other.place, names.subList(1, names.size())))
        .isNotEqualTo(expected.getLast());
  }

  @Tag("deep")
  @Test
  void theWholeMatrix() throws IOException, InterruptedException {
    Run interpreter = start(2, false, "-Xint", "-Dwirg.kernels=scalar");
    List<String> expected = checksums(start(1, true));
    int runs = 2;
    List<String[]> kernels =
        List.of(
            new String[] {"-Dwirg.kernels=vector"},
            new String[] {"-Dwirg.kernels=vector", "-XX:UseAVX=1"},
            new String[] {"-Dwirg.kernels=vector", "-XX:UseAVX=2"},
            new String[] {"-Dwirg.kernels=scalar"});
    for (int threads : new int[] {1, 2, 3, 4, 7}) {
      for (String[] kernel : kernels) {
        String[] firstCompiler =
            Stream.concat(Stream.of(kernel), Stream.of("-XX:TieredStopAtLevel=1"))
                .toArray(String[]::new);
        boolean report = threads == 1 || threads == 7;
        same(
            List.of(start(threads, report, kernel), start(threads, report, firstCompiler)),
            expected);
        runs += 2;
      }
    }
    same(List.of(interpreter), expected);
    System.out.println("same bytes: " + runs + " runs, " + expected.getLast());
  }
}
