package org.wirg.file;

import java.util.List;
import org.wirg.energy.CoarsePotential;
import org.wirg.energy.Estimate;
import org.wirg.energy.Hamiltonians;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.energy.OriginalKernel;
import org.wirg.energy.Potential;
import org.wirg.energy.Provenance;
import org.wirg.energy.QuadraticKernel;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.Stiffness;
import org.wirg.field.Grid;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A model as a tree of JSON; {@link ModelReader} is the way back. */
final class ModelTree {
  static final String KERNEL = "quadratic-kernel";
  static final String POTENTIAL = "scalar-potential";
  static final String STIFFNESS = "stiffness";
  static final String ORIGINAL = "original-kernel";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ModelTree() {}

  static ObjectNode of(Model model) {
    ObjectNode tree = NODES.objectNode();
    tree.put("format", ModelFile.FORMAT);
    tree.put("version", ModelFile.VERSION);
    tree.set("provenance", provenance(model.provenance(), model.grid()));
    tree.set("grid", shape(model.grid()));
    tree.put("wavelet", model.wavelet().name());
    if (!model.transform().isNone()) {
      tree.set("transform", TransformJson.of(model.transform()));
    }
    tree.put("mean", model.mean());
    tree.put("isotropic", model.isotropic());
    tree.put("symmetry", model.even() ? "z2" : "none");
    ArrayNode levels = tree.putArray("levels");
    model.levels().forEach(level -> levels.add(level(level)));
    tree.set("coarsest", level(model.coarsest()));
    tree.set("hamiltonians", hamiltonians(model.hamiltonians()));
    return tree;
  }

  private static ObjectNode hamiltonians(Hamiltonians hamiltonians) {
    ObjectNode tree = NODES.objectNode();
    ArrayNode levels = tree.putArray("levels");
    hamiltonians.levels().forEach(level -> levels.add(level(level)));
    ArrayNode scales = tree.putArray("scales");
    for (Hamiltonians.Scale scale : hamiltonians.scales()) {
      scales.add(
          level(scale.part())
              .put("chi_squared", scale.chiSquared())
              .put("directions", scale.directions()));
    }
    ArrayNode partitions = tree.putArray("log_partitions");
    for (Hamiltonians.LogPartition partition : hamiltonians.logPartitions()) {
      partitions.addObject().put("value", partition.value()).put("error", partition.error());
    }
    return tree;
  }

  private static ObjectNode provenance(Provenance provenance, Grid grid) {
    ObjectNode tree = NODES.objectNode();
    tree.put("command", provenance.command());
    tree.put("software", provenance.version());
    ObjectNode data = tree.putObject("data");
    data.put("file", provenance.dataName());
    data.put("sha256", provenance.dataSha256());
    data.put("type", provenance.dataType());
    data.put("count", provenance.fields());
    ArrayNode shape = data.putArray("shape").add(provenance.fields());
    shape.addAll(shape(grid));
    tree.put("seed", provenance.seed());
    return tree;
  }

  private static ArrayNode shape(Grid grid) {
    ArrayNode shape = NODES.arrayNode();
    for (int n : grid.shape()) {
      shape.add(n);
    }
    return shape;
  }

  private static ObjectNode level(Level level) {
    Grid grid = level.energy().grid();
    ObjectNode tree = NODES.objectNode();
    tree.put("level", level.level());
    tree.put("size", grid.longestSide());
    tree.set("grid", shape(grid));
    tree.put("sigma", level.sigma());
    tree.put("detail_sigma", level.detailSigma());
    ArrayNode terms = tree.putArray("terms");
    List<Potential> potentials = level.energy().terms();
    for (int i = 0; i < potentials.size(); i++) {
      double[] theta = level.energy().coefficients(i);
      double[] error = errors(level, i);
      terms.add(term(potentials.get(i), theta, error));
    }
    tree.set("estimate", estimate(level.estimate(), level.energy().theta().length));
    return tree;
  }

