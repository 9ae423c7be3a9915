package org.wirg.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.wirg.field.Progress;

/** SHA-256 digests of files. */
final class Sha256 {
  private static final int CHUNK_BYTES = 1 << 18;
  private static final long MEGABYTE = 1_000_000;

  private Sha256() {}

  /** A new digest. */
  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Of all bytes of files, one after the other, in hexadecimal. */
  static String of(List<Path> files, Progress progress) throws IOException {
    MessageDigest digest = digest();
    long bytes = 0;
    for (Path file : files) {
      bytes += Disk.size(file);
    }
    progress.begin("checksum, MB", bytes / MEGABYTE);
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES);
    long read = 0;
    for (Path file : files) {
      try (FileChannel channel = Disk.open(file, StandardOpenOption.READ)) {
        for (int n = channel.read(buffer.clear()); n > 0; n = channel.read(buffer.clear())) {
          digest.update(buffer.flip());
          progress.advance((read + n) / MEGABYTE - read / MEGABYTE);
          read += n;
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
