package org.wirg.diagnose;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.wirg.diagnose.FieldStatistics.Estimate;
import org.wirg.diagnose.FieldStatistics.Moments;
import org.wirg.diagnose.FieldStatistics.Options;
import org.wirg.diagnose.FieldStatistics.SpectrumBin;
import org.wirg.diagnose.FieldStatistics.StructureFunction;
import org.wirg.diagnose.Tolerances.Kind;
import org.wirg.field.Dataset;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.field.Progress;

/**
 * Two sets of fields side by side, statistic by statistic.
 *
 * <p>A check passes when |other - reference| <= max(tolerance, 3 combined standard errors),
 * combined = sqrt(e_1^2 + e_2^2): a difference that the errors resolve must be inside the
 * tolerance. With few fields the errors, not the tolerances, decide; the explanation says so. Then
 * each check of two samples of one law fails with the probability that Student's t with about twice
 * (groups - 1) degrees of freedom exceeds 3: 0.3 % with 100 groups, 10 % with two fields. A NaN
 * fails its check; so does a set of one field, which has no field-to-field error.
 *
 * <p>The checks of a family of n related statistics allow sqrt(1 + ln(n) / 4.5) times as many
 * errors: with 3, the tail exp(-x^2 / 2) of normal errors is n times smaller there, so that a whole
 * family raises about as many false alarms as one check of another kind.
 *
 * <p>There are some 40 checks and six families, many of them correlated: of 300 pairs of white
 * noise on 16x16 sites, 19 %, 7 %, 6 % and 3 % failed at least one with 10, 50, 200 and 1000
 * fields; without the families, 14 %, 6 %, 6 % and 2 %.
 *
 * <p>A few fields that ran away inflate the errors as much as the differences, and would hide in
 * their own noise: so the largest deviation of the other set is checked against the reference's
 * without errors. The reference is trusted not to hold such fields.
 *
 * @param statistics every check but those of families and spectrum
 * @param families the checks of {@link FieldStatistics#families()}
 * @param spectrum one check per radial bin of the power spectrum
 */
