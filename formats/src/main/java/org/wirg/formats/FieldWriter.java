package org.wirg.formats;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.wirg.field.Grid;
import org.wirg.file.AtomicFile;
import org.wirg.file.Disk;
import org.wirg.file.Journal;
import org.wirg.file.NpyDataset;
import org.wirg.file.NpyWriter;
import org.wirg.file.NpzFile;
import org.wirg.file.ReadLimits;
import org.wirg.file.Sidecar;

/**
 * Writes fields, float32, in the format of the name's suffix: {@code .npy}, {@code .npz} and {@code
 * .h5} (an array {@code fields}), {@code .fits} (the primary image). The file appears whole, when
 * every field was written, or not at all. What a {@link Sidecar} said of the file that was there
 * before goes with it.
 */
public final class FieldWriter implements AutoCloseable {
  private final Path target;
  private final Path npy;
  private final boolean temporary; // whether npy is of no use afterwards
  private final NpyWriter writer;
  private final long count;
  private long written;

  private FieldWriter(Path target, Path npy, boolean temporary, NpyWriter writer, long count) {
    this.target = target;
    this.npy = npy;
    this.temporary = temporary;
    this.writer = writer;
    this.count = count;
  }

  /**
   * Starts a file of {@code count} fields.
   *
   * @throws org.wirg.field.InputRejected when the format is not one that is written, or has no
   *     place for such fields
   * @throws IOException when the folder is missing or not writable
   */
  public static FieldWriter open(Path target, Grid grid, long count) throws IOException {
    FieldFormats.requireWritable(target, grid);
    Path npy = target;
    if (!suffix(target).equals("npy")) {
      AtomicFile.check(target);
      npy = Disk.temporary(".npy");
      npy.toFile().deleteOnExit();
    }
    NpyWriter writer = NpyWriter.fields(npy, grid, count);
    return new FieldWriter(target, npy, !npy.equals(target), writer, count);
  }

  /**
   * The same, going on behind the fields that a journal's run had written.
   *
   * @param journal of this target; one that keeps nothing makes no difference
   */
  public static FieldWriter open(Path target, Grid grid, long count, Journal journal)
      throws IOException {
    if (!journal.keeps()) {
      return open(target, grid, count);
    }
    FieldFormats.requireWritable(target, grid);
    boolean named = suffix(target).equals("npy");
    NpyWriter writer = NpyWriter.fields(journal, named, grid, count);
    Path npy = named ? target : journal.partFile();
    FieldWriter fields = new FieldWriter(target, npy, false, writer, count);
    fields.written = writer.written();
    return fields;
  }

  private static String suffix(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /**
   * Appends fields, see {@link NpyWriter#write}.
   *
   * @param rows [field][site], at least {@code number} of them
   */
  public void write(int number, double[] rows) throws IOException {
    writer.write(number, rows);
    written += number;
  }

  @Override
  public void close() throws IOException {
    writer.close();
    if (written != count) {
      return;
    }
    if (npy.equals(target)) {
      Sidecar.forget(target);
      return;
    }
    try {
      switch (suffix(target)) {
        case "npz" -> NpzFile.write(target, "fields", npy);
        case "h5" -> Hdf5Fields.write(target, fields());
        case "fits" -> FitsFields.write(target, fields());
        default -> throw new IllegalStateException("no way to write " + target);
      }
      Sidecar.forget(target);
    } finally {
      if (temporary) {
        Disk.delete(npy);
      }
    }
  }

  private NpyDataset fields() throws IOException {
    return NpyDataset.open(npy, NpyDataset.Layout.FIELDS_FIRST, ReadLimits.DEFAULT);
  }
}
