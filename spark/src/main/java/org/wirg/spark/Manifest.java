package org.wirg.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.wirg.cli.Version;
import org.wirg.cli.Workplace;
import org.wirg.field.Grid;
import org.wirg.file.JsonLayout;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is in a folder of fields: {@code manifest.json}, written last. A folder without it is not
 * complete.
 */
final class Manifest {
  static final String NAME = "manifest.json";

  private Manifest() {}

  static void write(
      Storage storage,
      Path folder,
      Workplace.Shards of,
      Grid grid,
      long count,
      List<ShardTask.Shard> shards)
      throws IOException {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("format", "wirg-shards");
    tree.put("version", 1);
    tree.put("software", Version.number());
    tree.put("model_sha256", of.modelSha256());
    tree.put("seed", of.seed());
    tree.put("dtype", "<f4");
    ArrayNode shape = tree.putArray("shape");
    shape.add(count);
    for (int n : grid.shape()) {
      shape.add(n);
    }
    ArrayNode files = tree.putArray("files");
    for (ShardTask.Shard shard : shards) {
      ObjectNode file = files.addObject();
      file.put("name", shard.name());
      file.put("fields", shard.fields());
      file.put("sha256", shard.sha256());
    }
    try (HadoopFile file = new HadoopFile(storage, new Path(folder, NAME))) {
      file.stream().write(JsonLayout.of(tree).getBytes(StandardCharsets.US_ASCII));
      file.commit();
    }
  }
}
