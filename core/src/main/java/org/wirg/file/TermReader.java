package org.wirg.file;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.wirg.energy.CoarsePotential;
import org.wirg.energy.OriginalKernel;
import org.wirg.energy.Potential;
import org.wirg.energy.QuadraticKernel;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.SplineBasis;
import org.wirg.energy.Stiffness;
import org.wirg.field.Grid;
import org.wirg.wavelet.Pyramid;

/** The terms of energies in a tree of JSON, with their coefficients and errors. */
final class TermReader {
  private static final int MOST_RADIUS = 16;
  private static final int MOST_SPLINES = 1000;

  /** Entries of a neighbour table; bounds the memory that a declared grid and radius cost. */
  private static final long MOST_NEIGHBOURS = 1L << 25;

  /**
   * Ends of splines, which are in units of the field's standard deviation, ratios of such units and
   * values from before a transform are smaller, splines' widths larger than the inverse: energies
   * of fields stay finite.
   */
  private static final double LARGEST = 1e25;

  private static final String DETAILS = "where only details move or a coarser field is meant";

  private final Pyramid pyramid;
  private final boolean even;
  private final boolean transformed;

  TermReader(Pyramid pyramid, boolean even, boolean transformed) {
    this.pyramid = pyramid;
    this.even = even;
    this.transformed = transformed;
  }

  /** The terms of a level with their coefficients and errors, one term after the other. */
  record Coefficients(List<Potential> terms, double[] theta, double[] errors) {}

  /** How many terms a field of several sites has from a place on: one may be between. */
  static int own(List<JsonCursor> cursors, int at) {
    boolean between =
        at + 2 < cursors.size()
            && (isOf(cursors.get(at + 1), ModelTree.STIFFNESS)
                || isOf(cursors.get(at + 1), ModelTree.ORIGINAL));
    return between ? 3 : 2;
  }

  private static boolean isOf(JsonCursor term, String kind) {
    return term.node().path("kind").asString("").equals(kind);
  }

  /**
   * Kernel, stiffness or original kernel if any, and potential; a single site has a potential
   * alone.
   *
   * @param whole whether the potential may be linear
   * @param depth how many levels coarser than the level's own field, which the terms must say
   */
  Coefficients coefficients(List<JsonCursor> cursors, Grid grid, boolean whole, int depth) {
    List<Potential> terms = new ArrayList<>();
    DoubleStream.Builder theta = DoubleStream.builder();
    DoubleStream.Builder errors = DoubleStream.builder();
    for (int i = 0; i < cursors.size(); i++) {
      JsonCursor cursor = cursors.get(i);
      if (i < cursors.size() - 1 && !isOf(cursor, ModelTree.STIFFNESS)) {
        Potential term = i == 0 ? kernel(cursor, grid, depth) : original(cursor, grid);
        terms.add(term);
        couplings(cursor, term, theta, errors);
        continue;
      }
      Potential term =
          i == cursors.size() - 1 ? potential(cursor, grid, whole, depth) : stiffness(cursor, grid);
      terms.add(term);
      String why = "as many as the splines allow";
      cursor.at("theta").elements(term.parameters(), why).forEach(c -> theta.add(c.number()));
      cursor
          .at("error")
          .elements(term.parameters(), why)
          .forEach(c -> errors.add(c.numberOrNull()));
    }
    return new Coefficients(terms, theta.build().toArray(), errors.build().toArray());
  }

  private static void couplings(
      JsonCursor cursor, Potential term, DoubleStream.Builder theta, DoubleStream.Builder errors) {
    QuadraticKernel kernel =
        term instanceof OriginalKernel original ? original.kernel() : (QuadraticKernel) term;
    List<JsonCursor> couplings =
        cursor
            .at("couplings")
            .elements(kernel.parameters(), "as many as the radius has on this grid");
    for (int o = 0; o < couplings.size(); o++) {
      JsonCursor coupling = couplings.get(o).object("shift", "theta", "error");
      shift(coupling.at("shift"), kernel.orbit(o).getFirst());
      theta.add(coupling.at("theta").number());
      errors.add(coupling.at("error").numberOrNull());
    }
  }

