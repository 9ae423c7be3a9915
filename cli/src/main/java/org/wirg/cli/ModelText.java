package org.wirg.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.wirg.diagnose.ComparisonTable;
import org.wirg.energy.Estimate;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.energy.QuadraticKernel;
import org.wirg.file.TransformJson;
import org.wirg.hamiltonian.LatticeForm;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a model is, in words, tables and JSON. */
final class ModelText {
  private static final double REACH = 2;
  private static final int POINTS = 41;

  private ModelText() {}

  /**
   * A coupling K of the microscopic Hamiltonian in the field's own units, H = -1/2 sum phi K phi +
   * sum V.
   *
   * @param shift one component per axis
   * @param value K = -theta / sigma^2
   * @param error its standard error
   * @param nearest whether it couples nearest neighbours
   */
  record Coupling(String label, int[] shift, double value, double error, boolean nearest) {
    /** For example {@code K(1,0) = 0.6794(11)}. */
    @Override
    public String toString() {
      return label + " = " + ComparisonTable.number(value, error);
    }
  }

  /** The couplings of a level, nearest shifts first. */
  static List<Coupling> couplings(Level level) {
    List<Coupling> couplings = new ArrayList<>();
    if (!(level.energy().terms().getFirst() instanceof QuadraticKernel kernel)) {
      return couplings;
    }
    double unit = level.sigma() * level.sigma();
    double[] theta = level.energy().theta();
    for (int o = 0; o < kernel.parameters(); o++) {
      int[] shift = kernel.orbit(o).getFirst();
      couplings.add(
          new Coupling(
              kernel.label(o),
              shift,
              -theta[o] / unit,
              level.estimate().error(o, theta.length) / unit,
              Arrays.stream(shift).map(Math::abs).sum() == 1));
    }
    return couplings;
  }

  /** The couplings of nearest neighbours at the finest level. */
  static List<Coupling> nearestCouplings(Model model) {
    return finest(model).stream().filter(Coupling::nearest).toList();
  }

  /**
   * Of all other couplings of the finest level the one largest in size; none when there is none.
   */
  static List<Coupling> largestBeyond(Model model) {
    return finest(model).stream()
        .filter(c -> !c.nearest())
        .sorted(Comparator.comparingDouble((Coupling c) -> -Math.abs(c.value())))
        .limit(1)
        .toList();
  }

  private static List<Coupling> finest(Model model) {
    List<Level> known = model.hamiltonians().levels();
    return couplings(known.isEmpty() ? model.coarsest() : known.getFirst());
  }

  /** One line about the whole, one row per level. */
  static String levels(Model model) {
    Table table =
        new Table(
            "level", "size", "sigma", "parameters", "condition", "scaled", "undetermined", "by");
    model.levels().forEach(level -> row(table, Integer.toString(level.level()), level));
    row(table, "coarsest", model.coarsest());
    return String.format(
            Locale.ROOT,
            "%s, wavelet %s, %s, %s%n%n",
            model.grid(),
            model.wavelet().name(),
            model.isotropic() ? "isotropic" : "no isotropy assumed",
            model.even() ? "symmetric under phi to -phi" : "no symmetry of phi assumed")
        + transform(model)
        + table;
  }

  /** What phi is of the field where that is not the field itself. */
  static String transform(Model model) {
    return model.transform().isNone()
        ? ""
        : Table.wrapped(
                "phi is "
                    + model.transform().formula().replace("phi", "f")
                    + " of the field f, here and in everything below; fields are written as f")
            + "\n\n";
  }

  private static void row(Table table, String name, Level level) {
    Estimate estimate = level.estimate();
    table.row(
        name,
        level.energy().grid().toString(),
        Table.number(level.sigma()),
        Integer.toString(level.energy().theta().length),
        Table.power(estimate.conditionRaw()),
        Table.power(estimate.conditionScaled()),
        Integer.toString(estimate.undetermined()),
        estimate.estimator());
  }

  /** The couplings of nearest neighbours and the largest one beyond. */
  static String nearest(Model model) {
    StringBuilder text =
        new StringBuilder(
            "\nHamiltonian, the field's units, H = -1/2 sum phi K phi + sum V(phi):\n");
    nearestCouplings(model).forEach(c -> text.append("  ").append(c).append('\n'));
    largestBeyond(model).forEach(c -> text.append("  largest beyond: ").append(c).append('\n'));
    return text.append('\n').toString();
  }

  /** V of every level's Hamiltonian as a line of bars, where most of the field's values lie. */
  static String potentials(Model model, Terminal terminal) {
    String bars = terminal.unicode() ? Shade.BARS : Shade.ASCII;
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT, "V(phi) within %.0f sigma of the mean, and its range%n", REACH));
    for (LatticeForm form : LatticeForm.flow(model)) {
      double[] v = new double[POINTS];
      Arrays.setAll(v, p -> form.potential(REACH * (2.0 * p / (POINTS - 1) - 1)));
      Shade shade = Shade.over(v, bars);
      text.append(
          String.format(
              Locale.ROOT,
              "%-8s  %s  %.3g to %.3g%n",
              form.level().energy().grid(),
              shade.line(v),
              shade.low(),
              shade.high()));
    }
    return text.toString();
  }

  /** The same for programs. */
  static void describe(Model model, ObjectNode json) {
    ObjectNode provenance = json.putObject("provenance");
    provenance.put("command", model.provenance().command());
    provenance.put("software", model.provenance().version());
    provenance.put("data", model.provenance().dataName());
    provenance.put("sha256", model.provenance().dataSha256());
    provenance.put("fields", model.provenance().fields());
    provenance.put("seed", model.provenance().seed());
    ArrayNode grid = json.putArray("grid");
    Arrays.stream(model.grid().shape()).forEach(grid::add);
    json.put("wavelet", model.wavelet().name());
    if (!model.transform().isNone()) {
      json.set("transform", TransformJson.of(model.transform()));
    }
    json.put("mean", model.mean());
    json.put("isotropic", model.isotropic());
    json.put("symmetry", model.even() ? "z2" : "none");
    json.put("parameters", model.parameters());
    ArrayNode levels = json.putArray("levels");
    model.levels().forEach(level -> describe(level, levels.addObject()));
    describe(model.coarsest(), json.putObject("coarsest"));
    ArrayNode nearest = json.putArray("nearest_neighbours");
    nearestCouplings(model).forEach(c -> describe(c, nearest.addObject()));
    ArrayNode beyond = json.putArray("largest_beyond");
    largestBeyond(model).forEach(c -> describe(c, beyond.addObject()));
  }

  private static void describe(Level level, ObjectNode json) {
    json.put("level", level.level());
    json.put("size", level.energy().grid().longestSide());
    json.put("sigma", level.sigma());
    json.put("parameters", level.energy().theta().length);
    json.put("estimator", level.estimate().estimator());
    json.put("condition_raw", level.estimate().conditionRaw());
    json.put("condition_scaled", level.estimate().conditionScaled());
    json.put("undetermined", level.estimate().undetermined());
  }

  private static void describe(Coupling coupling, ObjectNode json) {
    ArrayNode shift = json.putArray("shift");
    Arrays.stream(coupling.shift()).forEach(shift::add);
    json.put("value", coupling.value());
    json.put("error", coupling.error());
  }
}
