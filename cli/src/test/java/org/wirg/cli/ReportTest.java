package org.wirg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

final class ReportTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"1,16", "2,8", "3,4"})
  void showsModelsOfAnyRank(int rank, int size) throws IOException {
    Path data = folder.resolve("data.npy");
    Path model = folder.resolve("model.json");
    Path page = folder.resolve("page");
    Cli.good("simulate phi4 --count 300 --beta 0.5 --size", size, "--rank", rank, "--out", data);
    Cli.good("fit --radius 1 --splines 8", data, "--out", model);
    Cli.Result result =
        Cli.run("report --count 100 --json -", model, "--data", data, "--out", page);
    assertThat(result.code()).as(result.err()).isLessThan(2);
    JsonNode json = result.json();
    assertThat(json.get("passed").booleanValue()).isEqualTo(result.code() == 0);
    assertThat(json.get("verdicts").size()).isGreaterThanOrEqualTo(7);
    assertThat(Cli.names(page))
        .containsExactly("figures", "generated.npy", "index.html", "report.json");
    assertThat(page.resolve("index.html")).content().contains("data.npy", "True and generated");
    try (Stream<Path> figures = Files.list(page.resolve("figures"))) {
      assertThat(figures.filter(f -> f.toString().endsWith(".png"))).hasSizeGreaterThan(10);
    }
  }

  @Test
  void judgesByAKnownActionAndGivenFields() throws IOException {
    Path data = Cli.phi4(folder, 600, 1);
    Path model = Cli.model(folder, data);
    Path page = folder.resolve("page");
    Path other = Cli.phi4(folder, 300, 2);
    Cli.Result result =
        Cli.run(
            "report --action phi4 --beta 0.9 --json -",
            model,
            "--data",
            data,
            "--samples",
            other,
            "--out",
            page);
    assertThat(result.code()).isEqualTo(1); // of another action
    assertThat(result.err()).contains("FAIL coupling K(1,0)", "must pass all checks");
    assertThat(Cli.names(page)).containsExactly("figures", "index.html", "report.json");
    assertThat(page.resolve("index.html")).content().contains("true action");
  }

  @Test
  void theDataAreNotWrittenOver() throws IOException {
    Path data = Cli.phi4(folder, 60, 1);
    Path model = Cli.model(folder, data);
    Path page = Files.createDirectories(folder.resolve("page"));
    Path inTheWay = Files.copy(data, page.resolve("generated.npy"));
    Cli.Result result = Cli.run("report", model, "--data", inTheWay, "--out", page);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("the output must not be the input");
    assertThat(inTheWay).hasSameBinaryContentAs(data);
  }

  @Test
  void fieldsMustLiveOnTheModelsGrid() {
    Path model = Cli.model(folder, Cli.phi4(folder, 60, 1));
    Path small = folder.resolve("small.npy");
    Cli.good("simulate phi4 --size 4 --count 10 --out", small);
    Cli.Result result = Cli.run("report", model, "--data", small, "--out", folder.resolve("page"));
    assertThat(result.code()).isEqualTo(3);
    assertThat(result.err()).contains("the model's grid", "4x4");
    assertThat(folder.resolve("page")).doesNotExist();
  }
}
