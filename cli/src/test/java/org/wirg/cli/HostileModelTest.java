package org.wirg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that are well-formed and make no sense: sampling ends, and says what is wrong. */
final class HostileModelTest {
  private static final Pattern COUPLING =
      Pattern.compile("(\"shift\": \\[[^]]*\\], *\"theta\": )(-?[0-9.eE-]+)");

  @TempDir Path folder;

  private String text = "";

  @BeforeEach
  void fit() throws IOException {
    text = Files.readString(Cli.model(folder, Cli.phi4(folder, 200, 1)));
    assertThat(COUPLING.matcher(text).find()).isTrue();
  }

  private Cli.Result sample(String model, String method) throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.json"), model);
    Path out = folder.resolve("s.npy");
    return Cli.run("sample", bad, "--count 16 --method", method, "--out", out);
  }

  private void refused(String model, String method) throws IOException {
    Cli.Result result = sample(model, method);
    assertThat(result.code()).as(result.toString()).isIn(1, 3);
    assertThat(result.err()).contains("wirg: ").doesNotContain("Exception");
    assertThat(folder.resolve("s.npy")).doesNotExist();
  }

  /** Kernels whose quadratic form is unbounded below; only walls far out hold the field. */
  private String coupled(String theta) {
    return COUPLING.matcher(text).replaceAll("$1" + theta);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1e3", "-1e100"})
  void kernelsThatAreNotPositive(String theta) throws IOException {
    refused(coupled(theta), "mala");
  }

  /** Longer trajectories are tried in vain before they are given up. */
  @Tag("deep")
  @ParameterizedTest
  @ValueSource(strings = {"-1e3", "-1e12", "-1e50", "-1e100", "1e100"})
  void kernelsThatAreNotPositiveByTrajectories(String theta) throws IOException {
    refused(coupled(theta), "hmc");
  }

  /** The same where splines are as wide as is allowed, so that nothing holds the field. */
  @Test
  void kernelsWithoutWalls() throws IOException {
    String wide =
        coupled("-10")
            .replaceAll("\"low\": [^,]*", "\"low\": -1e25")
            .replaceAll("\"high\": [^,]*", "\"high\": 1e25");
    refused(wide, "mala");
  }

  /** The twin: the model as it is gives fields. */
  @Test
  void theModelItself() throws IOException {
    assertThat(sample(text, "mala").code()).isZero();
    assertThat(folder.resolve("s.npy")).exists();
  }
}