  private static ObjectNode term(Potential term, double[] theta, double[] error) {
    return switch (term) {
      case QuadraticKernel kernel -> kernel(kernel, theta, error);
      case ScalarPotential potential -> potential(potential, theta, error);
      case Stiffness stiffness -> stiffness(stiffness, theta, error);
      case OriginalKernel original -> original(original, theta, error);
      case CoarsePotential coarse ->
          term(coarse.inner(), theta, error).put("coarser", coarse.depth());
      default ->
          throw new IllegalArgumentException("a model file has no place for " + term.getClass());
    };
  }

  /** Standard errors of a term's coefficients. */
  private static double[] errors(Level level, int term) {
    int all = level.energy().theta().length;
    double[] errors = new double[level.energy().terms().get(term).parameters()];
    for (int m = 0; m < errors.length; m++) {
      errors[m] = level.estimate().error(level.energy().offset(term) + m, all);
    }
    return errors;
  }

  private static ObjectNode kernel(QuadraticKernel kernel, double[] theta, double[] error) {
    ObjectNode tree = NODES.objectNode();
    tree.put("kind", KERNEL);
    tree.put("radius", kernel.radius());
    tree.put("isotropic", kernel.isotropic());
    ArrayNode couplings = tree.putArray("couplings");
    for (int o = 0; o < kernel.parameters(); o++) {
      ObjectNode coupling = couplings.addObject();
      ArrayNode shift = coupling.putArray("shift");
      for (int component : kernel.orbit(o).getFirst()) {
        shift.add(component);
      }
      coupling.put("theta", theta[o]);
      coupling.put("error", error[o]);
    }
    return tree;
  }

  private static ObjectNode stiffness(Stiffness stiffness, double[] theta, double[] error) {
    ObjectNode tree = NODES.objectNode();
    tree.put("kind", STIFFNESS);
    tree.put("low", stiffness.basis().low());
    tree.put("high", stiffness.basis().high());
    tree.put("splines", stiffness.basis().count());
    tree.put("even", stiffness.even());
    tree.put("isotropic", stiffness.isotropic());
    tree.put("corner", stiffness.corner());
    tree.set("theta", numbers(theta));
    tree.set("error", numbers(error));
    return tree;
  }

  private static ObjectNode original(OriginalKernel original, double[] theta, double[] error) {
    ObjectNode tree = kernel(original.kernel(), theta, error).put("kind", ORIGINAL);
    tree.put("low", original.basis().low());
    tree.put("high", original.basis().high());
    tree.set("spline", numbers(original.spline()));
    tree.put("unit", original.unit());
    return tree;
  }

  private static ObjectNode potential(ScalarPotential potential, double[] theta, double[] error) {
    ObjectNode tree = NODES.objectNode();
    tree.put("kind", POTENTIAL);
    tree.put("low", potential.basis().low());
    tree.put("high", potential.basis().high());
    tree.put("splines", potential.basis().count());
    tree.put("tail_low", potential.basis().tailLow());
    tree.put("tail_high", potential.basis().tailHigh());
    tree.put("even", potential.even());
    tree.put("gauge", gauge(potential.gauge()));
    tree.put("lift_low", potential.liftLow());
    tree.put("lift_high", potential.liftHigh());
    tree.set("theta", numbers(theta));
    tree.set("error", numbers(error));
    return tree;
  }

  static String gauge(ScalarPotential.Gauge gauge) {
    return switch (gauge) {
      case CONSTANT -> "constant";
      case LINEAR -> "linear";
    };
  }

  static ObjectNode estimate(Estimate estimate, int parameters) {
    ObjectNode tree = NODES.objectNode();
    tree.put("estimator", estimate.estimator());
    tree.put("fields", estimate.fields());
    tree.put("condition_raw", estimate.conditionRaw());
    tree.put("condition_scaled", estimate.conditionScaled());
    tree.put("undetermined", estimate.undetermined());
    ArrayNode covariance = tree.putArray("covariance");
    double[] values = estimate.covariance();
    for (int m = 0; m < parameters; m++) {
      ArrayNode row = covariance.addArray();
      for (int n = 0; n < parameters; n++) {
        row.add(values[m * parameters + n]);
      }
    }
    return tree;
  }

  static ArrayNode numbers(double[] values) {
    ArrayNode numbers = NODES.arrayNode();
    for (double value : values) {
      numbers.add(value);
    }
    return numbers;
  }
}
