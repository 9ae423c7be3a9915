package org.wirg.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.field.Grid;

final class ModelFileTest {
  @TempDir Path folder;

  static Stream<Model> models() {
    return Stream.of(
        SmallModels.on(Grid.of(8, 8), 1, true, true),
        SmallModels.on(Grid.of(4, 8), 1, false, false),
        SmallModels.on(Grid.of(8), 2, false, true),
        SmallModels.on(Grid.of(4, 4), 4, true, false),
        SmallModels.on(Grid.of(4, 4, 4), 1, true, false),
        SmallModels.coupled());
  }

  @ParameterizedTest
  @MethodSource("models")
  void comesBackAsItWas(Model model) throws IOException {
    Path first = folder.resolve("first.json");
    Path second = folder.resolve("second.json");
    ModelFile.write(first, model);
    Model back = ModelFile.read(first);
    ModelFile.write(second, back);
    assertThat(second).hasSameBinaryContentAs(first);
    assertThat(back.grid()).isEqualTo(model.grid());
    assertThat(back.wavelet()).isSameAs(model.wavelet());
    assertThat(back.mean()).isEqualTo(model.mean());
    assertThat(back.isotropic()).isEqualTo(model.isotropic());
    assertThat(back.even()).isEqualTo(model.even());
    assertThat(back.provenance()).isEqualTo(model.provenance());
    assertThat(back.levels()).hasSameSizeAs(model.levels());
    for (int i = 0; i < model.levels().size(); i++) {
      assertSame(back.levels().get(i), model.levels().get(i));
    }
    assertSame(back.coarsest(), model.coarsest());
  }

  private static void assertSame(Level back, Level level) {
    assertThat(back.level()).isEqualTo(level.level());
    assertThat(back.sigma()).isEqualTo(level.sigma());
    assertThat(back.detailSigma()).isEqualTo(level.detailSigma());
    assertThat(back.energy().theta()).isEqualTo(level.energy().theta());
    assertThat(back.estimate().covariance()).isEqualTo(level.estimate().covariance());
    assertThat(back.estimate().estimator()).isEqualTo(level.estimate().estimator());
    assertThat(back.estimate().fields()).isEqualTo(level.estimate().fields());
    int sites = level.energy().grid().sites();
    double[] x = new double[sites];
    for (int i = 0; i < sites; i++) {
      x[i] = Math.cos(1.7 * i);
    }
    double[] expected = new double[1];
    double[] found = new double[1];
    level.energy().evaluator(1).energy(x, new double[sites], expected);
    back.energy().evaluator(1).energy(x, new double[sites], found);
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void isReadable() throws IOException {
    Path file = folder.resolve("model.json");
    ModelFile.write(file, SmallModels.on(Grid.of(8, 8), 1, true, true));
    List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
    assertThat(lines.get(1)).isEqualTo("  \"format\": \"wirg-model\",");
    assertThat(lines).anyMatch(line -> line.contains("{\"shift\": [1, 0], \"theta\": "));
    assertThat(lines.stream().filter(line -> !line.contains("\"command\"")))
        .allMatch(line -> line.length() <= 100);
  }

  @Test
  void pythonReadsEveryDigit() throws IOException, InterruptedException {
    Model model = SmallModels.on(Grid.of(8, 8), 1, true, false);
    Path file = folder.resolve("model.json");
    ModelFile.write(file, model);
    String script =
        "import json,sys; m = json.load(open(sys.argv[1]));"
            + " print(m['provenance']['command']);"
            + " print(repr(m['levels'][0]['terms'][0]['couplings'][0]['theta']))";
    Process python;
    try {
      python = new ProcessBuilder("python3", "-c", script, file.toString()).start();
    } catch (IOException e) {
      Assumptions.abort("python3 is missing");
      return;
    }
    String out = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(python.waitFor()).isZero();
    String[] lines = out.split("\n", -1);
    assertThat(Double.parseDouble(lines[lines.length - 2]))
        .isEqualTo(model.levels().getFirst().energy().theta()[0]);
  }
}
