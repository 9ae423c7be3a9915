package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Model;
import org.wirg.energy.Potential;
import org.wirg.energy.Subspace;
import org.wirg.field.Dataset;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.field.Mask;
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;
import org.wirg.field.RawDataset;
import org.wirg.wavelet.Pyramid;
import org.wirg.wavelet.Wavelet;
import org.wirg.wavelet.WaveletStep;

/** Fields with sites that hold no data: what is learned is what the whole fields have elsewhere. */
class MaskedFitTest {
  private static final Grid GRID = Grid.of(32, 32);
  private static final int RADIUS = 1;
  private static final int FIELDS = 40;
  private static final Pyramid PYRAMID =
      new Pyramid(Wavelet.named("db2"), GRID, Pyramid.levelsDownTo(GRID, 1));
  private static final FitOptions OPTIONS =
      new FitOptions("db2", 1, RADIUS, 8, false, false, 1, 2).withMask(mask());

  /** A hole across the periodic edge, and one site alone. */
  private static Mask mask() {
    boolean[] free = GRID.inside(0);
    for (int i = 0; i < free.length; i++) {
      int[] x = GRID.coordinates(i);
      boolean hole = x[0] > 3 && x[0] < 7 && (x[1] < 2 || x[1] > 29);
      free[i] = !hole && i != GRID.site(new int[] {20, 11});
    }
    return new Mask(GRID, free);
  }

  private static double[] rows() {
    double[] rows = new double[FIELDS * GRID.sites()];
    Random random = new Random(3);
    double x = 0;
    for (int i = 0; i < rows.length; i++) {
      x = random.nextGaussian() + 0.6 * x;
      rows[i] = x + 0.1 * x * x;
    }
    return rows;
  }

  /** The same where there are data. */
  private static double[] damaged(double[] rows, double value) {
    boolean[] free = mask().free();
    double[] damaged = rows.clone();
    for (int i = 0; i < rows.length; i++) {
      damaged[i] = free[i % free.length] ? rows[i] : value;
    }
    return damaged;
  }

  private static Dataset data(double[] rows) {
    return mask().filled(new RawDataset(GRID, rows));
  }

  private static double[] level(double[] field, int l) {
    double[] x = field;
    for (int j = 1; j <= l; j++) {
      WaveletStep step = PYRAMID.step(j);
      double[] coarse = new double[step.coarse().sites()];
      step.coarsen(x, 1, step.scratch(1), coarse);
      x = coarse;
    }
    return x;
  }

  @Test
  void sitesThatTheMaskHasNotTouchedHaveTheirValues() {
    Interior interior = OPTIONS.interior(PYRAMID);
    assertThat(interior.edgedLevels()).isBetween(2, 4);
    double[] whole = Arrays.copyOf(rows(), GRID.sites());
    double[] other = damaged(whole, 50);
    for (int l = 0; l < interior.edgedLevels(); l++) {
      boolean[] free = interior.field(l);
      double[] expected = level(whole, l);
      double[] found = level(other, l);
      for (int i = 0; i < free.length; i++) {
        // No site is left out that need not be, none is kept that is touched.
        assertThat(Math.abs(found[i] - expected[i]) < 1e-9)
            .as("level %d, %d", l, i)
            .isEqualTo(free[i]);
      }
    }
  }

  /** Number for number, whatever is written at masked sites: NaN, too. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void detailsAreLearnedAsFromWholeFields(boolean stiffness) {
    double[] rows = rows();
    FitOptions options = OPTIONS.withStiffness(stiffness);
    Fit.Scored scored = Fit.scored(data(damaged(rows, Double.NaN)), options, 0, Progress.NONE);
    int levels = scored.pyramid().levels();
    assertThat(levels).isEqualTo(options.levels(GRID));
    for (int j = 1; j <= levels; j++) {
      ConditionalEnergy energy = scored.energies().get(j - 1);
      assertThat(energy.subspace().dimension())
          .isBetween(1, Subspace.details(PYRAMID.step(j)).dimension() - 1);
      List<Potential> terms = energy.terms();
      NormalEquations equations =
          new NormalEquations(terms, energy.subspace(), new GradientBuffers());
      for (int f = 0; f < FIELDS; f++) {
        double[] field = Arrays.copyOfRange(rows, f * GRID.sites(), (f + 1) * GRID.sites());
        double[] x = Arrays.stream(field).map(v -> v - scored.scan().mean()).toArray();
        double sigma = scored.scan().sigma()[j - 1];
        equations.add(Arrays.stream(level(x, j - 1)).map(v -> v / sigma).toArray(), 1);
      }
      double[] expected = equations.solve().theta();
      double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
      assertThat(scored.solutions().get(j - 1).theta())
          .containsExactly(expected, within(1e-6 * largest));
    }
    // The twin believes what is written there.
    Fit.Scored twin =
        Fit.scored(
            new MemoryDataset(GRID, damaged(rows, 3)), options.withMask(null), 0, Progress.NONE);
    assertThat(twin.solutions().getFirst().theta()[0])
        .isNotCloseTo(scored.solutions().getFirst().theta()[0], within(1e-3));
  }

  /**
   * Couplings of a free field, H = 1/2 sum phi (m^2 - Laplacian) phi, are 1 within their errors.
   */
  @Test
  void aFreeFieldHasItsCouplings() {
    double[] rows = Draws.gaussian(Draws.free(GRID, 0.7), 600, 8);
    Model model =
        Draws.fit(
            data(damaged(rows, Double.NEGATIVE_INFINITY)),
            new FitOptions("db2", 1, RADIUS, 8, true, false, 1, 2).withMask(mask()));
    double[] covariance = model.hamiltonians().levels().getFirst().estimate().covariance();
    double coupling = -model.hamiltonians().levels().getFirst().energy().theta()[0];
    double sigma = model.levels().getFirst().sigma();
    double error = Math.sqrt(covariance[0]) / (sigma * sigma);
    assertThat(error).isBetween(1e-3, 0.1);
    assertThat(coupling / (sigma * sigma)).isCloseTo(1, within(4 * error));
    assertThat(model.hamiltonians().logPartitions()).isEmpty();
  }

  @Test
  void aMaskThatLeavesNoDetailIsRefused() {
    boolean[] free = GRID.inside(0);
    for (int i = 0; i < free.length; i += 3) {
      free[i] = false;
    }
    FitOptions options = OPTIONS.withMask(new Mask(GRID, free));
    assertThatThrownBy(() -> Draws.fit(new MemoryDataset(GRID, rows()), options))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("342 sites masked");
  }
}
