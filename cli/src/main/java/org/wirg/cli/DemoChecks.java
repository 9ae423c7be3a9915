package org.wirg.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.wirg.diagnose.Comparison;
import org.wirg.diagnose.ComparisonTable;
import org.wirg.report.ReportFiles;
import org.wirg.report.Verdict;
import tools.jackson.databind.node.ArrayNode;

/** The demo's verdicts: what was learned against what is true. */
final class DemoChecks {
  private final List<Verdict> checks;

  private DemoChecks(List<Verdict> checks) {
    this.checks = checks;
  }

  /**
   * All verdicts; every rule is written so that NaN fails.
   *
   * @param truth those against the action
   * @param complaints of the sampler
   */
  static DemoChecks of(List<Verdict> truth, Comparison comparison, List<String> complaints) {
    List<Verdict> all = new ArrayList<>(truth);
    for (String name : List.of("<phi^2>", "Binder cumulant", "one-point law")) {
      comparison.checks().stream()
          .filter(check -> check.name().equals(name))
          .forEach(
              check ->
                  all.add(
                      new Verdict(
                          "new fields, " + name,
                          check.explanation(),
                          ComparisonTable.number(check.other(), check.otherError()),
                          String.format(
                              Locale.ROOT,
                              "%s within %.2g",
                              ComparisonTable.number(check.reference(), check.referenceError()),
                              check.allowed()),
                          check.passed())));
    }
    long good = comparison.spectrum().stream().filter(Comparison.Check::passed).count();
    all.add(
        new Verdict(
            "new fields, power spectrum",
            "Fluctuations are as strong at every wavelength.",
            String.format(Locale.ROOT, "%d bins agree", good),
            String.format(Locale.ROOT, "all of %d", comparison.spectrum().size()),
            good == comparison.spectrum().size()));
    good = comparison.checks().stream().filter(Comparison.Check::passed).count();
    all.add(
        new Verdict(
            "new fields, all statistics",
            "Nothing that was compared differs.",
            String.format(Locale.ROOT, "%d checks passed", good),
            String.format(Locale.ROOT, "all of %d", comparison.checks().size()),
            comparison.passed()));
    all.add(
        new Verdict(
            "sampler diagnostics",
            "Chains met, and their energies were numbers.",
            complaints.isEmpty() ? "good at all levels" : complaints.size() + " complaints",
            "R-hat at most 1.1, no NaN",
            complaints.isEmpty()));
    return new DemoChecks(List.copyOf(all));
  }

  boolean passed() {
    return checks.stream().allMatch(Verdict::passed);
  }

  String failures() {
    return checks.stream()
        .filter(check -> !check.passed())
        .map(Verdict::name)
        .collect(Collectors.joining("; "));
  }

  String table() {
    Table table = new Table("check", "found", "must be", "verdict");
    for (Verdict check : checks) {
      table.row(check.name(), check.found(), check.rule(), check.passed() ? "PASS" : "FAIL");
    }
    return table.toString();
  }

  void describe(ArrayNode json) {
    ReportFiles.describe(checks, json);
  }
}
