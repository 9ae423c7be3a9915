package org.wirg.file;

import java.io.IOException;
import java.io.OutputStream;

/** A file on its way, which appears whole or not at all. */
public interface WholeFile extends AutoCloseable {
  /** Where the bytes go; buffered, and flushed by {@link #commit}. */
  OutputStream stream();

  /**
   * Forces the bytes to the disk and gives the file its name.
   *
   * @throws IOException when the disk fails; the old file is then still there
   */
  void commit() throws IOException;

  /** Ends without the file appearing; does nothing after {@link #commit}. */
  @Override
  void close() throws IOException;
}
