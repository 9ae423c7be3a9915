package org.wirg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Input that cannot be used: exit code 3, one clear line, nothing written. */
final class BadInputTest {
  @TempDir Path inputs;
  @TempDir Path outputs;

  private float[] noise = new float[0];

  @BeforeEach
  void makeNoise() {
    noise = new float[20 * 64];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) Math.sin(12.9898 * i * i);
    }
  }

  private void rejected(Path data, String... words) throws IOException {
    Cli.Result fit =
        Cli.run("fit", data, "--radius 1 --splines 6 --out", outputs.resolve("m.json"));
    rejected(fit, words);
  }

  private void rejected(Cli.Result result, String... words) throws IOException {
    assertThat(result.code()).as(result.toString()).isEqualTo(3);
    assertThat(result.err()).startsWith("wirg: ").contains("found").contains(words);
    assertThat(result.err().lines()).hasSize(1);
    assertThat(result.out()).isEmpty();
    assertThat(Cli.names(outputs)).isEmpty();
  }

  private Path fields(String shape, float... values) throws IOException {
    return Cli.npy(inputs.resolve("f.npy"), "<f4", shape, values);
  }

  @Test
  void missing() throws IOException {
    Path none = inputs.resolve("none.npy");
    rejected(none, "no file", "none.npy");
    rejected(Cli.run("compare", none, none), "no file");
    rejected(Cli.run("info", none), "no file");
    rejected(
        Cli.run("sample", inputs.resolve("m.json"), "--out", outputs.resolve("s.npy")), "no file");
    rejected(Files.createDirectory(inputs.resolve("d.npy")), "a folder");
  }

  @Test
  void truncated() throws IOException {
    Path file = fields("(20, 8, 8)", noise);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 5));
    rejected(file, "f.npy");
  }

  @Test
  void wrongMagicAndSuffix() throws IOException {
    rejected(Files.writeString(inputs.resolve("text.npy"), "phi,psi\n1,2\n"), "text.npy");
    rejected(Files.writeString(inputs.resolve("fields.csv"), "1,2\n"), "fields.csv", ".npy");
  }

  @Test
  void objectsAndHugeShapes() throws IOException {
    rejected(Cli.npy(inputs.resolve("o.npy"), "|O", "(20, 8, 8)", noise), "o.npy");
    rejected(fields("(1152921504606846976, 8, 8)", noise), "f.npy");
    rejected(fields("(0, 8, 8)"), "f.npy");
    rejected(fields("(20, 0, 8)"), "f.npy");
  }

  @Test
  void notANumber() throws IOException {
    noise[3 * 64 + 2 * 8 + 5] = Float.NaN;
    rejected(fields("(20, 8, 8)", noise), "NaN", "field 3", "row 2", "column 5");
    noise[3 * 64 + 2 * 8 + 5] = Float.POSITIVE_INFINITY;
    Path file = fields("(20, 8, 8)", noise);
    rejected(file, "Infinity", "field 3, row 2, column 5");
    assertThat(Cli.good("info", file).out()).contains("not finite          1 values"); // it looks
    rejected(Cli.run("compare --quiet", file, file), "row 2");
  }

  @Test
  void unfitForFitting() throws IOException {
    rejected(fields("(20, 6, 6)", Arrays.copyOf(noise, 720)), "6x6", "multiple of 2^J");
    rejected(fields("(1, 8, 8)", Arrays.copyOf(noise, 64)), "at least 2 fields");
    Arrays.fill(noise, 5 * 64, 6 * 64, 1);
    rejected(fields("(20, 8, 8)", noise), "field 5 constant");
    Arrays.fill(noise, 1);
    rejected(fields("(20, 8, 8)", noise), "constant");
  }

  @Test
  void damagedModels() throws IOException {
    Path data = Cli.phi4(inputs, 100, 1);
    Path model = Cli.model(inputs, data);
    String text = Files.readString(model);
    Path bad = Files.writeString(inputs.resolve("bad.json"), text.substring(0, 2000));
    rejected(Cli.run("sample", bad, "--out", outputs.resolve("s.npy")), "bad.json", "JSON");
    rejected(Cli.run("energy", bad, data, "--out", outputs.resolve("e.npy")), "bad.json");
    rejected(Cli.run("info", bad), "bad.json");
    Files.writeString(bad, text.replaceFirst("\"sigma\": ", "\"sigma\": -"));
    rejected(Cli.run("info", bad), "levels[0].sigma", "positive");
    rejected(Cli.run("sample", data, "--out", outputs.resolve("s.npy")), "UTF-8", "phi4-1.npy");
  }

  @Test
  void modelAndDataOfDifferentSize() throws IOException {
    Path model = Cli.model(inputs, Cli.phi4(inputs, 100, 1));
    Path other = fields("(5, 16, 16)", Arrays.copyOf(noise, 1280));
    rejected(Cli.run("energy", model, other, "--out", outputs.resolve("e.npy")), "8x8", "16x16");
    rejected(Cli.run("compare --quiet", inputs.resolve("phi4-1.npy"), other), "8x8 and 16x16");
  }
}
