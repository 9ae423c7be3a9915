package org.wirg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wirg.file.Disk;

/** What `--resume` says and refuses. */
final class ResumeTest {
  private static final String COMMAND =
      "simulate gaussian --mass 1 --size 64 --count 600 --seed 3 --threads 1 --keep-every 0 --out";

  @TempDir private Path folder;

  @AfterEach
  void mend() {
    Disk.replace(Disk.REAL);
  }

  /** Leaves what a run leaves whose disk went away when so many states were kept. */
  private Path interrupted(int states) throws IOException {
    Path out = folder.resolve("f.npy");
    FaultyDisk sound = new FaultyDisk(FaultyDisk.Fault.ONCE, 0);
    Disk.replace(sound);
    Cli.good(COMMAND, out);
    Files.delete(out);
    Disk.replace(new FaultyDisk(FaultyDisk.Fault.FOR_GOOD, sound.moves().get(states - 1) + 1));
    assertThat(Cli.run(COMMAND, out).code()).isEqualTo(ExitCode.IO_FAILED);
    Disk.replace(Disk.REAL);
    return out;
  }

  private byte[] whole() throws IOException {
    Path other = Files.createDirectory(folder.resolve("whole")).resolve("f.npy");
    Cli.good(COMMAND, other);
    return Files.readAllBytes(other);
  }

  @Test
  void saysWhereItGoesOn() throws IOException {
    byte[] whole = whole();
    Path out = interrupted(1);
    Cli.Result result = Cli.good(COMMAND, out, "--resume");
    assertThat(result.out()).contains("going on from").contains("f.npy.wirg-resume-2, state 1");
    assertThat(out).hasBinaryContent(whole);
    assertThat(Cli.names(folder)).containsExactly("f.npy", "whole");
  }

  @Test
  void namesTheFirstDifference() throws IOException {
    Path out = interrupted(1);
    Cli.Result seed = Cli.run(COMMAND.replace("--seed 3", "--seed 4"), out, "--resume");
    assertThat(seed.code()).isEqualTo(ExitCode.INPUT_REJECTED);
    assertThat(seed.err()).contains("with --seed 3; found --seed 4");
    Cli.Result mass = Cli.run(COMMAND.replace("--mass 1", "--mass 2"), out, "--resume");
    assertThat(mass.code()).isEqualTo(ExitCode.INPUT_REJECTED);
    assertThat(mass.err()).contains("with --mass 1.0; found --mass 2.0");
    Cli.Result system = Cli.run(COMMAND.replace("gaussian", "lognormal"), out, "--resume");
    assertThat(system.err()).contains("simulate gaussian; found command simulate lognormal");
    assertThat(Cli.run(COMMAND, out, "--resume --threads 1").code()).isEqualTo(ExitCode.USAGE);
    Cli.good(COMMAND.replace("--threads 1", "--threads 2"), out, "--resume");
  }

  @Test
  void withoutTheOptionALeftoverIsReplaced() throws IOException {
    byte[] whole = whole();
    Path out = interrupted(1);
    assertThat(Cli.good(COMMAND, out).out()).doesNotContain("going on");
    assertThat(out).hasBinaryContent(whole);
    assertThat(Cli.names(folder)).containsExactly("f.npy", "whole");
  }

  @Test
  void aFitGoesOnFromItsCheckpoint() throws IOException {
    Path data = folder.resolve("d.npy");
    Cli.good("simulate gaussian --size 8 --count 200 --out", data);
    Path whole = Files.createDirectory(folder.resolve("whole")).resolve("m.json");
    Cli.good("fit", data, "--radius 1 --out", whole);
    Path out = folder.resolve("m.json");
    Path checkpoint = folder.resolve("laws.json");
    FaultyDisk sound = new FaultyDisk(FaultyDisk.Fault.ONCE, 0);
    Disk.replace(sound);
    Cli.good("fit", data, "--radius 1 --checkpoint", checkpoint, "--out", out);
    assertThat(out).hasSameBinaryContentAs(whole);
    Files.delete(out);
    Disk.replace(new FaultyDisk(FaultyDisk.Fault.FOR_GOOD, sound.moves().getFirst() + 1));
    Cli.Result failed = Cli.run("fit", data, "--radius 1 --checkpoint", checkpoint, "--out", out);
    assertThat(failed.code()).isEqualTo(ExitCode.IO_FAILED);
    Disk.replace(Disk.REAL);
    assertThat(checkpoint).exists();
    Cli.good("fit", data, "--radius 1 --checkpoint", checkpoint, "--out", out);
    assertThat(out).hasSameBinaryContentAs(whole);
    assertThat(Cli.names(folder)).containsExactly("d.npy", "m.json", "whole");
  }

  @Test
  void aDamagedStateGivesWayToTheOneBefore() throws IOException {
    byte[] whole = whole();
    Path out = interrupted(2);
    Path newest = folder.resolve("f.npy.wirg-resume-1");
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length / 2] ^= 1;
    Files.write(newest, bytes);
    Cli.Result result = Cli.good(COMMAND, out, "--resume");
    assertThat(result.out())
        .contains("f.npy.wirg-resume-1 is damaged and left aside")
        .contains("f.npy.wirg-resume-2, state 1");
    assertThat(out).hasBinaryContent(whole);
  }

  @Test
  void aDamagedPartIsRefused() throws IOException {
    Path out = interrupted(1);
    Path part = folder.resolve("f.npy.wirg-part");
    byte[] bytes = Files.readAllBytes(part);
    bytes[1000] ^= 1;
    Files.write(part, bytes);
    Cli.Result result = Cli.run(COMMAND, out, "--resume");
    assertThat(result.code()).isEqualTo(ExitCode.INPUT_REJECTED);
    assertThat(result.err()).contains("all of them damaged");
    assertThat(Cli.names(folder)).contains("f.npy.wirg-part", "f.npy.wirg-resume-2");
  }

  @Test
  void aTornTailIsCut() throws IOException {
    byte[] whole = whole();
    Path out = interrupted(1);
    Files.write(folder.resolve("f.npy.wirg-part"), new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
    Cli.good(COMMAND, out, "--resume");
    assertThat(out).hasBinaryContent(whole);
  }

  @Test
  void oneProcessAtATime() throws IOException {
    Path out = folder.resolve("f.npy");
    Path lock = Files.writeString(folder.resolve("f.npy.wirg-lock"), "process 17 0a1b\n");
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
      assertThat(channel.tryLock()).isNotNull();
      for (String more : List.of("--quiet", "--resume")) {
        Cli.Result result = Cli.run(COMMAND, out, more);
        assertThat(result.code()).isEqualTo(ExitCode.IO_FAILED);
        assertThat(result.err()).contains("found process 17 at work on").contains("f.npy");
      }
    }
    Cli.good(COMMAND, out); // that one is gone
    assertThat(Cli.names(folder)).containsExactly("f.npy");
  }

  @Test
  void shortRunsLeaveNothing() throws IOException {
    Path out = folder.resolve("f.npy");
    Disk.replace(new FaultyDisk(FaultyDisk.Fault.ONCE, 60));
    Cli.Result result = Cli.run(COMMAND.replace("--keep-every 0", "--quiet"), out);
    Disk.replace(Disk.REAL);
    assertThat(result.code()).isEqualTo(ExitCode.IO_FAILED);
    assertThat(Cli.names(folder)).isEmpty();
    assertThat(Cli.run(COMMAND.replace("--keep-every 0", "--keep-every nan"), out).code())
        .isEqualTo(ExitCode.USAGE);
  }
}
