package org.wirg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Fits of fields with sites that hold no data. */
final class MaskedFitCommandTest {
  private static final String FIT = "--radius 1 --splines 8 --symmetry z2 --json -";

  private static Path folder = Path.of("");
  private static float[] values = {};

  @BeforeAll
  static void simulate(@TempDir Path shared) throws IOException {
    folder = shared;
    Path data = folder.resolve("whole.npy");
    Cli.good("simulate phi4 --size 16 --beta 0.5 --count 200 --out", data);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(data)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(10 + bytes.getShort(8));
    values = new float[bytes.remaining() / 4];
    bytes.asFloatBuffer().get(values);
  }

  private static boolean masked(int i) {
    int site = i % 256;
    return site / 16 < 2 && site % 16 < 3;
  }

  private static Path data(String name, float hole) throws IOException {
    float[] damaged = values.clone();
    for (int i = 0; i < damaged.length; i++) {
      damaged[i] = masked(i) ? hole : damaged[i];
    }
    Path file = folder.resolve(name);
    Cli.npy(file, "<f4", "(200, 16, 16)", damaged);
    return file;
  }

  private static Path mask() throws IOException {
    float[] mask = new float[256];
    Arrays.fill(mask, 1);
    for (int i = 0; i < mask.length; i++) {
      mask[i] = masked(i) ? 0 : 1;
    }
    Path file = folder.resolve("mask.npy");
    Cli.npy(file, "<f4", "(16, 16)", mask);
    return file;
  }

  private static JsonNode levels(Cli.Result result) {
    return result.json().get("levels");
  }

  /** NaN and a mask file say the same, whatever else is written there. */
  @ParameterizedTest
  @ValueSource(strings = {FIT, FIT + " --stiffness"})
  void whatIsMaskedPlaysNoPart(String how) throws IOException {
    Path model = folder.resolve("nan.json");
    Cli.Result nan = Cli.good("fit", data("nan.npy", Float.NaN), how, "--mask nan --out", model);
    assertThat(nan.err()).contains("masked: 6 of 256 sites").contains("mask: what masked sites");
    assertThat(Files.readString(model)).contains("--mask nan");
    Path hole = data("hole.npy", 99);
    Cli.Result file =
        Cli.good("fit", hole, how, "--mask", mask(), "--out", folder.resolve("hole.json"));
    assertThat(levels(file)).isEqualTo(levels(nan));
    Cli.Result believed = Cli.good("fit", hole, how, "--out", folder.resolve("x.json"));
    assertThat(levels(believed)).isNotEqualTo(levels(nan));
    Cli.good("sample", model, "--count 4 --out", folder.resolve("fields.npy"));
  }

  @Test
  void masksThatDoNotFitAreRefused() throws IOException {
    Path nan = data("nan.npy", Float.NaN);
    Path out = folder.resolve("y.json");
    assertThat(Cli.run("fit", nan, "--out", out).code()).isEqualTo(ExitCode.INPUT_REJECTED);
    Path small = folder.resolve("small.npy");
    Cli.npy(small, "<f4", "(8, 8)", new float[64]);
    Cli.Result grid = Cli.run("fit", nan, "--mask", small, "--out", out);
    assertThat(grid.code()).isEqualTo(ExitCode.INPUT_REJECTED);
    assertThat(grid.err()).contains("a mask has the grid of the maps");
    Cli.Result many = Cli.run("fit", nan, "--mask", data("ones.npy", 1), "--out", out);
    assertThat(many.code()).isEqualTo(ExitCode.INPUT_REJECTED);
    assertThat(many.err()).contains("all fields of a fit have the same mask");
    float[] more = values.clone();
    more[256 + 100] = Float.NaN;
    Path second = folder.resolve("second.npy");
    Cli.npy(second, "<f4", "(200, 16, 16)", more);
    Cli.Result other = Cli.run("fit", second, "--mask", mask(), "--out", out);
    assertThat(other.code()).isEqualTo(ExitCode.INPUT_REJECTED);
    assertThat(other.err()).contains("NaN in field 1 at [6, 4]");
  }
}
