package org.wirg.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.wirg.field.Grid;

/**
 * Writes fields as rows of a Parquet file, lists of float, as {@link ParquetRows} reads them. The
 * file appears whole or not at all, see {@link HadoopFile}.
 */
final class ParquetShard implements AutoCloseable {
  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          "message fields { required group field (LIST) {"
              + " repeated group list { required float element; } } }");

  private final FileSystem system;
  private final Path target;
  private final Path written;
  private final ParquetWriter<Group> writer;
  private final int sites;

  ParquetShard(Storage storage, Path target, Grid grid) throws IOException {
    this.system = storage.system(target);
    this.target = target;
    this.written = HadoopFile.temporary(target);
    this.sites = grid.sites();
    Configuration plain = new Configuration(storage.configuration());
    plain.set("fs.file.impl", RawLocalFileSystem.class.getName()); // no checksum files beside
    plain.setBoolean("fs.file.impl.disable.cache", true);
    this.writer =
        ExampleParquetWriter.builder(written)
            .withConf(plain)
            .withType(SCHEMA)
            .withExtraMetaData(Map.of(ParquetRows.SHAPE, grid.toString()))
            .build();
  }

  /**
   * Appends fields.
   *
   * @param rows [field][site], finite as float32
   */
  void write(int count, double[] rows) throws IOException {
    for (int f = 0; f < count; f++) {
      Group row = new SimpleGroup(SCHEMA);
      Group list = row.addGroup("field");
      for (int i = 0; i < sites; i++) {
        float value = (float) rows[f * sites + i];
        if (!Float.isFinite(value)) {
          throw new IOException(
              "every value written is finite as float32; found " + rows[f * sites + i]);
        }
        list.addGroup("list").add("element", value);
      }
      writer.write(row);
    }
  }

  /** Finishes the file; returns the SHA-256 of its bytes, in hexadecimal. */
  String commit() throws IOException {
    writer.close();
    MessageDigest digest = Digests.sha256();
    try (InputStream in = new DigestInputStream(system.open(written), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    HadoopFile.publish(system, written, target);
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Leaves nothing behind but what was committed. */
  @Override
  public void close() throws IOException {
    try {
      writer.close();
    } finally {
      system.delete(written, false);
    }
  }
}
