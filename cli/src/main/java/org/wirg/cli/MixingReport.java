package org.wirg.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.wirg.diagnose.Autocorrelation;
import org.wirg.diagnose.ComparisonTable;
import org.wirg.diagnose.ScalingFit;
import org.wirg.hamiltonian.DirectMixing.Method;
import org.wirg.hamiltonian.DirectMixing.Run;
import org.wirg.lattice.SimulationReport;
import org.wirg.sample.LevelMixing;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code wirg mixing} says.
 *
 * @param levels the details at fixed coarser field, finest first
 * @param direct whole fields, size by size
 * @param clusters the simulator's own algorithm, size by size; none without a known action
 * @param law what was sampled directly
 */
record MixingReport(
    List<LevelMixing> levels, List<Run> direct, List<Clusters> clusters, String law) {
  /** Levels below this size are not fitted: their lattice is shorter than the filters. */
  private static final int SMALLEST_FITTED = 8;

  private static final String LANGEVIN = "langevin";

  /**
   * Sweeps with Wolff clusters.
   *
   * @param seconds per update of one chain on one thread, tuning included
   */
  record Clusters(int size, SimulationReport report, double seconds) {
    SimulationReport.Observable slowest() {
      return report.observables().stream()
          .max(Comparator.comparingDouble(SimulationReport.Observable::updateTau))
          .orElseThrow();
    }
  }

  /** A time at a size, in steps; what a step costs. */
  private record Point(
      int size, double tau, double error, double gradients, double seconds, double longerThan) {}

  /** Points of one method. */
  private record Series(String name, String unit, List<Point> points) {
    ScalingFit fit(ToDoubleFunction<Point> unit) {
      return ScalingFit.of(
          points.stream().mapToDouble(Point::size).toArray(),
          points.stream().mapToDouble(p -> p.tau * unit.applyAsDouble(p)).toArray(),
          points.stream().mapToDouble(p -> p.error * unit.applyAsDouble(p)).toArray());
    }
  }

  private Series conditional(Function<LevelMixing, Autocorrelation> tau) {
    List<Point> points = new ArrayList<>();
    for (LevelMixing level : levels.reversed()) {
      if (level.plan().size() >= SMALLEST_FITTED) {
        Autocorrelation t = tau.apply(level);
        points.add(
            new Point(
                level.plan().size(),
                t.tau(),
                t.tauError(),
                level.gradients(),
                level.secondsPerStep(),
                Double.NaN));
      }
    }
    return new Series("conditional", "trajectories", points);
  }

  private List<Series> methods() {
    List<Series> list = new ArrayList<>();
    for (Method method : direct.isEmpty() ? new Method[0] : Method.values()) {
      String unit =
          switch (method) {
            case METROPOLIS -> "sweeps of single-site Metropolis";
            case MALA -> "Langevin steps, each accepted or rejected as a whole";
            case HMC -> "Hamiltonian trajectories";
          };
      list.add(new Series(name(method), unit, points(method, r -> 1)));
    }
    if (!direct.isEmpty()) {
      double unit = of(Method.MALA).getFirst().step();
      list.add(
          new Series(
              LANGEVIN,
              String.format(
                  Locale.ROOT,
                  "Langevin time: MALA steps as long as those at L = %d, %.3g sigma",
                  direct.getFirst().size(),
                  unit),
              points(Method.MALA, r -> r.step() * r.step() / (unit * unit))));
    }
    if (!clusters.isEmpty()) {
      list.add(
          new Series(
              "wolff",
              "updates, a sweep and some Wolff clusters each; slowest of m^2, |m|, phi^2, H",
              clusters.stream()
                  .map(
                      c ->
                          new Point(
                              c.size,
                              c.slowest().updateTau(),
                              c.slowest().updateTauError(),
                              Double.NaN,
                              c.seconds,
                              Double.NaN))
                  .toList()));
    }
    return list;
  }

  private static String name(Method method) {
    return method.name().toLowerCase(Locale.ROOT);
  }

  private List<Run> of(Method method) {
    return direct.stream().filter(run -> run.method() == method).toList();
  }

  /**
   * @param unit what a step is in units of the series
   */
  private List<Point> points(Method method, ToDoubleFunction<Run> unit) {
    return of(method).stream()
        .map(
            run -> {
              double u = unit.applyAsDouble(run);
              Autocorrelation m = run.magnetisation();
              return new Point(
                  run.size(),
                  u * m.tau(),
                  u * m.tauError(),
                  run.gradients() / u,
                  run.secondsPerStep() / u,
                  u * run.shortest());
            })
        .toList();
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append("details at fixed coarser field, by the default sampler\n").append(levelTable());
    text.append(
        Table.wrapped(
            "tau in trajectories (1/2 is independence): of the details themselves, and of the"
                + " slowest observable; gradients and seconds (one thread) per effective sample,"
                + " 2 tau of the slowest; step in units of sigma"));
    text.append('\n');
    Series psi = conditional(LevelMixing::psi);
    Series slowest = conditional(l -> l.slowest().tau());
    text.append(fitLine("details, sizes from 8, in trajectories", psi.fit(p -> 1)));
    text.append(fitLine("slowest, sizes from 8, in trajectories", slowest.fit(p -> 1)));
    text.append(fitLine("slowest, sizes from 8, in gradients", slowest.fit(Point::gradients)));
    if (!direct.isEmpty()) {
      text.append("\nwhole fields of ").append(law).append(", without scales\n");
      text.append(directTable());
      text.append(
          Table.wrapped(
              "tau in steps of the method, a sweep counted as one gradient; > where the run was too"
                  + " short to tell; seconds (one thread) per effective sample of |m|. Fits are of"
                  + " |m|; the sign of m waits for a barrier too"));
      text.append('\n');
    }
    for (Series series : methods()) {
      if (series.name.equals("wolff")) {
        text.append(clusterTable());
      }
      text.append(fitLine(series.name + ", in " + series.unit, series.fit(p -> 1)));
      if (series.name.equals("hmc")) {
        text.append(fitLine("hmc, in gradients", series.fit(Point::gradients)));
      }
    }
    return text.toString();
  }

  private String levelTable() {
    Table table =
        new Table(
            "level",
            "size",
            "forces",
            "step",
            "steps",
            "tau details",
            "slowest",
            "tau",
            "gradients",
            "seconds");
    for (LevelMixing level : levels) {
      Autocorrelation slow = level.slowest().tau();
      double effective = 2 * slow.tau();
      table.row(
          Integer.toString(level.plan().level()),
          Integer.toString(level.plan().size()),
          Integer.toString(level.gradients()),
          Table.number(level.plan().transition().stepSize()),
          level.chains() + " x " + level.steps(),
          ComparisonTable.number(level.psi().tau(), level.psi().tauError()),
          level.slowest().name(),
          ComparisonTable.number(slow.tau(), slow.tauError()),
          String.format(Locale.ROOT, "%.1f", effective * level.gradients()),
          Table.power(effective * level.secondsPerStep()));
    }
    return table.toString();
  }

  private String directTable() {
    Table table =
        new Table(
            "method",
            "size",
            "gradients",
            "step",
            "accepted",
            "steps",
            "tau m",
            "tau |m|",
            "tau H",
            "seconds");
    for (Method method : Method.values()) {
      for (Run run : of(method)) {
        table.row(
            name(method),
            Integer.toString(run.size()),
            Integer.toString(run.gradients()),
            Table.number(run.step()),
            String.format(Locale.ROOT, "%.3f", run.acceptance()),
            run.chains() + " x " + run.steps(),
            told(run, 0),
            told(run, 1),
            told(run, 2),
            Table.power(2 * run.magnetisation().tau() * run.secondsPerStep()));
      }
    }
    return table.toString();
  }

  private static String told(Run run, int observable) {
    Autocorrelation tau = run.watched().get(observable).tau();
    return Double.isNaN(tau.tau())
        ? String.format(Locale.ROOT, "> %.0f", run.shortest())
        : ComparisonTable.number(tau.tau(), tau.tauError());
  }

  private String clusterTable() {
    Table table = new Table("clusters", "size", "slowest", "tau", "seconds");
    for (Clusters c : clusters) {
      SimulationReport.Observable slow = c.slowest();
      table.row(
          "wolff",
          Integer.toString(c.size),
          slow.name(),
          ComparisonTable.number(slow.updateTau(), slow.updateTauError()),
          Table.power(2 * slow.updateTau() * c.seconds));
    }
    return "\n" + table;
  }

  private static String fitLine(String what, ScalingFit fit) {
    String z =
        Double.isNaN(fit.exponent())
            ? "no fit, fewer than two sizes have a tau"
            : "z = "
                + ComparisonTable.number(fit.exponent(), fit.scatterError())
                + String.format(
                    Locale.ROOT,
                    ", a = %.3g, chi2 = %.1f for %d points",
                    fit.amplitude(),
                    fit.chiSquared(),
                    fit.points());
    return Table.wrapped("tau = a L^z, " + what + ": " + z) + "\n";
  }

  /** Why the levels' times should not be trusted; a direct chain may be too slow for its budget. */
  List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    for (LevelMixing level : levels) {
      if (!level.longEnough()) {
        complaints.add(
            String.format(
                Locale.ROOT,
                "level %d: chains must be 50 autocorrelation times long; found %d steps and tau ="
                    + " %.1f (NaN: longer than can be told)",
                level.plan().level(),
                level.steps(),
                level.slowest().tau().tau()));
      }
    }
    for (Run run : direct) {
      if (run.broken() > 0) {
        complaints.add(
            String.format(
                Locale.ROOT,
                "%s at L = %d: energies must be numbers; found %d steps where they were not",
                name(run.method()),
                run.size(),
                run.broken()));
      }
    }
    return complaints;
  }

  ObjectNode json(long seed, double seconds) {
    ObjectNode json = Session.result("mixing");
    json.put("seed", seed);
    json.put("law", law);
    ArrayNode list = json.putArray("levels");
    levels.forEach(level -> MixingJson.put(list.addObject(), level));
    ObjectNode fits = json.putObject("conditional_fits");
    MixingJson.put(fits.putObject("psi"), conditional(LevelMixing::psi).fit(p -> 1));
    Series slowest = conditional(l -> l.slowest().tau());
    MixingJson.put(fits.putObject("slowest"), slowest.fit(p -> 1));
    MixingJson.put(fits.putObject("slowest_in_gradients"), slowest.fit(Point::gradients));
    ArrayNode plain = json.putArray("direct");
    ArrayNode methods = json.putArray("methods");
    for (Series series : methods()) {
      ObjectNode method = methods.addObject();
      method.put("name", series.name);
      method.put("unit", series.unit);
      MixingJson.put(method.putObject("fit"), series.fit(p -> 1));
      method.put("z", series.fit(p -> 1).exponent());
      method.put("z_error", series.fit(p -> 1).scatterError());
      ArrayNode points = method.putArray("points");
      for (Point p : series.points) {
        ObjectNode point = points.addObject();
        put(point, p);
        point.put("longer_than", Double.isNaN(p.tau) ? p.longerThan : Double.NaN);
        point.put("gradients", p.gradients);
        point.put("seconds", p.seconds);
        if (series.name.equals(LANGEVIN)) {
          put(plain.addObject(), p);
        }
      }
    }
    json.put("direct_unit", direct.isEmpty() ? "" : unit(LANGEVIN));
    ArrayNode runs = json.putArray("runs");
    direct.forEach(run -> MixingJson.put(runs.addObject(), run));
    List<String> complaints = complaints();
    json.put("passed", complaints.isEmpty());
    ArrayNode said = json.putArray("complaints");
    complaints.forEach(said::add);
    json.put("seconds", seconds);
    return json;
  }

  private String unit(String name) {
    return methods().stream()
        .filter(series -> series.name.equals(name))
        .map(Series::unit)
        .findFirst()
        .orElseThrow();
  }

  private static void put(ObjectNode node, Point point) {
    node.put("size", point.size);
    node.put("tau", point.tau);
    node.put("tau_error", point.error);
  }
}
