package org.wirg.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.wirg.diagnose.Comparison;
import org.wirg.diagnose.ComparisonTable;
import org.wirg.diagnose.FieldStatistics;
import org.wirg.diagnose.FieldStatistics.Estimate;
import org.wirg.diagnose.FieldStatistics.SpectrumBin;
import org.wirg.diagnose.FieldStatistics.StructureFunction;

/** The statistics of data and generated fields. */
final class StatisticsSection {
  private static final int ENERGY_BINS = 40;
  private static final String DATA = "data";
  private static final String GENERATED = "generated";

  private final Evidence evidence;
  private final FieldStatistics data;
  private final FieldStatistics generated;
  private final List<Item> items = new ArrayList<>();

  private StatisticsSection(Evidence evidence) {
    this.evidence = evidence;
    this.data = evidence.data().statistics();
    this.generated = evidence.generated().statistics();
  }

  static Section of(Evidence evidence) {
    StatisticsSection section = new StatisticsSection(evidence);
    section.onePoint();
    section.spectrum();
    section.structure();
    section.energies();
    section.overview();
    section.table();
    return new Section("statistics", "Statistics", section.items);
  }

  private void onePoint() {
    FieldStatistics.Histogram law = data.histogram();
    int bins = law.fractions().size();
    double width = (law.range().high() - law.range().low()) / bins;
    double[] centres = new double[bins];
    for (int b = 0; b < bins; b++) {
      centres[b] = law.range().low() + (b + 0.5) * width;
    }
    Function<FieldStatistics, List<Estimate>> density =
        s ->
            s.histogram().fractions().stream()
                .map(e -> new Estimate(e.value() / width, e.error() / width))
                .toList();
    Chart chart = new Chart(Axis.linear("φ"), Axis.logarithmic("probability density"));
    both(chart, centres, density.apply(data), density.apply(generated));
    items.add(
        new Figure(
            "one-point-law",
            "One-point law",
            "How often a site has a value, over all sites and fields; bars are standard errors.",
            verdict("one-point law"),
            chart));
  }

  private void spectrum() {
    List<SpectrumBin> first = data.spectrum().stream().filter(b -> b.wavenumber() > 0).toList();
    List<SpectrumBin> second =
        generated.spectrum().stream().filter(b -> b.wavenumber() > 0).toList();
    double[] k = first.stream().mapToDouble(SpectrumBin::wavenumber).toArray();
    List<Estimate> one = first.stream().map(SpectrumBin::power).toList();
    List<Estimate> two = second.stream().map(SpectrumBin::power).toList();
    Chart chart = new Chart(Axis.logarithmic("wave number k (2π / L)"), Axis.logarithmic("S(k)"));
    both(chart, k, one, two);
    chart.lower(Axis.linear("ratio"));
    double[] ratio = new double[k.length];
    double[] error = new double[k.length];
    for (int b = 0; b < k.length; b++) {
      Estimate d = one.get(b);
      Estimate g = two.get(b);
      ratio[b] = g.value() / d.value();
      error[b] = ratio[b] * Math.hypot(g.error() / g.value(), d.error() / d.value());
    }
    chart.points("generated / data", Role.PLAIN, k, ratio, error);
    double[] ones = new double[k.length];
    Arrays.fill(ones, 1);
    chart.dashed("equal", Role.TRUTH, k, ones);
    long good = evidence.comparison().spectrum().stream().filter(Comparison.Check::passed).count();
    items.add(
        new Figure(
            "power-spectrum",
            "Power spectrum",
            "S(k) = |φ(k)|² / N, averaged over rings of wave numbers, and the ratio of generated"
                + " fields to the data below; bars are standard errors.",
            good + " of " + evidence.comparison().spectrum().size() + " bins agree.",
            chart));
  }

  private void structure() {
    List<StructureFunction> along = along(data);
    if (along.isEmpty()) {
      return;
    }
    double[] r = along.stream().mapToDouble(StructureFunction::distance).toArray();
    Chart chart =
        new Chart(
            Axis.logarithmic("distance r along the first axis (sites)"),
            Axis.linear("⟨(φ(x + r) − φ(x))²⟩"));
    both(
        chart,
        r,
        along.stream().map(StructureFunction::value).toList(),
        along(generated).stream().map(StructureFunction::value).toList());
    items.add(
        new Figure(
            "structure-function",
            "Structure function",
            "Mean square difference of two sites at a distance r; bars are standard errors.",
            r.length + " distances.",
            chart));
  }

  private static List<StructureFunction> along(FieldStatistics statistics) {
    return statistics.structure().stream().filter(s -> s.axis() == 0).toList();
  }

