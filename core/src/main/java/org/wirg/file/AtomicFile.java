package org.wirg.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A file that appears whole or not at all: bytes go to a hidden temporary file in the same folder,
 * are forced to the disk and take the target's name in one step. Until then the old file stays as
 * it was. Every file the project writes is written here.
 *
 * <p>A symbolic link is followed. A device or pipe (such as {@code /dev/stdout}) cannot be renamed
 * over and is written directly.
 */
public final class AtomicFile implements WholeFile {
  private static final int BUFFER_BYTES = 1 << 16;

  /** Writes a file's bytes to a stream that it does not close. */
  @FunctionalInterface
  public interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  private final Path target;
  private final Path written; // the temporary file, or the device itself
  private final boolean direct;
  private final FileChannel channel;
  private final OutputStream stream;
  private boolean open = true;

  private AtomicFile(Path target, Path written, boolean direct, FileChannel channel) {
    this.target = target;
    this.written = written;
    this.direct = direct;
    this.channel = channel;
    this.stream = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
  }

  /**
   * Writes {@code target} whole; when {@code body} fails, the old file stays and nothing is left
   * behind.
   *
   * @throws IOException when the folder is missing or not writable, or the disk fails
   */
  public static void write(Path target, Body body) throws IOException {
    try (AtomicFile file = create(target)) {
      body.writeTo(file.stream());
      file.commit();
    }
  }

  /**
   * Starts writing {@code target} piece by piece; {@link #commit} makes it appear, {@link #close}
   * without it leaves everything as it was.
   *
   * @throws IOException when the folder is missing or not writable, or the target is a folder
   */
  public static AtomicFile create(Path target) throws IOException {
    Path real = Files.exists(target) ? existing(target) : target;
    if (Files.isDirectory(real)) {
      throw new IOException(
          "an output must be a file; found a folder at " + show(target) + "; add a file name");
    }
    if (Files.exists(real) && !Files.isRegularFile(real)) {
      return new AtomicFile(real, real, true, Disk.open(real, StandardOpenOption.WRITE));
    }
    Path parent = real.toAbsolutePath().getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new IOException(
          "the folder of an output file must exist; found none at "
              + show(parent == null ? real : parent)
              + "; create it or choose another path");
    }
    String name = ".wirg-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    return create(real, parent.resolve(name + ".tmp"), StandardOpenOption.CREATE_NEW);
  }

  /**
   * The same by way of a temporary file of a given name, for one process at a time.
   *
   * @param target of which there is none or an ordinary file
   * @param temporary in the same folder; replaced
   */
  static AtomicFile create(Path target, Path temporary) throws IOException {
    return create(target, temporary, StandardOpenOption.TRUNCATE_EXISTING);
  }

  private static AtomicFile create(Path target, Path temporary, OpenOption how) throws IOException {
    try {
      FileChannel channel =
          Disk.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE, how);
      deleteOnExit(temporary); // an interrupted program leaves no debris
      return new AtomicFile(target, temporary, false, channel);
    } catch (IOException e) {
      throw new IOException(
          "the folder of an output file must be writable; found "
              + show(temporary.toAbsolutePath().getParent())
              + " refusing a new file ("
              + reason(e)
              + "); change its permissions or choose another path",
          e);
    }
  }

  private static void deleteOnExit(Path temporary) {
    if (temporary.getFileSystem().equals(FileSystems.getDefault())) {
      temporary.toFile().deleteOnExit();
    }
  }

  /**
   * Makes sure that {@code target} could be written, before long work is done for it.
   *
   * @throws IOException when the folder is missing or not writable, or the target is a folder
   */
  public static void check(Path target) throws IOException {
    boolean device = Files.exists(target) && !Files.isRegularFile(target);
    if (!device || Files.isDirectory(target)) {
      create(target).close();
    }
  }

  @Override
  public OutputStream stream() {
    return stream;
  }

  /**
   * Forces the bytes to the disk and gives the file its name.
   *
   * @throws IOException when the disk fails; the old file is then still there
   * @throws IllegalStateException when already committed or closed
   */
  @Override
  public void commit() throws IOException {
    if (!open) {
      throw new IllegalStateException("a file is committed once, before it is closed");
    }
    try {
      stream.flush();
      if (!direct) {
        channel.force(true);
      }
      channel.close();
      if (!direct) {
        rename(written, target);
      }
      open = false;
    } finally {
      close();
    }
  }

  /** Throws away what was not committed; does nothing after {@link #commit}. */
  @Override
  public void close() throws IOException {
    if (!open) {
      return;
    }
    open = false;
    try {
      channel.close();
    } finally {
      if (!direct) {
        Disk.delete(written);
      }
    }
  }

  /** Gives a finished file its name, for good. */
  static void rename(Path written, Path target) throws IOException {
    try {
      Disk.move(written, target);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException(
          "an output file must be renamed in one step; found a file system that cannot at "
              + show(target)
              + "; choose a path on a local disk",
          e);
    } catch (AccessDeniedException e) {
      throw new IOException(
          "an output file must be replaceable; found "
              + show(target)
              + " protected; change its permissions or choose another path",
          e);
    }
    forceFolder(target.toAbsolutePath().getParent());
  }

  /** Makes the rename itself durable where folders can be forced (not on Windows). */
  @SuppressWarnings("EmptyCatch")
  private static void forceFolder(@Nullable Path folder) {
    if (folder == null) {
      return;
    }
    try {
      Disk.force(folder);
    } catch (IOException e) {
      // The data is already on the disk; only the file's new name may be lost in a power failure.
    }
  }

  /** What a symbolic link to a file stands for. */
  static Path existing(Path target) throws IOException {
    boolean renamable = Files.isSymbolicLink(target) && Files.isRegularFile(target);
    return renamable ? target.toRealPath() : target;
  }

  private static String reason(IOException e) {
    return Excerpt.of(e.getClass().getSimpleName() + ": " + e.getMessage());
  }

  private static String show(@Nullable Path path) {
    return path == null ? "none" : Excerpt.of(path);
  }
}
