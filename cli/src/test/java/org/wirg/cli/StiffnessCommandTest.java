package org.wirg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Models with a stiffness that depends on the field, from the command line. */
final class StiffnessCommandTest {
  private static final String FIT = "--radius 1 --splines 8 --symmetry none --stiffness";

  private static Path folder = Path.of("");
  private static Path data = Path.of("");
  private static Path model = Path.of("");

  @BeforeAll
  static void learn(@TempDir Path shared) {
    folder = shared;
    data = Cli.phi4(shared, 300, 4);
    model = shared.resolve("stiff.json");
    Cli.good("fit", data, "--out", model, FIT, "--threads 2");
  }

  @Test
  void showsZ() {
    Cli.Result result = Cli.good("hamiltonian --json -", model);
    JsonNode finest = result.json().get("levels").get(0);
    assertThat(finest.get("stiffness").size()).isEqualTo(3);
    assertThat(finest.get("stiffness").get(2).get("name").asString()).isEqualTo("W");
    JsonNode curve = finest.get("stiffness").get(0);
    assertThat(curve.get("phi").size()).isEqualTo(curve.get("error").size());
    assertThat(Cli.good("hamiltonian", model).out())
        .contains("Z(1)", "1/2 sum Z((phi + phi') / 2) (phi - phi')^2", "1/2 sum W(phi)");
    Path one = folder.resolve("isotropic.json");
    Cli.good("fit", data, "--out", one, FIT, "--isotropic");
    assertThat(Cli.good("hamiltonian", one).out())
        .containsPattern("(?m)^phi +Z$")
        .containsPattern("(?m)^phi +W$")
        .doesNotContain("Z(1)");
  }

  @Test
  void theReportShowsZ() throws IOException {
    Path page = folder.resolve("page");
    Cli.run("report", model, "--data", data, "--count 100 --out", page);
    assertThat(Files.readString(page.resolve("index.html")))
        .contains("Stiffness of the finest level", "axis 1", "Stiffness of the finest waves");
    assertThat(page.resolve("figures/stiffness.csv")).isNotEmptyFile();
  }

  @Test
  void hasTheSameBytesForAnyThreadsAndKernels() throws IOException {
    Path other = folder.resolve("other.json");
    Cli.good("fit", data, "--out", other, FIT, "--threads 1 --kernels scalar");
    assertThat(other).hasSameTextualContentAs(model);
    Path fields = folder.resolve("fields.npy");
    Path same = folder.resolve("same.npy");
    Cli.good("sample", model, "--count 20 --threads 2 --out", fields);
    Cli.good("sample", model, "--count 20 --threads 1 --kernels scalar --out", same);
    assertThat(Files.readAllBytes(same)).isEqualTo(Files.readAllBytes(fields));
    Cli.good("energy", model, fields, "--out", folder.resolve("energy.npy"));
    Cli.good("info", model);
  }

  @Test
  void patchesHaveOne() {
    Path open = folder.resolve("open.json");
    Cli.good("fit", data, "--out", open, FIT, "--boundary open --refine 9");
    assertThat(Cli.good("hamiltonian", open).out()).contains("Z(1)");
  }

  @Test
  void saysWhereItIsNot() {
    Cli.Result mixing = Cli.run("mixing", model);
    assertThat(mixing.code()).as(mixing.toString()).isEqualTo(3);
    assertThat(mixing.err()).contains("direct sampling", "stiffness");
  }
}
