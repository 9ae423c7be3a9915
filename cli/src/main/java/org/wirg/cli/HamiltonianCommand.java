package org.wirg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.wirg.diagnose.ComparisonTable;
import org.wirg.energy.Hamiltonians;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.file.ModelFile;
import org.wirg.file.TransformJson;
import org.wirg.hamiltonian.LatticeForm;
import org.wirg.hamiltonian.LatticeForm.Coupling;
import org.wirg.hamiltonian.LatticeForm.Curve;
import org.wirg.hamiltonian.LatticeForm.Polynomial;
import org.wirg.hamiltonian.LatticeForm.StiffnessCurve;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code wirg hamiltonian}: what was learned, as physics. */
@Command(
    name = "hamiltonian",
    description = {
      "Shows the microscopic Hamiltonian and the renormalised ones of all levels (the RG flow).",
      "H(phi) = -1/2 sum phi K phi + sum V(phi) - sum_j sum Vtilde_j(phi_j), in the field's units;"
          + " gauge: K(0) = - sum of the other K(s), V(0) = 0; V(mean) = 0"
          + " where 0 is more than two standard deviations from the mean."
    })
final class HamiltonianCommand implements Callable<Integer> {
  static final String CONVENTION =
      "H(phi) = -1/2 sum phi K phi + sum V(phi) - sum_j sum Vtilde_j(phi_j), each pair of sites"
          + " twice in the first sum; the field's own units";

  /** Couplings shown, nearest first. */
  private static final int MOST_COUPLINGS = 8;

  /** Points of a potential shown: every so manieth of the curve. */
  private static final int STRIDE = 8;

