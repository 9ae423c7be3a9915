package org.wirg.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.wirg.field.InputRejected;

/** Arrays in a .npz file, what {@code numpy.savez} and {@code numpy.savez_compressed} write. */
public final class NpzFile {
  private static final String SUFFIX = ".npy";

  /** What a byte can become at most when it is inflated, and room for small arrays. */
  private static final long LARGEST_RATIO = 1032;

  private static final long ALWAYS = 1 << 20;

  private NpzFile() {}

  /**
   * Opens one array as fields.
   *
   * @param name as the user gave it, for messages
   * @throws InputRejected when the file is not an archive, or the array not in it
   */
  static NpyDataset open(Path name, SourceName source, ReadLimits limits) throws IOException {
    NpyDataset.requireReadable(source.file());
    try (ZipFile zip = new ZipFile(source.file().toFile())) {
      List<String> arrays =
          zip.stream()
              .map(ZipEntry::getName)
              .filter(entry -> entry.endsWith(SUFFIX))
              .map(entry -> entry.substring(0, entry.length() - SUFFIX.length()))
              .toList();
      String wanted =
          source.member() == null && arrays.size() == 1 ? arrays.getFirst() : source.member();
      ZipEntry entry = wanted == null ? null : zip.getEntry(wanted + SUFFIX);
      if (entry == null) {
        throw NpyHeader.rejected(
            name,
            wanted == null
                ? "one of an archive's arrays is named, as in file.npz:name"
                : "the array must be in the archive",
            arrays.isEmpty() ? "no array" : "the arrays " + Excerpt.of(String.join(", ", arrays)),
            "name one of them after a colon");
      }
      requirePlausible(name, entry.getSize(), Disk.size(source.file()));
      try (InputStream in = zip.getInputStream(entry)) {
        return Spool.npy(
            name, source.file(), ".npz, ", in, entry.getSize(), entry.getCrc(), limits);
      }
    } catch (ZipException | EOFException e) {
      throw NpyHeader.rejected(
          name,
          "a .npz file is a whole ZIP archive",
          e instanceof EOFException ? "an early end" : Excerpt.of(String.valueOf(e.getMessage())),
          "save the arrays with numpy.savez");
    } catch (IllegalArgumentException e) {
      throw NpyHeader.rejected(
          name, "an archive's names are text", "other bytes", "save the arrays with numpy.savez");
    }
  }

  /**
   * Refuses what no compression can have made: such files declare more than they hold.
   *
   * @param declared bytes of the values
   * @param bytes of the file
   */
  public static void requirePlausible(Path name, long declared, long bytes) {
    if (declared < 0 || (declared / LARGEST_RATIO > bytes && declared > ALWAYS)) {
      throw NpyHeader.rejected(
          name,
          "a file holds what it declares",
          declared + " bytes declared in a file of " + bytes,
          "save it again");
    }
  }

  /**
   * Writes a .npz file of one array, uncompressed, the same bytes every time.
   *
   * @param name of the array
   * @param npy a .npy file
   */
  public static void write(Path target, String name, Path npy) throws IOException {
    CRC32 sum = new CRC32();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Disk.input(npy)) {
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        sum.update(buffer, 0, n);
      }
    }
    ZipEntry entry = new ZipEntry(name + SUFFIX);
    entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(Disk.size(npy));
    entry.setCrc(sum.getValue());
    AtomicFile.write(
        target,
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          zip.putNextEntry(entry);
          Disk.copy(npy, zip);
          zip.closeEntry();
          zip.finish();
        });
  }
}
