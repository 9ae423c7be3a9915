package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.field.Grid;
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;
import org.wirg.file.Checkpoint;
import org.wirg.internal.parallel.Threads;

/** What is heard of climbs, and what their laws say of themselves. */
final class ClimbsTest {
  private static final Grid GRID = Grid.of(8, 8);
  private static final FitOptions OPTIONS =
      new FitOptions("db2", 2, 1, 6, true, true, 1, 2).by(LikelihoodOptions.DEFAULT);
  private static final MemoryDataset DATA =
      new MemoryDataset(GRID, Draws.gaussian(Draws.free(GRID, 1), 200, 4));

  @TempDir private Path folder;

  /** Everything that a fit says. */
  private static final class Heard implements Progress {
    private final Map<String, Long> totals = new TreeMap<>();
    private final Map<String, Long> done = new TreeMap<>();
    private final Map<String, List<Double>> measured = new TreeMap<>();
    private String work = "";

    @Override
    public void begin(String what, long total) {
      work = what;
      totals.merge(what, total, Long::sum);
    }

    @Override
    public void advance(long steps) {
      done.merge(work, steps, Long::sum);
    }

    @Override
    public void measured(String what, String of, long at, double value) {
      List<Double> series = measured.computeIfAbsent(what + " of " + of, key -> new ArrayList<>());
      series.add(value);
      assertThat(at).as("%s of %s", what, of).isEqualTo(series.size());
    }
  }

  private Model fit(Checkpoint checkpoint, Heard heard) {
    return Fit.of(DATA, OPTIONS, Draws.PROVENANCE, checkpoint, new Threads(2), heard);
  }

  /** Every law by its name, rounds in order, all parts of the work; the second time from memory. */
  @Test
  void everyLawIsHeardOf() throws IOException {
    Checkpoint checkpoint = Checkpoint.at(folder.resolve("c.json"), "fit", "abc");
    Heard first = new Heard();
    Model model = fit(checkpoint, first);
    TreeSet<String> names = new TreeSet<>();
    for (String law : List.of("psi_1", "psi_2", "phi_2", "H_0", "H_1")) {
      names.add("nats of " + law);
      names.add("step of " + law);
    }
    assertThat(first.measured.keySet()).isEqualTo(names);
    first.measured.forEach(
        (name, series) -> {
          assertThat(series).as(name).hasSizeGreaterThan(1).allMatch(v -> v >= 0);
          assertThat(name.startsWith("nats") || series.stream().allMatch(v -> v > 0)).isTrue();
        });
    assertThat(first.done).isEqualTo(first.totals);
    for (Level level : model.levels()) {
      assertThat(level.estimate().estimator()).startsWith("maximum likelihood");
      assertThat(level.estimate().fields()).isEqualTo(200);
    }
    Heard again = new Heard();
    Model same = fit(checkpoint, again);
    assertThat(again.measured).isEmpty();
    assertThat(again.done).isEqualTo(again.totals).isEqualTo(first.totals);
    assertThat(same.levels().getFirst().energy().theta())
        .isEqualTo(model.levels().getFirst().energy().theta());
  }
}
