package org.wirg.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * An output that grows over several runs. What is there is told by a {@link Mark}; bytes behind the
 * mark are a torn tail and cut.
 */
final class PartFile implements WholeFile {
  private static final int BUFFER_BYTES = 1 << 16;

  /**
   * How much of a file is on the disk.
   *
   * @param sum CRC-32C of these bytes
   */
  record Mark(long bytes, long sum) {
    static final Mark NOTHING = new Mark(0, 0);
  }

  private final Path file;
  private final @Nullable Path target;
  private final FileChannel channel;
  private final CRC32C sum = new CRC32C();
  private final OutputStream stream;
  private long length;
  private boolean open = true;

  private PartFile(Path file, @Nullable Path target, FileChannel channel) {
    this.file = file;
    this.target = target;
    this.channel = channel;
    this.stream = new BufferedOutputStream(new Counted(channel), BUFFER_BYTES);
  }

  /**
   * Goes on behind a mark that {@link #holds}.
   *
   * @param target the name that {@link #commit} gives it; null leaves it where it is
   */
  static PartFile open(Path file, @Nullable Path target, Mark mark) throws IOException {
    FileChannel channel =
        Disk.open(
            file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    try {
      channel.truncate(mark.bytes());
      PartFile part = new PartFile(file, target, channel);
      part.length = sum(channel, mark.bytes(), part.sum);
      channel.position(part.length);
      if (!part.reached().equals(mark)) {
        throw new IOException("a part of an output must stay as it is; found it changed: " + file);
      }
      return part;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Whether a file begins with what was there at a mark. */
  static boolean holds(Path file, Mark mark) throws IOException {
    if (mark.bytes() == 0) {
      return true;
    }
    if (!Files.isRegularFile(file)) {
      return false;
    }
    CRC32C sum = new CRC32C();
    try (FileChannel channel = Disk.open(file, StandardOpenOption.READ)) {
      return sum(channel, mark.bytes(), sum) == mark.bytes() && sum.getValue() == mark.sum();
    }
  }

  /** Copies what was there at a mark. */
  static void copy(Path from, Path to, Mark mark) throws IOException {
    try (FileChannel source = Disk.open(from, StandardOpenOption.READ);
        FileChannel copy =
            Disk.open(
                to,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
      for (long left = mark.bytes(); left > 0; ) {
        buffer.clear().limit((int) Math.min(left, BUFFER_BYTES));
        int n = source.read(buffer);
        if (n < 0) {
          throw new IOException("a file became shorter while it was copied: " + from);
        }
        write(copy, buffer.flip());
        left -= n;
      }
      copy.force(true);
    }
  }

  /** Adds the first bytes of a file to a sum; how many there were. */
  private static long sum(FileChannel channel, long bytes, CRC32C sum) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    long done = 0;
    while (done < bytes) {
      buffer.clear().limit((int) Math.min(bytes - done, BUFFER_BYTES));
      int n = channel.read(buffer, done);
      if (n < 0) {
        return done;
      }
      sum.update(buffer.flip());
      done += n;
    }
    return done;
  }

  private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** The first bytes, as many as there are. */
  byte[] head(int bytes) throws IOException {
    ByteBuffer head = ByteBuffer.allocate((int) Math.min(bytes, length));
    while (head.hasRemaining() && channel.read(head, head.position()) >= 0) {}
    return head.array();
  }

  /** Bytes that are there. */
  long length() {
    return length;
  }

  /** Brings everything to the disk. */
  Mark mark() throws IOException {
    stream.flush();
    channel.force(true);
    return reached();
  }

  private Mark reached() {
    return new Mark(length, length == 0 ? 0 : sum.getValue());
  }

  @Override
  public OutputStream stream() {
    return stream;
  }

  @Override
  public void commit() throws IOException {
    try {
      mark();
    } finally {
      close();
    }
    if (target != null) {
      AtomicFile.rename(file, target);
    }
  }

  @Override
  public void close() throws IOException {
    if (open) {
      open = false;
      channel.close();
    }
  }

  /** Counts and sums what goes to the channel. */
  private final class Counted extends OutputStream {
    private final OutputStream out;

    Counted(FileChannel channel) {
      this.out = Channels.newOutputStream(channel);
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      out.write(bytes, from, count);
      sum.update(bytes, from, count);
      length += count;
    }
  }
}
