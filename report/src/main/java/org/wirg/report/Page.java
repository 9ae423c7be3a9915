package org.wirg.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A report as one HTML file that needs nothing else: styles, scripts, data and pictures are inside,
 * and its content-security policy allows nothing from elsewhere.
 */
final class Page {
  private final Report report;
  private final List<String> scripts;
  private final Html html = new Html();
  private final ObjectNode figures = JsonNodeFactory.instance.objectNode();

  private Page(Report report, List<String> scripts) {
    this.report = report;
    this.scripts = scripts;
  }

  /** The page as a file of its own. */
  static String of(Report report) throws IOException {
    return new Page(
            report, List.of(Script.LIBRARY.text(), Script.CHARTS.text(), Script.PAGE.text()))
        .document(null);
  }

  /** The page with its live part, which asks the server it came from. */
  static String live(Report report, LivePart part) throws IOException {
    return new Page(
            report,
            List.of(
                Script.LIBRARY.text(),
                Script.CHARTS.text(),
                Script.PAGE.text(),
                Script.LIVE.text()))
        .document(part);
  }

  /**
   * What the page may load and run: its own scripts, by their checksums, and its own pictures.
   *
   * @param connect where it may ask for more
   */
  private String policy(String connect) {
    StringBuilder policy = new StringBuilder("default-src 'none'; base-uri 'none'; ");
    policy.append("form-action 'none'; img-src data: blob:; style-src 'unsafe-inline'; ");
    policy.append("connect-src ").append(connect).append("; script-src");
    for (String script : scripts) {
      policy.append(" 'sha256-").append(checksum(script)).append('\'');
    }
    return policy.toString();
  }

