package org.wirg.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.wirg.field.FieldSink;
import org.wirg.field.Grid;
import org.wirg.field.Transform;
import org.wirg.field.Workers;
import org.wirg.file.NpyWriter;
import org.wirg.sample.Drawing;
import org.wirg.sample.StepInfo;

/**
 * Draws the fields of one file, a row of batches, and writes it.
 *
 * @param parquet whether it is a Parquet file; else .npy
 * @param batches per file
 */
record ShardTask(
    Storage storage,
    String folder,
    boolean parquet,
    Drawing drawing,
    Grid grid,
    Transform transform,
    long batches)
    implements Workers.Task<Long, ShardTask.Shard> {
  /**
   * A file that was written.
   *
   * @param infos what happened, batch by batch
   */
  record Shard(String name, long fields, String sha256, List<List<StepInfo>> infos)
      implements Serializable {}

  /** Number of files. */
  long count() {
    return (drawing.batches() + batches - 1) / batches;
  }

  @Override
  public Shard run(Long number) throws IOException {
    String name = String.format(Locale.ROOT, "part-%05d", number) + (parquet ? ".parquet" : ".npy");
    Path target = new Path(folder, name);
    long from = number * batches;
    long to = Math.min(drawing.batches(), from + batches);
    Drawing.Range last = drawing.range(to - 1);
    long fields = last.first() + last.lanes() - from * drawing.lanes();
    if (parquet) {
      try (ParquetShard file = new ParquetShard(storage, target, grid)) {
        List<List<StepInfo>> infos = draw(from, to, file::write);
        return new Shard(name, fields, file.commit(), infos);
      }
    }
    HadoopFile file = new HadoopFile(storage, target);
    List<List<StepInfo>> infos;
    try (NpyWriter writer =
        NpyWriter.fields(java.nio.file.Path.of(target.toString()), file, grid, fields)) {
      infos = draw(from, to, (n, rows) -> writer.write(n, rows));
    }
    return new Shard(name, fields, file.sha256(), infos);
  }

  /** Takes fields, [field][site]. */
  @FunctionalInterface
  private interface Rows {
    void write(int count, double[] rows) throws IOException;
  }

  /** Draws batches, and says what happened in each. */
  private List<List<StepInfo>> draw(long from, long to, Rows rows) throws IOException {
    FieldSink sink = transform.undone(grid, (fields, n) -> rows.write(n, fields));
    List<List<StepInfo>> infos = new ArrayList<>();
    for (long b = from; b < to; b++) {
      Drawing.Batch batch = drawing.run(drawing.range(b));
      sink.accept(batch.fields(), batch.count());
      infos.add(batch.infos());
    }
    return infos;
  }
}
