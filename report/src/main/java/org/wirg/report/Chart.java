package org.wirg.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A plot as data: one or two panels above a common axis, and series of points (x, y, low, high).
 * What is not finite, and on logarithmic axes not positive, is left out of the drawing.
 */
final class Chart {
  private static final double HEADROOM = 3; // decades a band may reach under the lowest value
  private static final int TOP = 44;
  private static final double ROOM = 0.03; // of the common axis, beyond its ends
  private static final double ROOM_FACTOR = 1.12; // the same on a logarithmic one

  /** How a series is drawn. */
  enum Kind {
    LINE,
    DASHED,
    STEPS,
    BAND,
    POINTS,
    MARKS
  }

  /**
   * A series.
   *
   * @param panel 0, or 1 for the lower one
   * @param points [n][x, y, low, high]
   */
  record Series(String name, Role role, Kind kind, int panel, double[][] points) {}

  private final Axis x;
  private final List<Axis> panels;
  private final List<Series> series = new ArrayList<>();
  private int panel;

  Chart(Axis x, Axis y) {
    this.x = x;
    this.panels = new ArrayList<>(List.of(y));
  }

  /** Adds a lower panel; what is added from here on goes there. */
  Chart lower(Axis y) {
    panels.add(y);
    panel = 1;
    return this;
  }

  Chart line(String name, Role role, double[] x, double[] y) {
    return add(name, role, Kind.LINE, x, y, y, y);
  }

  Chart dashed(String name, Role role, double[] x, double[] y) {
    return add(name, role, Kind.DASHED, x, y, y, y);
  }

  /** A line that is constant around every x. */
  Chart steps(String name, Role role, double[] x, double[] y) {
    return add(name, role, Kind.STEPS, x, y, y, y);
  }

  /** A line with a band of one half-width each way. */
  Chart band(String name, Role role, double[] x, double[] y, double[] width) {
    add(name, role, Kind.BAND, x, y, shifted(y, width, -1), shifted(y, width, 1));
    return add(name, role, Kind.LINE, x, y, shifted(y, width, -1), shifted(y, width, 1));
  }

  /** Points with error bars of one half-length each way. */
  Chart points(String name, Role role, double[] x, double[] y, double[] error) {
    return add(name, role, Kind.POINTS, x, y, shifted(y, error, -1), shifted(y, error, 1));
  }

  /** Short horizontal strokes, to be met by points. */
  Chart marks(String name, Role role, double[] x, double[] y) {
    return add(name, role, Kind.MARKS, x, y, y, y);
  }

  List<Series> series() {
    return List.copyOf(series);
  }

  Axis abscissa() {
    return x;
  }

  private static double[] shifted(double[] y, double[] by, int sign) {
    return IntStream.range(0, y.length).mapToDouble(i -> y[i] + sign * by[i]).toArray();
  }

  private Chart add(
      String name, Role role, Kind kind, double[] x, double[] y, double[] low, double[] high) {
    double[][] points = new double[x.length][];
    for (int i = 0; i < x.length; i++) {
      points[i] = new double[] {x[i], y[i], low[i], high[i]};
    }
    series.add(new Series(name, role, kind, panel, points));
    return this;
  }

  /** The chart in the plotting library's own words, colours and functions apart. */
  ObjectNode option() {
    ObjectNode option = JsonNodeFactory.instance.objectNode();
    boolean two = panels.size() == 2;
    ArrayNode legend = option.putArray("legend");
    Set<String> names = new LinkedHashSet<>();
    series.stream().filter(s -> s.panel() == 0).forEach(s -> names.add(s.name()));
    names.forEach(legend::add);
    ArrayNode grids = option.putArray("grid");
    ArrayNode across = option.putArray("xAxis");
    ArrayNode up = option.putArray("yAxis");
    for (int p = 0; p < panels.size(); p++) {
      ObjectNode grid = grids.addObject();
      if (p == 0) {
        grid.put("first", true);
        grid.put("top", TOP);
        grid.put("bottom", two ? "38%" : "52");
      } else {
        grid.put("top", "69%");
        grid.put("bottom", "52");
      }
      ObjectNode bottom = axis(x, p, across());
      bottom.withObjectProperty("axisLabel").put("showMinLabel", false).put("showMaxLabel", false);
      if (x.logarithmic()) {
        bottom.put("logBase", 2);
      }
      if (two && p == 0) {
        bottom.remove("name");
        bottom.withObjectProperty("axisLabel").put("show", false);
      }
      across.add(bottom);
      ObjectNode side = axis(panels.get(p), p, up(p));
      if (p > 0) {
        side.put("splitNumber", 2); // there is little room
      }
      up.add(side);
    }
    ArrayNode all = option.putArray("series");
    for (int s = 0; s < series.size(); s++) {
      all.add(drawn(s, series.get(s)));
    }
    return option;
  }

