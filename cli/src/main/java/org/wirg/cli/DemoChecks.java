package org.wirg.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.wirg.diagnose.Comparison;
import org.wirg.diagnose.ComparisonTable;
import org.wirg.diagnose.EnergyAgreement;
import org.wirg.energy.Model;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The demo's verdicts: what was learned against what is true. */
final class DemoChecks {
  private static final double NEAREST = 0.02; // relative
  private static final double NEAREST_ERRORS = 4;
  private static final double BEYOND = 0.02;
  private static final double CORRELATION = 0.9999;
  private static final double SLOPE = 0.003;
  private static final double EFFECTIVE = 0.5;

  private record Check(String name, String found, String rule, boolean passed) {}

  private final List<Check> checks = new ArrayList<>();

  private DemoChecks() {}

  /**
   * All verdicts; every rule is written so that NaN fails.
   *
   * @param beta the true coupling
   * @param complaints of the sampler
   */
  static DemoChecks of(
      Model model,
      double beta,
      EnergyAgreement whole,
      EnergyAgreement differences,
      Comparison comparison,
      List<String> complaints) {
    DemoChecks all = new DemoChecks();
    for (ModelText.Coupling k : ModelText.nearestCouplings(model)) {
      double off = Math.abs(k.value() - beta);
      all.add(
          "coupling " + k.label() + " of neighbours",
          ComparisonTable.number(k.value(), k.error()),
          String.format(Locale.ROOT, "%s within 2 %% and 4 errors", Double.toString(beta)),
          off <= NEAREST * Math.abs(beta) && off <= NEAREST_ERRORS * k.error());
    }
    for (ModelText.Coupling k : ModelText.largestBeyond(model)) {
      all.add(
          "largest coupling beyond, " + k.label(),
          ComparisonTable.number(k.value(), k.error()),
          String.format(Locale.ROOT, "0 within %s", BEYOND),
          Math.abs(k.value()) < BEYOND);
    }
    all.add(
        "Hamiltonian, correlation with the action",
        String.format(Locale.ROOT, "%.6f", whole.correlation()),
        String.format(Locale.ROOT, "at least %s", CORRELATION),
        whole.correlation() >= CORRELATION);
    all.add(
        "Hamiltonian, effective samples",
        String.format(Locale.ROOT, "%.3f", whole.effective()),
        String.format(Locale.ROOT, "at least %s", EFFECTIVE),
        whole.effective() >= EFFECTIVE);
    all.add(
        "energy differences, correlation",
        String.format(Locale.ROOT, "%.6f", differences.correlation()),
        String.format(Locale.ROOT, "at least %s", CORRELATION),
        differences.correlation() >= CORRELATION);
    all.add(
        "energy differences, slope",
        String.format(Locale.ROOT, "%.5f", differences.slope()),
        String.format(Locale.ROOT, "1 within %s", SLOPE),
        Math.abs(differences.slope() - 1) <= SLOPE);
    for (String name : List.of("<phi^2>", "Binder cumulant", "one-point law")) {
      comparison.checks().stream()
          .filter(check -> check.name().equals(name))
          .forEach(
              check ->
                  all.add(
                      "new fields, " + name,
                      ComparisonTable.number(check.other(), check.otherError()),
                      String.format(
                          Locale.ROOT,
                          "%s within %.2g",
                          ComparisonTable.number(check.reference(), check.referenceError()),
                          check.allowed()),
                      check.passed()));
    }
    long good = comparison.spectrum().stream().filter(Comparison.Check::passed).count();
    all.add(
        "new fields, power spectrum",
        String.format(Locale.ROOT, "%d bins agree", good),
        String.format(Locale.ROOT, "all of %d", comparison.spectrum().size()),
        good == comparison.spectrum().size());
    good = comparison.checks().stream().filter(Comparison.Check::passed).count();
    all.add(
        "new fields, all statistics",
        String.format(Locale.ROOT, "%d checks passed", good),
        String.format(Locale.ROOT, "all of %d", comparison.checks().size()),
        comparison.passed());
    all.add(
        "sampler diagnostics",
        complaints.isEmpty() ? "good at all levels" : complaints.size() + " complaints",
        "R-hat at most 1.1, no NaN",
        complaints.isEmpty());
    return all;
  }

  private void add(String name, String found, String rule, boolean passed) {
    checks.add(new Check(name, found, rule, passed));
  }

  boolean passed() {
    return checks.stream().allMatch(Check::passed);
  }

  String failures() {
    return checks.stream()
        .filter(check -> !check.passed())
        .map(Check::name)
        .collect(Collectors.joining("; "));
  }

  String table() {
    Table table = new Table("check", "found", "must be", "verdict");
    for (Check check : checks) {
      table.row(check.name(), check.found(), check.rule(), check.passed() ? "PASS" : "FAIL");
    }
    return table.toString();
  }

  void describe(ArrayNode json) {
    for (Check check : checks) {
      ObjectNode node = json.addObject();
      node.put("name", check.name());
      node.put("found", check.found());
      node.put("rule", check.rule());
      node.put("passed", check.passed());
    }
  }
}
