package org.wirg.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.cli.Workplace;
import org.wirg.energy.Model;
import org.wirg.field.InputRejected;
import org.wirg.field.Progress;
import org.wirg.field.Transform;
import org.wirg.file.NpyWriter;
import org.wirg.internal.parallel.Threads;
import org.wirg.sample.LevelPlan;
import org.wirg.sample.SampleOptions;
import org.wirg.sample.Sampler;
import org.wirg.sample.StepInfo;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Fields in a folder of many files. */
final class ShardsTest {
  private static final int COUNT = 150;
  private static final Model MODEL = Plain.fit(Plain.DATA, Plain.SCORE, new Threads(1));
  private static final Sampler SAMPLER =
      new Sampler(MODEL, new SampleOptions(SampleOptions.Method.HMC, 3, 1));
  private static final List<LevelPlan> PLANS = SAMPLER.calibrate(Progress.NONE);

  @SuppressWarnings("NullAway.Init")
  private static JavaSparkContext spark;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    spark = Applications.start("local[2,4]");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private Workplace.Shards shards(String name, long perFile) {
    return new Workplace.Shards(
        folder.resolve(name) + "/", perFile, false, Transform.none(), "0123", 3);
  }

  private static List<StepInfo> draw(Workplace.Shards shards, int partitions) throws IOException {
    SparkPlace place =
        new SparkPlace(spark, new Troubled(Applications.workers(spark, partitions), 0));
    place.check(shards);
    return place.draw(SAMPLER.drawing(PLANS, COUNT), shards, Progress.NONE);
  }

  private byte[] values(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    return java.util.Arrays.copyOfRange(bytes, 128, bytes.length); // behind the header
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 64})
  void theFilesTogetherAreTheOneOfASingleMachine(int partitions) throws IOException {
    Path whole = folder.resolve("whole.npy");
    List<StepInfo> plain;
    try (NpyWriter writer = NpyWriter.fields(whole, Plain.GRID, COUNT)) {
      plain = SAMPLER.draw(PLANS, COUNT, (rows, n) -> writer.write(n, rows), Progress.NONE);
    }
    List<StepInfo> infos = draw(shards("out", 30), partitions);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Path out = folder.resolve("out");
    JsonNode manifest = new ObjectMapper().readTree(out.resolve("manifest.json").toFile());
    for (JsonNode file : manifest.get("files")) {
      Path part = out.resolve(file.get("name").asString());
      assertThat(file.get("sha256").asString()).isEqualTo(sha256(Files.readAllBytes(part)));
      all.writeBytes(values(part));
    }
    assertThat(manifest.get("files").size()).isEqualTo(5); // of 2 batches of 16 fields each
    assertThat(manifest.get("shape").toString()).isEqualTo("[150,8,8]");
    assertThat(all.toByteArray()).isEqualTo(values(whole));
    for (int i = 0; i < plain.size(); i++) {
      assertThat(infos.get(i).meanProbability()).isEqualTo(plain.get(i).meanProbability());
    }
    try (Stream<Path> files = Files.list(out)) {
      assertThat(files.map(file -> file.getFileName().toString()).sorted())
          .as("nothing of attempts that failed")
          .containsExactly(
              "manifest.json",
              "part-00000.npy",
              "part-00001.npy",
              "part-00002.npy",
              "part-00003.npy",
              "part-00004.npy");
    }
  }

  @Test
  void parquetFilesHoldTheSameFields() throws IOException {
    draw(shards("npy", 30), 2);
    Workplace.Shards parquet =
        new Workplace.Shards(
            folder.resolve("parquet") + "/", 30, true, Transform.none(), "0123", 3);
    draw(parquet, 3);
    assertThat(all("parquet")).isEqualTo(all("npy"));
    JsonNode manifest =
        new ObjectMapper().readTree(folder.resolve("parquet/manifest.json").toFile());
    for (JsonNode file : manifest.get("files")) {
      Path part = folder.resolve("parquet").resolve(file.get("name").asString());
      assertThat(file.get("sha256").asString()).isEqualTo(sha256(Files.readAllBytes(part)));
    }
    try (Stream<Path> files = Files.list(folder.resolve("parquet"))) {
      assertThat(files).hasSize(6);
    }
  }

  private double[] all(String name) throws IOException {
    double[] values = new double[COUNT * Plain.GRID.sites()];
    HadoopFields.open(Storage.of(spark.hadoopConfiguration()), folder.resolve(name).toString())
        .values()
        .read(0, COUNT, values);
    return values;
  }

  private static String sha256(byte[] bytes) {
    MessageDigest digest = Digests.sha256();
    return HexFormat.of().formatHex(digest.digest(bytes));
  }

  @Test
  void aFolderWithSomethingInItIsRefused() throws IOException {
    Files.createDirectory(folder.resolve("used"));
    Files.writeString(folder.resolve("used/part-00000.npy"), "old");
    assertThatThrownBy(() -> draw(shards("used", 30), 2))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("must be empty");
  }

  @Test
  void ofTwoAttemptsAtAFileTheFirstWins() throws IOException {
    Storage storage = Storage.of(spark.hadoopConfiguration());
    org.apache.hadoop.fs.Path target =
        new org.apache.hadoop.fs.Path(folder.resolve("a.bin").toUri());
    HadoopFile one = new HadoopFile(storage, target);
    HadoopFile two = new HadoopFile(storage, target);
    one.stream().write(1);
    two.stream().write(1);
    two.commit();
    one.commit();
    HadoopFile lost = new HadoopFile(storage, target);
    lost.stream().write(new byte[2]);
    assertThatThrownBy(lost::commit).isInstanceOf(IOException.class);
    lost.close();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("a.bin");
    }
    assertThat(Files.readAllBytes(folder.resolve("a.bin"))).isEqualTo(new byte[] {1});
  }
}