  /** The names of a term's members; a term of a coarser field also says how much coarser. */
  private static void members(JsonCursor cursor, int depth, String... names) {
    if (depth == 0) {
      cursor.object(names);
    } else {
      String[] all = Arrays.copyOf(names, names.length + 1);
      all[names.length] = "coarser";
      cursor.object(all).at("coarser").whole(depth, depth);
    }
  }

  private static QuadraticKernel kernel(JsonCursor cursor, Grid grid, int depth) {
    members(cursor, depth, "kind", "radius", "isotropic", "couplings");
    kind(cursor, ModelTree.KERNEL);
    return shifts(cursor, grid);
  }

  private OriginalKernel original(JsonCursor cursor, Grid grid) {
    if (!transformed) {
      throw cursor.rejected("in a model of transformed fields", "no transform");
    }
    if (!grid.equals(pyramid.grid(0))) {
      throw cursor.rejected("of the finest field, " + pyramid.grid(0), "one of " + grid);
    }
    cursor.object("kind", "radius", "isotropic", "couplings", "low", "high", "spline", "unit");
    kind(cursor, ModelTree.ORIGINAL);
    double[] ends = ends(cursor);
    List<JsonCursor> spline = cursor.at("spline").elements(MOST_SPLINES);
    if (spline.size() < SplineBasis.LOCAL) {
      throw cursor.at("spline").rejected("at least 4 coefficients", "" + spline.size());
    }
    return new OriginalKernel(
        shifts(cursor, grid),
        new SplineBasis(ends[0], ends[1], spline.size()),
        spline.stream().mapToDouble(TermReader::original).toArray(),
        cursor.at("unit").positive());
  }

  private static double original(JsonCursor cursor) {
    double value = cursor.number();
    if (!(Math.abs(value) <= LARGEST)) {
      throw cursor.rejected("a number between -" + LARGEST + " and " + LARGEST, "" + value);
    }
    return value;
  }

  private static QuadraticKernel shifts(JsonCursor cursor, Grid grid) {
    int radius = cursor.at("radius").whole(0, MOST_RADIUS);
    int last = grid.size(grid.rank() - 1);
    double shifts = Math.min(Math.pow(2 * radius + 1, grid.rank()), grid.sites());
    if (!((grid.sites() / last + last) * shifts <= MOST_NEIGHBOURS)) {
      throw cursor.at("radius").rejected("smaller on a grid of " + grid, "" + radius);
    }
    return new QuadraticKernel(grid, radius, cursor.at("isotropic").flag());
  }

  private ScalarPotential potential(JsonCursor cursor, Grid grid, boolean whole, int depth) {
    members(
        cursor,
        depth,
        "kind",
        "low",
        "high",
        "splines",
        "tail_low",
        "tail_high",
        "even",
        "gauge",
        "lift_low",
        "lift_high",
        "theta",
        "error");
    kind(cursor, ModelTree.POTENTIAL);
    double[] range = range(cursor);
    ScalarPotential.Gauge gauge =
        whole ? ScalarPotential.Gauge.CONSTANT : ScalarPotential.Gauge.LINEAR;
    if (!cursor.at("gauge").text().equals(ModelTree.gauge(gauge))) {
      throw cursor
          .at("gauge")
          .rejected("linear " + DETAILS + ", constant elsewhere", cursor.at("gauge").found());
    }
    int splines = cursor.at("splines").whole(4, MOST_SPLINES);
    int tailLow = cursor.at("tail_low").whole(0, SplineBasis.MOST_TAIL);
    int tailHigh = cursor.at("tail_high").whole(0, SplineBasis.MOST_TAIL);
    if (even && tailLow != tailHigh) {
      throw cursor.at("tail_low").rejected("tail_high in an even potential", "" + tailLow);
    }
    return new ScalarPotential(
        grid,
        new SplineBasis(range[0], range[1], splines, tailLow, tailHigh),
        even,
        gauge,
        lift(cursor.at("lift_low")),
        lift(cursor.at("lift_high")));
  }

