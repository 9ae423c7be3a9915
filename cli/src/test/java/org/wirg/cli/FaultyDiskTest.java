package org.wirg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wirg.file.Disk;

/** Every operation of a command's disk fails once, fails for good, or is the last before dark. */
final class FaultyDiskTest {
  private static final byte[] OLD = "an older result\n".getBytes(StandardCharsets.US_ASCII);

  private static final String SEVERAL_BLOCKS = "simulate, several blocks";
  private static final long STRIDE = Long.getLong("wirg.fault.stride", 23);

  @TempDir private static Path inputs;
  private static final List<Interrupted> COMMANDS = new ArrayList<>();

  @TempDir private Path folder;

  @BeforeAll
  static void prepare() {
    Path data = Interrupted.data(inputs);
    Path model = Interrupted.model(inputs, data);
    COMMANDS.clear();
    add("simulate", "f.npy", "simulate gaussian --mass 1 --size 4 --count 20");
    add("simulate", "f.h5", "simulate lognormal --mass 1 --size 4 --count 20");
    add("fit", "m.json", "fit", data, "--coarsest 4 --radius 1 --splines 6 --symmetry z2");
    add("sample", "f.npz", "sample", model, "--count 40");
    add(SEVERAL_BLOCKS, "f.npy", "simulate gaussian --mass 1 --size 64 --count 260");
  }

  private static void add(String name, String output, Object... words) {
    List<String> line = new ArrayList<>(Cli.words(words));
    line.addAll(List.of("--threads", "1", "--seed", "3"));
    COMMANDS.add(new Interrupted(name, output, line));
  }

  /** Every operation of most commands, in the deep profile of all. */
  private static long stride(Interrupted command) {
    return command.name().equals(SEVERAL_BLOCKS) ? STRIDE : 1;
  }

  static Stream<Interrupted> commands() {
    return COMMANDS.stream();
  }

  @AfterEach
  void mend() {
    Disk.replace(Disk.REAL);
  }

  /** The command on a disk with a fault, its output being there from before. */
  private Cli.Result run(Interrupted command, Path at, FaultyDisk disk) throws IOException {
    Files.createDirectories(at);
    Files.write(command.out(at), OLD);
    Disk.replace(disk);
    try {
      return Cli.run(command.line(at, "--keep-every 0"));
    } finally {
      Disk.replace(Disk.REAL);
      disk.settle();
    }
  }

  private long operations(Interrupted command) throws IOException {
    FaultyDisk sound = new FaultyDisk(FaultyDisk.Fault.ONCE, 0);
    assertThat(run(command, folder.resolve("counted"), sound).code()).isZero();
    return sound.count();
  }

  private static void remove(Path at) throws IOException {
    for (String name : Cli.names(at)) {
      Files.delete(at.resolve(name));
    }
  }

  private static boolean isOld(Path file) throws IOException {
    return Arrays.equals(Files.readAllBytes(file), OLD);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void failsCleanlyOrNotAtAll(Interrupted command) throws IOException {
    byte[] whole = command.undisturbed(folder.resolve("whole"));
    long operations = operations(command);
    Path at = folder.resolve("at");
    int failed = 0;
    for (FaultyDisk.Fault fault : List.of(FaultyDisk.Fault.ONCE, FaultyDisk.Fault.FOR_GOOD)) {
      for (long k = 1; k <= operations; k += stride(command)) {
        String what = command.name() + " " + fault + " " + k;
        FaultyDisk disk = new FaultyDisk(fault, k);
        Cli.Result result = run(command, at, disk);
        boolean good = result.code() == ExitCode.GOOD;
        failed += good ? 0 : 1;
        if (!good) {
          assertThat(result.code()).as(what + result).isEqualTo(ExitCode.IO_FAILED);
          assertThat(result.err()).as(what).startsWith("wirg: ").hasLineCount(1);
        }
        if (good || !isOld(command.out(at))) {
          assertThat(command.out(at)).as(what).hasBinaryContent(whole);
        }
        List<String> left = new ArrayList<>(Cli.names(at));
        left.remove(command.output());
        left.removeIf(name -> !good && name.startsWith(command.output() + ".wirg-"));
        if (fault == FaultyDisk.Fault.FOR_GOOD || disk.failed().equals("delete")) {
          left.removeIf(name -> name.matches("\\.wirg-.*\\.tmp")); // at the end of the process
        }
        assertThat(left).as(what).isEmpty();
        remove(at);
      }
    }
    System.out.printf(
        "%s %s: of %d disk operations every %s failed once and for good; %d runs failed, cleanly%n",
        command.name(), command.output(), operations, nth(command), failed);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void survivesTheLossOfPower(Interrupted command) throws IOException {
    byte[] whole = command.undisturbed(folder.resolve("whole"));
    long operations = operations(command);
    Path at = folder.resolve("at");
    int resumed = 0;
    for (long k = 1; k <= operations; k += stride(command)) {
      FaultyDisk.Fault fault =
          k % 2 == 0 ? FaultyDisk.Fault.POWER_BYTES : FaultyDisk.Fault.POWER_NAMES;
      String what = command.name() + " " + fault + " " + k;
      run(command, at, new FaultyDisk(fault, k));
      if (!isOld(command.out(at))) {
        assertThat(command.out(at)).as(what).hasBinaryContent(whole);
      }
      resumed += Cli.names(at).toString().contains(".wirg-resume-") ? 1 : 0;
      Cli.Result again = Cli.run(command.line(at, "--resume --keep-every 0"));
      assertThat(again.code()).as(what + again).isZero();
      assertThat(command.out(at)).as(what).hasBinaryContent(whole);
      assertThat(Cli.names(at))
          .as(what)
          .filteredOn(name -> !name.matches("\\.wirg-.*\\.tmp"))
          .containsExactly(command.output());
      remove(at);
    }
    System.out.printf(
        "%s %s: of %d disk operations every %s lost power; %d runs went on from a kept state, all to"
            + " the same bytes%n",
        command.name(), command.output(), operations, nth(command), resumed);
  }

  private static String nth(Interrupted command) {
    return stride(command) == 1 ? "one" : stride(command) + "th";
  }
}