public record Comparison(
    List<Check> statistics, List<CheckedFamily> families, List<Check> spectrum) {
  /**
   * Below this fraction of the mean square, a power is rounding: fields stored in single precision
   * carry noise of about 1e-15. So bins that were filtered away, or the field mean of fields whose
   * mean was subtracted, are not compared digit by digit.
   */
  private static final double ROUNDING = 1e-13;

  private static final String STRUCTURE = "structure";
  private static final String ONE_POINT = "one-point law";

  /** Half the square of the 3 errors that a single check allows. */
  private static final double HALF_NOISE = 4.5;

  public Comparison {
    statistics = List.copyOf(statistics);
    families = List.copyOf(families);
    spectrum = List.copyOf(spectrum);
  }

  /**
   * One statistic of both sets.
   *
   * @param name of the statistic
   * @param reference its value in the reference set
   * @param referenceError one standard error
   * @param other its value in the other set
   * @param otherError one standard error
   * @param difference other minus reference
   * @param allowed largest absolute difference that passes
   * @param passed the verdict
   * @param explanation of the verdict, one sentence
   */
  public record Check(
      String name,
      double reference,
      double referenceError,
      double other,
      double otherError,
      double difference,
      double allowed,
      boolean passed,
      String explanation) {

    static Check of(
        String name, Estimate reference, Estimate other, double tolerance, double errors) {
      double difference = other.value() - reference.value();
      double e1 = reference.error();
      double e2 = other.error();
      double combined = Math.sqrt(e1 * e1 + e2 * e2);
      return judged(name, reference, other, difference, tolerance, errors * combined, combined);
    }

    /** The verdict, written so that NaN and infinities fail. */
    static Check judged(
        String name,
        Estimate reference,
        Estimate other,
        double difference,
        double tolerance,
        double noise,
        double error) {
      double allowed = Math.max(tolerance, noise);
      boolean passed = Double.isFinite(allowed) && Math.abs(difference) <= allowed;
      String why;
      if (Double.isNaN(difference) || Double.isNaN(allowed)) {
        why = missing(reference, other);
      } else if (passed && noise <= tolerance) {
        why = "inside the tolerance";
      } else if (passed) {
        why =
            "inside the noise of this many fields; the tolerance "
                + digits(tolerance)
                + " is finer";
      } else {
        why =
            digits(difference)
                + " apart: "
                + digits(Math.abs(difference) / error)
                + " errors, tolerance "
                + digits(tolerance);
      }
      return new Check(
          name,
          reference.value(),
          reference.error(),
          other.value(),
          other.error(),
          difference,
          allowed,
          passed,
          why);
    }

    private static String missing(Estimate reference, Estimate other) {
      if (Double.isNaN(reference.value()) || Double.isNaN(other.value())) {
        return "not a number";
      }
      return "no error bar: too few fields; compare "
          + FieldStatistics.FEWEST_FOR_ALL
          + " or more of either set";
    }

    private static String digits(double value) {
      return String.format(Locale.ROOT, "%.3g", value);
    }
  }

  /**
   * The checks of one family.
   *
   * @param kind which tolerance judges it
   * @param title what the family is
   * @param labels a few characters for each check
   * @param checks one per statistic
   */
  public record CheckedFamily(Kind kind, String title, List<String> labels, List<Check> checks) {
    public CheckedFamily {
      labels = List.copyOf(labels);
      checks = List.copyOf(checks);
    }

    static CheckedFamily of(Family reference, Family other, Tolerances tolerances) {
      int members = reference.members().size();
      double tolerance = tolerances.of(reference.tolerance());
      double errors = tolerances.of(Kind.ERRORS) * Math.sqrt(1 + Math.log(members) / HALF_NOISE);
      List<String> labels = new ArrayList<>();
      List<Check> checks = new ArrayList<>();
      for (int i = 0; i < members; i++) {
        Family.Member a = reference.members().get(i);
        Family.Member b = other.members().get(i);
        labels.add(a.label());
        checks.add(
            Check.of(a.name(), a.estimate(), b.estimate(), tolerance * a.allowance(), errors));
      }
      return new CheckedFamily(reference.tolerance(), reference.title(), labels, checks);
    }
  }

  /**
   * Measures both sets, over the histogram range and in the units of the reference unless given,
   * and compares them.
   *
   * @throws InputRejected when the sets live on different grids, or one is empty
   * @throws IOException when the data cannot be read
   */
  public static Comparison of(
      Dataset reference, Dataset other, Options options, Tolerances tolerances, Progress progress)
      throws IOException {
    requireSameGrid(reference.grid(), other.grid());
    progress.begin("comparing", FieldStatistics.reads(reference, options) + other.count());
    FieldStatistics first = FieldStatistics.of(reference, options, progress::advance);
    Options same = options.withRange(first.histogram().range()).withUnits(first.units());
    return of(first, FieldStatistics.of(other, same, progress::advance), tolerances);
  }

  /**
   * Compares two measured sets.
   *
   * @throws InputRejected when they live on different grids
   * @throws IllegalArgumentException when their histograms have different bins, or their units
   *     differ
   */
  public static Comparison of(
      FieldStatistics reference, FieldStatistics other, Tolerances tolerances) {
    requireSameGrid(reference.grid(), other.grid());
    if (!reference.histogram().range().equals(other.histogram().range())
        || reference.histogram().fractions().size() != other.histogram().fractions().size()) {
      throw new IllegalArgumentException(
          "the histograms of two sets must have the same bins; measure both with one range");
    }
    if (!reference.units().equals(other.units())) {
      throw new IllegalArgumentException(
          "the thresholds of two sets must be the same; measure both in the same units");
    }
    List<Check> checks = new ArrayList<>();
    onePoint(reference, other, tolerances, checks);
    fieldMean(reference, other, tolerances, checks);
    for (int i = 0; i < reference.structure().size(); i++) {
      StructureFunction s = reference.structure().get(i);
      checks.add(
          relative(
              STRUCTURE + " axis " + s.axis() + ", r = " + s.distance(),
              s.value(),
              other.structure().get(i).value(),
              tolerances.of(Kind.STRUCTURE),
              reference,
              tolerances));
    }
    List<Check> bins = new ArrayList<>();
    for (int b = 0; b < reference.spectrum().size(); b++) {
      SpectrumBin bin = reference.spectrum().get(b);
      bins.add(
          relative(
              "spectrum k = " + bin.wavenumber(),
              bin.power(),
              other.spectrum().get(b).power(),
              tolerances.of(Kind.SPECTRUM),
              reference,
              tolerances));
    }
    List<CheckedFamily> families = new ArrayList<>();
    for (int f = 0; f < reference.families().size(); f++) {
      Family family = reference.families().get(f);
      families.add(CheckedFamily.of(family, other.families().get(f), tolerances));
    }
    return new Comparison(checks, families, bins);
  }

  /** All checks by what they are about, in order. */
  public Map<String, List<Check>> groups() {
    Map<String, List<Check>> groups = new LinkedHashMap<>();
    for (Check check : statistics) {
      String group =
          check.name().startsWith(STRUCTURE)
              ? "structure functions"
              : check.name().equals(ONE_POINT) ? ONE_POINT : "moments";
      groups.computeIfAbsent(group, name -> new ArrayList<>()).add(check);
    }
    families.forEach(family -> groups.put(family.kind().title(), family.checks()));
    groups.put("power spectrum", spectrum);
    return groups;
  }

  private static void requireSameGrid(Grid reference, Grid other) {
    if (!reference.equals(other)) {
      throw new InputRejected(
          "two sets can be compared when their fields have the same shape; found "
              + reference
              + " and "
              + other
              + "; crop, coarsen or generate one of them at the size of the other");
    }
  }

  private static void onePoint(
      FieldStatistics reference, FieldStatistics other, Tolerances t, List<Check> checks) {
    Moments a = reference.moments();
    Moments b = other.moments();
    double sigma = Math.sqrt(a.variance().value());
    checks.add(Check.of("mean", a.mean(), b.mean(), t.of(Kind.MEAN) * sigma, t.of(Kind.ERRORS)));
    checks.add(relative("variance", a.variance(), b.variance(), t.of(Kind.VARIANCE), reference, t));
    checks.add(
        Check.of("skewness", a.skewness(), b.skewness(), t.of(Kind.SKEWNESS), t.of(Kind.ERRORS)));
    checks.add(
        Check.of(
            "excess kurtosis",
            a.excessKurtosis(),
            b.excessKurtosis(),
            t.of(Kind.EXCESS_KURTOSIS),
            t.of(Kind.ERRORS)));
    Estimate reach = reach(reference, a.mean().value());
    checks.add(
        Check.of(
            "largest deviation",
            reach,
            reach(other, a.mean().value()),
            t.of(Kind.LARGEST_DEVIATION) * reach.value(),
            t.of(Kind.ERRORS)));
    TotalVariation law = TotalVariation.of(reference, other);
    checks.add(
        Check.judged(
            "one-point law",
            law.floor(),
            new Estimate(law.distance(), 0),
            law.distance(),
            t.of(Kind.ONE_POINT),
            law.floor().value() + t.of(Kind.ERRORS) * law.floor().error(),
            law.floor().error()));
    checks.add(
        relative("<phi^2>", a.meanSquare(), b.meanSquare(), t.of(Kind.MEAN_SQUARE), reference, t));
  }

  /** How far the values lie from a centre; an extreme has no jackknife error. */
  private static Estimate reach(FieldStatistics set, double centre) {
    return new Estimate(Math.max(set.largest() - centre, centre - set.smallest()), 0);
  }

  /** Statistics of the field mean m; of its law nothing is left to compare when m is rounding. */
  private static void fieldMean(
      FieldStatistics reference, FieldStatistics other, Tolerances t, List<Check> checks) {
    Moments a = reference.moments();
    Moments b = other.moments();
    checks.add(
        relative(
            "<m^2>",
            a.squareOfFieldMean(),
            b.squareOfFieldMean(),
            t.of(Kind.SPECTRUM),
            reference,
            t));
    if (rounding(a) && rounding(b)) {
      return;
    }
    double sigma = Math.sqrt(a.variance().value());
    checks.add(
        Check.of(
            "<|m|>",
            a.absoluteFieldMean(),
            b.absoluteFieldMean(),
            t.of(Kind.FIELD_MEAN) * sigma,
            t.of(Kind.ERRORS)));
    checks.add(
        Check.of("Binder cumulant", a.binder(), b.binder(), t.of(Kind.BINDER), t.of(Kind.ERRORS)));
    checks.add(
        Check.of(
            "fraction m > 0",
            a.positiveFraction(),
            b.positiveFraction(),
            t.of(Kind.POSITIVE),
            t.of(Kind.ERRORS)));
  }

  private static boolean rounding(Moments moments) {
    return moments.squareOfFieldMean().value() <= ROUNDING * moments.meanSquare().value();
  }

  private static Check relative(
      String name,
      Estimate a,
      Estimate b,
      double tolerance,
      FieldStatistics reference,
      Tolerances all) {
    double rounding = ROUNDING * reference.moments().meanSquare().value();
    return Check.of(
        name, a, b, Math.max(tolerance * Math.abs(a.value()), rounding), all.of(Kind.ERRORS));
  }

  /** Every check, the spectrum last. */
  public List<Check> checks() {
    Stream<Check> further = families.stream().flatMap(family -> family.checks().stream());
    return Stream.of(statistics.stream(), further, spectrum.stream()).flatMap(s -> s).toList();
  }

  /** Whether every check passed. */
  public boolean passed() {
    return checks().stream().allMatch(Check::passed);
  }
}