  private Stiffness stiffness(JsonCursor cursor, Grid grid) {
    members(
        cursor,
        0,
        "kind",
        "low",
        "high",
        "splines",
        "even",
        "isotropic",
        "corner",
        "theta",
        "error");
    kind(cursor, ModelTree.STIFFNESS);
    double[] range = range(cursor);
    int splines = cursor.at("splines").whole(Stiffness.FEWEST_SPLINES, MOST_SPLINES);
    SplineBasis basis = new SplineBasis(range[0], range[1], splines);
    boolean corner = cursor.at("corner").flag();
    return new Stiffness(grid, basis, even, cursor.at("isotropic").flag(), 1, corner);
  }

  /** Where splines are, and that they are even where the model is. */
  private double[] range(JsonCursor cursor) {
    double[] ends = ends(cursor);
    if (cursor.at("even").flag() != even) {
      throw cursor.at("even").rejected("what the model's symmetry says", "" + !even);
    }
    if (even && ends[0] != -ends[1]) {
      throw cursor.at("low").rejected("-high in an even model", "" + ends[0]);
    }
    return ends;
  }

  private static double[] ends(JsonCursor cursor) {
    double low = cursor.at("low").number();
    double high = cursor.at("high").number();
    if (!(high - low >= 1e-12 * Math.max(Math.abs(low), Math.abs(high))) || !(low < high)) {
      throw cursor.at("high").rejected("above low, which is " + low, "" + high);
    }
    if (!(Math.max(Math.abs(low), Math.abs(high)) <= LARGEST && high - low >= 1 / LARGEST)) {
      throw cursor
          .at("high")
          .rejected(
              "at least " + 1 / LARGEST + " above low, both at most " + LARGEST,
              low + " .. " + high);
    }
    return new double[] {low, high};
  }

  private static double lift(JsonCursor cursor) {
    double lift = cursor.number();
    if (!(lift >= 0)) {
      throw cursor.rejected("at least 0", "" + lift);
    }
    return lift;
  }

  private static void kind(JsonCursor term, String kind) {
    if (!term.at("kind").text().equals(kind)) {
      throw term.at("kind").rejected(kind, term.at("kind").found());
    }
  }

  private static void shift(JsonCursor cursor, int[] expected) {
    List<JsonCursor> components = cursor.elements(expected.length, "one per axis");
    for (int a = 0; a < expected.length; a++) {
      components.get(a).whole(expected[a], expected[a]);
    }
  }

  /** Terms of a field, then of coarser and coarser ones. */
  Coefficients family(JsonCursor cursor, int number, boolean whole, double[] sigma) {
    List<JsonCursor> cursors = cursor.elements(2 * (sigma.length - number) + 1);
    List<Potential> terms = new ArrayList<>();
    DoubleStream.Builder theta = DoubleStream.builder();
    DoubleStream.Builder errors = DoubleStream.builder();
    int at = 0;
    for (int j = number; j < sigma.length && (at < cursors.size() || j == number); j++) {
      Grid grid = pyramid.grid(j);
      int own = grid.sites() == 1 ? 1 : j == number ? own(cursors, at) : 2;
      if (cursors.size() < at + own) {
        throw cursor.rejected("kernel and potential of every scale", cursor.found());
      }
      int depth = j - number;
      double ratio = sigma[number] / sigma[j];
      if (!(Math.max(ratio, 1 / ratio) <= LARGEST)) {
        throw cursor.rejected(
            "of levels whose sigmas have a ratio of at most " + LARGEST,
            sigma[number] + " and " + sigma[j]);
      }
      Coefficients read =
          coefficients(cursors.subList(at, at + own), grid, whole && depth == 0, depth);
      for (Potential term : read.terms()) {
        terms.add(
            depth == 0
                ? term
                : new CoarsePotential(
                    IntStream.rangeClosed(number + 1, j).mapToObj(pyramid::step).toList(),
                    ratio,
                    term));
      }
      Arrays.stream(read.theta()).forEach(theta::add);
      Arrays.stream(read.errors()).forEach(errors::add);
      at += own;
    }
    if (at != cursors.size()) {
      throw cursor.rejected("kernel and potential of every scale", cursor.found());
    }
    return new Coefficients(terms, theta.build().toArray(), errors.build().toArray());
  }
}
