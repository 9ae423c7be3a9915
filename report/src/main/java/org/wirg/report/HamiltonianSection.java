package org.wirg.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.wirg.diagnose.ComparisonTable;
import org.wirg.energy.Hamiltonians;
import org.wirg.energy.Model;
import org.wirg.hamiltonian.LatticeForm;
import org.wirg.hamiltonian.LatticeForm.Coupling;
import org.wirg.hamiltonian.LatticeForm.Curve;
import org.wirg.hamiltonian.LatticeForm.StiffnessCurve;

/** The learned Hamiltonian: couplings, potential, scale potentials, and how they flow. */
final class HamiltonianSection {
  private static final int NEAREST = 1; // squared distances
  private static final int DIAGONAL = 2;

  /** Distances up to here are those of next neighbours. */
  private static final double NEXT = 1.1;

  private static final String CONVENTION =
      "H(φ) = −½ Σ φ K φ + Σ V(φ) − Σ_j Σ Ṽ_j(φ_j), each pair of sites twice in the first sum;"
          + " gauge: K(0) = −Σ of the other K(s), V(0) = 0, or V(mean) = 0 where 0 is more"
          + " than two standard deviations from the mean. Bars are one standard error; bands hold the"
          + " whole curve with 95 % probability.";

  private final Model model;
  private final @Nullable Truth truth;
  private final List<LatticeForm> forms;
  private final List<Item> items = new ArrayList<>();

  private HamiltonianSection(Model model, @Nullable Truth truth) {
    this.model = model;
    this.truth = truth;
    this.forms = LatticeForm.flow(model);
  }

  static Section of(Model model, @Nullable Truth truth) {
    HamiltonianSection section = new HamiltonianSection(model, truth);
    section.items.add(new Note(CONVENTION));
    if (!model.transform().isNone()) {
      section.items.add(
          new Note(
              "φ is "
                  + model.transform().formula().replace("phi", "f")
                  + " of the field f: couplings and potentials are in its units. Pictures of fields"
                  + " and their statistics are of f."));
    }
    section.couplings();
    section.potential();
    section.stiffness();
    section.couplingFlow();
    section.potentialFlow();
    section.scales();
    section.table();
    return new Section("hamiltonian", "Hamiltonian", section.items);
  }

  private void couplings() {
    List<Coupling> kernel = beyondOrigin(forms.getFirst().kernel());
    if (kernel.isEmpty()) {
      return;
    }
    double[] distance = column(kernel, HamiltonianSection::distance);
    double[] value = column(kernel, Coupling::value);
    double[] error = column(kernel, Coupling::error);
    double[] expected = new double[distance.length];
    Chart chart = new Chart(Axis.linear("distance |s| (sites)"), Axis.linear("K(s)"));
    Truth known = truth;
    if (known != null) {
      Arrays.setAll(expected, i -> distance[i] <= NEXT ? known.coupling() : 0);
      chart.marks(known.name(), Role.TRUTH, distance, expected);
    }
    chart.points("learned", Role.GENERATED, distance, value, error);
    double[] off = new double[distance.length];
    double[] one = new double[distance.length];
    Arrays.setAll(off, i -> (value[i] - expected[i]) / error[i]);
    Arrays.fill(one, 1);
    chart.lower(Axis.linear("in errors"));
    chart.points("in errors", Role.PLAIN, distance, off, one);
    chart.dashed("zero", Role.TRUTH, distance, new double[distance.length]);
    Coupling first = kernel.getFirst();
    items.add(
        new Figure(
            "couplings",
            "Couplings of the finest level",
            "K(s) of the microscopic Hamiltonian for every separation s, by its length; below how many"
                + " of its standard errors it is from "
                + (known == null ? "zero." : "the true one."),
            String.format(
                Locale.ROOT,
                "%d couplings; that of nearest neighbours is %s.",
                kernel.size(),
                ComparisonTable.number(first.value(), first.error())),
            chart));
  }

