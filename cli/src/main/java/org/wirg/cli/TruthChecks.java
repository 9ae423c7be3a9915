package org.wirg.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.wirg.diagnose.ComparisonTable;
import org.wirg.diagnose.EnergyAgreement;
import org.wirg.energy.Model;
import org.wirg.report.Verdict;

/** Verdicts on a learned Hamiltonian, by the action that made the data; NaN fails each. */
final class TruthChecks {
  private static final double NEAREST = 0.02; // relative
  private static final double NEAREST_ERRORS = 4;
  private static final double BEYOND = 0.02;
  private static final double CORRELATION = 0.9999;
  private static final double SLOPE = 0.003;
  private static final double EFFECTIVE = 0.5;

  private TruthChecks() {}

  /**
   * All of them.
   *
   * @param beta the true coupling of neighbours
   * @param whole agreement of the energies of fields
   * @param differences and of their changes at fixed coarser field
   */
  static List<Verdict> of(
      Model model, double beta, EnergyAgreement whole, EnergyAgreement differences) {
    List<Verdict> all = new ArrayList<>();
    for (ModelText.Coupling k : ModelText.nearestCouplings(model)) {
      double off = Math.abs(k.value() - beta);
      all.add(
          new Verdict(
              "coupling " + k.label() + " of neighbours",
              "The coupling of the action was found.",
              ComparisonTable.number(k.value(), k.error()),
              String.format(Locale.ROOT, "%s within 2 %% and 4 errors", Double.toString(beta)),
              off <= NEAREST * Math.abs(beta) && off <= NEAREST_ERRORS * k.error()));
    }
    for (ModelText.Coupling k : ModelText.largestBeyond(model)) {
      all.add(
          new Verdict(
              "largest coupling beyond, " + k.label(),
              "No coupling was found that the action does not have.",
              ComparisonTable.number(k.value(), k.error()),
              String.format(Locale.ROOT, "0 within %s", BEYOND),
              Math.abs(k.value()) < BEYOND));
    }
    all.add(
        correlation(
            "Hamiltonian, correlation with the action",
            "Learned and true energy of a field say the same.",
            whole));
    all.add(
        new Verdict(
            "Hamiltonian, effective samples",
            "Fields of the one law, weighed, stand for fields of the other; 1 is equality.",
            String.format(Locale.ROOT, "%.3f", whole.effective()),
            String.format(Locale.ROOT, "at least %s", EFFECTIVE),
            whole.effective() >= EFFECTIVE));
    all.add(
        correlation(
            "energy differences, correlation",
            "So do changes of energy when details change at fixed coarser field.",
            differences));
    all.add(
        new Verdict(
            "energy differences, slope",
            "And they are as large.",
            String.format(Locale.ROOT, "%.5f", differences.slope()),
            String.format(Locale.ROOT, "1 within %s", SLOPE),
            Math.abs(differences.slope() - 1) <= SLOPE));
    return all;
  }

  private static Verdict correlation(String name, String meaning, EnergyAgreement agreement) {
    return new Verdict(
        name,
        meaning,
        String.format(Locale.ROOT, "%.6f", agreement.correlation()),
        String.format(Locale.ROOT, "at least %s", CORRELATION),
        agreement.correlation() >= CORRELATION);
  }
}