  @Parameters(paramLabel = "MODEL", description = "What `wirg fit` wrote.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    try (Session session = common.session()) {
      Model model = ModelFile.read(file);
      List<LatticeForm> forms = LatticeForm.flow(model);
      session.say(Table.wrapped(CONVENTION));
      session.say("gauge: " + gauge(forms.getFirst()) + "\n");
      session.say(ModelText.transform(model));
      session.say(couplings(forms.getFirst().kernel(), "K"));
      session.say(original(forms.getFirst()));
      session.say(potential(forms.getFirst(), model.even()));
      session.say(stiffness(forms.getFirst()));
      session.say(scales(model));
      session.say(flow(forms));
      session.say(partitions(model));
      session.deliver(json(model, forms));
      return ExitCode.GOOD;
    }
  }

  private static String gauge(LatticeForm form) {
    String origin = form.origin() == 0 ? "0" : origin(form);
    return "K(0) = - sum of all other K(s), V(" + origin + ") = 0";
  }

  private static String origin(LatticeForm form) {
    return Table.number(form.origin());
  }

  private static String label(String name, int[] shift) {
    return Arrays.stream(shift)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(",", name + "(", ")"));
  }

  private static String original(LatticeForm form) {
    return form.original().isEmpty()
        ? ""
        : couplings(form.original(), "K'")
            + Table.wrapped(
                "H has -1/2 sum f(x) K'(s) f(x+s) besides, f the field from before the transform and"
                    + " K'(0) = - sum of all others")
            + "\n";
  }

  private static String couplings(List<Coupling> kernel, String name) {
    Table table = new Table("coupling", "value", "in errors");
    List<Coupling> seen = new ArrayList<>();
    for (Coupling k : kernel) {
      boolean opposite = seen.stream().anyMatch(s -> Arrays.equals(s.shift(), negative(k.shift())));
      if (!opposite && seen.size() < MOST_COUPLINGS) {
        seen.add(k);
        table.row(
            label(name, k.shift()),
            ComparisonTable.number(k.value(), k.error()),
            String.format(Locale.ROOT, "%.1f", k.value() / k.error()));
      }
    }
    return seen.isEmpty() ? "" : table + name + "(-s) = " + name + "(s); the rest with --json\n";
  }

  private static int[] negative(int[] shift) {
    return Arrays.stream(shift).map(c -> -c).toArray();
  }

  private static String potential(LatticeForm form, boolean even) {
    Table table = new Table("phi", "V(phi)");
    Curve curve = form.potential();
    for (int p = 0; p < curve.phi().length; p += STRIDE) {
      table.row(
          String.format(Locale.ROOT, "%.3f", curve.phi()[p]),
          ComparisonTable.number(curve.value()[p], curve.error()[p]));
    }
    Polynomial polynomial = form.polynomial();
    StringBuilder about = new StringBuilder("within two standard deviations of phi V is about ");
    int first = even ? 2 : 1;
    String variable = form.origin() == 0 ? "phi" : "(phi - " + origin(form) + ")";
    for (int d = first; d < polynomial.coefficients().length; d += first) {
      about
          .append(d == first ? "" : " + ")
          .append(ComparisonTable.number(polynomial.coefficients()[d], polynomial.errors()[d]))
          .append(" ")
          .append(variable)
          .append(d == 1 ? "" : "^" + d);
    }
    return table
        + String.format(
            Locale.ROOT,
            "%.2f errors each way hold the whole curve with 95 %% probability%n",
            curve.band())
        + Table.wrapped(about.toString())
        + "\n";
  }

  private static String stiffness(LatticeForm form) {
    StringBuilder text = new StringBuilder();
    for (StiffnessCurve stiffness : form.stiffness()) {
      Curve curve = stiffness.curve();
      Table table = new Table("phi", stiffness.name());
      for (int p = 0; p < curve.phi().length; p += STRIDE) {
        table.row(
            String.format(Locale.ROOT, "%.3f", curve.phi()[p]),
            ComparisonTable.number(curve.value()[p], curve.error()[p]));
      }
      text.append(table);
    }
    return text.isEmpty()
        ? ""
        : text
            + Table.wrapped(
                "H has 1/2 sum Z((phi + phi') / 2) (phi - phi')^2 over neighbours besides, along axis"
                    + " a where it is Z(a), and 1/2 sum W(phi) (D phi)^2 over sites, D the second"
                    + " differences along all axes one after the other; Z and W are 0 at the mean"
                    + " and constant beyond this range")
            + "\n";
  }

  private static String scales(Model model) {
    if (model.hamiltonians().scales().isEmpty()) {
      return "";
    }
    int taken = model.hamiltonians().scalesTaken();
    Table table =
        new Table("scale", "size", "chi^2", "directions", "sigmas", "largest Vtilde", "in H");
    for (Hamiltonians.Scale scale : model.hamiltonians().scales()) {
      Level part = scale.part();
      LatticeForm form = LatticeForm.of(model, part);
      Curve curve = form.potential();
      int most = 0;
      for (int p = 0; p < curve.phi().length; p++) {
        boolean more =
            Math.abs(curve.value()[p]) * curve.error()[most]
                > Math.abs(curve.value()[most]) * curve.error()[p];
        most = more && curve.error()[p] > 0 ? p : most;
      }
      table.row(
          Integer.toString(part.level()),
          Integer.toString(part.energy().grid().longestSide()),
          Table.number(scale.chiSquared()),
          Integer.toString(scale.directions()),
          String.format(Locale.ROOT, "%+.1f", scale.sigmas()),
          ComparisonTable.number(-curve.value()[most], curve.error()[most]),
          part.level() <= taken ? "yes" : "no");
    }
    String verdict =
        taken == 0
            ? "All are compatible with zero: the microscopic Hamiltonian is short-ranged, and H is"
                + " without them."
            : "H takes along the scales up to level " + taken + ", the last that is not chance.";
    return "scale potentials and kernels, were all taken along: how far from zero\n"
        + table
        + Table.wrapped(verdict)
        + "\n";
  }

  private static String flow(List<LatticeForm> forms) {
    Table table =
        new Table("level", "size", "sigma", "K(nearest)", "K(diagonal)", "V: phi^2", "V: phi^4");
    for (int l = 0; l < forms.size(); l++) {
      Level level = forms.get(l).level();
      double s = level.sigma();
      List<Coupling> kernel = forms.get(l).kernel();
      Polynomial v = forms.get(l).polynomial();
      table.row(
          Integer.toString(l),
          level.energy().grid().toString(),
          Table.number(s),
          normalised(kernel, 1, s * s),
          normalised(kernel, 2, s * s),
          ComparisonTable.number(v.coefficients()[2] * s * s, v.errors()[2] * s * s),
          ComparisonTable.number(
              v.coefficients()[4] * Math.pow(s, 4), v.errors()[4] * Math.pow(s, 4)));
    }
    String about =
        forms.stream().allMatch(form -> form.origin() == 0) ? "" : ", V about the field's mean";
    return "RG flow: the Hamiltonian of every level, its field in units of its own sigma"
        + about
        + "\n"
        + table;
  }

  /** The first coupling over a given squared distance. */
  private static String normalised(List<Coupling> kernel, int distance, double unit) {
    return kernel.stream()
        .filter(k -> Arrays.stream(k.shift()).map(c -> c * c).sum() == distance)
        .findFirst()
        .map(k -> ComparisonTable.number(k.value() * unit, k.error() * unit))
        .orElse("");
  }

  private static String partitions(Model model) {
    List<Hamiltonians.LogPartition> known = model.hamiltonians().logPartitions();
    return known.isEmpty()
        ? ""
        : "ln Z of the microscopic Hamiltonian: "
            + ComparisonTable.number(known.getFirst().value(), known.getFirst().error())
            + "\n";
  }

  private static ObjectNode json(Model model, List<LatticeForm> forms) {
    ObjectNode json = Session.result("hamiltonian");
    json.put("convention", CONVENTION);
    json.put("gauge", gauge(forms.getFirst()));
    if (!model.transform().isNone()) {
      json.set("transform", TransformJson.of(model.transform()));
    }
    ArrayNode levels = json.putArray("levels");
    List<Hamiltonians.LogPartition> partitions = model.hamiltonians().logPartitions();
    for (int l = 0; l < forms.size(); l++) {
      ObjectNode node = levels.addObject();
      describe(forms.get(l), node);
      if (!partitions.isEmpty()) {
        node.put("log_partition", partitions.get(l).value());
        node.put("log_partition_error", partitions.get(l).error());
      }
    }
    json.put("scales_taken", model.hamiltonians().scalesTaken());
    ArrayNode scales = json.putArray("scale_potentials");
    for (Hamiltonians.Scale scale : model.hamiltonians().scales()) {
      Level part = scale.part();
      LatticeForm form = LatticeForm.of(model, part);
      ObjectNode node = scales.addObject();
      node.put("level", part.level());
      node.put("size", part.energy().grid().longestSide());
      node.put("chi_squared", scale.chiSquared());
      node.put("directions", scale.directions());
      node.put("sigmas", scale.sigmas());
      node.put("compatible_with_zero", scale.chance());
      node.put("in_hamiltonian", part.level() <= model.hamiltonians().scalesTaken());
      Curve curve = form.potential();
      double[] minus = Arrays.stream(curve.value()).map(v -> -v).toArray();
      describe(
          new Curve(curve.phi(), minus, curve.error(), curve.band()), node.putObject("potential"));
    }
    return json;
  }

  private static void describe(LatticeForm form, ObjectNode node) {
    Level level = form.level();
    node.put("level", level.level());
    node.put("size", level.energy().grid().longestSide());
    node.put("sigma", level.sigma());
    describe(form.kernel(), node.putArray("kernel"));
    if (!form.original().isEmpty()) {
      describe(form.original(), node.putArray("original_kernel"));
    }
    describe(form.potential(), node.putObject("potential"));
    if (!form.stiffness().isEmpty()) {
      ArrayNode stiffness = node.putArray("stiffness");
      for (StiffnessCurve curve : form.stiffness()) {
        describe(curve.curve(), stiffness.addObject().put("name", curve.name()));
      }
    }
    Polynomial polynomial = form.polynomial();
    ObjectNode powers = node.putObject("polynomial");
    powers.put("origin", form.origin());
    Arrays.stream(polynomial.coefficients()).forEach(powers.putArray("coefficients")::add);
    Arrays.stream(polynomial.errors()).forEach(powers.putArray("errors")::add);
  }

  private static void describe(List<Coupling> kernel, ArrayNode node) {
    for (Coupling k : kernel) {
      ObjectNode coupling = node.addObject();
      ArrayNode shift = coupling.putArray("shift");
      Arrays.stream(k.shift()).forEach(shift::add);
      coupling.put("value", k.value());
      coupling.put("error", k.error());
    }
  }

  private static void describe(Curve curve, ObjectNode node) {
    Arrays.stream(curve.phi()).forEach(node.putArray("phi")::add);
    Arrays.stream(curve.value()).forEach(node.putArray("value")::add);
    Arrays.stream(curve.error()).forEach(node.putArray("error")::add);
    node.put("band", curve.band());
  }
}
