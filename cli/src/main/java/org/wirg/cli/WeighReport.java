package org.wirg.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wirg.diagnose.ComparisonTable;
import org.wirg.diagnose.FieldStatistics.Estimate;
import org.wirg.field.LatticeAction;
import org.wirg.hamiltonian.Finish;
import org.wirg.hamiltonian.Weighing;
import org.wirg.hamiltonian.Weights;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What `wirg weigh` says: the same for people and for programs, and what speaks against it. */
final class WeighReport {
  /** Deviations of more standard errors than this are no chance: 1 in 16,000 each. */
  private static final double MOST_ERRORS = 4;

  /** With fewer effective samples the weights' own errors cannot be trusted. */
  private static final double LEAST_EFFECTIVE = 0.05;

  /** The run must have been this many of the autocorrelation times found in it. */
  private static final double LEAST_TIMES = 10;

  private static final double[] ACCEPTANCE = {0.4, 0.99};

  private final Weighing weighing;
  private final LatticeAction action;

  WeighReport(Weighing weighing, LatticeAction action) {
    this.weighing = weighing;
    this.action = action;
  }

  String text() {
    Weights weights = weighing.weights();
    StringBuilder text =
        new StringBuilder("weighed against " + action + " on " + action.grid() + "\n\n");
    text.append(run("finishing under H_0", weighing.finish()));
    Finish correction = weighing.correction();
    if (correction != null) {
      text.append(run("correcting under H", correction));
    }
    text.append(
        String.format(
            Locale.ROOT,
            "weights exp(H_0 - H): effective sample size %.4f of %,d fields%n"
                + "largest share %.4f, standard deviation of ln w %.4f%n%n",
            weights.effectiveFraction(),
            weights.count(),
            weights.largestShare(),
            weights.logDeviation()));
    text.append(observables()).append('\n');
    text.append(Table.wrapped(logZ())).append('\n');
    return text.toString();
  }

  private static String run(String what, Finish finish) {
    String head =
        String.format(
            Locale.ROOT,
            "%s: %,d steps of HMC for every field%n%d forces of %s sigma, accepted %.3f%n",
            what,
            finish.steps(),
            finish.transition().forces(),
            Table.number(finish.transition().stepSize()),
            finish.acceptance());
    Table table = new Table("watched", "tau", "start", "second third", "last third", "drift");
    for (Finish.Watched w : finish.watched()) {
      table.row(
          w.name(),
          ComparisonTable.number(w.tau(), w.tauError()),
          number(w.start()),
          number(w.middle()),
          number(w.end()),
          number(w.drift()));
    }
    return head + table + "tau in steps; drift: last less second third\n\n";
  }

  private String observables() {
    boolean corrected = weighing.correction() != null;
    Table table =
        corrected
            ? new Table("average", "under H_0", "weighted, under H", "corrected, under H")
            : new Table("average", "under H_0", "weighted, under H");
    for (Weighing.Observable o : weighing.observables()) {
      List<String> cells =
          new ArrayList<>(List.of(o.name(), number(o.raw()), number(o.weighted())));
      if (o.corrected() != null) {
        cells.add(number(o.corrected()));
      }
      table.row(cells.toArray(new String[0]));
    }
    return table
        + Table.wrapped(
            "Schwinger-Dyson: mean of phi_i dH/dphi_i, 1 under H; averages are self-normalised and"
                + " need no ln Z; jackknife errors over fields")
        + "\n";
  }

  private String logZ() {
    Estimate logZ = weighing.logZ();
    Estimate logZ0 = weighing.logZ0();
    String ratio = "ln Z - ln Z_0 = ln <w> = " + number(weighing.logRatio());
    return logZ == null || logZ0 == null
        ? ratio
            + "; the model does not know ln Z_0 = ln int dphi exp(-H_0), so ln Z of the action stays"
            + " unknown"
        : "ln Z = ln int dphi exp(-H) = "
            + number(logZ)
            + ", dphi in the data's units; from the model's ln Z_0 = "
            + number(logZ0)
            + " and "
            + ratio
            + ", errors added in squares";
  }

  private static String number(Estimate estimate) {
    return ComparisonTable.number(estimate.value(), estimate.error());
  }

