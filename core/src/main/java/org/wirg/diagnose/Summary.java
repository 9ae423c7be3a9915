package org.wirg.diagnose;

import java.util.List;
import java.util.stream.Stream;
import org.wirg.field.Grid;

/**
 * A family of related statistics: functions of averages over fields of some numbers that one field
 * yields. Immutable; used by several threads at once.
 */
interface Summary {
  /**
   * One statistic of a family.
   *
   * @param name in full
   * @param label a few characters, for tables under the family's title
   */
  record Name(String name, String label) {}

  /**
   * Some fields and what is known about them. Its arrays are shared, not copied.
   *
   * @param values [field][site]
   * @param count of the fields
   * @param powers [field][radial bin], each field's power spectrum
   */
  record Fields(double[] values, int count, double[] powers) {}

  /** Every family that a grid has. */
  static List<Summary> of(Grid grid, RadialBins radial, StandardUnits units) {
    return Stream.of(
            new TailFractions(grid, units),
            new Peaks(grid, units),
            new Minkowski(grid, units),
            new CrossScale(grid, units),
            new Bispectrum(grid, units),
            new SpectrumCovariance(radial, units))
        .filter(summary -> !summary.names().isEmpty())
        .toList();
  }

  /** What the family is, for a table. */
  String title();

  /** Which tolerance it has. */
  Tolerances.Kind tolerance();

  /** Its statistics, in order. */
  List<Name> names();

  /** How many numbers a field yields. */
  default int numbers() {
    return names().size();
  }

  /**
   * Adds every field's numbers.
   *
   * @param fields not modified
   * @param sums modified: {@link #numbers()} places from {@code first}
   */
  void add(Fields fields, double[] sums, int first);

  /**
   * The statistics that follow from averages over fields: the averages themselves unless said
   * otherwise.
   *
   * @param averages not modified; the family's start at {@code first}
   * @param into modified: one per name, from {@code at}
   */
  default void statistics(double[] averages, int first, double[] into, int at) {
    System.arraycopy(averages, first, into, at, numbers());
  }

  /**
   * An error that holds without the jackknife: the larger of the two counts.
   *
   * @param statistic its place among the names
   * @param fields how many were measured, at least 2
   */
  default double leastError(int statistic, long fields) {
    return 0;
  }

  /**
   * The difference that a tolerance of 1 allows each statistic.
   *
   * @param values of the reference, one per name; not modified
   */
  double[] allowances(double[] values);
}
