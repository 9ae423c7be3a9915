package org.wirg.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.wirg.diagnose.ComparisonTable;
import org.wirg.diagnose.ScalingFit;
import org.wirg.fit.Conditioning;
import org.wirg.fit.Conditioning.Descent;
import org.wirg.fit.Conditioning.Problem;
import org.wirg.fit.Conditioning.Value;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code wirg conditioning} says.
 *
 * @param sets in the order given
 * @param radius of the couplings
 * @param accuracy at which descent stops
 */
record ConditioningReport(List<Set> sets, int radius, double accuracy) {
  /**
   * One file.
   *
   * @param even whether odd terms were left out
   * @param exact the closed forms, where the fields are Gaussian
   */
  record Set(DataFile file, boolean even, Conditioning measured, @Nullable Conditioning exact) {
    int size() {
      return measured.grid().longestSide();
    }
  }

  /** A number that may grow with L. */
  private record Quantity(String name, Function<Problem, Value> of) {}

  private List<Quantity> quantities() {
    return List.of(
        new Quantity("condition_of_modes", Problem::modes),
        new Quantity("steps_of_modes", this::modeSteps),
        new Quantity("condition", p -> p.couplings().raw()),
        new Quantity("condition_normalised", p -> p.couplings().normalised()),
        new Quantity("steps", p -> p.couplings().steps()),
        new Quantity("steps_normalised", p -> p.couplings().normalisedSteps()),
        new Quantity("steps_normalised_with_potential", p -> all(p).normalisedSteps()));
  }

  private static Descent all(Problem problem) {
    return Objects.requireNonNull(problem.all());
  }

  /** Steps change with the condition number as it does, up to a constant. */
  private Value modeSteps(Problem problem) {
    double steps = problem.modeSteps(accuracy);
    return new Value(steps, steps * problem.modes().error() / problem.modes().value());
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (Set set : sets) {
      text.append(set.file.place()).append(": ").append(set.file.description());
      text.append(set.even ? ", symmetry z2\n" : "\n");
      text.append(couplings(set)).append('\n').append(all(set)).append('\n');
    }
    text.append(
        Table.wrapped(
            String.format(
                Locale.ROOT,
                "Condition: largest over smallest eigenvalue of the Hessian of the Kullback-Leibler"
                    + " divergence, normalised: for coefficients in units of their own curvature."
                    + " Steps: of gradient descent at the inverse of the largest eigenvalue, from 0"
                    + " to couplings K within %.3g %%; K reaches %d sites. Modes: one coupling per"
                    + " Fourier mode, the Gaussian model without a range, by score matching.",
                100 * accuracy,
                radius)));
    text.append('\n');
    if (growing()) {
      text.append('\n').append(growth());
    }
    return text.toString();
  }

  private String couplings(Set set) {
    Table table =
        new Table(
            "couplings K",
            "size",
            "modes",
            "steps",
            "K",
            "condition",
            "normalised",
            "steps",
            "normalised");
    List<Problem> problems = set.measured.problems();
    for (int i = 0; i < problems.size(); i++) {
      row(table, problems.get(i), name(problems.get(i)));
      if (set.exact != null) {
        row(table, set.exact.problems().get(i), "  exact");
      }
    }
    return table.toString();
  }

  private void row(Table table, Problem problem, String name) {
    Descent k = problem.couplings();
    table.row(
        name,
        Integer.toString(problem.size()),
        number(problem.modes()),
        number(modeSteps(problem)),
        Integer.toString(k.coefficients()),
        number(k.raw()),
        number(k.normalised()),
        number(k.steps()),
        number(k.normalisedSteps()));
  }

  private static String all(Set set) {
    Table table =
        new Table(
            "K and V",
            "size",
            "K, V",
            "condition",
            "normalised",
            "steps",
            "normalised",
            "score",
            "normalised");
    for (Problem problem : set.measured.problems()) {
      Descent both = all(problem);
      table.row(
          name(problem),
          Integer.toString(problem.size()),
          Integer.toString(both.coefficients()),
          number(both.raw()),
          number(both.normalised()),
          number(both.steps()),
          number(both.normalisedSteps()),
          Table.power(problem.scoreRaw()),
          Table.power(problem.scoreNormalised()));
    }
    return table.toString();
  }

  private static String name(Problem problem) {
    return problem.level() == 0 ? "whole field" : "details " + problem.level();
  }

