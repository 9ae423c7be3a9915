package org.wirg.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFileTest {
  @TempDir Path folder;

  private static AtomicFile.Body text(String text) {
    return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void writesAndReplaces() throws IOException {
    Path target = folder.resolve("a file.txt");
    AtomicFile.write(target, text("old"));
    AtomicFile.write(target, text("new"));
    assertThat(target).hasContent("new");
    assertThat(TestFiles.names(folder)).containsExactly("a file.txt");
  }

  @Test
  void failureInTheMiddleLeavesTheOldFileAndNothingElse() throws IOException {
    Path target = folder.resolve("file");
    AtomicFile.write(target, text("old"));
    byte[] much = new byte[1 << 20];
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    target,
                    out -> {
                      out.write(much);
                      throw new IOException("broken");
                    }))
        .hasMessage("broken");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    target,
                    out -> {
                      throw new IllegalStateException("broken too");
                    }))
        .hasMessage("broken too");
    assertThat(target).hasContent("old");
    assertThat(TestFiles.names(folder)).containsExactly("file");
  }

  @Test
  void nothingAppearsBeforeCommit() throws IOException {
    Path target = folder.resolve("file");
    try (AtomicFile file = AtomicFile.create(target)) {
      file.stream().write(7);
      file.stream().flush();
      assertThat(target).doesNotExist();
      file.commit();
      assertThat(target).exists();
      assertThatThrownBy(file::commit).isInstanceOf(IllegalStateException.class);
    }
    try (AtomicFile file = AtomicFile.create(folder.resolve("other"))) {
      file.stream().write(7);
    }
    assertThat(TestFiles.names(folder)).containsExactly("file");
  }

  @Test
  void newFilesHaveTheUsualPermissions() throws IOException {
    assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
    Path plain = Files.createFile(folder.resolve("plain"));
    Path written = folder.resolve("written");
    AtomicFile.write(written, text("x"));
    assertThat(Files.getPosixFilePermissions(written))
        .isEqualTo(Files.getPosixFilePermissions(plain));
  }

  @Test
  void followsLinks() throws IOException {
    Path real = Files.createDirectory(folder.resolve("real")).resolve("file");
    AtomicFile.write(real, text("old"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    AtomicFile.write(link, text("new"));
    assertThat(link).isSymbolicLink();
    assertThat(real).hasContent("new");
    Path folderLink = Files.createSymbolicLink(folder.resolve("to"), folder.resolve("real"));
    AtomicFile.write(folderLink.resolve("second"), text("second"));
    assertThat(TestFiles.names(folder.resolve("real"))).containsExactly("file", "second");
  }

  @Test
  void writesToADevice() throws IOException {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device));
    AtomicFile.write(device, text("gone"));
    assertThat(Files.isRegularFile(device)).isFalse();
  }

  @Test
  void saysWhatIsWrongWithAPlace() throws IOException {
    assertThatThrownBy(() -> AtomicFile.write(folder.resolve("none/file"), text("x")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the folder of an output file must exist")
        .hasMessageContaining("none");
    assertThatThrownBy(() -> AtomicFile.write(folder, text("x")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("found a folder at");
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> AtomicFile.write(file.resolve("below"), text("x")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("must exist");
  }

  @Test
  void saysThatAFolderIsNotWritable() throws IOException {
    Path locked = Files.createDirectory(folder.resolve("locked"));
    assumeTrue(locked.getFileSystem().supportedFileAttributeViews().contains("posix"));
    Set<java.nio.file.attribute.PosixFilePermission> before = Files.getPosixFilePermissions(locked);
    Files.setPosixFilePermissions(locked, Set.of());
    try {
      // Permissions do not bind the superuser; the process table refuses files from everybody.
      Path refusing = Files.isWritable(locked) ? Path.of("/proc") : locked;
      assumeTrue(Files.isDirectory(refusing));
      assertThatThrownBy(() -> AtomicFile.write(refusing.resolve("file"), text("x")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("must be writable")
          .hasMessageContaining(refusing.toString());
    } finally {
      Files.setPosixFilePermissions(locked, before);
    }
  }
}
