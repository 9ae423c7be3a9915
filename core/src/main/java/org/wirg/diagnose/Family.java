package org.wirg.diagnose;

import java.util.ArrayList;
import java.util.List;
import org.wirg.diagnose.FieldStatistics.Estimate;

/**
 * Related statistics of a set of fields that are judged by one tolerance.
 *
 * @param title what they are
 * @param tolerance which one judges them
 * @param members the statistics
 */
public record Family(String title, Tolerances.Kind tolerance, List<Member> members) {
  public Family {
    members = List.copyOf(members);
  }

  /**
   * One of them.
   *
   * @param name in full
   * @param label a few characters, for tables under the title
   * @param estimate its value and standard error
   * @param allowance the difference from this value that a tolerance of 1 allows
   */
  public record Member(String name, String label, Estimate estimate, double allowance) {}

  /**
   * @param estimates one per name of the summary, errors of the jackknife; NaN errors stay
   * @param fields how many were measured
   */
  static Family of(Summary summary, List<Estimate> estimates, long fields) {
    double[] values = estimates.stream().mapToDouble(Estimate::value).toArray();
    double[] allowances = summary.allowances(values);
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      Summary.Name name = summary.names().get(i);
      double error = Math.max(estimates.get(i).error(), summary.leastError(i, fields));
      Estimate estimate = new Estimate(values[i], error);
      members.add(new Member(name.name(), name.label(), estimate, allowances[i]));
    }
    return new Family(summary.title(), summary.tolerance(), members);
  }
}
