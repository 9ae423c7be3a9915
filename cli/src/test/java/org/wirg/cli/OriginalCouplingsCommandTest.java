package org.wirg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Models that couple the values from before a transform, too, from the command line. */
final class OriginalCouplingsCommandTest {
  private static final String FIT =
      "--radius 2 --coarser-radius 1 --splines 8 --isotropic --transform asinh:0.5 --original-couplings";

  private static Path folder = Path.of("");
  private static Path data = Path.of("");
  private static Path model = Path.of("");

  @BeforeAll
  static void learn(@TempDir Path shared) {
    folder = shared;
    data = Cli.phi4(shared, 300, 4);
    model = shared.resolve("coupled.json");
    Cli.good("fit", data, "--out", model, FIT, "--threads 2");
  }

  @Test
  void showsThem() {
    Cli.Result result = Cli.good("hamiltonian --json -", model);
    JsonNode kernel = result.json().get("levels").get(0).get("original_kernel");
    assertThat(kernel.size()).isEqualTo(25);
    assertThat(kernel.get(1).get("shift").get(0).asInt()).isEqualTo(1);
    assertThat(kernel.get(1).get("error").asDouble()).isPositive();
    JsonNode coarser = result.json().get("levels").get(1);
    assertThat(coarser.has("original_kernel")).isFalse();
    assertThat(coarser.get("kernel").size()).as("couplings of radius 1").isEqualTo(9);
    assertThat(Cli.good("hamiltonian", model).out())
        .contains("K'(1,0)", "K'(-s) = K'(s)", "1/2 sum f(x) K'(s) f(x+s)");
    assertThat(Cli.good("info --json -", model).json().toString())
        .contains("--original-couplings", "--radius 2 --coarser-radius 1")
        .doesNotContain("z2");
  }

  @Test
  void theReportShowsThem() throws IOException {
    Path page = folder.resolve("page");
    Cli.run("report", model, "--data", data, "--count 100 --out", page);
    assertThat(Files.readString(page.resolve("index.html")))
        .contains("Couplings of the values from before the transform");
  }

  @Test
  void hasTheSameBytesForAnyThreadsAndKernels() throws IOException {
    Path other = folder.resolve("other.json");
    Cli.good("fit", data, "--out", other, FIT, "--threads 1 --kernels scalar");
    assertThat(other).hasSameTextualContentAs(model);
    Path fields = folder.resolve("fields.npy");
    Path same = folder.resolve("same.npy");
    Cli.good("sample", model, "--count 20 --size 16 --threads 2 --out", fields);
    Cli.good("sample", model, "--count 20 --size 16 --threads 1 --kernels scalar --out", same);
    assertThat(Files.readAllBytes(same)).isEqualTo(Files.readAllBytes(fields));
    Cli.good("energy", model, data, "--out", folder.resolve("energy.npy"));
  }

  @Test
  void saysWhereTheyAreNot() {
    String out = folder.resolve("none.json").toString();
    Cli.Result none = Cli.run("fit", data, "--original-couplings --out", out);
    assertThat(none.code()).as(none.toString()).isEqualTo(2);
    assertThat(none.err()).contains("from before a transform; found none", "--transform");
    Cli.Result even = Cli.run("fit", data, FIT, "--symmetry z2 --out", out);
    assertThat(even.code()).as(even.toString()).isEqualTo(2);
    assertThat(even.err()).contains("--symmetry z2");
    Cli.Result nowhere =
        Cli.run("fit", data, "--radius 0 --transform asinh:0.5 --original-couplings --out", out);
    assertThat(nowhere.code()).as(nowhere.toString()).isEqualTo(2);
    assertThat(nowhere.err()).contains("found radius 0");
    Cli.good("fit", data, "--radius 0 --transform asinh:0.5 --out", out);
    assertThat(Cli.good("hamiltonian", out).out()).contains("V(phi)").doesNotContain("NaN");
    Cli.Result mixing = Cli.run("mixing", model);
    assertThat(mixing.code()).as(mixing.toString()).isEqualTo(3);
    assertThat(mixing.err()).contains("direct sampling", "original couplings");
  }
}
