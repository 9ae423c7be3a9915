package org.wirg.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.energy.Model;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.field.MonotoneCubic;
import org.wirg.field.Transform;

/** Transforms in files: beside fields and in models. */
final class SidecarTest {
  @TempDir Path folder;

  private Path fields(String name, double value) throws IOException {
    Path file = folder.resolve(name);
    try (NpyWriter writer = NpyWriter.fields(file, Grid.of(2, 2), 1)) {
      writer.write(1, new double[] {value, 1, 2, 3});
    }
    return file;
  }

  private static Transform of(Path file) throws IOException {
    return Sidecar.transform(NpyDataset.open(file));
  }

  static Stream<Transform> transforms() {
    double[] x = {-1.1, 0.1 + 0.2, Math.PI, 1e10 / 3};
    return Stream.of(
        new Transform.Log(0.1 + 0.2),
        new Transform.Log(-1e-7 / 3),
        new Transform.Asinh(1e-5 / 7),
        new Transform.Standardise(-1 / 3.0, 2 / 3.0),
        new Transform.Rank(new MonotoneCubic(x, new double[] {-3, -1 / 3.0, 0, 3})));
  }

  @ParameterizedTest
  @MethodSource("transforms")
  void everyDigitIsKept(Transform transform) throws IOException {
    Path file = fields("a.npy", 5);
    assertThat(of(file)).isEqualTo(Transform.none());
    Sidecar.write(file, "wirg prepare", "0.1.0", transform);
    assertThat(of(file)).isEqualTo(transform);
    assertThat(Sidecar.of(file)).exists().isEqualTo(folder.resolve("a.npy.json"));
    Model model = SmallModels.on(Grid.of(4, 4), 1, true, false).with(transform);
    Path first = folder.resolve("model.json");
    Path second = folder.resolve("again.json");
    ModelFile.write(first, model);
    Model back = ModelFile.read(first);
    ModelFile.write(second, back);
    assertThat(back.transform()).isEqualTo(transform);
    assertThat(second).hasSameBinaryContentAs(first);
    Model larger = SmallModels.on(Grid.of(8, 8), 1, true, false).with(transform);
    assertThat(larger.resized(16).transform()).isEqualTo(transform);
    assertThat(larger.with(larger.hamiltonians()).transform()).isEqualTo(transform);
  }

  @Test
  void isOfNoOtherBytes() throws IOException {
    Path file = fields("a.npy", 5);
    Sidecar.write(file, "wirg prepare", "0.1.0", new Transform.Asinh(1));
    fields("a.npy", 6);
    assertThatThrownBy(() -> of(file))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("other bytes");
    Sidecar.forget(file);
    assertThat(of(file)).isEqualTo(Transform.none());
  }

  @Test
  void filesReadTogetherAgree() throws IOException {
    Path one = fields("a.npy", 5);
    Path other = fields("b.npy", 6);
    Sidecar.write(one, "wirg prepare", "0.1.0", new Transform.Asinh(1));
    NpyDataset both =
        Spool.of(
            folder.resolve("*.npy"),
            "float32",
            java.util.List.of(one, other),
            true,
            new long[] {2, 2, 2},
            1,
            (first, rows, values) -> {},
            ReadLimits.DEFAULT);
    assertThatThrownBy(() -> Sidecar.transform(both))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("b.npy");
    Sidecar.write(other, "wirg prepare", "0.1.0", new Transform.Asinh(1));
    assertThat(Sidecar.transform(both)).isEqualTo(new Transform.Asinh(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[1, 2]", "{\"format\": \"mine\"}", "not JSON"})
  void othersAreLeftAlone(String text) throws IOException {
    Path file = fields("a.npy", 5);
    Files.writeString(Sidecar.of(file), text);
    assertThat(of(file)).isEqualTo(Transform.none());
    Sidecar.forget(file);
    assertThat(Sidecar.of(file)).exists();
  }

  /** Damaged ones are refused in words or say the same. */
  @ParameterizedTest
  @MethodSource("transforms")
  void hostileOnes(Transform transform) throws IOException {
    Path file = fields("a.npy", 5);
    Sidecar.write(file, "wirg prepare", "0.1.0", transform);
    byte[] good = Files.readAllBytes(Sidecar.of(file));
    Random random = new Random(1);
    int refused = 0;
    for (int n = 0; n < 400; n++) {
      byte[] mutant = good.clone();
      int at = 60 + random.nextInt(good.length - 60);
      byte[] letters = "{}[]\",:0123456789.-eE \nnaN".getBytes(StandardCharsets.US_ASCII);
      mutant[at] = letters[random.nextInt(letters.length)];
      Files.write(Sidecar.of(file), mutant);
      try {
        Transform read = of(file);
        assertThat(read.kind()).isEqualTo(transform.kind());
      } catch (InputRejected e) {
        refused++;
        assertThat(e).hasMessageContaining("a.npy").hasMessageContaining("found");
      }
    }
    assertThat(refused).isGreaterThan(50);
  }
}
