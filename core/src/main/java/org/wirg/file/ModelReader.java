package org.wirg.file;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.wirg.energy.CoarsePotential;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Estimate;
import org.wirg.energy.Hamiltonians;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.energy.Potential;
import org.wirg.energy.Provenance;
import org.wirg.energy.QuadraticKernel;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.SplineBasis;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.wavelet.Pyramid;
import org.wirg.wavelet.Wavelet;

/** The model in a tree of JSON that a stranger may have written: nothing is believed unchecked. */
final class ModelReader {
  private static final long MOST_SITES = 1L << 26;
  private static final int MOST_RADIUS = 16;
  private static final int MOST_SPLINES = 1000;
  private static final int MOST_PARAMETERS = 4000;

  /** Entries of a neighbour table; bounds the memory that a declared grid and radius cost. */
  private static final long MOST_NEIGHBOURS = 1L << 25;

  private static final String DETAILS = "where only details move or a coarser field is meant";

  private final Pyramid pyramid;
  private final boolean even;

  private ModelReader(Pyramid pyramid, boolean even) {
    this.pyramid = pyramid;
    this.even = even;
  }

  static Model model(JsonCursor root) {
    format(root);
    root.object(
        "format",
        "version",
        "provenance",
        "grid",
        "wavelet",
        "mean",
        "isotropic",
        "symmetry",
        "levels",
        "coarsest",
        "hamiltonians");
    Grid grid = grid(root.at("grid"));
    boolean even = symmetric(root.at("symmetry"));
    double mean = root.at("mean").number();
    if (even && mean != 0) {
      throw root.at("mean").rejected("0 in a model of symmetry z2", Double.toString(mean));
    }
    List<JsonCursor> levels = root.at("levels").elements(30);
    Wavelet wavelet = wavelet(root.at("wavelet"));
    ModelReader reader = new ModelReader(pyramid(root, wavelet, grid, levels.size()), even);
    List<Level> read = new ArrayList<>();
    for (JsonCursor level : levels) {
      read.add(reader.level(level, read.size() + 1, false));
    }
    Level coarsest = reader.level(root.at("coarsest"), levels.size(), true);
    double[] sigma =
        Stream.concat(read.stream(), Stream.of(coarsest)).mapToDouble(Level::sigma).toArray();
    return new Model(
        grid,
        wavelet,
        mean,
        root.at("isotropic").flag(),
        even,
        read,
        coarsest,
        provenance(root.at("provenance"), grid),
        reader.hamiltonians(root.at("hamiltonians"), sigma));
  }

  /**
   * @param sigma of the fields of all levels
   */
  private Hamiltonians hamiltonians(JsonCursor cursor, double[] sigma) {
    cursor.object("levels", "scales", "log_partitions");
    int count = pyramid.levels();
    String why = "one per level";
    List<Level> levels = new ArrayList<>();
    for (JsonCursor level : cursor.at("levels").elements(count, why)) {
      levels.add(hamiltonian(level, levels.size(), true, sigma));
    }
    List<Hamiltonians.Scale> scales = new ArrayList<>();
    for (JsonCursor scale : cursor.at("scales").elements(count, why)) {
      Level part = hamiltonian(scale, scales.size() + 1, false, sigma, "chi_squared", "directions");
      int parameters = part.energy().theta().length;
      scales.add(
          new Hamiltonians.Scale(
              part, scale.at("chi_squared").number(), scale.at("directions").whole(0, parameters)));
    }
    List<Hamiltonians.LogPartition> partitions = new ArrayList<>();
    for (JsonCursor partition : cursor.at("log_partitions").elements(count + 1)) {
      partition.object("value", "error");
      double error = partition.at("error").number();
      if (!(error >= 0)) {
        throw partition.at("error").rejected("at least 0", "" + error);
      }
      partitions.add(new Hamiltonians.LogPartition(partition.at("value").number(), error));
    }
    if (!partitions.isEmpty() && partitions.size() != count + 1) {
      throw cursor
          .at("log_partitions")
          .rejected((count + 1) + " elements, or none", "" + partitions.size());
    }
    return new Hamiltonians(levels, scales, partitions);
  }

  /**
   * @param whole whether it is the Hamiltonian of a field, not the part of one scale in another
   */
  private Level hamiltonian(
      JsonCursor cursor, int number, boolean whole, double[] sigma, String... more) {
    Grid grid = header(cursor, number, pyramid.grid(number), more);
    Coefficients read = family(cursor.at("terms"), number, whole, sigma);
    double expected = sigma[number];
    if (cursor.at("sigma").number() != expected || cursor.at("detail_sigma").number() != 1) {
      throw cursor.rejected("of sigma " + expected + " and detail_sigma 1", cursor.found());
    }
    return new Level(
        number,
        expected,
        1,
        new ConditionalEnergy(Subspace.whole(grid), read.terms(), read.theta()),
        estimate(cursor.at("estimate"), read.errors()));
  }

