package org.wirg.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One process at a time writes an output: a lock of the operating system on a file beside it, which
 * ends with the process that holds it, however that ends.
 */
final class OutputLock implements AutoCloseable {
  private static final int MOST_TRIES = 100;
  private static final int MOST_BYTES = 100;

  private final Path file;
  private final FileChannel channel;
  private boolean held = true;

  private OutputLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @param output named in messages
   * @throws IOException when another process holds it, or the disk fails
   */
  static OutputLock of(Path file, Path output) throws IOException {
    String owner = "process " + ProcessHandle.current().pid();
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      String token =
          owner + " " + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()) + "\n";
      FileChannel channel = Disk.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
      boolean taken = false;
      try {
        if (lock(channel) == null) {
          throw new IOException(
              "an output is written by one process at a time; found "
                  + Excerpt.of(content(file).replaceFirst(" [0-9a-f]*\\R", ""))
                  + " at work on "
                  + Excerpt.of(output)
                  + "; wait for it, or choose another --out");
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(token.getBytes(StandardCharsets.US_ASCII)), 0);
        taken = content(file).equals(token);
      } finally {
        if (!taken) {
          channel.close();
        }
      }
      if (taken) {
        return new OutputLock(file, channel);
      }
      // Its former owner removed the file after it was opened here: the next one is new.
    }
    throw new IOException("the lock of an output must stay; found it removed: " + file);
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held by this very process
    }
  }

  private static String content(Path file) throws IOException {
    try (InputStream in = Disk.input(file)) {
      return new String(in.readNBytes(MOST_BYTES), StandardCharsets.US_ASCII);
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /** Removes the file; the lock ends with the process, which is about to. */
  void abandon() throws IOException {
    if (held) {
      held = false;
      Disk.delete(file);
    }
  }

  /** Removes the file and ends the lock. */
  @Override
  public void close() throws IOException {
    if (held) {
      held = false;
      try {
        Disk.delete(file);
      } finally {
        channel.close();
      }
    }
  }
}
