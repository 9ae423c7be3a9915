package org.wirg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.wirg.field.InputRejected;
import org.wirg.field.Progress;
import org.wirg.field.Transform;
import org.wirg.field.Workers;
import org.wirg.sample.Drawing;
import org.wirg.sample.StepInfo;

/**
 * Where the work of a command is done and where its files are: this machine, or a cluster. No
 * result depends on it.
 */
public interface Workplace extends AutoCloseable {
  /** Connects to a cluster; found by {@link java.util.ServiceLoader}. */
  interface Maker {
    /**
     * Connects.
     *
     * @throws InputRejected when the request cannot be met, with the reason
     * @throws IOException when the cluster does not answer
     */
    Workplace connect(Request request) throws IOException;
  }

  /**
   * What a user asks of a cluster.
   *
   * @param master its address; the word {@code submit} for what the submitting program has set
   * @param partitions tasks of a job; 0 for the cluster's choice
   * @param threads of this machine, for small work
   */
  record Request(String master, int partitions, int threads) {}

  /** Who works there. */
  Workers workers();

  /**
   * Opens fields.
   *
   * @throws InputRejected when there are none of that name
   */
  DataFile open(String name) throws IOException;

  /** A file of this machine with the bytes of one of that name. */
  Path input(String name) throws IOException;

  /** A file of this machine to write what {@link #deliver} takes to that name. */
  Path output(String name) throws IOException;

  /** Puts an output where it was wanted, when it is complete. */
  void deliver(Path file, String name) throws IOException;

  /** Whether a name of an output means a folder of many files. */
  boolean isFolder(String name);

  /**
   * Fields in a folder of many files.
   *
   * @param folder its name
   * @param perFile fields per file, about; 0 for the workplace's choice
   * @param parquet whether they are Parquet files; else .npy
   * @param transform of which the drawn values are taken back to the fields' own units
   * @param modelSha256 of the model's file
   * @param seed of the random numbers
   */
  record Shards(
      String folder,
      long perFile,
      boolean parquet,
      Transform transform,
      String modelSha256,
      long seed) {}

  /**
   * Makes sure that shards could be written, before long work is done for them.
   *
   * @throws InputRejected when something is there already
   */
  void check(Shards shards) throws IOException;

  /**
   * Draws fields into a folder of many files.
   *
   * @return what happened at every level, finest first
   */
  List<StepInfo> draw(Drawing drawing, Shards shards, Progress progress) throws IOException;

  @Override
  void close();
}
