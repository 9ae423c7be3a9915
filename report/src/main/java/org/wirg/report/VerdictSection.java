package org.wirg.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.wirg.diagnose.Comparison;
import org.wirg.diagnose.ComparisonTable;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.sample.LevelMixing;

/** Whether to believe the model, first. */
final class VerdictSection {
  /** Chains further apart than this have not met. */
  static final double LARGEST_R_HAT = 1.1;

  private static final double ENERGY_ERRORS = 3;

  /** Nats per site: what 2 % more power in every Fourier mode would add to the energy. */
  private static final double ENERGY_TOLERANCE = 0.01;

  private VerdictSection() {}

  static Section of(Evidence evidence) {
    List<Verdict> all = new ArrayList<>();
    statistics(evidence.comparison(), all);
    energies(evidence, all);
    sampler(evidence.mixing(), all);
    learning(evidence.model(), all);
    all.addAll(evidence.verdicts());
    return new Section("verdicts", "Verdicts", List.of(new Verdicts(all)));
  }

  private static void statistics(Comparison comparison, List<Verdict> all) {
    Map<String, String> meanings = new HashMap<>();
    meanings.put(
        "moments",
        "Mean, variance, skewness, kurtosis, the mean of whole fields and its Binder cumulant agree.");
    meanings.put(
        "one-point law",
        "Values at single sites are as frequent in generated fields as in the data.");
    meanings.put("structure functions", "Values at a distance differ as much.");
    meanings.put("power spectrum", "Fluctuations are as strong at every wavelength.");
    meanings.put("tails", "So are large values, high and low.");
    meanings.put("peak counts", "There are as many maxima and minima of every height.");
    meanings.put(
        "Minkowski functionals",
        "Regions above a threshold have the same area, boundary and number of holes.");
    meanings.put(
        "details across scales", "Fine details are strong where coarser ones are, as in the data.");
    meanings.put("bispectrum", "Triples of waves are correlated as much.");
    meanings.put("spectrum's covariance", "The power varies as much from field to field.");
    comparison
        .groups()
        .forEach((name, checks) -> group(name, meanings.getOrDefault(name, ""), checks, all));
  }

  private static void group(
      String name, String meaning, List<Comparison.Check> checks, List<Verdict> all) {
    if (checks.isEmpty()) {
      return;
    }
    long good = checks.stream().filter(Comparison.Check::passed).count();
    Comparator<Comparison.Check> off =
        Comparator.comparingDouble(c -> Math.abs(c.difference()) / c.allowed());
    Comparison.Check worst = checks.stream().max(off).orElseThrow();
    String found =
        String.format(
            Locale.ROOT,
            "%d of %d agree; most off: %s, %.2f of what is allowed",
            good,
            checks.size(),
            worst.name(),
            Math.abs(worst.difference()) / worst.allowed());
    String rule = "all within tolerance or 3 errors";
    String title = Character.toUpperCase(name.charAt(0)) + name.substring(1);
    all.add(new Verdict(title, meaning, found, rule, good == checks.size()));
  }

  private static void energies(Evidence evidence, List<Verdict> all) {
    double[] data = evidence.data().energies();
    double[] generated = evidence.generated().energies();
    if (data.length < 2 || generated.length < 2) {
      return;
    }
    double[] first = meanAndScatter(data);
    double[] second = meanAndScatter(generated);
    int sites = evidence.model().grid().sites();
    double off = (second[0] - first[0]) / sites;
    double error =
        Math.hypot(first[1] / Math.sqrt(data.length), second[1] / Math.sqrt(generated.length))
            / sites;
    all.add(
        new Verdict(
            "Learned energy",
            "The microscopic Hamiltonian gives generated fields the energy that it gives the data.",
            ComparisonTable.number(off, error) + " per site more",
            String.format(
                Locale.ROOT,
                "0 within %s or %.0f errors",
                Double.toString(ENERGY_TOLERANCE),
                ENERGY_ERRORS),
            Math.abs(off) <= Math.max(ENERGY_TOLERANCE, ENERGY_ERRORS * error)));
  }

  private static double[] meanAndScatter(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double square = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return new double[] {mean, Math.sqrt(square / (values.length - 1))};
  }

  private static void learning(Model model, List<Verdict> all) {
    Stream<Level> laws =
        Stream.of(model.levels(), model.hamiltonians().levels(), List.of(model.coarsest()))
            .flatMap(List::stream);
    long unsettled = laws.filter(law -> !law.estimate().settled()).count();
    all.add(
        new Verdict(
            "Learning came to rest",
            "Every law is the one of its kind that fits the fields best.",
            unsettled + " laws did not",
            "0",
            unsettled == 0));
  }

  private static void sampler(List<LevelMixing> mixing, List<Verdict> all) {
    double worst = 0;
    long broken = 0;
    boolean known = true;
    for (LevelMixing level : mixing) {
      worst = Math.max(worst, level.plan().rHat());
      broken += level.plan().broken();
      known &= level.longEnough();
    }
    all.add(
        new Verdict(
            "Chains meet",
            "Markov chains started apart end up in the same place at every scale.",
            String.format(Locale.ROOT, "largest R-hat %.3f", worst),
            String.format(Locale.ROOT, "at most %s", LARGEST_R_HAT),
            worst <= LARGEST_R_HAT));
    all.add(
        new Verdict(
            "Chains forget",
            "Their autocorrelation time was measured on runs that are long enough to tell it.",
            known ? "known at every scale" : "too long to tell at some scale",
            "runs of 50 times its length",
            known));
    all.add(
        new Verdict(
            "Energies are numbers",
            "No Markov step met an energy that is not a number.",
            broken + " steps did",
            "0",
            broken == 0));
  }
}
