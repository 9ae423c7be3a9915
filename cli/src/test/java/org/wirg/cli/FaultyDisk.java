package org.wirg.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wirg.file.Disk;

/**
 * The machine's disk with a fault at one operation: it fails once, or from then on for good, or the
 * power goes: then what was not forced is lost when {@link #settle} is called.
 */
final class FaultyDisk implements Disk.Operations {
  /** What happens at the operation. */
  enum Fault {
    ONCE,
    FOR_GOOD,
    /** Bytes that were not forced are gone, names stay. */
    POWER_BYTES,
    /** Bytes that were not forced are zero, names that were not forced are gone. */
    POWER_NAMES
  }

  private final Fault fault;
  private final long at;
  private long count;
  private boolean off;
  private String failed = "";
  private final List<Long> moves = new ArrayList<>();
  private final Map<Path, Long> forced = new HashMap<>();
  private final Deque<Undo> names = new ArrayDeque<>();

  /** Takes back what was done to a name. */
  @FunctionalInterface
  private interface Undo {
    void run() throws IOException;
  }

  /**
   * A disk.
   *
   * @param at number of the operation, from 1; 0 for none
   */
  FaultyDisk(Fault fault, long at) {
    this.fault = fault;
    this.at = at;
  }

  /** Operations so far. */
  long count() {
    return count;
  }

  /** What failed first. */
  String failed() {
    return failed;
  }

  /** Numbers of the operations that gave a file its name. */
  List<Long> moves() {
    return moves;
  }

  /** Counts an operation, which may be the one. */
  synchronized void operation(String what) throws IOException {
    count++;
    off |= count == at && fault != Fault.ONCE;
    if (off || count == at) {
      failed = failed.isEmpty() ? what : failed;
      throw new IOException("the disk failed (" + what + ")");
    }
  }

  /** What is on the disk when the power is back. */
  void settle() throws IOException {
    if (fault == Fault.POWER_BYTES || fault == Fault.POWER_NAMES) {
      for (Map.Entry<Path, Long> file : forced.entrySet()) {
        if (Files.exists(file.getKey())) {
          Files.write(file.getKey(), lost(file.getKey(), fault == Fault.POWER_NAMES));
        }
      }
    }
    while (fault == Fault.POWER_NAMES && !names.isEmpty()) {
      names.pop().run();
    }
  }

  /** The bytes of a file that were forced, and zeros or nothing for the others. */
  private byte[] lost(Path file, boolean zeros) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int kept = (int) Math.min(bytes.length, forced.getOrDefault(file, (long) bytes.length));
    byte[] left = Arrays.copyOf(bytes, kept);
    return zeros ? Arrays.copyOf(left, bytes.length) : left;
  }

  private byte @Nullable [] content(Path file) throws IOException {
    return Files.exists(file) ? lost(file, false) : null;
  }

  void truncated(Path file, long size) {
    forced.merge(file, size, Math::min);
  }

  void forced(Path file) throws IOException {
    if (Files.exists(file)) {
      forced.put(file, Files.size(file));
    }
  }

  @Override
  public FaultyChannel open(Path given, OpenOption... how) throws IOException {
    operation("open");
    Path file = given.toAbsolutePath();
    List<OpenOption> options = List.of(how);
    boolean writes = options.contains(StandardOpenOption.WRITE);
    boolean isNew = writes && !Files.exists(file);
    FaultyChannel channel = new FaultyChannel(this, file, Disk.REAL.open(file, how), writes);
    if (writes) {
      forced.put(file, Files.size(file));
      if (isNew) {
        names.push(() -> Files.deleteIfExists(file));
      }
    }
    return channel;
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    operation("move");
    moves.add(count);
    Path source = from.toAbsolutePath();
    Path target = to.toAbsolutePath();
    byte[] replaced = content(target);
    Disk.REAL.move(source, target);
    Long length = forced.remove(source);
    if (length != null) {
      forced.put(target, length);
    }
    names.push(
        () -> {
          Disk.REAL.move(target, source);
          if (replaced != null) {
            Files.write(target, replaced);
          }
        });
  }

  @Override
  public void delete(Path given) throws IOException {
    operation("delete");
    Path file = given.toAbsolutePath();
    byte[] removed = content(file);
    Disk.REAL.delete(file);
    forced.remove(file);
    if (removed != null) {
      names.push(() -> Files.write(file, removed));
    }
  }

  @Override
  public void force(Path folder) throws IOException {
    operation("force folder");
    if (!Files.isDirectory(folder)) {
      throw new NoSuchFileException(folder.toString());
    }
    names.clear();
  }

  @Override
  public void createFolders(Path folder) throws IOException {
    operation("create folders");
    Disk.REAL.createFolders(folder);
  }

  @Override
  public Path temporary(String suffix) throws IOException {
    operation("temporary");
    return Disk.REAL.temporary(suffix);
  }

  @Override
  public BasicFileAttributes attributes(Path file) throws IOException {
    operation("attributes");
    return Disk.REAL.attributes(file);
  }
}