  private void potential() {
    LatticeForm form = forms.getFirst();
    Curve curve = form.potential();
    Chart chart = new Chart(Axis.linear("φ"), Axis.linear("V(φ)"));
    chart.band("learned", Role.GENERATED, curve.phi(), curve.value(), widths(curve));
    Truth known = truth;
    if (known != null) {
      chart.dashed(
          known.name(),
          Role.TRUTH,
          curve.phi(),
          Arrays.stream(curve.phi()).map(phi -> known.potential(phi, form.origin())).toArray());
    }
    items.add(
        new Figure(
            "potential",
            "Potential of the finest level",
            "V(φ) of the microscopic Hamiltonian over the range of the data.",
            ends("V", curve),
            chart));
  }

  private void stiffness() {
    stiffness(
        "Z",
        "stiffness",
        "Stiffness of the finest level",
        "½ Σ Z((φ+φ′)/2) (φ−φ′)² over neighbours");
    stiffness(
        "W",
        "corner-stiffness",
        "Stiffness of the finest waves",
        "½ Σ W(φ) (Dφ)² over sites, D the second differences along all axes one after the other");
  }

  private void stiffness(String what, String file, String title, String definition) {
    List<StiffnessCurve> curves =
        forms.getFirst().stiffness().stream().filter(c -> c.name().startsWith(what)).toList();
    if (curves.isEmpty()) {
      return;
    }
    Chart chart = new Chart(Axis.linear("φ"), Axis.linear(what + "(φ)"));
    Role[] roles = {Role.GENERATED, Role.DATA, Role.PLAIN};
    for (int i = 0; i < curves.size(); i++) {
      Curve curve = curves.get(i).curve();
      String name = curves.size() == 1 ? "all axes" : "axis " + i;
      chart.band(name, roles[i], curve.phi(), curve.value(), widths(curve));
    }
    items.add(
        new Figure(
            file,
            title,
            definition + ", beside the couplings; zero at the mean, constant beyond the ends.",
            ends(what, curves.getFirst().curve()),
            chart));
  }

  private void couplingFlow() {
    Chart chart = new Chart(Axis.whole("level (0 is the finest)"), Axis.linear("σ² K"));
    boolean any = add(chart, "nearest neighbours", Role.DATA, NEAREST);
    any |= add(chart, "diagonal", Role.GENERATED, DIAGONAL);
    if (any) {
      items.add(
          new Figure(
              "coupling-flow",
              "RG flow of the couplings",
              "Couplings of the renormalised Hamiltonian of every level, its field in units of its"
                  + " own standard deviation. At a fixed point they would not change.",
              "Two series over levels 0 to " + (forms.size() - 1) + ".",
              chart));
    }
  }

  private boolean add(Chart chart, String name, Role role, int squared) {
    List<double[]> points = new ArrayList<>();
    for (int l = 0; l < forms.size(); l++) {
      double unit = Math.pow(forms.get(l).level().sigma(), 2);
      double level = l;
      forms.get(l).kernel().stream()
          .filter(k -> Arrays.stream(k.shift()).map(c -> c * c).sum() == squared)
          .findFirst()
          .ifPresent(k -> points.add(new double[] {level, k.value() * unit, k.error() * unit}));
    }
    if (!points.isEmpty()) {
      double[][] columns = new double[3][points.size()];
      for (int p = 0; p < points.size(); p++) {
        for (int c = 0; c < 3; c++) {
          columns[c][p] = points.get(p)[c];
        }
      }
      chart.points(name, role, columns[0], columns[1], columns[2]);
    }
    return !points.isEmpty();
  }

  private void potentialFlow() {
    Chart chart = new Chart(Axis.linear("(φ − mean) / σ of the level"), Axis.linear("V"));
    for (int l = 0; l < forms.size(); l++) {
      LatticeForm form = forms.get(l);
      Curve curve = form.potential();
      double[] x = standardised(form, curve);
      String name = form.level().energy().grid().toString();
      chart.band(name, Role.level(l, forms.size()), x, curve.value(), widths(curve));
    }
    items.add(
        new Figure(
            "potential-flow",
            "RG flow of the potential",
            "V of the renormalised Hamiltonian of every level, from the finest to the coarsest.",
            forms.size() + " curves, one per level.",
            chart));
  }

