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
 * @param batches per file
 */
record ShardTask(
    Storage storage, String folder, Drawing drawing, Grid grid, Transform transform, long batches)
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
    String name = String.format(Locale.ROOT, "part-%05d.npy", number);
    Path target = new Path(folder, name);
    long from = number * batches;
    long to = Math.min(drawing.batches(), from + batches);
    Drawing.Range last = drawing.range(to - 1);
    long fields = last.first() + last.lanes() - from * drawing.lanes();
    List<List<StepInfo>> infos = new ArrayList<>();
    HadoopFile file = new HadoopFile(storage, target);
    try (NpyWriter writer =
        NpyWriter.fields(java.nio.file.Path.of(target.toString()), file, grid, fields)) {
      FieldSink sink = transform.undone(grid, (rows, n) -> writer.write(n, rows));
      for (long b = from; b < to; b++) {
        Drawing.Batch batch = drawing.run(drawing.range(b));
        sink.accept(batch.fields(), batch.count());
        infos.add(batch.infos());
      }
    }
    return new Shard(name, fields, file.sha256(), infos);
  }
}