  private static void both(Chart chart, double[] x, List<Estimate> data, List<Estimate> generated) {
    chart.band(
        GENERATED,
        Role.GENERATED,
        x,
        column(generated, Estimate::value),
        column(generated, Estimate::error));
    chart.points(DATA, Role.DATA, x, column(data, Estimate::value), column(data, Estimate::error));
  }

  private static double[] column(List<Estimate> estimates, ToDoubleFunction<Estimate> part) {
    return estimates.stream().mapToDouble(part).toArray();
  }

  private void energies() {
    double[] first = evidence.data().energies();
    double[] second = evidence.generated().energies();
    if (first.length < 2 || second.length < 2) {
      return;
    }
    double low = Math.min(smallest(first), smallest(second));
    double high = Math.max(-smallest(negative(first)), -smallest(negative(second)));
    double width = high > low ? (high - low) / ENERGY_BINS : 1;
    double[] centres = new double[ENERGY_BINS];
    for (int b = 0; b < ENERGY_BINS; b++) {
      centres[b] = low + (b + 0.5) * width;
    }
    Chart chart =
        new Chart(Axis.linear("learned energy H of a field"), Axis.linear("probability density"));
    chart.steps(GENERATED, Role.GENERATED, centres, law(second, low, width));
    chart.steps(DATA, Role.DATA, centres, law(first, low, width));
    items.add(
        new Figure(
            "energies",
            "Learned energies",
            String.format(
                Locale.ROOT,
                "The microscopic Hamiltonian of %,d fields of the data and of %,d generated ones, up"
                    + " to a constant. Where the model is right the two laws are one.",
                first.length,
                second.length),
            "Two histograms of " + ENERGY_BINS + " bins.",
            chart));
  }

  private static double smallest(double[] values) {
    return Arrays.stream(values).min().orElseThrow();
  }

  private static double[] negative(double[] values) {
    return Arrays.stream(values).map(v -> -v).toArray();
  }

  private static double[] law(double[] values, double low, double width) {
    double[] law = new double[ENERGY_BINS];
    for (double v : values) {
      law[Math.min(ENERGY_BINS - 1, (int) ((v - low) / width))] += 1 / (values.length * width);
    }
    return law;
  }

  private void overview() {
    Map<String, List<Comparison.Check>> groups = evidence.comparison().groups();
    Chart chart = new Chart(Axis.whole("number of the check"), Axis.linear("difference / allowed"));
    int first = 1;
    int group = 0;
    for (Map.Entry<String, List<Comparison.Check>> one : groups.entrySet()) {
      List<Comparison.Check> checks = one.getValue();
      double[] number = new double[checks.size()];
      double[] off = new double[checks.size()];
      double[] error = new double[checks.size()];
      for (int c = 0; c < number.length; c++) {
        Comparison.Check check = checks.get(c);
        number[c] = first + c;
        off[c] = check.difference() / check.allowed();
        error[c] = Math.hypot(check.referenceError(), check.otherError()) / check.allowed();
      }
      chart.points(one.getKey(), Role.level(group++, groups.size()), number, off, error);
      first += number.length;
    }
    double[] ends = {1, first - 1};
    chart.dashed("bounds", Role.TRUTH, ends, new double[] {1, 1});
    chart.dashed("bounds", Role.TRUTH, ends, new double[] {-1, -1});
    long failed = evidence.comparison().checks().stream().filter(c -> !c.passed()).count();
    items.add(
        new Figure(
            "all-statistics",
            "All statistics at a glance",
            "How far generated fields are from the data in every statistic, in units of what is"
                + " allowed (its tolerance, or 3 errors where that is more), with one standard"
                + " error. What lies beyond the dashed lines failed.",
            failed + " of " + (first - 1) + " checks failed.",
            chart));
  }

  private String verdict(String name) {
    return evidence.comparison().statistics().stream()
        .filter(c -> c.name().equals(name))
        .map(c -> (c.passed() ? "The two agree: " : "The two differ: ") + c.explanation() + ".")
        .findFirst()
        .orElse("");
  }

  private void table() {
    List<List<String>> rows = new ArrayList<>();
    for (Comparison.Check c : evidence.comparison().checks()) {
      rows.add(
          List.of(
              c.name(),
              ComparisonTable.number(c.reference(), c.referenceError()),
              ComparisonTable.number(c.other(), c.otherError()),
              String.format(Locale.ROOT, "%+.3g", c.difference()),
              String.format(Locale.ROOT, "%.3g", c.allowed()),
              c.passed() ? "pass" : "fail"));
    }
    items.add(
        new NumberTable(
            "all-checks",
            "All statistics in numbers",
            "A check passes when the difference is within its tolerance or within 3 combined"
                + " standard errors. Values have their standard error in brackets.",
            List.of("statistic", DATA, GENERATED, "difference", "allowed", "verdict"),
            rows,
            true));
  }
}
