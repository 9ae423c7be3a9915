package org.wirg.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.wirg.field.InputRejected;
import org.wirg.file.Checkpoint;
import org.wirg.file.ModelFile;
import org.wirg.file.NpyDataset;
import org.wirg.file.ReadLimits;
import org.wirg.formats.FieldFormats;

/**
 * Bytes of any kind are read or refused. A normal test reads the files of {@code
 * src/test/resources} alone; with {@code JAZZER_FUZZ=1} in the environment Jazzer looks for others,
 * one target at a time.
 */
class ReadersFuzzTest {
  /** A file may declare no more than this. */
  private static final ReadLimits LIMITS = new ReadLimits(1 << 16, 4, 1 << 20, 1 << 20);

  @TempDir Path folder;

  /** Reads a file; refusals are the only thing that may come out. */
  @FunctionalInterface
  private interface Reader {
    void read(Path file) throws IOException;
  }

  private void read(String name, byte[] bytes, Reader reader) throws IOException {
    Path file = Files.write(folder.resolve(name), bytes);
    try {
      reader.read(file);
    } catch (InputRejected e) {
      if (e.getMessage() == null || e.getMessage().lines().count() != 1) {
        throw new AssertionError("a refusal is one line; found " + e.getMessage(), e);
      }
    }
  }

  private static void readFields(Path file) throws IOException {
    NpyDataset fields = FieldFormats.open(file, LIMITS);
    fields.read(0, 1, new double[fields.grid().sites()]);
    Files.delete(fields.file());
  }

  @FuzzTest(maxDuration = "60s")
  void model(byte[] bytes) throws IOException {
    read("model.json", bytes, ModelFile::read);
  }

  @FuzzTest(maxDuration = "60s")
  void checkpoint(byte[] bytes) throws IOException {
    read("checkpoint.json", bytes, file -> Checkpoint.at(file, "fit a.npy", "00ff").law(0, 3));
  }

  @FuzzTest(maxDuration = "60s")
  void npy(byte[] bytes) throws IOException {
    read("fields.npy", bytes, ReadersFuzzTest::readFields);
  }

  @FuzzTest(maxDuration = "60s")
  void npz(byte[] bytes) throws IOException {
    read("fields.npz", bytes, ReadersFuzzTest::readFields);
  }

  @FuzzTest(maxDuration = "60s")
  void hdf5(byte[] bytes) throws IOException {
    read("fields.h5", bytes, ReadersFuzzTest::readFields);
  }

  @FuzzTest(maxDuration = "60s")
  void fits(byte[] bytes) throws IOException {
    read("fields.fits", bytes, ReadersFuzzTest::readFields);
  }
}