  private void scales() {
    List<Hamiltonians.Scale> scales = model.hamiltonians().scales();
    if (scales.isEmpty()) {
      return;
    }
    Chart chart = new Chart(Axis.linear("(φ − mean) / σ of the scale"), Axis.linear("Ṽ"));
    for (int s = 0; s < scales.size(); s++) {
      LatticeForm form = LatticeForm.of(model, scales.get(s).part());
      Curve curve = form.potential();
      double[] minus = Arrays.stream(curve.value()).map(v -> -v).toArray();
      chart.band(
          form.level().energy().grid().toString(),
          Role.level(s, scales.size()),
          standardised(form, curve),
          minus,
          widths(curve));
    }
    int taken = model.hamiltonians().scalesTaken();
    String verdict =
        taken == 0
            ? "All are compatible with zero: the Hamiltonian is short-ranged and goes without them."
            : "Those up to level " + taken + " differ from zero and are part of the Hamiltonian.";
    items.add(
        new Figure(
            "scale-potentials",
            "Scale potentials",
            "What the microscopic Hamiltonian would say about every coarser field φ_j, were all"
                + " scales taken along. "
                + verdict,
            scales.size() + " curves, one per scale. " + verdict,
            chart));
  }

  private void table() {
    table(
        "coupling-table",
        "Couplings in numbers",
        "K(s) of the finest level with its standard error, and how many errors it is from zero.",
        "K(s)",
        beyondOrigin(forms.getFirst().kernel()));
    if (!forms.getFirst().original().isEmpty()) {
      table(
          "original-coupling-table",
          "Couplings of the values from before the transform",
          "K′(s) of −½ Σ f(x) K′(s) f(x+s), f the field in its own units, with its standard error,"
              + " and how many errors it is from zero.",
          "K′(s)",
          beyondOrigin(forms.getFirst().original()));
    }
  }

  private void table(
      String file, String title, String caption, String name, List<Coupling> kernel) {
    List<List<String>> rows = new ArrayList<>();
    for (Coupling k : kernel) {
      String shift =
          Arrays.stream(k.shift()).mapToObj(Integer::toString).collect(Collectors.joining(","));
      rows.add(
          List.of(
              shift,
              ComparisonTable.number(k.value(), k.error()),
              String.format(Locale.ROOT, "%.1f", k.value() / k.error())));
    }
    items.add(new NumberTable(file, title, caption, List.of("s", name, "in errors"), rows, true));
  }

  private static List<Coupling> beyondOrigin(List<Coupling> kernel) {
    return kernel.stream().filter(k -> distance(k) > 0).toList();
  }

  private static double distance(Coupling k) {
    return Math.sqrt(Arrays.stream(k.shift()).map(c -> c * c).sum());
  }

  private static double[] column(List<Coupling> kernel, ToDoubleFunction<Coupling> value) {
    return kernel.stream().mapToDouble(value).toArray();
  }

  /** Half the width of the band that holds the whole curve. */
  private static double[] widths(Curve curve) {
    return Arrays.stream(curve.error()).map(e -> e * curve.band()).toArray();
  }

  private static double[] standardised(LatticeForm form, Curve curve) {
    return Arrays.stream(curve.phi())
        .map(phi -> (phi - form.mean()) / form.level().sigma())
        .toArray();
  }

  private static String ends(String name, Curve curve) {
    int last = curve.phi().length - 1;
    return String.format(
        Locale.ROOT,
        "From φ = %.3g, where %s is %.3g, to %.3g, where it is %.3g.",
        curve.phi()[0],
        name,
        curve.value()[0],
        curve.phi()[last],
        curve.value()[last]);
  }
}
