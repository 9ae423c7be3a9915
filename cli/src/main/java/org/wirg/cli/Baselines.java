package org.wirg.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.wirg.diagnose.Comparison;
import org.wirg.diagnose.FieldStatistics;
import org.wirg.diagnose.Tolerances;
import org.wirg.field.Dataset;
import org.wirg.field.FieldSink;
import org.wirg.field.Grid;
import org.wirg.field.Keeper;
import org.wirg.field.MemoryDataset;
import org.wirg.lattice.GaussianField;
import org.wirg.lattice.LognormalField;
import org.wirg.lattice.MeasuredSpectrum;
import org.wirg.lattice.SimulationOptions;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What fields with no more than the reference's mean and spectrum (Gaussian), and its skewness
 * (lognormal), get right: the least that a model should do better.
 */
final class Baselines {
  private static final int MOST_FIELDS = 1000;
  private static final long MOST_VALUES = 1 << 25;

  /** A skewness that is not worth a lognormal law. */
  private static final double SYMMETRIC = 0.01;

  private final Map<String, Comparison> all = new LinkedHashMap<>();

  /**
   * Draws them and compares them.
   *
   * @param other the comparison that they stand beside
   */
  static Baselines of(
      Session session,
      Dataset reference,
      Comparison other,
      FieldStatistics.Options options,
      Tolerances tolerances,
      long seed)
      throws IOException {
    Baselines baselines = new Baselines();
    baselines.all.put("other", other);
    Grid grid = reference.grid();
    MeasuredSpectrum like = MeasuredSpectrum.of(reference, session.progress());
    int count = Math.clamp(MOST_VALUES / grid.sites(), 2, MOST_FIELDS);
    SimulationOptions how = new SimulationOptions(count, seed, session.threads(), 0);
    GaussianField gaussian = new GaussianField(grid, like, like.mean());
    baselines.all.put(
        "gaussian",
        Comparison.of(
            reference,
            drawn(session, grid, how, gaussian::simulate),
            options,
            tolerances,
            session.progress()));
    if (Math.abs(like.skewness()) > SYMMETRIC) {
      LognormalField lognormal =
          session.fromOptions(() -> new LognormalField(grid, like, like.mean(), like.skewness()));
      baselines.all.put(
          "lognormal",
          Comparison.of(
              reference,
              drawn(session, grid, how, lognormal::simulate),
              options,
              tolerances,
              session.progress()));
    }
    return baselines;
  }

  private static Dataset drawn(
      Session session, Grid grid, SimulationOptions how, SimulateCommand.ReferenceSystem system)
      throws IOException {
    double[] values = new double[how.count() * grid.sites()];
    int[] at = {0};
    FieldSink sink =
        (fields, n) -> {
          System.arraycopy(fields, 0, values, at[0], n * grid.sites());
          at[0] += n * grid.sites();
        };
    system.simulate(how, sink, session.progress(), Keeper.NONE);
    return new MemoryDataset(grid, values);
  }

  /** For every group of checks how many passed, and how far the worst is off. */
  String table() {
    String[] header = new String[all.size() + 1];
    header[0] = "";
    System.arraycopy(all.keySet().toArray(new String[0]), 0, header, 1, all.size());
    Table table = new Table(header);
    for (String group : all.values().iterator().next().groups().keySet()) {
      String[] cells = new String[header.length];
      cells[0] = group;
      int column = 1;
      for (Comparison comparison : all.values()) {
        List<Comparison.Check> checks = comparison.groups().getOrDefault(group, List.of());
        cells[column++] =
            String.format(
                Locale.ROOT, "%d of %d, %.2f", passed(checks), checks.size(), worst(checks));
      }
      table.row(cells);
    }
    return "\nbaselines: fields of the reference's mean and spectrum, and of its skewness too\n"
        + table
        + Table.wrapped("checks passed, and the largest difference in units of what is allowed")
        + "\n";
  }

  private static long passed(List<Comparison.Check> checks) {
    return checks.stream().filter(Comparison.Check::passed).count();
  }

  private static double worst(List<Comparison.Check> checks) {
    return checks.stream()
        .mapToDouble(c -> Math.abs(c.difference()) / c.allowed())
        .max()
        .orElse(Double.NaN);
  }

  void describe(ArrayNode json) {
    all.forEach(
        (name, comparison) -> {
          ObjectNode node = json.addObject();
          node.put("name", name);
          node.put("passed", comparison.passed());
          ArrayNode groups = node.putArray("groups");
          comparison
              .groups()
              .forEach(
                  (group, checks) -> {
                    ObjectNode one = groups.addObject();
                    one.put("name", group);
                    one.put("checks", checks.size());
                    one.put("passed", passed(checks));
                    one.put("worst", worst(checks));
                  });
        });
  }
}
