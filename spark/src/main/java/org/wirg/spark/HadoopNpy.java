package org.wirg.spark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.wirg.field.Dataset;
import org.wirg.field.Grid;
import org.wirg.file.NpyValues;

/**
 * The fields of a .npy file in Hadoop's reach, read by their position. The first files of a process
 * that are read from stay open, for all threads; further ones are opened for every block.
 */
final class HadoopNpy implements Dataset {
  private static final Semaphore MAY_STAY_OPEN = new Semaphore(256);

  private final Storage storage;
  private final Path path;
  private final NpyValues values;
  private volatile @Nullable FSDataInputStream kept;

  HadoopNpy(Storage storage, Path path, NpyValues values) {
    this.storage = storage;
    this.path = path;
    this.values = values;
  }

  @Override
  public Grid grid() {
    return values.grid();
  }

  @Override
  public long count() {
    return values.count();
  }

  @Override
  public void read(long first, int count, double[] fields) throws IOException {
    FSDataInputStream stream = keptOpen();
    if (stream == null) {
      try (FSDataInputStream once = storage.system(path).open(path)) {
        read(once, first, count, fields);
      }
      return;
    }
    try {
      read(stream, first, count, fields);
    } catch (IOException e) {
      forget(stream);
      throw e;
    }
  }

  /** The next attempt opens the file anew; other threads may still read from this stream. */
  private synchronized void forget(FSDataInputStream stream) {
    if (stream.equals(kept)) {
      kept = null;
      MAY_STAY_OPEN.release();
    }
  }

  private void read(FSDataInputStream stream, long first, int count, double[] fields)
      throws IOException {
    values.read((position, buffer) -> fill(stream, position, buffer), first, count, false, fields);
  }

  private static void fill(FSDataInputStream stream, long position, ByteBuffer buffer)
      throws IOException {
    int from = buffer.arrayOffset() + buffer.position();
    stream.readFully(position, buffer.array(), from, buffer.remaining());
    buffer.position(buffer.limit());
  }

  /** The stream of this file that stays open; null where there are enough of them. */
  private @Nullable FSDataInputStream keptOpen() throws IOException {
    FSDataInputStream stream = kept;
    if (stream != null) {
      return stream;
    }
    synchronized (this) {
      if (kept == null && MAY_STAY_OPEN.tryAcquire()) {
        kept = storage.system(path).open(path);
      }
      return kept;
    }
  }
}