  private static ObjectNode axis(Axis axis, int panel, double @Nullable [] range) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("type", axis.logarithmic() ? "log" : "value");
    node.put("name", axis.name());
    node.put("gridIndex", panel);
    if (axis.whole()) {
      node.put("minInterval", 1);
    }
    if (range != null) {
      node.put("min", range[0]);
      node.put("max", range[1]);
    }
    return node;
  }

  /** The common axis, with some room at its ends; null leaves it to the library. */
  private double @Nullable [] across() {
    double[] range = extent(-1, 0, 0);
    if (range == null) {
      return null;
    }
    if (x.logarithmic()) {
      return new double[] {range[0] / ROOM_FACTOR, range[1] * ROOM_FACTOR};
    }
    double room = x.whole() ? 0.5 : ROOM * (range[1] - range[0]);
    return new double[] {range[0] - room, range[1] + room};
  }

  /** Whole decades for a panel's logarithmic axis; null leaves it to the library. */
  private double @Nullable [] up(int vertical) {
    double[] range = panels.get(vertical).logarithmic() ? extent(vertical, 1, 3) : null;
    if (range == null) {
      return null;
    }
    double floor = Math.pow(10, Math.floor(Math.log10(range[0])));
    double ceiling = Math.pow(10, Math.ceil(Math.log10(range[1])));
    return new double[] {floor, Math.max(ceiling, 10 * floor)};
  }

  /**
   * The smallest and largest number that is drawn; null when there is none.
   *
   * @param vertical the panel that counts, or -1 for all
   * @param low of a point's numbers, the one that may be smallest
   * @param high the one that may be largest
   */
  private double @Nullable [] extent(int vertical, int low, int high) {
    boolean positive = vertical < 0 ? x.logarithmic() : panels.get(vertical).logarithmic();
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (Series s : series) {
      for (double[] point : s.points()) {
        boolean counts = vertical < 0 || vertical == s.panel();
        if (counts && Double.isFinite(point[low]) && (!positive || point[low] > 0)) {
          least = Math.min(least, point[low]);
          most = Math.max(most, Double.isFinite(point[high]) ? point[high] : point[low]);
        }
      }
    }
    return least <= most ? new double[] {least, most} : null;
  }

  private ObjectNode drawn(int number, Series s) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    @Nullable String drawer =
        switch (s.kind()) {
          case BAND -> "band";
          case POINTS -> "bars";
          case MARKS -> "marks";
          default -> null;
        };
    node.put("id", (s.kind() == Kind.BAND ? "band" : "series") + number);
    node.put("name", s.name());
    node.put("role", s.role().name());
    node.put("type", drawer == null ? "line" : "custom");
    if (drawer != null) {
      node.put("drawer", drawer);
    }
    if (s.kind() == Kind.DASHED) {
      node.putObject("lineStyle").put("type", "dashed").put("width", 1.5);
    }
    if (s.kind() == Kind.STEPS) {
      node.put("step", "middle");
    }
    node.put("xAxisIndex", s.panel());
    node.put("yAxisIndex", s.panel());
    ObjectNode encode = node.putObject("encode");
    encode.put("x", 0);
    ArrayNode heights = encode.putArray("y").add(1);
    if (drawer != null && !panels.get(s.panel()).logarithmic()) {
      heights.add(2).add(3);
    }
    ArrayNode data = node.putArray("data");
    for (double[] point : s.points()) {
      double[] shown = shown(s, point);
      if (shown.length > 0) {
        ArrayNode values = data.addArray();
        for (double v : shown) {
          values.add(v);
        }
      }
    }
    return node;
  }

  /** The point as it can be drawn; empty when it cannot. */
  private double[] shown(Series s, double[] point) {
    double[] p = point.clone();
    boolean finite = Double.isFinite(p[0]) && Double.isFinite(p[1]);
    if (!finite || (x.logarithmic() && !(p[0] > 0))) {
      return new double[0];
    }
    p[2] = Double.isFinite(p[2]) ? p[2] : p[1];
    p[3] = Double.isFinite(p[3]) ? p[3] : p[1];
    if (panels.get(s.panel()).logarithmic()) {
      if (!(p[1] > 0)) {
        return new double[0];
      }
      p[2] = Math.max(p[2], p[1] * Math.pow(10, -HEADROOM));
    }
    return p;
  }
}
