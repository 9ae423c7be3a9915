package org.wirg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wirg.cli.Terminal.Colours;

/** What every command says, to people and to files. */
final class SpokenTextTest {
  private static final Terminal COLOURFUL = new Terminal(true, false, 80, Colours.TRUE, true);

  private static final Map<String, Cli.Result> SAID = new LinkedHashMap<>();
  private static Path folder = Path.of("");

  @BeforeAll
  static void everyCommand(@TempDir Path shared) throws IOException {
    folder = shared;
    say("simulate phi4 --size 8 --count 600 --out", path("a.npy"));
    say("simulate gaussian --size 16 --count 600 --exponent 1.75 --out", path("g.npy"));
    say("simulate gaussian --size 8 --count 600 --exponent 1.75 --out", path("b.npy"));
    say("simulate phi4 --size 16 --rank 1 --count 9 --out", path("line.npy"));
    say("simulate phi4 --size 4 --rank 3 --count 9 --out", path("cube.npy"));
    say("prepare --size 4", path("a.npy"), "--out", path("p.npy"));
    say("coarsen", path("a.npy"), "--out", path("c.npy"));
    say("fit --radius 1 --splines 8", path("a.npy"), "--out", path("m.json"));
    say("fit --symmetry none --radius 1 --splines 8", path("a.npy"), "--out", path("n.json"));
    say("fit --boundary open --radius 1 --splines 8", path("a.npy"), "--out", path("o.json"));
    say("sample --count 20", path("m.json"), "--out", path("s.npy"));
    say("refine", path("m.json"), path("c.npy"), "--out", path("r.npy"));
    say("energy", path("m.json"), path("a.npy"), "--out", path("e.npy"));
    say("energy --by-level", path("m.json"), path("a.npy"), "--out", path("e2.npy"));
    say("hamiltonian", path("m.json"));
    say("simulate lognormal --count 100 --size 8 --skewness 3 --out", path("l.npy"));
    say("hamiltonian", path("n.json"));
    say("weigh --action phi4 --beta 0.68 --count 60 --correct", path("m.json"));
    say("mixing --sizes 4,8 --effort 0.02 --action phi4 --beta 0.68", path("m.json"));
    say("mixing --sizes 4,8 --effort 0.02", path("m.json"));
    say("conditioning --exponent 1.75 --splines 8", path("b.npy"), path("g.npy"));
    say("scaling --sizes 8,16", path("m.json"));
    say("compare", path("a.npy"), path("b.npy"));
    say("compare --baselines", path("a.npy"), path("l.npy"));
    for (String file : List.of("a.npy", "line.npy", "cube.npy", "m.json")) {
      say("info", path(file));
      say("info --picture always", path(file));
    }
    say("report --count 60", path("m.json"), "--data", path("a.npy"), "--out", path("page"));
    say("demo --size 8 --count 600 --samples 100 --out", path("demo"));
  }

  private static Path path(String name) {
    return folder.resolve(name);
  }

  private static void say(Object... words) {
    Cli.Result result = Cli.run(words);
    assertThat(result.code()).as(result.toString()).isLessThan(2);
    SAID.put(String.join(" ", Cli.words(words)), result);
  }

  private static Stream<String> names() {
    return Stream.concat(
        Stream.of("--help"),
        SAID.keySet().stream().map(words -> words.split(" ", 2)[0] + " --help"));
  }

  /** Every command there is was run, but the one that does not end. */
  @Test
  void nothingIsLeftOut() {
    String help = Cli.good("--help").out();
    List<String> commands =
        help.substring(help.indexOf("Commands:"))
            .lines()
            .filter(line -> line.matches("  [a-z].*"))
            .map(line -> line.strip().split(" ", 2)[0])
            .filter(command -> !command.equals("serve"))
            .toList();
    assertThat(commands).hasSizeGreaterThan(10);
    assertThat(SAID.keySet().stream().map(words -> words.split(" ", 2)[0])).containsAll(commands);
  }

  /** Long paths aside, which are as long as they are. */
  @Test
  void linesFitAHundredColumns() {
    SAID.forEach(
        (words, said) ->
            assertThat(said.out().replace(folder.toString(), "").lines())
                .as(words)
                .allMatch(line -> line.length() <= 100));
  }

  @Test
  void filesGetNoEscapeCodes() {
    SAID.forEach(
        (words, said) -> assertThat(said.out() + said.err()).as(words).doesNotContain("\u001b"));
    assertThat(names())
        .allSatisfy(words -> assertThat(Cli.good(words).out()).doesNotContain("\u001b"));
  }

  @Test
  void terminalsGetPictures() {
    Path data = path("a.npy");
    String seen = Cli.at(COLOURFUL, "info", data).out();
    assertThat(seen)
        .startsWith(Cli.run("info", data).out())
        .contains("the first field\n\u001b[38;2;", "\u2580", "one-point law", "\u2588");
    assertThat(Cli.at(COLOURFUL, "info --picture never", data).out())
        .isEqualTo(Cli.run("info", data).out());
    assertThat(Cli.at(COLOURFUL, "info --json -", data).err()).doesNotContain("\u001b");
    assertThat(Cli.at(COLOURFUL, "info --quiet", data).out()).isEmpty();
    assertThat(Cli.at(COLOURFUL, "info", path("line.npy")).out())
        .containsPattern("the first field\n[\u2581-\u2588]{16}\n");
    assertThat(Cli.at(COLOURFUL, "info", path("cube.npy")).out()).contains("its first plane\n");
    assertThat(Cli.at(COLOURFUL, "info", path("m.json")).out())
        .containsPattern("\n8x8 +[\u2581-\u2588]{41}  ");
    assertThat(Cli.at(COLOURFUL, "--help").out()).contains("\u001b[");
  }

  /** A program of its own, whose outputs are a file, says the same. */
  @Test
  void aRedirectedProgramWritesNoEscapeCodes() throws IOException, InterruptedException {
    Path log = path("log");
    ProcessBuilder program =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            "org.wirg.cli.Main",
            "info",
            path("a.npy").toString());
    program.environment().putAll(Map.of("TERM", "xterm-256color", "COLORTERM", "truecolor"));
    Process process = program.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor()).isZero();
    assertThat(Files.readString(log)).isEqualTo(Cli.run("info", path("a.npy")).out());
  }
}
