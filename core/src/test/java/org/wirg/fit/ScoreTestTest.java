package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wirg.energy.Hamiltonians.Scale;
import org.wirg.field.Grid;
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;
import org.wirg.lattice.GaussianField;

/** Free fields have no coarser scales to find, down to the mean of the whole field. */
class ScoreTestTest {
  private static final Grid GRID = Grid.of(8, 8);
  private static final int FIELDS = 2000;
  private static final int SETS = 40;

  /**
   * chi^2 of 40 sets is about its directions at every scale. Measured with other seeds: 0.7 to 1.2
   * of them; with functions that bend where four fields are, 1.5 for the coarsest, and three false
   * alarms of sets in 40.
   */
  @Test
  void findsNothingWhereNothingIs() {
    GaussianField law = Draws.free(GRID, Math.sqrt(0.2));
    double[] chiSquared = new double[3];
    int[] directions = new int[3];
    for (int set = 0; set < SETS; set++) {
      List<Scale> scales = scales(Draws.gaussian(law, FIELDS, 100 + set));
      for (int j = 0; j < scales.size(); j++) {
        Scale scale = scales.get(j);
        chiSquared[j] += scale.chiSquared();
        directions[j] += scale.directions();
        assertThat(scale.chance()).as("set %s, scale %s: %s", set, j + 1, scale).isTrue();
      }
    }
    for (int j = 0; j < directions.length; j++) {
      assertThat(directions[j]).as("directions of scale %s", j + 1).isGreaterThan(5 * SETS);
      assertThat(chiSquared[j] / directions[j]).as("scale %s", j + 1).isBetween(0.6, 1.35);
    }
  }

  private static List<Scale> scales(double[] rows) {
    FitOptions options = new FitOptions("db2", 1, 2, 20, true, true, 1, 2);
    Fit.Scored scored = Fit.scored(new MemoryDataset(GRID, rows), options, 0, Progress.NONE);
    ScaleTerms terms = scored.scales();
    return new HamiltonianFit(
            scored.pyramid(),
            scored.scan(),
            terms,
            scored.equations().scales(terms),
            scored.residuals().scales(),
            FIELDS,
            level -> level)
        .run()
        .scales();
  }
}
