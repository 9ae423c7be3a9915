package org.wirg.file;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Estimate;
import org.wirg.energy.Hamiltonians;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.energy.Provenance;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.field.Transform;
import org.wirg.wavelet.Pyramid;
import org.wirg.wavelet.Wavelet;

/** The model in a tree of JSON that a stranger may have written: nothing is believed unchecked. */
final class ModelReader {
  private static final long MOST_SITES = 1L << 26;
  static final int MOST_PARAMETERS = 4000;

  private static final String[] MEMBERS = {
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
    "hamiltonians"
  };

  private final Pyramid pyramid;
  private final TermReader terms;

  private ModelReader(Pyramid pyramid, boolean even, boolean transformed) {
    this.pyramid = pyramid;
    this.terms = new TermReader(pyramid, even, transformed);
  }

  static Model model(JsonCursor root) {
    format(root);
    boolean transformed = root.node().has("transform");
    root.object(transformed ? with(MEMBERS, "transform") : MEMBERS);
    Grid grid = grid(root.at("grid"));
    boolean even = symmetric(root.at("symmetry"));
    double mean = root.at("mean").number();
    if (even && mean != 0) {
      throw root.at("mean").rejected("0 in a model of symmetry z2", Double.toString(mean));
    }
    List<JsonCursor> levels = root.at("levels").elements(30);
    Wavelet wavelet = wavelet(root.at("wavelet"));
    ModelReader reader =
        new ModelReader(pyramid(root, wavelet, grid, levels.size()), even, transformed);
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
        reader.hamiltonians(root.at("hamiltonians"), sigma),
        transformed ? TransformJson.read(root.at("transform")) : Transform.none());
  }

  private static String[] with(String[] some, String... more) {
    return Stream.of(some, more).flatMap(Stream::of).toArray(String[]::new);
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
    JsonCursor parts = cursor.at("scales");
    boolean none = parts.isEmptyArray(); // of fields with an edge
    for (JsonCursor scale : none ? List.<JsonCursor>of() : parts.elements(count, why)) {
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
    TermReader.Coefficients read = terms.family(cursor.at("terms"), number, whole, sigma);
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
    JsonCursor list = cursor.at("terms");
    List<JsonCursor> cursors =
        grid.sites() == 1
            ? list.elements(1, "the potential of a single site")
            : list.elements(
                TermReader.own(list.elements(3), 0),
                "kernel, stiffness or original kernel if any, potential");
    TermReader.Coefficients read = terms.coefficients(cursors, grid, coarsest, 0);
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
    cursor.object(with(own, more));
    cursor.at("level").whole(number, number);
    List<JsonCursor> axes = cursor.at("grid").elements(grid.rank(), "one per axis");
    for (int a = 0; a < grid.rank(); a++) {
      axes.get(a).whole(grid.size(a), grid.size(a));
    }
    cursor.at("size").whole(grid.longestSide(), grid.longestSide());
    return grid;
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

  static Estimate estimate(JsonCursor cursor, int parameters) {
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
        cursor.at("undetermined").whole(0, MOST_PARAMETERS));
  }
}