  /** Terms of a field, then of coarser and coarser ones. */
  private Coefficients family(JsonCursor cursor, int number, boolean whole, double[] sigma) {
    List<JsonCursor> cursors = cursor.elements(2 * (sigma.length - number));
    List<Potential> terms = new ArrayList<>();
    DoubleStream.Builder theta = DoubleStream.builder();
    DoubleStream.Builder errors = DoubleStream.builder();
    int at = 0;
    for (int j = number; j < sigma.length && (at < cursors.size() || j == number); j++) {
      Grid grid = pyramid.grid(j);
      int own = grid.sites() == 1 ? 1 : 2;
      if (cursors.size() < at + own) {
        throw cursor.rejected("kernel and potential of every scale", cursor.found());
      }
      int depth = j - number;
      Coefficients read =
          coefficients(cursors.subList(at, at + own), grid, whole && depth == 0, depth);
      for (Potential term : read.terms()) {
        terms.add(
            depth == 0
                ? term
                : new CoarsePotential(
                    IntStream.rangeClosed(number + 1, j).mapToObj(pyramid::step).toList(),
                    sigma[number] / sigma[j],
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

  private static void format(JsonCursor root) {
    if (!root.node().isObject()) {
      throw root.rejected("an object", root.found());
    }
    String format = root.at("format").text();
    if (!format.equals(ModelFile.FORMAT)) {
      throw root.at("format").rejected(ModelFile.FORMAT, Excerpt.of(format));
    }
    root.at("version").whole(ModelFile.VERSION, ModelFile.VERSION);
  }

  private static Grid grid(JsonCursor cursor) {
    List<JsonCursor> axes = cursor.elements(3);
    long sites = axes.isEmpty() ? 0 : 1;
    int[] shape = new int[axes.size()];
    for (int a = 0; a < shape.length; a++) {
      shape[a] = axes.get(a).whole(1, (int) MOST_SITES);
      sites *= shape[a]; // at most 2^78 / 2^26 after the check below
      if (sites > MOST_SITES) {
        throw cursor.rejected("a grid of at most 2^26 sites", Arrays.toString(shape));
      }
    }
    if (sites == 0) {
      throw cursor.rejected("a grid of 1 to 3 axes", cursor.found());
    }
    return Grid.of(shape);
  }

  private static boolean symmetric(JsonCursor cursor) {
    return switch (cursor.text()) {
      case "z2" -> true;
      case "none" -> false;
      default -> throw cursor.rejected("z2 or none", cursor.found());
    };
  }

  private static Wavelet wavelet(JsonCursor cursor) {
    String name = cursor.text();
    if (!Wavelet.names().contains(name)) {
      throw cursor.rejected("one of " + String.join(", ", Wavelet.names()), cursor.found());
    }
    return Wavelet.named(name);
  }

  private static Pyramid pyramid(JsonCursor root, Wavelet wavelet, Grid grid, int levels) {
    for (int n : grid.shape()) {
      if (n % (1L << levels) != 0) {
        throw root.at("grid").rejected("axes that can be halved " + levels + " times", "" + grid);
      }
    }
    return new Pyramid(wavelet, grid, levels);
  }

  private static Provenance provenance(JsonCursor cursor, Grid grid) {
    cursor.object("command", "software", "data", "seed");
    JsonCursor data = cursor.at("data").object("file", "sha256", "type", "count", "shape");
    long count = data.at("count").whole(1, Long.MAX_VALUE);
    List<JsonCursor> shape = data.at("shape").elements(1 + grid.rank(), "the count and the grid");
    shape.getFirst().whole(count, count);
    for (int a = 0; a < grid.rank(); a++) {
      shape.get(1 + a).whole(grid.size(a), grid.size(a));
    }
    return new Provenance(
        cursor.at("command").text(),
        cursor.at("software").text(),
        data.at("file").text(),
        data.at("sha256").text(),
        data.at("type").text(),
        count,
        cursor.at("seed").whole(Long.MIN_VALUE, Long.MAX_VALUE));
  }

  private Level level(JsonCursor cursor, int number, boolean coarsest) {
    Grid grid = header(cursor, number, pyramid.grid(coarsest ? number : number - 1));
    List<JsonCursor> terms =
        grid.sites() == 1
            ? cursor.at("terms").elements(1, "the potential of a single site")
            : cursor.at("terms").elements(2, "kernel and potential");
    Coefficients read = coefficients(terms, grid, coarsest, 0);
    Estimate estimate = estimate(cursor.at("estimate"), read.errors());
    Subspace subspace = coarsest ? Subspace.whole(grid) : Subspace.details(pyramid.step(number));
    return new Level(
        number,
        cursor.at("sigma").positive(),
        cursor.at("detail_sigma").positive(),
        new ConditionalEnergy(subspace, read.terms(), read.theta()),
        estimate);
  }

  /** Checks what a level says about itself; returns its grid. */
  private static Grid header(JsonCursor cursor, int number, Grid grid, String... more) {
    String[] own = {"level", "size", "grid", "sigma", "detail_sigma", "terms", "estimate"};
    cursor.object(Stream.of(own, more).flatMap(Stream::of).toArray(String[]::new));
    cursor.at("level").whole(number, number);
    List<JsonCursor> axes = cursor.at("grid").elements(grid.rank(), "one per axis");
    for (int a = 0; a < grid.rank(); a++) {
      axes.get(a).whole(grid.size(a), grid.size(a));
    }
    cursor.at("size").whole(grid.longestSide(), grid.longestSide());
    return grid;
  }

  /** The terms of a level with their coefficients and errors, one term after the other. */
  private record Coefficients(List<Potential> terms, double[] theta, double[] errors) {}

  /**
   * Kernel and potential; a single site has no kernel.
   *
   * @param whole whether the potential may be linear
   * @param depth how many levels coarser than the level's own field, which the terms must say
   */
  private Coefficients coefficients(List<JsonCursor> cursors, Grid grid, boolean whole, int depth) {
    List<Potential> terms = new ArrayList<>();
    DoubleStream.Builder theta = DoubleStream.builder();
    DoubleStream.Builder errors = DoubleStream.builder();
    if (cursors.size() == 2) {
      QuadraticKernel kernel = kernel(cursors.getFirst(), grid, depth);
      terms.add(kernel);
      List<JsonCursor> couplings =
          cursors
              .getFirst()
              .at("couplings")
              .elements(kernel.parameters(), "as many as the radius has on this grid");
      for (int o = 0; o < couplings.size(); o++) {
        JsonCursor coupling = couplings.get(o).object("shift", "theta", "error");
        shift(coupling.at("shift"), kernel.orbit(o).getFirst());
        theta.add(coupling.at("theta").number());
        errors.add(coupling.at("error").numberOrNull());
      }
    }
    JsonCursor last = cursors.getLast();
    ScalarPotential potential = potential(last, grid, whole, depth);
    terms.add(potential);
    String why = "as many as the splines allow";
    last.at("theta").elements(potential.parameters(), why).forEach(c -> theta.add(c.number()));
    last.at("error")
        .elements(potential.parameters(), why)
        .forEach(c -> errors.add(c.numberOrNull()));
    return new Coefficients(terms, theta.build().toArray(), errors.build().toArray());
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
        "even",
        "gauge",
        "lift_low",
        "lift_high",
        "theta",
        "error");
    kind(cursor, ModelTree.POTENTIAL);
    double low = cursor.at("low").number();
    double high = cursor.at("high").number();
    if (!(high - low >= 1e-12 * Math.max(Math.abs(low), Math.abs(high))) || !(low < high)) {
      throw cursor.at("high").rejected("above low, which is " + low, "" + high);
    }
    if (cursor.at("even").flag() != even) {
      throw cursor.at("even").rejected("what the model's symmetry says", "" + !even);
    }
    if (even && low != -high) {
      throw cursor.at("low").rejected("-high in an even potential", "" + low);
    }
    ScalarPotential.Gauge gauge =
        whole ? ScalarPotential.Gauge.CONSTANT : ScalarPotential.Gauge.LINEAR;
    if (!cursor.at("gauge").text().equals(ModelTree.gauge(gauge))) {
      throw cursor
          .at("gauge")
          .rejected("linear " + DETAILS + ", constant elsewhere", cursor.at("gauge").found());
    }
    int splines = cursor.at("splines").whole(4, MOST_SPLINES);
    return new ScalarPotential(
        grid,
        new SplineBasis(low, high, splines),
        even,
        gauge,
        lift(cursor.at("lift_low")),
        lift(cursor.at("lift_high")));
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

  /**
   * @param errors what the terms say, which must agree
   */
  private static Estimate estimate(JsonCursor cursor, double[] errors) {
    Estimate estimate = estimate(cursor, errors.length);
    for (int m = 0; m < errors.length; m++) {
      double expected = estimate.error(m, errors.length);
      if (Double.compare(errors[m], expected) != 0) {
        throw cursor.rejected(
            "a covariance whose diagonal is the square of the errors",
            "an error of " + errors[m] + " where the covariance says " + expected);
      }
    }
    return estimate;
  }

  private static Estimate estimate(JsonCursor cursor, int parameters) {
    cursor.object(
        "estimator", "fields", "condition_raw", "condition_scaled", "undetermined", "covariance");
    if (parameters > MOST_PARAMETERS) {
      throw cursor.rejected("of at most " + MOST_PARAMETERS + " coefficients", "" + parameters);
    }
    double[] covariance = new double[parameters * parameters];
    List<JsonCursor> rows = cursor.at("covariance").elements(parameters, "one row per coefficient");
    for (int m = 0; m < parameters; m++) {
      double[] row = rows.get(m).numbers(parameters, "one per coefficient");
      System.arraycopy(row, 0, covariance, m * parameters, parameters);
    }
    return new Estimate(
        cursor.at("estimator").text(),
        cursor.at("fields").whole(1, Long.MAX_VALUE),
        covariance,
        cursor.at("condition_raw").numberOrNull(),
        cursor.at("condition_scaled").numberOrNull(),
        cursor.at("undetermined").whole(0, parameters));
  }
}
