package org.wirg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Fields with a long tail, learned as a function of themselves and given back as they are. */
final class TransformCommandsTest {
  private static Path folder = Path.of("");
  private static Path data = Path.of("");
  private static Path model = Path.of("");

  @BeforeAll
  static void simulateAndFit(@TempDir Path shared) {
    folder = shared;
    Path gaussian = folder.resolve("gaussian.npy");
    Cli.good("simulate phi4 --size 8 --beta 0.5 --count 400 --out", gaussian);
    data = folder.resolve("data.npy");
    exponentials(gaussian, data);
    model = folder.resolve("model.json");
    Cli.good("fit", data, "--out", model, "--radius 2 --splines 8 --transform log:0.5");
  }

  /** exp(phi) - 1/2, so that ln(1 + x / 0.5) is phi + ln 2. */
  private static void exponentials(Path from, Path to) {
    try {
      float[] values = floats(from);
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (Math.exp(values[i]) - 0.5);
      }
      Cli.npy(to, "<f4", "(" + values.length / 64 + ", 8, 8)", values);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static float[] floats(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(10 + bytes.getShort(8));
    float[] values = new float[bytes.remaining() / 4];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  @Test
  void samplesAreInTheDatasUnits() throws IOException {
    assertThat(Cli.json(model).get("transform").get("offset").doubleValue()).isEqualTo(0.5);
    Path fields = folder.resolve("new.npy");
    Cli.good("sample", model, "--count 400 --out", fields);
    double expected = 0;
    double found = 0;
    for (float v : floats(data)) {
      expected += v / 25_600.0;
    }
    for (float v : floats(fields)) {
      assertThat(v).isGreaterThan(-0.5f);
      found += v / 25_600.0;
    }
    // exp(phi) - 1/2 has a mean near 1, that of phi + ln 2 is near 0.7; the error is about 0.02.
    assertThat(found).isCloseTo(expected, Offset.offset(0.1));
  }

  @Test
  void preparedFieldsCarryTheirTransform() throws IOException {
    Path prepared = folder.resolve("prepared.npy");
    JsonNode json =
        Cli.good("prepare", data, "--size 8 --transform log:0.5 --json - --out", prepared).json();
    assertThat(json.get("transform").get("kind").stringValue()).isEqualTo("log");
    float[] original = floats(data);
    float[] values = floats(prepared);
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isEqualTo((float) StrictMath.log1p(original[i] / 0.5));
    }
    Path other = folder.resolve("of-prepared.json");
    Cli.Result fit = Cli.good("fit", prepared, "--out", other, "--radius 2 --splines 8");
    assertThat(fit.out()).contains("stored as ln(1 + phi / 0.5)");
    assertThat(Cli.json(other).get("transform")).isEqualTo(Cli.json(model).get("transform"));
    assertThat(Cli.run("fit", prepared, "--transform asinh --out", other).code()).isEqualTo(2);
    // Both files are the same fields for whatever asks for fields.
    Cli.Result compared = Cli.good("compare", data, prepared, "--json -");
    for (JsonNode check : compared.json().get("checks")) {
      boolean distance = check.get("name").stringValue().equals("one-point law");
      assertThat(check.get("other").doubleValue())
          .as(check.get("name").stringValue())
          .isCloseTo(distance ? 0 : check.get("reference").doubleValue(), Offset.offset(1e-3));
    }
    assertThat(Cli.good("info", prepared).out()).contains("ln(1 + phi / 0.5)");
    // A patch of a patch is of the same transform, and a new file forgets the old one's.
    Path again = folder.resolve("again.npy");
    Cli.good("prepare", prepared, "--size 4 --out", again);
    assertThat(Files.exists(folder.resolve("again.npy.json"))).isTrue();
    Cli.good("prepare", data, "--size 4 --out", again);
    assertThat(Files.exists(folder.resolve("again.npy.json"))).isFalse();
  }

  @Test
  void energiesSayOfWhichDensityTheyAre() throws IOException {
    Path out = folder.resolve("energy.npy");
    Path original = folder.resolve("original.npy");
    Cli.Result result = Cli.good("energy", model, data, "--normalised --json - --out", out);
    assertThat(result.json().get("meaning").stringValue())
        .contains("p the density of phi")
        .contains("phi = ln(1 + f / 0.5) of fields f");
    result =
        Cli.good("energy", model, data, "--normalised --original-units --json - --out", original);
    assertThat(result.json().get("meaning").stringValue()).contains("in their own units");
    double[] transformed = Cli.doubles(out);
    double[] energies = Cli.doubles(original);
    float[] x = floats(data);
    for (int f = 0; f < energies.length; f++) {
      double jacobian = 0;
      for (int i = 0; i < 64; i++) {
        jacobian += Math.log(x[64 * f + i] + 0.5);
      }
      assertThat(energies[f])
          .isCloseTo(transformed[f] + jacobian, Offset.offset(1e-9 * (1 + Math.abs(energies[f]))));
    }
    // The same numbers from the fields as they were prepared, to the digits of float32.
    Path prepared = folder.resolve("for-energy.npy");
    Cli.good("prepare", data, "--size 8 --transform log:0.5 --out", prepared);
    Cli.good("energy", model, prepared, "--normalised --original-units --out", out);
    assertThat(mean(Cli.doubles(out))).isCloseTo(mean(energies), Offset.offset(1e-3));
    assertThat(Cli.run("energy", model, data, "--by-level --original-units --out", out).code())
        .isEqualTo(2);
  }

  /** What is coarsened like a model is refined by it to fields with those coarse fields. */
  @Test
  void coarseFieldsGoDownAndUp() throws IOException {
    Path coarse = folder.resolve("coarse.npy");
    Path fine = folder.resolve("fine.npy");
    Path back = folder.resolve("back.npy");
    Cli.good("coarsen", data, "--like", model, "--levels 1 --out", coarse);
    Cli.run("refine", model, coarse, "--out", fine);
    Cli.good("coarsen", fine, "--like", model, "--levels 1 --out", back);
    float[] expected = floats(coarse);
    float[] found = floats(back);
    for (int i = 0; i < found.length; i++) {
      assertThat((double) found[i])
          .isCloseTo(expected[i], Offset.offset(1e-5 * (1 + Math.abs(expected[i]))));
    }
  }

  @Test
  void patchesAreCutAroundMaskedSites() throws IOException {
    Path maps = folder.resolve("gaps.npy");
    float[] values = new float[2 * 64];
    float[] mask = new float[64];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
      mask[i % 64] = 1;
    }
    values[3] = Float.NaN; // map 0, the corner patch of the first row that ends it
    mask[36] = 0; // the lower right patches of both maps
    Cli.npy(maps, "<f4", "(2, 8, 8)", values);
    Path masks = Cli.npy(folder.resolve("mask.npy"), "<f4", "(8, 8)", mask);
    Path out = folder.resolve("whole.npy");
    Cli.Result refused = Cli.run("prepare", maps, "--size 4 --out", out);
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.err()).contains("wirg prepare --mask nan");
    Cli.Result result = Cli.good("prepare", maps, "--size 4 --mask nan --json - --out", out);
    assertThat(result.json().get("count").intValue()).isEqualTo(7);
    assertThat(result.json().get("masked_patches").intValue()).isEqualTo(1);
    assertThat(result.err()).contains("left out 1 patches");
    result = Cli.good("prepare", maps, "--size 4 --mask", masks, "--json - --out", out);
    assertThat(result.json().get("count").intValue()).isEqualTo(5);
    assertThat(floats(out)[0]).isEqualTo(4f); // the first patch was left out
    Cli.Result other = Cli.run("prepare", maps, "--size 4 --mask", data, "--out", out);
    assertThat(other.code()).isEqualTo(3);
    assertThat(other.err()).contains("a mask has the grid of the maps");
  }

  @Test
  void theRestSaysSo() {
    assertThat(Cli.good("hamiltonian", model).out()).contains("ln(1 + f / 0.5)");
    JsonNode json = Cli.good("hamiltonian", model, "--json -").json();
    assertThat(json.get("transform").get("offset").doubleValue()).isEqualTo(0.5);
    assertThat(Cli.good("info", model).out()).contains("ln(1 + phi / 0.5)");
    Cli.Result weigh = Cli.run("weigh", model, "--action phi4 --beta 0.5");
    assertThat(weigh.code()).isEqualTo(3);
    assertThat(weigh.err()).contains("fit without --transform");
  }

  @Test
  void everyKindIsFitted() throws IOException {
    for (String kind : new String[] {"rank", "asinh", "log", "standardise"}) {
      Path out = folder.resolve(kind + ".json");
      Cli.good("fit", data, "--out", out, "--radius 2 --splines 8 --transform", kind);
      JsonNode found = Cli.json(out);
      assertThat(found.get("transform").get("kind").stringValue()).isEqualTo(kind);
      assertThat(found.get("provenance").get("command").stringValue())
          .contains("--transform " + kind);
    }
    Cli.Result wrong = Cli.run("fit", data, "--transform sqrt --out", folder.resolve("no.json"));
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("a transform is log");
    Cli.Result outside =
        Cli.run("fit", data, "--transform log:0.1 --out", folder.resolve("no.json"));
    assertThat(outside.code()).isEqualTo(3);
    assertThat(outside.err()).contains("finite ln(1 + phi / 0.1)");
  }
}