  ObjectNode json() {
    Weights weights = weighing.weights();
    ObjectNode json = Session.result("weigh");
    json.put("action", action.toString());
    json.put("count", weights.count());
    run(json.putObject("finish"), weighing.finish());
    Finish correction = weighing.correction();
    if (correction != null) {
      run(json.putObject("correction"), correction);
    }
    json.put("ess", weights.effectiveFraction());
    json.put("ess_fields", weights.effectiveFraction() * weights.count());
    json.put("largest_share", weights.largestShare());
    json.put("log_weight_deviation", weights.logDeviation());
    ArrayNode observables = json.putArray("observables");
    for (Weighing.Observable o : weighing.observables()) {
      ObjectNode node = observables.addObject();
      node.put("name", o.name());
      put(node, "raw", o.raw());
      put(node, "weighted", o.weighted());
      put(node, "corrected", o.corrected());
    }
    json.put("normalisation", logZ());
    put(json, "log_z_ratio", weighing.logRatio());
    put(json, "log_z0", weighing.logZ0());
    put(json, "log_z", weighing.logZ());
    return json;
  }

  private static void run(ObjectNode json, Finish finish) {
    json.put("steps", finish.steps());
    json.put("forces", finish.transition().forces());
    json.put("step", finish.transition().stepSize());
    json.put("acceptance", finish.acceptance());
    json.put("broken_steps", finish.broken());
    json.put("pilot_tau", finish.pilotTau());
    json.put("tau", finish.tau());
    ArrayNode watched = json.putArray("watched");
    for (Finish.Watched w : finish.watched()) {
      ObjectNode node = watched.addObject();
      node.put("name", w.name());
      node.put("tau", w.tau());
      node.put("tau_error", w.tauError());
      put(node, "start", w.start());
      put(node, "middle", w.middle());
      put(node, "end", w.end());
      put(node, "drift", w.drift());
    }
  }

  private static void put(ObjectNode json, String name, @Nullable Estimate estimate) {
    if (estimate != null) {
      json.put(name, estimate.value());
      json.put(name + "_error", estimate.error());
    }
  }

  /** Why the result should not be trusted; none when it may. */
  List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    addComplaints("finishing under H_0", weighing.finish(), complaints);
    Finish correction = weighing.correction();
    if (correction != null) {
      addComplaints("correcting under H", correction, complaints);
    }
    double effective = weighing.weights().effectiveFraction();
    if (!(effective >= LEAST_EFFECTIVE)) {
      complaints.add(
          String.format(
              Locale.ROOT,
              "the effective sample size must be at least %.2f of the fields; found %.4f: model and"
                  + " action are too different for weights",
              LEAST_EFFECTIVE,
              effective));
    }
    Weighing.Observable identity = weighing.schwingerDyson();
    addIdentity("weighted", identity.weighted(), complaints);
    if (identity.corrected() != null) {
      addIdentity("corrected", identity.corrected(), complaints);
    }
    return complaints;
  }

  private static void addIdentity(String which, Estimate found, List<String> complaints) {
    if (!(Math.abs(found.value() - 1) <= MOST_ERRORS * found.error())) {
      complaints.add(
          String.format(
              Locale.ROOT,
              "the %s Schwinger-Dyson average must be 1 within %.0f errors; found %s: the fields do"
                  + " not follow the action",
              which,
              MOST_ERRORS,
              number(found)));
    }
  }

  private static void addComplaints(String what, Finish finish, List<String> complaints) {
    if (finish.broken() > 0) {
      complaints.add(what + ": " + finish.broken() + " steps had an energy that was not a number");
    }
    if (!(finish.acceptance() >= ACCEPTANCE[0] && finish.acceptance() <= ACCEPTANCE[1])) {
      complaints.add(
          String.format(
              Locale.ROOT,
              "%s: the acceptance must be %.2f to %.2f; found %.3f: the step does not suit the law",
              what,
              ACCEPTANCE[0],
              ACCEPTANCE[1],
              finish.acceptance()));
    }
    if (!(finish.pilotTau() > 0) || !(finish.tau() * LEAST_TIMES <= finish.steps())) {
      complaints.add(
          String.format(
              Locale.ROOT,
              "%s: the run must be %.0f autocorrelation times long; found %,d steps and tau = %.1f"
                  + " (pilot run %.1f, NaN: too long to tell)",
              what,
              LEAST_TIMES,
              finish.steps(),
              finish.tau(),
              finish.pilotTau()));
    }
    for (Finish.Watched w : finish.watched()) {
      if (!(Math.abs(w.drift().value()) <= MOST_ERRORS * w.drift().error())) {
        complaints.add(
            String.format(
                Locale.ROOT,
                "%s: %s must not drift; found %s from the second to the last third of the run",
                what,
                w.name(),
                number(w.drift())));
      }
    }
  }
}
