package org.wirg.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.wirg.diagnose.FieldStatistics;
import org.wirg.field.Dataset;

/**
 * Fields and what was measured of them.
 *
 * @param name of the file
 * @param fields on the model's grid
 * @param statistics of all of them, over the same histogram bins as those they are compared with
 * @param energies the learned H_0 of the first of them; empty where the model has none
 */
public record FieldSet(String name, Dataset fields, FieldStatistics statistics, double[] energies) {
  public FieldSet {
    energies = energies.clone();
  }

  /** The first few fields. */
  List<double[]> first(int count) throws IOException {
    List<double[]> all = new ArrayList<>();
    for (int f = 0; f < Math.min(count, fields.count()); f++) {
      double[] field = new double[fields.grid().sites()];
      fields.read(f, 1, field);
      all.add(field);
    }
    return all;
  }
}
