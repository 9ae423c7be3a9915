package org.wirg.diagnose;

import java.util.ArrayList;
import java.util.List;
import org.wirg.field.Grid;

/**
 * The sums over fields from which every statistic follows, as one flat array: moments about a
 * pivot, moments of the field mean, radial spectrum, structure functions, histogram, then what the
 * summaries ask for. Each field contributes its site average. Immutable; {@link #of} is called from
 * several threads.
 */
final class FieldSums {
  /** Places in the array: site averages of (phi - pivot)^p, p = 1..4. */
  static final int D1 = 0;

  static final int D2 = 1;
  static final int D3 = 2;
  static final int D4 = 3;

  /** Places of m^2, m^4, |m| and [m > 0], m the field mean. */
  static final int M2 = 4;

  static final int M4 = 5;
  static final int ABS_M = 6;
  static final int POSITIVE = 7;

  /** Where the radial spectrum starts. */
  static final int SPECTRUM = 8;

  /** One structure function: the axis and the distance in sites. */
  record Separation(int axis, int distance) {}

  /** The sums over one block of fields, and its extreme values. */
  record Block(double[] sums, double smallest, double largest) {}

  private final Grid grid;
  private final RadialBins radial;
  private final List<Separation> separations;
  private final FieldStatistics.Range range;
  private final int bins;
  private final double pivot;
  private final List<Summary> summaries;

  FieldSums(Grid grid, FieldStatistics.Range range, int bins, double pivot, StandardUnits units) {
    this.grid = grid;
    this.radial = new RadialBins(grid);
    this.range = range;
    this.bins = bins;
    this.pivot = pivot;
    this.summaries = Summary.of(grid, radial, units);
    List<Separation> found = new ArrayList<>();
    for (int a = 0; a < grid.rank(); a++) {
      for (int r = 1; r <= grid.size(a) / 4; r *= 2) {
        found.add(new Separation(a, r));
      }
    }
    this.separations = List.copyOf(found);
  }

  RadialBins radial() {
    return radial;
  }

  List<Separation> separations() {
    return separations;
  }

  double pivot() {
    return pivot;
  }

  /** Where the structure functions start. */
  int structure() {
    return SPECTRUM + radial.count();
  }

  /** Where the histogram starts: mass below the range, the bins, mass above. */
  int histogram() {
    return structure() + separations.size();
  }

  List<Summary> summaries() {
    return summaries;
  }

  /** Where the summaries' numbers start, one summary after the other. */
  int families() {
    return histogram() + bins + 2;
  }

  /** Length of the array. */
  int length() {
    return families() + summaries.stream().mapToInt(Summary::numbers).sum();
  }

  /**
   * Sums over a block of fields.
   *
   * @param fields [count][site], not modified
   */
  Block of(double[] fields, int count) {
    double[] sums = new double[length()];
    FieldTransform transform = new FieldTransform(grid);
    double[] powers = new double[count * radial.count()];
    long[] counts = new long[bins + 2];
    int sites = grid.sites();
    for (int f = 0; f < count; f++) {
      int offset = f * sites;
      moments(fields, offset, sums);
      count(fields, offset, counts);
      int spectrum = f * radial.count();
      transform.addPower(fields, offset, radial, powers, spectrum);
      for (int b = 0; b < radial.count(); b++) {
        sums[SPECTRUM + b] += powers[spectrum + b];
      }
      for (int s = 0; s < separations.size(); s++) {
        sums[structure() + s] += increments(fields, offset, separations.get(s)) / sites;
      }
    }
    for (int b = 0; b < counts.length; b++) {
      sums[histogram() + b] = (double) counts[b] / sites;
    }
    Summary.Fields block = new Summary.Fields(fields, count, powers);
    int first = families();
    for (Summary summary : summaries) {
      summary.add(block, sums, first);
      first += summary.numbers();
    }
    double smallest = Double.POSITIVE_INFINITY;
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count * sites; i++) {
      smallest = Math.min(smallest, fields[i]);
      largest = Math.max(largest, fields[i]);
    }
    return new Block(sums, smallest, largest);
  }

  private void moments(double[] fields, int offset, double[] sums) {
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    int sites = grid.sites();
    for (int i = offset; i < offset + sites; i++) {
      double d = fields[i] - pivot;
      double dd = d * d;
      s1 += d;
      s2 += dd;
      s3 += dd * d;
      s4 += dd * dd;
    }
    sums[D1] += s1 / sites;
    sums[D2] += s2 / sites;
    sums[D3] += s3 / sites;
    sums[D4] += s4 / sites;
    double m = pivot + s1 / sites;
    sums[M2] += m * m;
    sums[M4] += m * m * (m * m);
    sums[ABS_M] += Math.abs(m);
    sums[POSITIVE] += m > 0 ? 1 : 0;
  }

  private void count(double[] fields, int offset, long[] counts) {
    double low = range.low();
    double high = range.high();
    double scale = bins / (high - low);
    for (int i = offset; i < offset + grid.sites(); i++) {
      double v = fields[i];
      int place;
      if (v < low) {
        place = 0;
      } else if (v > high) {
        place = bins + 1;
      } else {
        place = 1 + Math.min(bins - 1, (int) ((v - low) * scale));
      }
      counts[place]++;
    }
  }

  /** Sum over sites of (phi(x + r) - phi(x))^2: two contiguous runs per line, the second wraps. */
  private double increments(double[] fields, int offset, Separation separation) {
    int n = grid.size(separation.axis());
    int inner = 1;
    for (int a = separation.axis() + 1; a < grid.rank(); a++) {
      inner *= grid.size(a);
    }
    int ahead = separation.distance() * inner;
    int line = n * inner;
    double sum = 0;
    for (int start = offset; start < offset + grid.sites(); start += line) {
      int wrap = start + line - ahead;
      for (int i = start; i < wrap; i++) {
        double d = fields[i + ahead] - fields[i];
        sum += d * d;
      }
      for (int i = wrap; i < start + line; i++) {
        double d = fields[i + ahead - line] - fields[i];
        sum += d * d;
      }
    }
    return sum;
  }
}
