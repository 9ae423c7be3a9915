package org.wirg.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The one place where files are opened, renamed and removed: everything that can fail on a disk. A
 * test may put a disk of its own here, one that fails or that loses power.
 *
 * <p>Questions that cannot fail (whether a file exists, whether it is a folder) are not asked here,
 * and libraries for foreign formats open their files themselves.
 */
public final class Disk {
  /** The operations; {@link #REAL} are those of the machine. */
  public interface Operations {
    /** Opens a file. */
    FileChannel open(Path file, OpenOption... how) throws IOException;

    /** Gives a file another name in the same file system, in one step; what had it is replaced. */
    void move(Path from, Path to) throws IOException;

    /** Removes a file, if there is one. */
    void delete(Path file) throws IOException;

    /** Makes names in a folder durable. */
    void force(Path folder) throws IOException;

    /** Makes folders that are missing. */
    void createFolders(Path folder) throws IOException;

    /** An empty file with a new name, in the folder for temporary files. */
    Path temporary(String suffix) throws IOException;

    /** Length, time and identity. */
    BasicFileAttributes attributes(Path file) throws IOException;
  }

  /** The machine's disk. */
  public static final Operations REAL = new Real();

  private static volatile Operations operations = REAL;

  private Disk() {}

  /**
   * Puts another disk in place of the present one, for tests.
   *
   * @return the one that was there
   */
  public static Operations replace(Operations disk) {
    Operations before = operations;
    operations = disk;
    return before;
  }

  /** Opens a file. */
  public static FileChannel open(Path file, OpenOption... how) throws IOException {
    return operations.open(file, how);
  }

  /** Opens a file for reading from its beginning; not buffered. */
  public static InputStream input(Path file) throws IOException {
    return Channels.newInputStream(open(file, StandardOpenOption.READ));
  }

  /** Opens a file that is there for writing it anew; not buffered. */
  static OutputStream output(Path file) throws IOException {
    return Channels.newOutputStream(
        open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING));
  }

  /** Copies all bytes of a file. */
  public static void copy(Path file, OutputStream out) throws IOException {
    try (InputStream in = input(file)) {
      in.transferTo(out);
    }
  }

  /** Gives a file another name in one step. */
  public static void move(Path from, Path to) throws IOException {
    operations.move(from, to);
  }

  /** Removes a file, if there is one. */
  public static void delete(Path file) throws IOException {
    operations.delete(file);
  }

  /** Makes names in a folder durable. */
  public static void force(Path folder) throws IOException {
    operations.force(folder);
  }

  /** Makes folders that are missing. */
  public static void createFolders(Path folder) throws IOException {
    operations.createFolders(folder);
  }

  /** An empty file with a new name, in the folder for temporary files. */
  public static Path temporary(String suffix) throws IOException {
    return operations.temporary(suffix);
  }

  /** Length, time and identity of a file. */
  public static BasicFileAttributes attributes(Path file) throws IOException {
    return operations.attributes(file);
  }

  /** Length in bytes. */
  public static long size(Path file) throws IOException {
    return attributes(file).size();
  }

  private static final class Real implements Operations {
    @Override
    public FileChannel open(Path file, OpenOption... how) throws IOException {
      return FileChannel.open(file, how);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(Path file) throws IOException {
      Files.deleteIfExists(file);
    }

    @Override
    public void force(Path folder) throws IOException {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }

    @Override
    public void createFolders(Path folder) throws IOException {
      Files.createDirectories(folder);
    }

    @Override
    public Path temporary(String suffix) throws IOException {
      return Files.createTempFile("wirg-", suffix);
    }

    @Override
    public BasicFileAttributes attributes(Path file) throws IOException {
      return Files.readAttributes(file, BasicFileAttributes.class);
    }
  }
}
