package org.wirg.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.energy.Provenance;
import org.wirg.field.Grid;
import org.wirg.field.Progress;
import org.wirg.fit.Fit;
import org.wirg.fit.FitOptions;
import org.wirg.lattice.GaussianField;
import org.wirg.lattice.PowerLaw;

/**
 * Levels tuned on a smaller lattice: autocorrelation times found there agree within 4 errors with
 * those of long runs on the lattice itself, and acceptances within 0.06: all chains share the
 * step's random length, so a drawing knows them from some twenty lengths, to 0.015.
 */
final class SmallerLatticeTest {
  private static final SampleOptions OPTIONS = new SampleOptions(SampleOptions.Method.HMC, 5, 2);
  private static Model model;

  /** Levels on 64 to 2 sites in a row, of which that on 4 is repeated on longer rows. */
  @BeforeAll
  static void fit() throws Exception {
    GaussianField law = new GaussianField(Grid.of(64), new PowerLaw(2, 0.5));
    model =
        Fit.of(
            law.dataset(400, 3),
            new FitOptions("db2", 1, 1, 8, false, false, 1, 2),
            new Provenance("test", "0", "none", "", "f8", 0, 0),
            Progress.NONE);
  }

  private static SmallerLattice smaller(int sites) {
    return Objects.requireNonNull(SmallerLattice.of(model.resized(sites)));
  }

  @Test
  void fewBlocksAreLeftOfEveryLevel() {
    assertThat(SmallerLattice.of(model)).isNull();
    assertThat(SmallerLattice.of(model.resized(128))).isNull();
    // Blocks are of 16 details, two sites each: levels of 256 sites and more move by them, and 64
    // hold two, fewer none.
    int[][] expected = {{256, 64, 1}, {512, 128, 2}, {1024, 256, 3}, {2048, 512, 4}};
    for (int[] e : expected) {
      SmallerLattice found = smaller(e[0]);
      assertThat(found.model().grid()).isEqualTo(Grid.of(e[1]));
      assertThat(found.levels()).isEqualTo(e[2]);
      for (int i = 0; i < found.levels(); i++) {
        Level there = found.model().levels().get(i);
        Level here = model.resized(e[0]).levels().get(i);
        assertThat(there.energy().theta()).isEqualTo(here.energy().theta());
        assertThat(there.sigma()).isEqualTo(here.sigma());
        assertThat(Objects.requireNonNull(Calibration.someBlocks(there)).count())
            .isGreaterThanOrEqualTo(2);
      }
    }
  }

  @Test
  void whatIsFoundThereHoldsOnTheLatticeItself() {
    Model large = model.resized(1024);
    Sampler sampler = new Sampler(large, OPTIONS);
    List<LevelPlan> plans = sampler.calibrate(Progress.NONE);
    int levels = smaller(1024).levels();
    int side = smaller(1024).model().grid().size(0);
    List<LevelMixing> mixing = sampler.mixing(0.02, Progress.NONE);
    List<StepInfo> infos = sampler.draw(plans, 16, (fields, n) -> {}, Progress.NONE);
    for (int i = 0; i < plans.size(); i++) {
      LevelPlan plan = plans.get(i);
      assertThat(plan.size()).isEqualTo(1024 >> i);
      assertThat(plan.pilotSize()).isEqualTo(i < levels ? side >> i : plan.size());
      Blocks blocks = plan.transition().blocks();
      if (i >= levels) {
        assertThat(blocks).isNull();
        continue;
      }
      assertThat(Objects.requireNonNull(blocks).fine()).isEqualTo(Grid.of(1024 >> i));
      assertThat(infos.get(i).meanProbability()).isCloseTo(plan.acceptance(), within(0.06));
      LevelPlan own = mixing.get(i).plan();
      assertThat(plan.transition().stepSize() / own.transition().stepSize())
          .isCloseTo(1, within(0.1));
      List<Double> taus = new ArrayList<>();
      for (LevelMixing.Watched watched : mixing.get(i).observables()) {
        taus.add(watched.tau().tau());
      }
      double slowest = taus.stream().mapToDouble(t -> t).max().orElseThrow();
      assertThat(plan.tau()).isCloseTo(slowest, within(4 * plan.tauError()));
    }
  }
}
