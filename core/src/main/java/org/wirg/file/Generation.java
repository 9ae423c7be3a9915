package org.wirg.file;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidObjectException;
import java.io.UTFDataFormatException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.wirg.field.InputRejected;
import org.wirg.field.Keeper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One state of a run in a file of format "wirg-resume": a line of JSON that says which run it is,
 * the state's own bytes, and the SHA-256 of all that.
 *
 * <p>A state may be as large as the memory that there is: it is not held, but read where it goes,
 * from the file that stays open, also when another has taken its name.
 *
 * @param number 1 and up
 * @param run what the result depends on, by name
 * @param mark how much of the output was written
 * @param bytes of the file
 * @param start of the state in them
 * @param length of it
 */
record Generation(
    Path file,
    long number,
    SequencedMap<String, String> run,
    PartFile.Mark mark,
    FileChannel bytes,
    int start,
    int length)
    implements Closeable {
  private static final String FORMAT = "wirg-resume";
  private static final int VERSION = 1;
  private static final int LONGEST_HEAD = 1 << 16;
  private static final int MOST_BYTES = 1 << 30;
  private static final int DIGEST_BYTES = 32;

  /**
   * Writes a generation; an older one in its place stays until this one is whole.
   *
   * @return whether it is; one of more than {@value #MOST_BYTES} bytes could not be read back
   */
  static boolean write(
      Path file, SequencedMap<String, String> run, long number, PartFile.Mark mark, Keeper.Writer w)
      throws IOException {
    ObjectNode head = JsonNodeFactory.instance.objectNode();
    head.put("format", FORMAT);
    head.put("version", VERSION);
    head.put("generation", number);
    head.put("part_bytes", mark.bytes());
    head.put("part_crc32c", mark.sum());
    ObjectNode names = head.putObject("run");
    run.forEach(names::put);
    MessageDigest digest = Sha256.digest();
    try (AtomicFile whole = AtomicFile.create(file, temporary(file))) {
      DataOutputStream out =
          new DataOutputStream(
              new BufferedOutputStream(new DigestOutputStream(whole.stream(), digest), 1 << 13));
      out.write(head.toString().getBytes(StandardCharsets.UTF_8));
      out.write('\n');
      w.writeTo(out);
      out.flush();
      if (out.size() > MOST_BYTES - DIGEST_BYTES) {
        return false;
      }
      whole.stream().write(digest.digest());
      whole.commit();
      return true;
    }
  }

  /** Where a generation is written before it takes its name. */
  static Path temporary(Path file) {
    return file.resolveSibling(file.getFileName() + ".new");
  }

  /** Opens a generation; null where its bytes are not those that were written. */
  static @Nullable Generation open(Path file) throws IOException {
    if (!Files.isRegularFile(file) || Disk.size(file) > MOST_BYTES) {
      return null;
    }
    FileChannel bytes = Disk.open(file, StandardOpenOption.READ);
    Generation generation = null;
    try {
      generation = read(file, bytes);
    } finally {
      if (generation == null) {
        bytes.close();
      }
    }
    return generation;
  }

  private static @Nullable Generation read(Path file, FileChannel bytes) throws IOException {
    long end = bytes.size() - DIGEST_BYTES;
    byte[] line = new byte[0];
    MessageDigest digest = Sha256.digest();
    InputStream in = Channels.newInputStream(bytes);
    byte[] buffer = new byte[LONGEST_HEAD];
    for (long at = 0; at < end; ) {
      int read = in.readNBytes(buffer, 0, (int) Math.min(buffer.length, end - at));
      if (read == 0) {
        return null;
      }
      if (at == 0) {
        line = firstLine(buffer, read);
      }
      digest.update(buffer, 0, read);
      at += read;
    }
    if (line.length == 0 || !Arrays.equals(digest.digest(), in.readNBytes(DIGEST_BYTES))) {
      return null;
    }
    JsonCursor head =
        ModelFile.document(file, line, "the head of a resume file")
            .object("format", "version", "generation", "part_bytes", "part_crc32c", "run");
    if (!head.at("format").text().equals(FORMAT)) {
      throw head.at("format").rejected(FORMAT, head.at("format").text());
    }
    head.at("version").whole(VERSION, VERSION);
    SequencedMap<String, String> run = new LinkedHashMap<>();
    for (Map.Entry<String, ?> name : head.at("run").node().properties()) {
      run.put(name.getKey(), head.at("run").at(name.getKey()).text());
    }
    return new Generation(
        file,
        head.at("generation").whole(1, Long.MAX_VALUE),
        run,
        new PartFile.Mark(
            head.at("part_bytes").whole(0, Long.MAX_VALUE),
            head.at("part_crc32c").whole(0, 0xFFFFFFFFL)),
        bytes,
        line.length + 1,
        (int) end - line.length - 1);
  }

  /** Up to the first line feed; empty where there is none. */
  private static byte[] firstLine(byte[] bytes, int length) {
    int line = 0;
    while (line < length && bytes[line] != '\n') {
      line++;
    }
    return line < length ? Arrays.copyOf(bytes, line) : new byte[0];
  }

  /**
   * Makes sure that this is the run of before.
   *
   * @throws InputRejected at the first difference
   */
  void requireSame(SequencedMap<String, String> now) {
    SequencedMap<String, String> names = new LinkedHashMap<>(now);
    run.forEach(names::putIfAbsent);
    for (String name : names.keySet()) {
      String before = run.get(name);
      String found = now.get(name);
      if (before == null || !before.equals(found)) {
        throw new InputRejected(
            "a run that goes on must be the one that was interrupted, with "
                + (before == null ? "no " + name : (name + " " + Excerpt.of(before)).strip())
                + "; found "
                + (found == null ? "no " + name : (name + " " + Excerpt.of(found)).strip())
                + " (from "
                + Excerpt.of(file)
                + "); repeat the command as it was, or leave out --resume to begin anew");
      }
    }
  }

  /**
   * Reads the state, all of it.
   *
   * @throws InputRejected when it is another command's
   */
  void restore(Keeper.Reader reader) throws IOException {
    try {
      bytes.position(start);
      InputStream state = new Part(Channels.newInputStream(bytes), length);
      DataInputStream in = new DataInputStream(new BufferedInputStream(state));
      reader.readFrom(in);
      if (in.available() > 0) {
        throw new InvalidObjectException(in.available() + " bytes more");
      }
    } catch (EOFException | InvalidObjectException | UTFDataFormatException e) {
      throw new InputRejected(
          "a state must be as this version writes it; found "
              + (e instanceof EOFException ? "an early end" : Excerpt.of("" + e.getMessage()))
              + " in "
              + Excerpt.of(file)
              + "; leave out --resume to begin anew");
    }
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }

  /**
   * The next bytes of a stream; it knows how many are left, which bounds what may be made room for.
   */
  private static final class Part extends InputStream {
    private final InputStream in;
    private int left;

    Part(InputStream in, int length) {
      this.in = in;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (left == 0 && length > 0) {
        return -1;
      }
      int read = in.read(into, offset, Math.min(length, left));
      left -= Math.max(read, 0);
      return read;
    }

    @Override
    public int available() {
      return left;
    }
  }
}
