package org.wirg.spark;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.wirg.cli.DataFile;
import org.wirg.cli.Workplace;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.field.Progress;
import org.wirg.field.Workers;
import org.wirg.file.Disk;
import org.wirg.sample.Drawing;
import org.wirg.sample.StepInfo;

/**
 * A Spark application: its executors work, its driver merges. Names of data and of folders are
 * Hadoop's; names of single models and outputs are this machine's unless they have a scheme.
 */
final class SparkPlace implements Workplace {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/.*");

  /** Values of a file where nothing else is wanted: 16 MiB as float32. */
  private static final long SHARD_VALUES = 1 << 22;

  private final JavaSparkContext spark;
  private final Workers workers;
  private final Storage storage;

  /**
   * @param workers on that application's executors
   */
  SparkPlace(JavaSparkContext spark, Workers workers) {
    this.spark = spark;
    this.workers = workers;
    this.storage = Storage.of(spark.hadoopConfiguration());
  }

  @Override
  public Workers workers() {
    return workers;
  }

  @Override
  public DataFile open(String name) throws IOException {
    return HadoopFields.open(storage, name);
  }

  private static boolean isElsewhere(String name) {
    return SCHEME.matcher(name).matches();
  }

  @Override
  public java.nio.file.Path input(String name) throws IOException {
    if (!isElsewhere(name)) {
      return java.nio.file.Path.of(name);
    }
    FileStatus file = storage.files(name, any -> false).getFirst();
    return storage.copy(file.getPath(), file.getLen(), FieldPart.suffix(name));
  }

  @Override
  public java.nio.file.Path output(String name) throws IOException {
    if (!isElsewhere(name)) {
      return java.nio.file.Path.of(name);
    }
    java.nio.file.Path file = Disk.temporary(FieldPart.suffix(name));
    file.toFile().deleteOnExit();
    return file;
  }

  @Override
  public void deliver(java.nio.file.Path file, String name) throws IOException {
    if (!isElsewhere(name)) {
      return;
    }
    Path target = storage.qualified(name);
    FileSystem system = storage.system(target);
    system.mkdirs(target.getParent());
    system.delete(target, false); // an older output
    try (HadoopFile out = new HadoopFile(storage, target);
        InputStream in = Disk.input(file)) {
      in.transferTo(out.stream());
      out.commit();
    }
  }

  @Override
  public boolean isFolder(String name) {
    return name.endsWith("/");
  }

  @Override
  public void check(Shards shards) throws IOException {
    Path folder = storage.qualified(shards.folder());
    FileSystem system = storage.system(folder);
    if (system.exists(folder)
        && (!system.getFileStatus(folder).isDirectory() || system.listStatus(folder).length > 0)) {
      throw new InputRejected(
          "a folder for new fields must be empty or not there yet; found something at "
              + folder
              + "; remove it or choose another name");
    }
    system.mkdirs(folder);
  }

  @Override
  public List<StepInfo> draw(Drawing drawing, Shards shards, Progress progress) throws IOException {
    Path folder = storage.qualified(shards.folder());
    Grid grid = drawing.grid();
    long perFile =
        shards.perFile() > 0 ? shards.perFile() : Math.max(1, SHARD_VALUES / grid.sites());
    long batches = Math.ceilDiv(perFile, (long) drawing.lanes());
    ShardTask task =
        new ShardTask(
            storage,
            folder.toString(),
            shards.parquet(),
            drawing,
            grid,
            shards.transform(),
            batches);
    List<StepInfo> totals = drawing.infos();
    List<ShardTask.Shard> written = new ArrayList<>();
    progress.begin("sampling", drawing.count());
    workers.run(
        new Workers.Size(task.count(), Double.POSITIVE_INFINITY),
        number -> number,
        task,
        shard -> {
          for (List<StepInfo> infos : shard.infos()) {
            for (int i = 0; i < infos.size(); i++) {
              totals.get(i).add(infos.get(i));
            }
          }
          written.add(new ShardTask.Shard(shard.name(), shard.fields(), shard.sha256(), List.of()));
          progress.advance(shard.fields());
        });
    Manifest.write(storage, folder, shards, grid, drawing.count(), written);
    return totals;
  }

  @Override
  public void close() {
    spark.stop();
  }
}
