package org.wirg.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.wirg.field.Progress;
import org.wirg.file.AtomicFile;
import org.wirg.file.Disk;
import org.wirg.file.JsonLayout;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A report as files: {@code index.html}, which needs no other, {@code report.json} with every
 * verdict, table and series, and in {@code figures} every figure as SVG and PNG and every number as
 * CSV.
 */
public final class ReportFiles {
  private final Path folder;
  private final Report report;

  private ReportFiles(Path folder, Report report) {
    this.folder = folder;
    this.report = report;
  }

  /**
   * Writes the files.
   *
   * @param folder made when missing
   * @return the page
   * @throws IOException when the folder cannot be written
   */
  public static Path write(Path folder, Report report, Progress progress) throws IOException {
    return new ReportFiles(folder, report).all(progress);
  }

  private Path all(Progress progress) throws IOException {
    Path figures = folder.resolve("figures");
    Disk.createFolders(figures);
    List<Figure> charts = report.items(Figure.class).toList();
    progress.begin("figures", charts.size() + 2);
    try (Drawing drawing = new Drawing()) {
      for (Gallery gallery : report.items(Gallery.class).toList()) {
        both(figures.resolve(gallery.id()), drawing.svg(Sheet.of(gallery), gallery.title()));
      }
      for (Player player : report.items(Player.class).toList()) {
        both(figures.resolve(player.id()), drawing.svg(Sheet.of(player), player.title()));
      }
      progress.advance(1);
      for (Figure figure : charts) {
        both(figures.resolve(figure.id()), drawing.svg(figure.chart().option(), figure.title()));
        text(figures.resolve(figure.id() + ".csv"), figure.csv());
        progress.advance(1);
      }
    }
    for (NumberTable table : report.items(NumberTable.class).toList()) {
      text(figures.resolve(table.id() + ".csv"), table.csv());
    }
    text(folder.resolve("report.json"), JsonLayout.of(json()));
    Path page = folder.resolve("index.html");
    text(page, Page.of(report));
    progress.advance(1);
    return page;
  }

  private static void both(Path base, String svg) throws IOException {
    text(base.resolveSibling(base.getFileName() + ".svg"), svg);
    byte[] png = Drawing.png(svg);
    AtomicFile.write(base.resolveSibling(base.getFileName() + ".png"), out -> out.write(png));
  }

  private static void text(Path file, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(bytes));
  }

  private ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("title", report.title());
    json.put("subtitle", report.subtitle());
    json.put("passed", report.passed());
    describe(report.verdicts(), json.putArray("verdicts"));
    ArrayNode figures = json.putArray("figures");
    for (Figure figure : report.items(Figure.class).toList()) {
      ObjectNode node = figures.addObject();
      node.put("id", figure.id());
      node.put("title", figure.title());
      node.put("caption", figure.caption());
      ArrayNode all = node.putArray("series");
      for (Chart.Series s : figure.chart().series()) {
        ObjectNode series = all.addObject();
        series.put("name", s.name());
        series.put("panel", s.panel());
        String[] columns = {"x", "y", "low", "high"};
        for (int c = 0; c < columns.length; c++) {
          ArrayNode numbers = series.putArray(columns[c]);
          for (double[] point : s.points()) {
            numbers.add(point[c]);
          }
        }
      }
    }
    ArrayNode tables = json.putArray("tables");
    for (NumberTable table : report.items(NumberTable.class).toList()) {
      ObjectNode node = tables.addObject();
      node.put("id", table.id());
      node.put("title", table.title());
      table.header().forEach(node.putArray("header")::add);
      ArrayNode rows = node.putArray("rows");
      table.rows().forEach(row -> row.forEach(rows.addArray()::add));
    }
    return json;
  }

  /** Verdicts for other programs. */
  public static void describe(List<Verdict> verdicts, ArrayNode json) {
    for (Verdict verdict : verdicts) {
      ObjectNode node = json.addObject();
      node.put("name", verdict.name());
      node.put("meaning", verdict.meaning());
      node.put("found", verdict.found());
      node.put("rule", verdict.rule());
      node.put("passed", verdict.passed());
    }
  }
}
