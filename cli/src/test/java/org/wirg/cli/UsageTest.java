package org.wirg.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong usage, places that cannot be written, help. */
final class UsageTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "simulate",
        "simulate ising --out x.npy",
        "simulate phi4",
        "simulate phi4 --out x.npy --colour red",
        "simulate phi4 --out x.npy --size twelve",
        "simulate phi4 --out x.npy --size 0",
        "simulate phi4 --out x.npy --rank 4",
        "simulate phi4 --out x.npy --count 0",
        "simulate phi4 --out x.npy --beta NaN",
        "simulate phi4 --out x.npy --thinning -1",
        "simulate phi4 --out x.npy --threads 0",
        "simulate phi4 --out x.npy --kernels cuda",
        "simulate phi4 --out x.csv",
        "simulate gaussian --out x.npy --exponent Infinity",
        "simulate gaussian --out x.npy --mass -1",
        "fit",
        "fit DATA",
        "fit DATA --out x.json --estimator likelihood --precision 0",
        "fit DATA --out x.json --estimator likelihood --start here",
        "fit DATA --out x.json --estimator likelihood --preconditioner none",
        "fit DATA --out x.json --estimator guess",
        "fit DATA --out x.json --symmetry u1",
        "fit DATA --out x.json --wavelet db99",
        "fit DATA --out x.json --radius -1",
        "fit DATA --out x.json --splines 3",
        "fit DATA --out x.json --coarsest 0",
        "fit DATA --out DATA",
        "fit DATA --out x.json --json x.json",
        "sample MODEL --out x.npy --count 0",
        "sample MODEL --out x.npy --method gibbs",
        "sample MODEL --out x.csv",
        "weigh MODEL --beta 0.68",
        "weigh MODEL --action phi4",
        "weigh MODEL --action ising --beta 0.68",
        "weigh MODEL --action phi4 --beta NaN",
        "weigh MODEL --action phi4 --beta 0.68 --count 1",
        "weigh MODEL --action phi4 --beta 0.68 --out x.npy --weights x.npy",
        "weigh MODEL --action phi4 --beta 0.68 --weights x.csv",
        "mixing MODEL --sizes 8,x",
        "mixing MODEL --sizes 16,8",
        "mixing MODEL --sizes 1",
        "mixing MODEL --sizes 8 --effort 0",
        "mixing MODEL --sizes 8 --action phi4",
        "mixing MODEL --sizes 8 --beta 0.68",
        "mixing MODEL --sizes 8 --action phi4 --beta NaN",
        "conditioning",
        "scaling MODEL --sizes 64,32",
        "scaling MODEL --sizes x",
        "sample MODEL --out x.npy --size x",
        "conditioning DATA --accuracy 1",
        "conditioning DATA --mass 0.5",
        "conditioning DATA --exponent NaN",
        "conditioning DATA --symmetry u1",
        "conditioning DATA --radius 17",
        "compare DATA",
        "compare DATA DATA --tolerance colour=1",
        "compare DATA DATA --tolerance mean=-1",
        "compare DATA DATA --groups 1",
        "report MODEL --out x.d",
        "report MODEL --data DATA",
        "report MODEL --data DATA --out x.d --action phi4",
        "report MODEL --data DATA --out x.d --action phi4 --beta NaN",
        "report MODEL --data DATA --out x.d --count 1",
        "serve",
        "serve MODEL --port 70000",
        "serve --data DATA --watch x.json",
        "simulate lognormal --out x.npy --skewness 0",
        "simulate lognormal --out x.npy --skewness NaN",
        "simulate gaussian --out x.npy --like DATA --mass 1",
        "demo --size 0",
        "paint"
      })
  void wrongUsage(String words) throws IOException {
    Path data = Cli.npy(folder.resolve("d.npy"), "<f4", "(2, 4, 4)", new float[32]);
    Object[] args =
        words.isEmpty()
            ? new Object[0]
            : new Object[] {
              words
                  .replace("DATA", data.toString())
                  .replace("x.", folder.resolve("x.").toString())
                  .replace("MODEL", model(words).toString())
            };
    Cli.Result result = Cli.run(args);
    assertThat(result.code()).as(result.toString()).isEqualTo(2);
    assertThat(result.err()).startsWith("wirg: ").contains("--help").doesNotContain("\tat ");
    assertThat(result.err().lines()).hasSizeLessThanOrEqualTo(3);
    assertThat(result.out()).isEmpty();
    assertThat(Cli.names(folder)).doesNotContain("x.npy", "x.json", "x.csv", "x.d");
  }

  private Path model(String words) {
    return words.contains("MODEL")
        ? Cli.model(folder, Cli.phi4(folder, 60, 1))
        : folder.resolve("none");
  }

  @Test
  void placesThatCannotBeWritten() throws IOException {
    Path data = Cli.phi4(folder, 60, 1);
    Path model = Cli.model(folder, data);
    Path nowhere = folder.resolve("nowhere").resolve("x.npy");
    for (Cli.Result result :
        new Cli.Result[] {
          Cli.run("simulate phi4 --count 1000000 --out", nowhere),
          Cli.run("fit", data, "--out", folder.resolve("nowhere/m.json")),
          Cli.run("sample", model, "--count 1000000 --out", nowhere),
          Cli.run("energy", model, data, "--out", nowhere),
          Cli.run("info", data, "--json", nowhere),
          Cli.run("info", data, "--json", folder),
          Cli.run("demo --out", data.resolve("demo")),
          Cli.run("simulate phi4 --out", data.resolve("x.npy"))
        }) {
      assertThat(result.code()).as(result.toString()).isEqualTo(4);
      assertThat(result.err()).startsWith("wirg: ");
      assertThat(result.err().lines()).hasSize(1);
      assertThat(result.out()).isEmpty();
    }
  }

  @Test
  void foldersThatRefuse() {
    Path kernel = Path.of("/proc");
    assumeTrue(Files.isDirectory(kernel), "a folder that refuses files from anyone");
    Cli.Result result =
        Cli.run("simulate phi4 --count 1000000 --out", kernel.resolve("wirg-test.npy"));
    assertThat(result.code()).as(result.toString()).isEqualTo(4);
    assertThat(result.err()).contains("must be writable", "/proc");
  }

  @Test
  void anOldFileStaysWhenTheNewOneFails() throws IOException {
    Path data = Cli.npy(folder.resolve("d.npy"), "<f4", "(2, 4, 4)", new float[32]);
    Path old = Files.writeString(folder.resolve("m.json"), "old");
    assertThat(Cli.run("fit", data, "--out", old).code()).isEqualTo(3);
    assertThat(old).hasContent("old");
    assertThat(Cli.names(folder)).containsExactly("d.npy", "m.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "simulate --help",
        "simulate phi4 --help",
        "simulate gaussian --help",
        "fit --help",
        "sample --help",
        "energy --help",
        "weigh --help",
        "mixing --help",
        "conditioning --help",
        "scaling --help",
        "compare --help",
        "info --help",
        "demo --help"
      })
  void helpFitsAHundredColumns(String words) {
    Cli.Result result = Cli.good(words);
    assertThat(result.out()).contains("Usage: wirg").contains("--version");
    assertThat(result.out().lines()).allMatch(line -> line.length() < 100);
    assertThat(result.err()).isEmpty();
  }

  @Test
  void version() {
    assertThat(Cli.good("--version").out()).matches("wirg \\d+\\.\\d+\\.\\d+\\R");
    assertThat(Cli.good("fit --version").out()).startsWith("wirg ");
  }
}