  /** Large numbers as powers of ten; an error as large as the number leaves only its order. */
  private static String number(Value v) {
    if (v.value() >= 1e5) {
      return (v.error() < v.value() ? "" : "~ ") + String.format(Locale.ROOT, "%.1e", v.value());
    }
    return v.error() > 0
        ? ComparisonTable.number(v.value(), v.error())
        : String.format(Locale.ROOT, "%.4g", v.value());
  }

  private boolean growing() {
    return sets.stream().mapToInt(Set::size).distinct().count() > 1;
  }

  private String growth() {
    Table table = new Table("growth with L", "whole field z", "ratio", "details 1 z", "ratio");
    for (Quantity quantity : quantities()) {
      ScalingFit whole = fit(quantity, 0);
      ScalingFit details = fit(quantity, 1);
      table.row(
          quantity.name.replace('_', ' '),
          exponent(whole),
          String.format(Locale.ROOT, "%.3g", ratio(quantity, 0)),
          exponent(details),
          String.format(Locale.ROOT, "%.3g", ratio(quantity, 1)));
    }
    return table + "powers L^z through all files; ratio: of the largest file to the smallest\n";
  }

  private static String exponent(ScalingFit fit) {
    return Double.isNaN(fit.exponent())
        ? "-"
        : ComparisonTable.number(fit.exponent(), fit.scatterError());
  }

  private ScalingFit fit(Quantity quantity, int problem) {
    return ScalingFit.of(
        sets.stream().mapToDouble(Set::size).toArray(),
        sets.stream().mapToDouble(s -> of(quantity, s, problem).value()).toArray(),
        sets.stream().mapToDouble(s -> of(quantity, s, problem).error()).toArray());
  }

  private static Value of(Quantity quantity, Set set, int problem) {
    return quantity.of.apply(set.measured.problems().get(problem));
  }

  private double ratio(Quantity quantity, int problem) {
    List<Set> ordered = new ArrayList<>(sets);
    ordered.sort(Comparator.comparingInt(Set::size));
    return of(quantity, ordered.getLast(), problem).value()
        / of(quantity, ordered.getFirst(), problem).value();
  }

  ObjectNode json(long seed, double seconds) {
    ObjectNode json = Session.result("conditioning");
    json.put("seed", seed);
    json.put("accuracy", accuracy);
    json.put("radius", radius);
    ArrayNode files = json.putArray("files");
    for (Set set : sets) {
      ObjectNode file = files.addObject();
      file.put("file", set.file.name());
      file.put("size", set.size());
      file.put("count", set.file.stored().count());
      file.put("symmetry", set.even ? "z2" : "none");
      ArrayNode problems = file.putArray("problems");
      for (int i = 0; i < set.measured.problems().size(); i++) {
        ObjectNode problem = problems.addObject();
        put(problem, set.measured.problems().get(i));
        if (set.exact != null) {
          put(problem.putObject("exact"), set.exact.problems().get(i));
        }
      }
    }
    ArrayNode fits = json.putArray("growth");
    for (Quantity quantity : growing() ? quantities() : List.<Quantity>of()) {
      ObjectNode node = fits.addObject();
      node.put("quantity", quantity.name);
      growth(node.putObject("whole_field"), quantity, 0);
      growth(node.putObject("details"), quantity, 1);
    }
    json.put("seconds", seconds);
    return json;
  }

  private void growth(ObjectNode node, Quantity quantity, int problem) {
    MixingJson.put(node, fit(quantity, problem));
    node.put("ratio", ratio(quantity, problem));
  }

  private void put(ObjectNode node, Problem problem) {
    node.put("law", problem.level() == 0 ? "whole field" : "details");
    node.put("level", problem.level());
    node.put("size", problem.size());
    put(node, "modes", problem.modes());
    put(node, "mode_steps", modeSteps(problem));
    put(node.putObject("couplings"), problem.couplings());
    Descent both = problem.all();
    if (both != null) {
      put(node.putObject("all"), both);
      node.put("score_condition", problem.scoreRaw());
      node.put("score_condition_normalised", problem.scoreNormalised());
      node.put("moves", problem.moves());
    }
  }

  private static void put(ObjectNode node, Descent descent) {
    node.put("coefficients", descent.coefficients());
    put(node, "condition", descent.raw());
    put(node, "condition_normalised", descent.normalised());
    put(node, "steps", descent.steps());
    put(node, "steps_normalised", descent.normalisedSteps());
  }

  private static void put(ObjectNode node, String name, Value value) {
    node.put(name, value.value());
    node.put(name + "_error", value.error());
  }
}
