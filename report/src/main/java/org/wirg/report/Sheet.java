package org.wirg.report;

import java.io.IOException;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Pictures side by side on one sheet, as data: images and words at places.
 *
 * @param option elements for the plotting library
 * @param width of the sheet
 * @param height of the sheet
 */
record Sheet(ObjectNode option, int width, int height) {
  private static final int SIDE = 150; // of a picture
  private static final int GAP = 10;
  private static final int LINE = 20; // of words
  private static final int TITLE = 40;
  private static final int BAR_WIDTH = 200;
  private static final int BAR_HEIGHT = 12;

  /** The rows one under the other, their names above them, the colour scale at the end. */
  static Sheet of(Gallery gallery) throws IOException {
    ArrayNode elements = JsonNodeFactory.instance.arrayNode();
    int y = TITLE;
    int most = 1;
    for (Gallery.Row row : gallery.rows()) {
      words(elements, row.name(), GAP, y);
      y += LINE;
      int x = GAP;
      for (Picture picture : row.pictures()) {
        image(elements, picture, x, y);
        x += SIDE + GAP;
      }
      most = Math.max(most, row.pictures().size());
      y += SIDE + GAP;
    }
    Picture.Range range = gallery.range();
    String low = String.format(Locale.ROOT, "%.3g", range.low());
    words(elements, low, GAP, y);
    int at = GAP + 60;
    place(elements, Picture.address(scale().png(1)), at, y, BAR_WIDTH, BAR_HEIGHT);
    words(elements, String.format(Locale.ROOT, "%.3g", range.high()), at + BAR_WIDTH + GAP, y);
    return sheet(elements, most, y + LINE + GAP);
  }

  /** The frames in a row, their labels above them. */
  static Sheet of(Player player) throws IOException {
    ArrayNode elements = JsonNodeFactory.instance.arrayNode();
    int x = GAP;
    for (Player.Frame frame : player.frames()) {
      words(elements, frame.label(), x, TITLE);
      image(elements, frame.picture(), x, TITLE + LINE);
      x += SIDE + GAP;
    }
    return sheet(elements, player.frames().size(), TITLE + LINE + SIDE + GAP);
  }

  /** All shades from dark to light. */
  static Picture scale() {
    int rows = ColourMap.SHADES * BAR_HEIGHT / BAR_WIDTH;
    byte[] shades = new byte[rows * ColourMap.SHADES];
    for (int i = 0; i < shades.length; i++) {
      shades[i] = (byte) (i % ColourMap.SHADES);
    }
    return new Picture(rows, ColourMap.SHADES, shades);
  }

  private static Sheet sheet(ArrayNode elements, int pictures, int height) {
    ObjectNode option = JsonNodeFactory.instance.objectNode();
    option.set("elements", elements);
    return new Sheet(option, Math.max(360, GAP + pictures * (SIDE + GAP)), height);
  }

  private static void image(ArrayNode elements, Picture picture, int x, int y) throws IOException {
    int longest = Math.max(picture.rows(), picture.columns());
    int zoom = Math.max(1, 2 * SIDE / longest);
    double unit = (double) SIDE / longest;
    String address = Picture.address(picture.png(zoom));
    place(elements, address, x, y, picture.columns() * unit, picture.rows() * unit);
  }

  private static void place(
      ArrayNode elements, String address, double x, double y, double width, double height) {
    ObjectNode style = element(elements, "image", x, y);
    style.put("image", address);
    style.put("width", width);
    style.put("height", height);
  }

  private static void words(ArrayNode elements, String text, double x, double y) {
    element(elements, "text", x, y).put("text", text);
  }

  private static ObjectNode element(ArrayNode elements, String type, double x, double y) {
    ObjectNode element = elements.addObject();
    element.put("type", type);
    ObjectNode style = element.putObject("style");
    style.put("x", x);
    style.put("y", y);
    return style;
  }
}
