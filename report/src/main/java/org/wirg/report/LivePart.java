package org.wirg.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of the page that its server answers: fields drawn anew, and a fit at work.
 *
 * @param fields what can be drawn; null where there is no model
 * @param watching whether a fit is watched
 */
record LivePart(@Nullable LiveFields fields, boolean watching) {
  void write(Html html) {
    if (watching) {
      fit(html);
    }
    LiveFields drawn = fields;
    if (drawn != null) {
      draw(html, drawn);
    }
  }

  private static void begin(Html html, String id, String title) {
    html.open("section", "id", id, "aria-labelledby", id + "-title");
    html.element("h2", title, "id", id + "-title");
  }

  private static void fit(Html html) {
    begin(html, "fit", "A fit at work");
    html.open("p", "id", "fit-stage", "role", "status").close();
    html.open("progress", "id", "fit-progress", "max", "1", "value", "0");
    html.words("0").close();
    html.open("div", "class", "items");
    for (String[] chart :
        List.of(
            new String[] {"fit-mismatch", "Mismatch of the moments (nats per field)"},
            new String[] {"fit-step", "Step of the chains (σ)"})) {
      html.open("figure");
      html.element("h3", chart[1]);
      html.open(
          "div", "class", "chart live", "id", chart[0], "role", "img", "aria-label", chart[1]);
      html.close().close();
    }
    html.close().close();
  }

  private static void draw(Html html, LiveFields drawn) {
    begin(html, "live", "Draw a field");
    html.open("form", "id", "draw", "class", "controls");
    html.open("label").words("size ");
    html.open("select", "name", "size");
    for (int size : drawn.sizes()) {
      html.element(
          "option",
          Integer.toString(size),
          "value",
          Integer.toString(size),
          "data-levels",
          Integer.toString(drawn.levels(size)),
          size == drawn.own() ? "selected" : "",
          "selected");
    }
    html.close().close();
    html.open("label").words("seed ");
    html.open(
        "input", "type", "number", "name", "seed", "min", "0", "max", "999999999", "value", "1");
    html.close();
    html.open("label").words("down to level ");
    html.open("input", "type", "number", "name", "level", "min", "0", "value", "0");
    html.close();
    html.element("button", "Draw", "type", "submit");
    html.element("button", "Another", "type", "button", "id", "another");
    html.open("span", "id", "draw-status", "role", "status").close();
    html.close();
    html.open("figure", "class", "player on wide", "id", "drawn");
    html.open("div", "class", "frames").close();
    html.open("div", "class", "controls");
    html.element("button", "Play", "type", "button", "class", "play");
    html.open(
        "input", "type", "range", "min", "0", "max", "0", "value", "0", "aria-label", "Scale");
    html.open("output", "aria-live", "polite").close();
    html.close();
    html.element(
        "figcaption",
        "From one number at the coarsest scale to all sites: every step draws the wavelet details of"
            + " one scale given the coarser field. Level 0 is the finest. The first field of a size"
            + " waits for its chains to be tuned.");
    html.close().close();
  }
}
