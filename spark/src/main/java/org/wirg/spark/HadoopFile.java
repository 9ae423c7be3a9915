package org.wirg.spark;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.wirg.file.WholeFile;

/**
 * A file in Hadoop's reach that appears whole or not at all: its bytes go to a name of this attempt
 * alone, which then becomes the target's. Of several attempts at the same bytes the first wins.
 */
final class HadoopFile implements WholeFile {
  private final FileSystem system;
  private final Path target;
  private final Path written;
  private final MessageDigest digest = Digests.sha256();
  private final OutputStream stream;
  private boolean open = true;

  /**
   * Starts a file.
   *
   * @param target in a folder that exists
   */
  HadoopFile(Storage storage, Path target) throws IOException {
    this.system = storage.system(target);
    this.target = target;
    this.written = temporary(target);
    OutputStream out = system.create(written, false);
    this.stream = new DigestOutputStream(new BufferedOutputStream(out, 1 << 16), digest);
  }

  /** A name that no other attempt has, in the same folder. */
  static Path temporary(Path target) {
    String attempt = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    return new Path(target.getParent(), "." + target.getName() + "." + attempt + ".tmp");
  }

  /**
   * Gives a finished file its name, unless another attempt was first.
   *
   * @throws IOException when a file of another length has that name
   */
  static void publish(FileSystem system, Path written, Path target) throws IOException {
    long bytes = system.getFileStatus(written).getLen();
    boolean there = system.exists(target) || !system.rename(written, target);
    if (there && (!system.exists(target) || system.getFileStatus(target).getLen() != bytes)) {
      throw new IOException(
          "an output file takes its name once; found " + target + " there or not to be had");
    }
  }

  @Override
  public OutputStream stream() {
    return stream;
  }

  /** The SHA-256 of the bytes so far, in hexadecimal; once. */
  String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public void commit() throws IOException {
    if (!open) {
      throw new IllegalStateException("a file is committed once, before it is closed");
    }
    stream.close();
    publish(system, written, target);
    close();
  }

  @Override
  public void close() throws IOException {
    if (!open) {
      return;
    }
    open = false;
    try {
      stream.close();
    } finally {
      system.delete(written, false);
    }
  }
}
