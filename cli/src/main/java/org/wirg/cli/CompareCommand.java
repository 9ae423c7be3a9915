package org.wirg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.wirg.diagnose.Comparison;
import org.wirg.diagnose.ComparisonTable;
import org.wirg.diagnose.FieldStatistics;
import org.wirg.diagnose.Tolerances;
import org.wirg.field.Dataset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code wirg compare}: the statistics of two sets side by side. */
@Command(
    name = "compare",
    description = {
      "Compares the statistics of two sets of fields.",
      "A check passes when the difference is within its tolerance or within 3 combined standard"
          + " errors. Exit code 1 when one fails."
    })
final class CompareCommand implements Callable<Integer> {
  private static final int MOST_NAMED = 4;

  @Parameters(paramLabel = "DATA", index = "0", description = "The reference: " + DataFile.FORMATS)
  @SuppressWarnings("NullAway.Init")
  private Path data;

  @Parameters(paramLabel = "OTHER", index = "1", description = "What is held against it, likewise.")
  @SuppressWarnings("NullAway.Init")
  private Path other;

  @Option(
      names = "--tolerance",
      paramLabel = "NAME=X",
      description = {
        "Another tolerance; may be repeated. Names and what they are unless given:",
        "  in units of the standard deviation: mean=0.02, field-mean=0.02",
        "  relative: variance=0.015, mean-square=0.015, largest=2,",
        "    spectrum=0.06, structure=0.03, tails=0.05, peaks=0.05,",
        "    minkowski=0.05, covariance=0.2",
        "  absolute: skewness=0.05, kurtosis=0.1, binder=0.015,",
        "    positive=0.02, one-point=0.02, cross-scale=0.02, bispectrum=0.02",
        "  standard errors that count as noise: errors=3"
      })
  private Map<String, Double> tolerances = new LinkedHashMap<>();

  @Option(
      names = "--groups",
      paramLabel = "N",
      description = "Groups of successive fields for the jackknife errors (default: 100).")
  private int groups = FieldStatistics.Options.defaults().groups();

  @Option(
      names = "--bins",
      paramLabel = "N",
      description = "Bins of the one-point law (default: 50).")
  private int bins = FieldStatistics.Options.defaults().bins();

  @Option(
      names = "--baselines",
      description =
          "Shows beside OTHER what Gaussian fields of DATA's mean and spectrum get right, and"
              + " lognormal ones of its skewness.")
  private boolean baselines;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private SeedOption seed;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    try (Session session = common.session()) {
      FieldStatistics.Options options =
          session.fromOptions(
              () -> new FieldStatistics.Options(session.threads(), groups, bins, null, null));
      Tolerances allowed = session.fromOptions(() -> tolerances(tolerances));
      DataFile first = DataFile.open(data);
      DataFile second = DataFile.open(other);
      session.say("reference: " + data + ": " + first.description());
      session.say("other:     " + other + ": " + second.description() + "\n");
      Outcome outcome = compare(session, first.fields(), second.fields(), options, allowed);
      if (baselines) {
        Baselines least =
            Baselines.of(
                session, first.fields(), outcome.comparison(), options, allowed, seed.seed());
        session.say(least.table());
        least.describe(outcome.json().putArray("baselines"));
      }
      session.deliver(outcome.json());
      if (!outcome.comparison().passed()) {
        long fewest = Math.min(first.fields().count(), second.fields().count());
        String verdict =
            fewest < FieldStatistics.FEWEST_FOR_ALL
                ? "too few fields to tell whether the two sets differ, of either "
                    + FieldStatistics.FEWEST_FOR_ALL
                    + " or more have error bars: "
                : "the two sets differ: ";
        session.warn(verdict + failures(outcome.comparison()));
      }
      return outcome.comparison().passed() ? ExitCode.GOOD : ExitCode.CHECK_FAILED;
    }
  }

  private static Tolerances tolerances(Map<String, Double> given) {
    Tolerances all = Tolerances.defaults();
    for (Map.Entry<String, Double> one : given.entrySet()) {
      all = all.with(one.getKey(), one.getValue());
    }
    return all;
  }

  /** A comparison and its form for programs. */
  record Outcome(Comparison comparison, ObjectNode json) {}

  /** Compares and says how. */
  static Outcome compare(
      Session session,
      Dataset reference,
      Dataset other,
      FieldStatistics.Options options,
      Tolerances tolerances)
      throws IOException {
    Comparison comparison =
        Comparison.of(reference, other, options, tolerances, session.progress());
    session.say(ComparisonTable.of(comparison));
    ObjectNode json = Session.result("compare");
    json.put("passed", comparison.passed());
    ArrayNode checks = json.putArray("checks");
    for (Comparison.Check check : comparison.checks()) {
      ObjectNode node = checks.addObject();
      node.put("name", check.name());
      node.put("reference", check.reference());
      node.put("reference_error", check.referenceError());
      node.put("other", check.other());
      node.put("other_error", check.otherError());
      node.put("difference", check.difference());
      node.put("allowed", check.allowed());
      node.put("passed", check.passed());
      node.put("explanation", check.explanation());
    }
    return new Outcome(comparison, json);
  }

  private static String failures(Comparison comparison) {
    List<Comparison.Check> failed =
        comparison.checks().stream().filter(check -> !check.passed()).toList();
    return failed.size()
        + " of "
        + comparison.checks().size()
        + " checks failed ("
        + failed.stream()
            .limit(MOST_NAMED)
            .map(Comparison.Check::name)
            .collect(Collectors.joining("; "))
        + (failed.size() > MOST_NAMED ? "; ..." : "")
        + ")";
  }
}
