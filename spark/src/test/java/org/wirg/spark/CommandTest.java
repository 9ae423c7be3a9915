package org.wirg.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wirg.cli.Main;
import org.wirg.file.NpyWriter;

/** The commands as a user gives them, with and without a cluster. */
final class CommandTest {
  private static final String SEND_FROM = "spark.wirg.sendFrom";

  @TempDir private Path folder;

  @BeforeEach
  void sendAll() throws IOException {
    System.setProperty(SEND_FROM, "0");
    try (NpyWriter writer = NpyWriter.fields(path("data.npy"), Plain.GRID, Plain.FIELDS)) {
      writer.write(Plain.FIELDS, Plain.rows(Plain.FIELDS));
    }
  }

  @AfterEach
  void asBefore() {
    System.clearProperty(SEND_FROM);
  }

  private Path path(String name) {
    return folder.resolve(name);
  }

  /** Runs a command line; names that begin with @ are of the folder. */
  private int run(String line) {
    return Main.command((line.replace("@", folder + "/") + " --quiet").split(" ", -1));
  }

  private byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(path(name));
  }

  @Test
  void theCommandsGiveTheSameBytes() throws IOException {
    String fit = "fit @data.npy --coarsest 2 --radius 1 --splines 6 ";
    String sample = "sample @plain.json --count 40 --seed 7 ";
    assertThat(run(fit + "--out @plain.json")).isZero();
    assertThat(run(sample + "--out @plain.npy")).isZero();
    assertThat(run(fit + "--spark local[2] --partitions 3 --out @spark.json")).isZero();
    assertThat(run(sample + "--spark local[2] --partitions 3 --out @spark.npy")).isZero();
    assertThat(bytes("spark.json")).isEqualTo(bytes("plain.json"));
    assertThat(bytes("spark.npy")).isEqualTo(bytes("plain.npy"));
    String elsewhere = fit.replace("@data.npy", "file:@data.npy");
    assertThat(run(elsewhere + "--spark local[2] --out file:@there/spark.json")).isZero();
    assertThat(bytes("there/spark.json")).isEqualTo(bytes("plain.json"));
    String energy = "energy @plain.json @data.npy --by-level ";
    assertThat(run(energy + "--out @plain-energy.npy")).isZero();
    assertThat(run(energy + "--spark local[2] --out @spark-energy.npy")).isZero();
    assertThat(bytes("spark-energy.npy")).isEqualTo(bytes("plain-energy.npy"));
    assertThat(run(sample + "--spark local[2] --out @shards/ --shard 16")).isZero();
    assertThat(path("shards/manifest.json")).exists();
    assertThat(run(sample + "--spark local[2] --out @shards/")).as("used before").isEqualTo(3);
  }

  @Test
  void whatIsWrongIsSaid() {
    String fit = "fit @data.npy --out @a.json ";
    assertThat(run(fit + "--spark nowhere")).isEqualTo(3);
    assertThat(run(fit + "--spark submit")).isEqualTo(3);
    assertThat(run(fit + "--spark local[2] --partitions -1")).isEqualTo(2);
    assertThat(run(fit + "--partitions 2")).isEqualTo(2);
    assertThat(run("fit @none.npy --out @a.json --spark local[2]")).isEqualTo(3);
    assertThat(run("sample @none.json --out @a.npy --shard 5")).isEqualTo(2);
  }
}
