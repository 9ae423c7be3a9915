package org.wirg.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.wirg.diagnose.ComparisonTable;
import org.wirg.energy.Estimate;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.sample.LevelMixing;
import org.wirg.sample.LevelPlan;

/** How the Monte Carlo works at every level, and how hard each was to learn. */
final class SamplerSection {
  private static final double LONGEST = 8; // autocorrelation times shown

  private SamplerSection() {}

  /**
   * The section.
   *
   * @param mixing of every level; empty where nothing was run
   */
  static Section of(Model model, List<LevelMixing> mixing) {
    List<Item> items = new ArrayList<>();
    if (!mixing.isEmpty()) {
      items.add(correlations(mixing));
    }
    conditioning(model, items);
    if (!mixing.isEmpty()) {
      items.add(table(mixing));
    }
    return new Section("sampler", "Sampling and learning", items);
  }

  private static Figure correlations(List<LevelMixing> mixing) {
    Chart chart = new Chart(Axis.linear("trajectories"), Axis.linear("autocorrelation"));
    double longest =
        mixing.stream().mapToDouble(m -> m.psi().tau()).filter(Double::isFinite).max().orElse(1);
    for (int i = 0; i < mixing.size(); i++) {
      LevelMixing level = mixing.get(i);
      double[] rho = level.psi().rho();
      int lags = Math.min(rho.length, (int) Math.ceil(LONGEST * longest));
      double[] lag = IntStream.range(0, lags).mapToDouble(t -> t).toArray();
      String name = "size " + level.plan().size();
      chart.line(name, Role.level(i, mixing.size()), lag, Arrays.copyOf(rho, lags));
    }
    return new Figure(
        "autocorrelation",
        "How the chains forget",
        "Normalised autocorrelation of the wavelet details of every level at fixed coarser field."
            + " It does not slow down from scale to scale: no critical slowing down.",
        mixing.size() + " curves, one per level, that all decay from 1.",
        chart);
  }

  private static void conditioning(Model model, List<Item> items) {
    List<Level> wholes = model.hamiltonians().levels();
    if (model.levels().isEmpty()) {
      return;
    }
    Chart chart =
        new Chart(Axis.whole("level (1 is the finest)"), Axis.logarithmic("condition number"));
    add(chart, "details given the coarser field", Role.GENERATED, model.levels(), 0);
    add(chart, "whole field", Role.DATA, wholes, 1);
    items.add(
        new Figure(
            "conditioning",
            "How hard it is to learn",
            "Condition number of the equations of score matching, every coefficient in units of its"
                + " own curvature: for the law of the details of every level, and for the whole"
                + " field that they belong to.",
            "Two series over " + model.levels().size() + " levels.",
            chart));
  }

  private static void add(Chart chart, String name, Role role, List<Level> levels, int shift) {
    double[] level = levels.stream().mapToDouble(l -> l.level() + shift).toArray();
    double[] condition =
        levels.stream().map(Level::estimate).mapToDouble(Estimate::conditionScaled).toArray();
    chart.points(name, role, level, condition, new double[level.length]);
  }

  private static NumberTable table(List<LevelMixing> mixing) {
    List<List<String>> rows = new ArrayList<>();
    for (LevelMixing level : mixing) {
      LevelPlan plan = level.plan();
      rows.add(
          List.of(
              Integer.toString(plan.level()),
              Integer.toString(plan.size()),
              Integer.toString(plan.transition().forces()),
              String.format(Locale.ROOT, "%.3g", plan.transition().stepSize()),
              String.format(Locale.ROOT, "%.3f", plan.acceptance()),
              ComparisonTable.number(level.psi().tau(), level.psi().tauError()),
              level.slowest().name(),
              ComparisonTable.number(level.slowest().tau().tau(), level.slowest().tau().tauError()),
              String.format(Locale.ROOT, "%.3f", plan.rHat()),
              Integer.toString(plan.iterations())));
    }
    return new NumberTable(
        "sampler-table",
        "The Monte Carlo of every level",
        "Forces and accepted fraction of a trajectory, its step in units of sigma, integrated"
            + " autocorrelation times in trajectories (1/2 is independence) of the details and of"
            + " the slowest observable, R-hat of chains with different starts, and the length of"
            + " the chain that draws a field.",
        List.of(
            "level",
            "size",
            "forces",
            "step",
            "accepted",
            "tau details",
            "slowest",
            "tau",
            "R-hat",
            "length"),
        rows,
        false);
  }
}
