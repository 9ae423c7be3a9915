package org.wirg.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.energy.Provenance;
import org.wirg.field.Grid;
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;
import org.wirg.fit.Fit;
import org.wirg.fit.FitOptions;
import org.wirg.internal.random.Purpose;
import org.wirg.internal.random.RandomStream;

/**
 * A fit and a sample have the same bytes in any JVM: interpreter or compilers, vector kernels of
 * any width or scalar ones, any number of threads.
 */
final class DeterminismTest {
  /** Prints one checksum of a fit and a sample by given plans, and one of a tuned sample. */
  static final class Child {
    private Child() {}

    /**
     * @param arguments number of threads, and whether to tune
     */
    public static void main(String[] arguments) {
      int threads = Integer.parseInt(arguments[0]);
      boolean tune = Boolean.parseBoolean(arguments[1]);
      Model model = model(threads);
      Checksum checksum = new Checksum();
      List<Level> all = new ArrayList<>(model.levels());
      all.add(model.coarsest());
      for (Level level : all) {
        checksum.add(level.energy().theta());
        checksum.add(level.estimate().covariance());
        checksum.add(level.sigma(), level.detailSigma());
      }
      Sampler sampler = new Sampler(model, new SampleOptions(SampleOptions.Method.HMC, 5, threads));
      Transition transition = new Transition(0.5, 3);
      List<LevelPlan> plans =
          Collections.nCopies(
              model.levels().size(), new LevelPlan(1, 8, 8, transition, 4, 1, "", 1, 0, 1, 0));
      sampler.draw(plans, 19, (fields, n) -> checksum.add(fields), Progress.NONE);
      System.out.println("given " + checksum.hex());
      if (tune) {
        Checksum tuned = new Checksum();
        List<LevelPlan> found = sampler.calibrate(Progress.NONE);
        tuned.add(found.toString().getBytes(StandardCharsets.UTF_8));
        sampler.draw(found, 19, (fields, n) -> tuned.add(fields), Progress.NONE);
        System.out.println("tuned " + tuned.hex());
      }
    }

    /** Learnt from skewed white noise, 100 fields of 8x8. */
    private static Model model(int threads) {
      RandomStream random = new RandomStream(2, Purpose.LATTICE, 0);
      Grid grid = Grid.of(8, 8);
      double[] values = new double[100 * grid.sites()];
      for (int i = 0; i < values.length; i++) {
        double z = random.nextNormal();
        values[i] = z + 0.2 * z * z;
      }
      FitOptions options = new FitOptions("db2", 1, 1, 8, false, false, 1, threads);
      Provenance provenance = new Provenance("test", "0", "none", "", "none", 100, 1);
      return Fit.of(new MemoryDataset(grid, values), options, provenance, Progress.NONE);
    }
  }

  private static final class Checksum {
    private final MessageDigest digest;

    Checksum() {
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }

    void add(double... values) {
      ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * values.length);
      for (double value : values) {
        bytes.putDouble(value);
      }
      digest.update(bytes.array());
    }

    void add(byte[] bytes) {
      digest.update(bytes);
    }

    String hex() {
      return HexFormat.of().formatHex(digest.digest());
    }
  }

  private record Run(String name, boolean tuned, Process process) {
    /** The lines it prints, joined. */
    String output() throws IOException, InterruptedException {
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("WARNING"))
              .reduce("", (a, b) -> a + b + "\n");
      boolean ended = process.waitFor(60, TimeUnit.SECONDS);
      assertThat(ended).as(name).isTrue();
      assertThat(process.exitValue()).as(name + ": " + output).isZero();
      return output;
    }
  }

  private static Run start(String name, int threads, boolean tune, String... flags)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--add-modules",
            "jdk.incubator.vector",
            "-XX:+UseSerialGC",
            // The width of vectors is a matter of x86.
            "-XX:+IgnoreUnrecognizedVMOptions"));
    command.addAll(List.of(flags));
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    command.addAll(List.of("-cp", path, Child.class.getName(), "" + threads, "" + tune));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).directory(new File(".")).start();
    return new Run(name, tune, process);
  }

  @Test
  void theBytesAreTheSameInEveryJvm() throws IOException, InterruptedException {
    Run first = start("default", 1, true);
    // The slow one runs beside all others.
    Run interpreter = start("interpreter", 1, false, "-Xint", "-Dwirg.kernels=scalar");
    String expected = first.output();
    assertThat(expected).matches("(?s)given [0-9a-f]{64}\ntuned [0-9a-f]{64}\n");
    String given = expected.lines().findFirst().orElseThrow() + "\n";
    List<Run> others = List.of(start("two threads", 2, false), start("three threads", 3, true));
    for (Run run : others) {
      assertThat(run.output()).as(run.name()).isEqualTo(run.tuned() ? expected : given);
    }
    others =
        List.of(
            start("first compiler", 2, true, "-XX:TieredStopAtLevel=1", "-Dwirg.kernels=scalar"),
            start("scalar kernels", 1, true, "-Dwirg.kernels=scalar"));
    for (Run run : others) {
      assertThat(run.output()).as(run.name()).isEqualTo(run.tuned() ? expected : given);
    }
    others =
        List.of(
            start("128-bit vectors", 3, false, "-XX:UseAVX=1"),
            start("256-bit vectors", 2, true, "-XX:UseAVX=2"));
    for (Run run : others) {
      assertThat(run.output()).as(run.name()).isEqualTo(run.tuned() ? expected : given);
    }
    assertThat(interpreter.output()).isEqualTo(given);
  }
}
