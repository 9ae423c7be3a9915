package org.wirg.diagnose;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.wirg.diagnose.Comparison.Check;

/**
 * A comparison as plain text of at most 100 columns: one row per statistic, families and spectrum
 * two to a row, values with their standard error in brackets, in units of the last digits:
 * 0.8290(12).
 */
public final class ComparisonTable {
  private static final int MOST_BINS = 48;
  private static final int PLAIN_DECIMALS = 7;
  private static final double FINEST = 1e-6; // relative errors under this are shown as 0

  private ComparisonTable() {}

  /** The table, lines separated by newlines, the last one ended by one. */
  public static String of(Comparison comparison) {
    List<String> lines = new ArrayList<>();
    lines.add(row("statistic", "reference", "other", "difference", "allowed", "verdict"));
    for (Check c : comparison.statistics()) {
      String reference = number(c.reference(), c.referenceError());
      String other = number(c.other(), c.otherError());
      String difference = String.format(Locale.ROOT, "%+.3g", c.difference());
      lines.add(row(c.name(), reference, other, difference, plain(c.allowed()), verdict(c)));
    }
    lines.add("  one-point law: total-variation distance; reference: of two samples of one law");
    lines.add("");
    for (Comparison.CheckedFamily family : comparison.families()) {
      family(lines, family);
      lines.add("");
    }
    spectrum(lines, comparison.spectrum());
    lines.add("");
    List<Check> failed = comparison.checks().stream().filter(c -> !c.passed()).toList();
    for (Check c : failed.subList(0, Math.min(failed.size(), MOST_BINS))) {
      lines.add("FAIL " + c.name() + ": " + c.explanation());
    }
    int all = comparison.checks().size();
    int good = all - failed.size();
    lines.add((failed.isEmpty() ? "PASS: " : "FAIL: ") + good + " of " + all + " checks passed");
    return lines.stream().map(line -> line.stripTrailing() + "\n").collect(Collectors.joining());
  }

  private static void family(List<String> lines, Comparison.CheckedFamily family) {
    int[] shown = shown(family.checks());
    boolean all = shown.length == family.checks().size();
    String part = "; " + shown.length + " of " + family.checks().size() + " shown";
    lines.add(family.title() + (all ? "" : part));
    String header = member("", "reference", "other", "diff", "");
    lines.add(header + " |" + header);
    int rows = (shown.length + 1) / 2;
    for (int r = 0; r < rows; r++) {
      String right = r + rows < shown.length ? member(family, shown[r + rows]) : "";
      lines.add(member(family, shown[r]) + " |" + right);
    }
  }

  private static String member(Comparison.CheckedFamily family, int place) {
    Check c = family.checks().get(place);
    return member(
        family.labels().get(place),
        number(c.reference(), c.referenceError()),
        number(c.other(), c.otherError()),
        String.format(Locale.ROOT, "%+.2g", c.difference()),
        verdict(c));
  }

  private static String member(
      String label, String reference, String other, String diff, String verdict) {
    return String.format(
        Locale.ROOT, "%5s%15s%15s%9s %-4s", label, reference, other, diff, verdict);
  }

  private static void spectrum(List<String> lines, List<Check> bins) {
    int[] shown = shown(bins);
    lines.add(
        "power spectrum S(k), k in units of 2 pi / L; "
            + shown.length
            + " of "
            + bins.size()
            + " bins shown");
    String header = bin("k", "reference", "other", "diff", "");
    lines.add(header + " |" + header);
    int rows = (shown.length + 1) / 2;
    for (int r = 0; r < rows; r++) {
      String right = r + rows < shown.length ? bin(bins.get(shown[r + rows])) : "";
      lines.add(bin(bins.get(shown[r])) + " |" + right);
    }
  }

  private static String row(
      String name,
      String reference,
      String other,
      String difference,
      String allowed,
      String verdict) {
    return String.format(
        Locale.ROOT,
        "%-27s%19s%19s%13s%12s  %s",
        name,
        reference,
        other,
        difference,
        allowed,
        verdict);
  }

  private static String bin(String k, String reference, String other, String diff, String verdict) {
    return String.format(Locale.ROOT, "%5s%15s%15s%8s  %-4s", k, reference, other, diff, verdict);
  }

  /** All bins when they are few; else half the places for failures, the rest spread evenly. */
  private static int[] shown(List<Check> bins) {
    if (bins.size() <= MOST_BINS) {
      return IntStream.range(0, bins.size()).toArray();
    }
    IntStream failed =
        IntStream.range(0, bins.size()).filter(b -> !bins.get(b).passed()).limit(MOST_BINS / 2);
    IntStream spread =
        IntStream.range(0, MOST_BINS / 2)
            .map(i -> (int) ((long) i * (bins.size() - 1) / (MOST_BINS / 2 - 1)));
    return IntStream.concat(failed, spread).sorted().distinct().toArray();
  }

  private static String bin(Check c) {
    String k = c.name().substring(c.name().lastIndexOf(' ') + 1);
    double percent = 100 * c.difference() / Math.abs(c.reference());
    String difference =
        Math.abs(percent) < 1000 ? String.format(Locale.ROOT, "%+.1f%%", percent) : "-";
    String reference = number(c.reference(), c.referenceError());
    return bin(k, reference, number(c.other(), c.otherError()), difference, verdict(c));
  }

  private static String verdict(Check c) {
    return c.passed() ? "PASS" : "FAIL";
  }

  /** A value with two digits of its error in brackets; without one, four digits of the value. */
  public static String number(double value, double error) {
    if (!Double.isFinite(value) || !(error > 0 && error < Double.POSITIVE_INFINITY)) {
      return plain(value);
    }
    if (error < FINEST * Math.abs(value)) {
      return String.format(Locale.ROOT, "%.6g(0)", value);
    }
    BigDecimal e = new BigDecimal(error).round(new MathContext(2, RoundingMode.HALF_UP));
    BigDecimal v = new BigDecimal(value);
    int decimals = 2 + e.scale() - e.precision();
    int power = Math.max(magnitude(v), magnitude(e));
    if (decimals > PLAIN_DECIMALS || power > PLAIN_DECIMALS) {
      v = v.movePointLeft(power);
      e = e.movePointLeft(power);
      decimals += power;
    } else {
      power = 0;
    }
    decimals = Math.max(decimals, 0);
    String digits = v.setScale(decimals, RoundingMode.HALF_UP).toPlainString();
    BigDecimal shown = e.setScale(decimals, RoundingMode.HALF_UP);
    String bracket = magnitude(e) >= 0 ? shown.toPlainString() : shown.unscaledValue().toString();
    String exponent = power == 0 ? "" : String.format(Locale.ROOT, "e%+03d", power);
    return digits + "(" + bracket + ")" + exponent;
  }

  /** The power of ten of the leading digit. */
  private static int magnitude(BigDecimal number) {
    return number.signum() == 0 ? Integer.MIN_VALUE / 2 : number.precision() - number.scale() - 1;
  }

  private static String plain(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
