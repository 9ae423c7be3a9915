package org.wirg.formats;

import java.io.IOException;
import java.nio.file.Path;
import org.wirg.field.InputRejected;
import org.wirg.file.FieldFiles;
import org.wirg.file.NpyDataset;

/** Runs readers of other authors, which answer damaged files with errors of many kinds. */
final class ForeignReader {
  private static final int DEEPEST = 20;

  private ForeignReader() {}

  /** What such a reader does. */
  @FunctionalInterface
  interface Work {
    NpyDataset run() throws Exception;
  }

  /**
   * Runs it; whatever it throws means that the file is not what it should be. A full disk, while
   * values are copied, is taken for that too: the message names the cause.
   *
   * @param name of the file, as the user gave it
   * @param kind of file, in words
   * @param advice to who meets one
   */
  static NpyDataset read(Path name, String kind, String advice, Work work) throws IOException {
    try {
      return work.run();
    } catch (InputRejected e) {
      throw e;
    } catch (Exception | OutOfMemoryError | StackOverflowError e) {
      Throwable root = e;
      for (int depth = 0; root.getCause() != null && depth < DEEPEST; depth++) {
        root = root.getCause();
      }
      String message = root.getMessage() == null ? "" : " (" + root.getMessage() + ")";
      InputRejected rejected =
          FieldFiles.rejected(
              name,
              "the input must be a whole " + kind + " file of a kind that the reader knows",
              root.getClass().getSimpleName() + message,
              advice);
      rejected.initCause(e);
      throw rejected;
    }
  }
}
