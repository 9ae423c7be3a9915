package org.wirg.cli;

import java.util.Locale;
import org.wirg.diagnose.Autocorrelation;
import org.wirg.diagnose.ScalingFit;
import org.wirg.hamiltonian.DirectMixing.Run;
import org.wirg.sample.LevelMixing;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What {@code wirg mixing} measured, as JSON. */
final class MixingJson {
  private MixingJson() {}

  static void put(ObjectNode node, ScalingFit fit) {
    node.put("z", fit.exponent());
    node.put("z_error", fit.scatterError());
    node.put("amplitude", fit.amplitude());
    node.put("chi2", fit.chiSquared());
    node.put("points", fit.points());
  }

  static void put(ObjectNode node, LevelMixing level) {
    node.put("level", level.plan().level());
    node.put("size", level.plan().size());
    node.put("tau", level.slowest().tau().tau());
    node.put("tau_error", level.slowest().tau().tauError());
    node.put("slowest", level.slowest().name());
    node.put("forces", level.gradients());
    node.put("step", level.plan().transition().stepSize());
    node.put("chains", level.chains());
    node.put("steps", level.steps());
    node.put("tau_in_gradients", level.slowest().tau().tau() * level.gradients());
    node.put("tau_in_seconds", level.slowest().tau().tau() * level.secondsPerStep());
    put(node.putObject("psi"), level.psi());
    ArrayNode observables = node.putArray("observables");
    for (LevelMixing.Watched one : level.observables()) {
      ObjectNode observable = observables.addObject();
      observable.put("name", one.name());
      put(observable, one.tau());
    }
  }

  static void put(ObjectNode node, Run run) {
    node.put("method", run.method().name().toLowerCase(Locale.ROOT));
    node.put("size", run.size());
    node.put("step", run.step());
    node.put("gradients", run.gradients());
    node.put("acceptance", run.acceptance());
    node.put("chains", run.chains());
    node.put("steps", run.steps());
    node.put("broken_steps", run.broken());
    ArrayNode observables = node.putArray("observables");
    for (LevelMixing.Watched one : run.watched()) {
      ObjectNode observable = observables.addObject();
      observable.put("name", one.name());
      put(observable, one.tau());
    }
  }

  /** tau and the curve C(t) / C(0). */
  static void put(ObjectNode node, Autocorrelation tau) {
    node.put("tau", tau.tau());
    node.put("tau_error", tau.tauError());
    ArrayNode curve = node.putArray("rho");
    double[] rho = tau.rho();
    // Long curves are thinned to about as many points as a plot can show.
    int every = Math.max(1, rho.length / 256);
    node.put("rho_every", every);
    for (int t = 0; t < rho.length; t += every) {
      curve.add(rho[t]);
    }
  }
}