  private static String checksum(String script) {
    try {
      byte[] bytes = script.getBytes(StandardCharsets.UTF_8);
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(bytes);
      return Base64.getEncoder().encodeToString(sum);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private String document(@Nullable LivePart live) throws IOException {
    html.open("html", "lang", "en").open("head");
    html.open("meta", "charset", "utf-8");
    html.open(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        policy(live == null ? "'none'" : "'self'"));
    html.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.element("title", report.title());
    html.raw("style", Script.STYLE.text());
    html.close().open("body");
    header();
    html.open("main", "id", "main");
    if (live != null) {
      live.write(html);
    }
    for (Section section : report.sections()) {
      html.open("section", "id", section.id(), "aria-labelledby", section.id() + "-title");
      html.element("h2", section.title(), "id", section.id() + "-title");
      html.open("div", "class", "items");
      for (Item item : section.items()) {
        write(item);
      }
      html.close().close();
    }
    html.close();
    html.raw(
        "script",
        figures.toString().replace("<", "\\u003c"),
        "type",
        "application/json",
        "id",
        "figures");
    for (String script : scripts) {
      html.raw("script", script);
    }
    html.close().close();
    return html.document();
  }

  private void header() {
    html.element("a", "Skip to the report", "class", "skip", "href", "#main");
    html.open("header").element("h1", report.title()).element("p", report.subtitle());
    if (!report.sections().isEmpty()) {
      html.open("nav", "aria-label", "Parts of this page").open("ul");
      for (Section section : report.sections()) {
        html.open("li").element("a", section.title(), "href", "#" + section.id()).close();
      }
      html.close().close();
    }
    html.element("button", "Dark", "type", "button", "id", "theme", "class", "quiet");
    html.close();
  }

  private void write(Item item) throws IOException {
    switch (item) {
      case Note note -> html.element("p", note.text(), "class", "wide");
      case Figure figure -> write(figure);
      case Gallery gallery -> write(gallery);
      case Player player -> write(player);
      case NumberTable table -> write(table);
      case Verdicts verdicts -> write(verdicts);
      case Commands commands -> {
        String lines = String.join("\n", commands.lines());
        html.open("pre", "class", "wide", "tabindex", "0", "aria-label", "Commands");
        html.element("code", lines).close();
      }
    }
  }

  private void write(Figure figure) {
    ObjectNode node = figures.putObject(figure.id());
    node.put("title", figure.title());
    node.put("csv", figure.csv());
    node.set("option", figure.chart().option());
    html.open("figure", "id", figure.id());
    html.element("h3", figure.title());
    html.open("div", "class", "chart", "data-figure", figure.id(), "role", "img");
    html.close();
    html.open("figcaption").words(figure.caption());
    html.element("span", " " + figure.alt(), "class", "alt", "id", figure.id() + "-alt");
    html.close();
    html.open("div", "class", "export");
    for (String kind : List.of("SVG", "PNG", "CSV")) {
      html.element(
          "button",
          kind,
          "type",
          "button",
          "class",
          "quiet",
          "data-export",
          kind.toLowerCase(Locale.ROOT),
          "data-of",
          figure.id(),
          "aria-label",
          "Save " + figure.title() + " as " + kind);
    }
    html.close().close();
  }

  private void write(Gallery gallery) throws IOException {
    html.open("figure", "id", gallery.id(), "class", "wide");
    html.element("h3", gallery.title());
    for (Gallery.Row row : gallery.rows()) {
      html.element("p", row.name(), "class", "row-name");
      html.open("div", "class", "pictures");
      int number = 1;
      for (Picture picture : row.pictures()) {
        String alt = row.name() + ", field " + number++;
        html.open("img", "src", picture.address(), "alt", alt, "class", "field");
      }
      html.close();
    }
    html.open("p", "class", "scale");
    html.words(String.format(Locale.ROOT, "%.3g ", gallery.range().low()));
    html.open("img", "src", Sheet.scale().address(), "alt", "colour scale, dark to light");
    html.words(String.format(Locale.ROOT, " %.3g", gallery.range().high())).close();
    html.element("figcaption", gallery.caption());
    html.close();
  }

  private void write(Player player) throws IOException {
    html.open("figure", "id", player.id(), "class", "player wide");
    html.element("h3", player.title());
    html.open("div", "class", "frames");
    for (int f = 0; f < player.frames().size(); f++) {
      Player.Frame frame = player.frames().get(f);
      html.open("div", "class", "frame", "data-label", frame.label());
      html.open("img", "src", frame.picture().address(), "alt", frame.label(), "class", "field");
      html.element("p", frame.label(), "aria-hidden", "true");
      html.close();
    }
    html.close();
    html.open("div", "class", "controls");
    html.element("button", "Play", "type", "button", "class", "play");
    html.open(
        "input",
        "type",
        "range",
        "min",
        "0",
        "max",
        Integer.toString(player.frames().size() - 1),
        "value",
        "0",
        "aria-label",
        "Step of " + player.title());
    html.open("output", "aria-live", "polite").close();
    html.close();
    html.element("figcaption", player.caption());
    html.close();
  }

  private void write(NumberTable table) {
    html.open("div", "class", "table wide", "id", table.id());
    if (table.folded()) {
      html.open("details").element("summary", table.title());
    } else {
      html.element("h3", table.title());
    }
    html.open(
        "div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", table.title());
    html.open("table");
    row("th", table.header());
    table.rows().forEach(cells -> row("td", cells));
    html.close().close();
    html.element("p", table.caption(), "class", "caption");
    if (table.folded()) {
      html.close();
    }
    html.close();
  }

  private void row(String element, List<String> cells) {
    html.open("tr");
    cells.forEach(cell -> html.element(element, cell));
    html.close();
  }

  private void write(Verdicts verdicts) {
    long failed = verdicts.failed();
    String all = Integer.toString(verdicts.all().size());
    html.element(
        "p",
        failed == 0 ? "All " + all + " checks passed." : failed + " of " + all + " checks failed.",
        "class",
        "wide summary " + (failed == 0 ? "passed" : "failed"));
    html.open(
        "div", "class", "scroll wide", "tabindex", "0", "role", "region", "aria-label", "Checks");
    html.open("table", "class", "verdicts");
    row("th", List.of("Verdict", "What was checked", "Found", "Must be"));
    for (Verdict verdict : verdicts.all()) {
      html.open("tr");
      html.open("td");
      html.element(
          "span",
          verdict.passed() ? "✓ pass" : "✗ fail",
          "class",
          verdict.passed() ? "passed" : "failed");
      html.close();
      html.open("td").element("strong", verdict.name());
      html.element("div", verdict.meaning(), "class", "meaning").close();
      html.element("td", verdict.found(), "data-label", "found: ");
      html.element("td", verdict.rule(), "data-label", "must be: ").close();
    }
    html.close().close();
  }
}
