package org.wirg.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** A text that comes with the program. */
enum Script {
  /** The plotting library, Apache ECharts. */
  LIBRARY("/META-INF/resources/webjars/echarts/" + Versions.LIBRARY + "/dist/echarts.min.js"),
  /** How figures look. */
  CHARTS("charts.js"),
  /** What the page does. */
  PAGE("page.js"),
  /** What the live page does. */
  LIVE("live.js"),
  /** How the page looks. */
  STYLE("page.css");

  private final String place;

  Script(String place) {
    this.place = place;
  }

  /** The whole text. */
  String text() {
    return read(place);
  }

  private static String read(String place) {
    try (InputStream in = Script.class.getResourceAsStream(place)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its part " + place);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Versions as they were built with. */
  private static final class Versions {
    static final String LIBRARY = of("echarts.version");

    private static String of(String name) {
      Properties properties = new Properties();
      try (InputStream in = Script.class.getResourceAsStream("report.properties")) {
        properties.load(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return properties.getProperty(name);
    }
  }
}
