package org.wirg.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wirg.field.Progress;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportFilesTest {
  private static final long LARGEST_PAGE = 3 << 20;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  private static SortedMap<String, byte[]> files(Path folder) throws IOException {
    SortedMap<String, byte[]> all = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder).sorted(Comparator.naturalOrder())) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        all.put(folder.relativize(path).toString(), Files.readAllBytes(path));
      }
    }
    return all;
  }

  @Test
  void everyFigureIsThereInEveryForm() throws IOException {
    Report report = SmallReport.evidence().report();
    Path page = ReportFiles.write(folder, report, Progress.NONE);
    assertThat(page).isEqualTo(folder.resolve("index.html")).isRegularFile();
    assertThat(Files.size(page)).isLessThan(LARGEST_PAGE);
    SortedMap<String, byte[]> files = files(folder);
    List<String> figures = report.items(Figure.class).map(Figure::id).toList();
    assertThat(figures)
        .contains(
            "couplings",
            "potential",
            "coupling-flow",
            "potential-flow",
            "scale-potentials",
            "one-point-law",
            "power-spectrum",
            "structure-function",
            "energies",
            "autocorrelation",
            "conditioning");
    for (String id : figures) {
      for (String kind : List.of("svg", "png", "csv")) {
        assertThat(files).containsKey("figures/" + id + "." + kind);
      }
    }
    assertThat(files)
        .containsKeys("figures/fields-side-by-side.png", "figures/inverse-flow.svg", "report.json");
  }

  @Test
  void theSameEvidenceIsTheSameBytes() throws IOException {
    ReportFiles.write(folder.resolve("a"), SmallReport.evidence().report(), Progress.NONE);
    ReportFiles.write(folder.resolve("b"), SmallReport.evidence().report(), Progress.NONE);
    SortedMap<String, byte[]> first = files(folder.resolve("a"));
    SortedMap<String, byte[]> second = files(folder.resolve("b"));
    assertThat(first.keySet()).isEqualTo(second.keySet());
    first.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(second.get(name)));
  }

  @Test
  void numbersAreTheFigures() throws IOException {
    Report report = SmallReport.evidence().report();
    ReportFiles.write(folder, report, Progress.NONE);
    JsonNode json = new JsonMapper().readTree(folder.resolve("report.json").toFile());
    assertThat(json.get("passed").asBoolean()).isEqualTo(report.passed());
    assertThat(json.get("verdicts").size()).isEqualTo(report.verdicts().size());
    Figure potential =
        report
            .items(Figure.class)
            .filter(f -> f.id().equals("potential"))
            .findFirst()
            .orElseThrow();
    List<String> lines = Files.readAllLines(folder.resolve("figures/potential.csv"));
    Chart.Series learned = potential.chart().series().get(1);
    assertThat(lines.get(1))
        .isEqualTo(
            "\"learned\",line,%s,%s,%s,%s"
                .formatted(
                    learned.points()[0][0],
                    learned.points()[0][1],
                    learned.points()[0][2],
                    learned.points()[0][3]));
  }

  @Test
  void thePageAllowsNothingFromElsewhere() throws Exception {
    String page = Page.of(SmallReport.evidence().report());
    assertThat(page).contains("default-src 'none'", "connect-src 'none'");
    assertThat(checksums(page)).hasSize(3).allSatisfy(sum -> assertThat(page).contains(sum));
    Matcher loads =
        Pattern.compile("(?:src|href)=\"([^\"]*)\"")
            .matcher(page.substring(0, page.indexOf("<script")));
    while (loads.find()) {
      assertThat(loads.group(1)).matches("(data:image/png;base64,|#).*");
    }
    assertThat(page).contains("data &amp; more.npy", "&lt;dir&gt;").doesNotContain("<dir>");
  }

  /** What the page's own scripts hash to. */
  private static List<String> checksums(String page) throws NoSuchAlgorithmException {
    Matcher scripts = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL).matcher(page);
    List<String> all = new ArrayList<>();
    while (scripts.find()) {
      byte[] bytes = scripts.group(1).getBytes(StandardCharsets.UTF_8);
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(bytes);
      all.add("'sha256-" + Base64.getEncoder().encodeToString(sum) + "'");
    }
    return all;
  }

  @Test
  void aFailedCheckFailsTheReport() throws IOException {
    Evidence good = SmallReport.evidence();
    Verdict bad = new Verdict("name", "meaning", "found", "rule", false);
    Evidence judged =
        new Evidence(
            good.model(),
            good.modelName(),
            good.data(),
            good.generated(),
            good.comparison(),
            good.mixing(),
            List.of(bad),
            null,
            good.commands());
    assertThat(judged.report().passed()).isFalse();
    assertThat(Page.of(judged.report())).contains("✗ fail");
  }
}
