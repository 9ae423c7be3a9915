package org.wirg.report;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import com.github.weisj.jsvg.renderer.NullPlatformSupport;
import com.github.weisj.jsvg.view.ViewBox;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.Function;
import org.mozilla.javascript.ScriptableObject;
import tools.jackson.databind.node.ObjectNode;

/**
 * Draws figures without a browser: the page's own scripts run in Rhino and write SVG, which jsvg
 * turns into dots. Scripts see nothing of Java and nothing outside. For one thread.
 */
final class Drawing implements AutoCloseable {
  static final int WIDTH = 900;
  static final int HEIGHT = 560;
  private static final int DOTS = 2; // per unit of length of the SVG

  /** What the plotting library expects of any place it runs in; nothing here waits. */
  private static final String SURROUNDINGS =
      "var self = this; function setTimeout() { return 0; } function clearTimeout() {}";

  /** How wide words are: no font is at hand, so by their number of letters. */
  private static final String WIDTHS =
      "echarts.setPlatformAPI({measureText: function (text, font) {"
          + " return {width: 0.6 * text.length * parseFloat(/([0-9.]+)px/.exec(font)[1])}; }});";

  private final Context context;
  private final ScriptableObject scope;

  Drawing() {
    context = Context.enter();
    context.setLanguageVersion(Context.VERSION_ES6);
    scope = context.initSafeStandardObjects();
    run("surroundings", SURROUNDINGS);
    run("echarts", Script.LIBRARY.text());
    run("widths", WIDTHS);
    run("charts", Script.CHARTS.text());
  }

  private Object run(String name, String script) {
    return context.evaluateString(scope, script, name, 1, null);
  }

  /**
   * A chart as SVG, on white.
   *
   * @param option see {@link Chart#option}
   */
  String svg(ObjectNode option, String title) {
    return call("wirg.svg", option, title, WIDTH, HEIGHT);
  }

  /** Pictures as SVG, on white. */
  String svg(Sheet sheet, String title) {
    return call("wirg.sheet", sheet.option(), title, sheet.width(), sheet.height());
  }

  private String call(String name, ObjectNode option, String title, int width, int height) {
    Function function =
        (Function)
            run(
                name,
                "(function (option, title, width, height) { return "
                    + name
                    + "(echarts, JSON.parse(option), 'light', title, width, height); })");
    Object[] arguments = {option.toString(), title, width, height};
    return Context.toString(function.call(context, scope, scope, arguments));
  }

  /**
   * An SVG file as a PNG file, {@value #DOTS} dots for every unit of length.
   *
   * @throws IOException when this machine has no fonts, or no such picture can be made
   */
  static byte[] png(String svg) throws IOException {
    byte[] bytes = svg.getBytes(StandardCharsets.UTF_8);
    SVGDocument document =
        new SVGLoader().load(new ByteArrayInputStream(bytes), null, LoaderContext.createDefault());
    if (document == null) {
      throw new IOException("a figure must be an SVG file; the renderer refused it");
    }
    int width = Math.round(document.size().width * DOTS);
    int height = Math.round(document.size().height * DOTS);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    document.renderWithPlatform(
        NullPlatformSupport.INSTANCE, graphics, new ViewBox(0, 0, width, height));
    graphics.dispose();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    if (!ImageIO.write(image, "png", png)) {
      throw new IllegalStateException("this Java cannot write PNG files");
    }
    return png.toByteArray();
  }

  @Override
  public void close() {
    Context.exit();
  }
}
