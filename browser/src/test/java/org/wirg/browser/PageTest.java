package org.wirg.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page from disk and served, as a reader meets it. */
final class PageTest {
  private static final int WIDE = 1280;
  private static final int HEIGHT = 900;
  private static final int LIGHT = 0xffffff; // the page's colour
  private static final int DARK = 0x14181d;
  private static final int FIGURES = 12;
  private static final double PATIENCE = 60_000; // milliseconds

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private static Path folder;

  @SuppressWarnings("NullAway.Init")
  private static Playwright playwright;

  @SuppressWarnings("NullAway.Init")
  private static Browser browser;

  private final List<String> complaints = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    Program.run(folder, "simulate", "phi4", "--size", "8", "--count", "400", "--out", "d.npy");
    Program.run(folder, "fit", "d.npy", "--radius", "1", "--splines", "8", "--out", "m.json");
    Program.run(
        folder,
        Stream.of("report m.json --data d.npy --count 200 --action phi4 --beta 0.68 --out page")
            .flatMap(words -> Stream.of(words.split(" ", -1)))
            .toArray(String[]::new));
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium())
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
  }

  @AfterAll
  static void stop() {
    playwright.close();
  }

  /** Chromium on the PATH, under any of its names. */
  private static Path chromium() {
    for (String place : System.getenv("PATH").split(":", -1)) {
      for (String name : List.of("chromium", "chromium-browser", "google-chrome")) {
        Path path = Path.of(place, name);
        if (Files.isExecutable(path)) {
          return path;
        }
      }
    }
    throw new AssertionError("these tests need Chromium on the PATH; install the package chromium");
  }

  private Page page(String address, int width, ColorScheme scheme) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(width, HEIGHT)
                .setColorScheme(scheme)
                .setAcceptDownloads(true));
    Page page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (!message.type().equals("log")) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    page.onRequestFailed(request -> complaints.add(request.url()));
    page.navigate(address);
    return page;
  }

  private static String address() {
    return folder.resolve("page/index.html").toUri().toString();
  }

  /** The colours of an element on the screen, with how many dots have each. */
  private static Map<Integer, Integer> colours(Locator element) throws IOException {
    element.scrollIntoViewIfNeeded();
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(element.screenshot()));
    Map<Integer, Integer> colours = new TreeMap<>();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        colours.merge(image.getRGB(x, y) & 0xffffff, 1, Integer::sum);
      }
    }
    return colours;
  }

  /** Whether most of an element has the colour of a page. */
  private static boolean onPaper(Locator element, int paper) throws IOException {
    Map<Integer, Integer> colours = colours(element);
    int all = colours.values().stream().mapToInt(i -> i).sum();
    return colours.getOrDefault(paper, 0) > all / 2;
  }

  /** Whether something is drawn beyond paper, ink and grid: at least some dots of a series. */
  private static boolean drawn(Map<Integer, Integer> colours) {
    int coloured =
        colours.entrySet().stream()
            .filter(e -> saturation(e.getKey()) > 60)
            .mapToInt(Map.Entry::getValue)
            .sum();
    return coloured > 50;
  }

  private static int saturation(int rgb) {
    int r = rgb >> 16;
    int g = rgb >> 8 & 0xff;
    int b = rgb & 0xff;
    return Math.max(r, Math.max(g, b)) - Math.min(r, Math.min(g, b));
  }

  @ParameterizedTest
  @CsvSource({"1280,LIGHT", "1280,DARK", "390,LIGHT", "390,DARK"})
  void everyFigureIsDrawn(int width, ColorScheme scheme) throws IOException {
    Page page = page(address(), width, scheme);
    List<Locator> charts = page.locator(".chart").all();
    assertThat(charts).hasSize(FIGURES);
    for (Locator chart : charts) {
      assertThat(drawn(colours(chart))).as(chart.getAttribute("data-figure")).isTrue();
      double room = chart.boundingBox().width;
      assertThat(chart.locator("svg").boundingBox().width).isBetween(room - 1, room + 1);
    }
    for (Locator picture : page.locator("img.field").all()) {
      picture.scrollIntoViewIfNeeded();
      assertThat(colours(picture).keySet()).anyMatch(c -> saturation(c) > 30);
    }
    assertThat(onPaper(charts.getFirst(), scheme == ColorScheme.DARK ? DARK : LIGHT)).isTrue();
    Object overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth");
    assertThat(((Number) overflow).intValue()).isLessThanOrEqualTo(0);
    assertThat(complaints).isEmpty();
    page.context().close();
  }

  @Test
  void theLightCanBeTurnedOnAndOff() throws IOException {
    Page page = page(address(), WIDE, ColorScheme.LIGHT);
    Locator chart = page.locator(".chart").first();
    assertThat(onPaper(chart, LIGHT)).isTrue();
    page.locator("#theme").click();
    assertThat(onPaper(chart, DARK)).isTrue();
    page.locator("#theme").press("Enter");
    assertThat(onPaper(chart, LIGHT)).isTrue();
    page.context().close();
  }

  @Test
  void thePlayerRunsToTheLastFrame() {
    Page page = page(address(), WIDE, ColorScheme.LIGHT);
    Locator player = page.locator("#inverse-flow");
    int frames = player.locator(".frame").count();
    assertThat(frames).isEqualTo(4);
    assertThat(player.locator(".frame:visible").count()).isEqualTo(frames);
    player.locator(".play").press("Enter");
    assertThat(player.locator(".frame:visible").count()).isEqualTo(1);
    waitForText(player.locator("output"), "8x8");
    waitForText(player.locator(".play"), "Play");
    player.locator("input").press("Home");
    assertThat(player.locator("output").textContent()).isEqualTo("1x1");
    assertThat(complaints).isEmpty();
    page.context().close();
  }

  @Test
  void figuresCanBeSaved() throws IOException {
    Page page = page(address(), WIDE, ColorScheme.DARK);
    Locator figure = page.locator("#power-spectrum");
    for (String kind : List.of("svg", "png", "csv")) {
      Download saved =
          page.waitForDownload(() -> figure.locator("[data-export=" + kind + "]").click());
      assertThat(saved.suggestedFilename()).isEqualTo("power-spectrum." + kind);
      byte[] bytes = Files.readAllBytes(saved.path());
      Path written = folder.resolve("page/figures/power-spectrum." + kind);
      if (kind.equals("png")) {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
        assertThat(image.getWidth()).isEqualTo(1800);
      } else if (kind.equals("csv")) {
        assertThat(bytes).isEqualTo(Files.readAllBytes(written));
      } else {
        assertThat(new String(bytes, StandardCharsets.UTF_8))
            .startsWith("<svg")
            .contains("wave number");
      }
    }
    assertThat(complaints).isEmpty();
    page.context().close();
  }

  @ParameterizedTest
  @CsvSource({"1280,LIGHT", "390,DARK"})
  void nothingSeriousStandsInAReadersWay(int width, ColorScheme scheme) throws IOException {
    Page page = page(address(), width, scheme);
    page.locator("details").all().forEach(d -> d.locator("summary").click());
    assertThat(findings(page)).isEmpty();
    page.context().close();
  }

  /** What axe-core finds that is serious or critical. */
  private static List<?> findings(Page page) throws IOException {
    page.evaluate(axe());
    Object found =
        page.evaluate(
            "axe.run().then(r => r.violations.filter(v => ['serious', 'critical']"
                + ".includes(v.impact)).map(v => v.id + ': ' + v.nodes[0].html))");
    return (List<?>) found;
  }

  private static String axe() throws IOException {
    String place = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
    try (InputStream in = PageTest.class.getResourceAsStream(place)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void everythingIsReachedByKey() {
    Page page = page(address(), WIDE, ColorScheme.LIGHT);
    page.keyboard().press("Tab");
    assertThat(focus(page)).isEqualTo("Skip to the report");
    List<String> reached = new ArrayList<>();
    int stops = page.locator("button, a, input, summary, [tabindex='0']").count();
    for (int i = 0; i < stops; i++) {
      reached.add(focus(page));
      page.keyboard().press("Tab");
    }
    assertThat(reached).contains("Verdicts", "Dark", "Play", "SVG", "PNG", "CSV");
    page.context().close();
  }

  private static @Nullable String focus(Page page) {
    return (String) page.evaluate("document.activeElement.textContent");
  }

  @Test
  void theServedPageDrawsFields() throws Exception {
    Process server = Program.command(folder, "serve", "m.json").start();
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
      String line = said.readLine();
      while (!line.contains("http://")) {
        line = said.readLine();
      }
      Page page = page(line.replaceAll(".*(http://\\S+/);.*", "$1"), WIDE, ColorScheme.LIGHT);
      Locator scale = page.locator("#drawn output");
      waitForText(scale, "8x8");
      String first = picture(page);
      page.locator("#another").click();
      page.waitForCondition(() -> !picture(page).equals(first));
      page.locator("[name=size]").selectOption("16");
      page.locator("#draw button[type=submit]").press("Enter");
      waitForText(scale, "16x16");
      assertThat(colours(page.locator("#drawn .frame.current img")).keySet())
          .anyMatch(c -> saturation(c) > 30);
      assertThat(complaints).isEmpty();
      assertThat(findings(page)).isEmpty();
      page.context().close();
    } finally {
      server.destroy();
      server.waitFor();
    }
  }

  private static void waitForText(Locator element, String text) {
    PlaywrightAssertions.assertThat(element)
        .hasText(text, new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE));
  }

  private static String picture(Page page) {
    return String.valueOf(page.locator("#drawn .frame:last-child img").getAttribute("src"));
  }
}
