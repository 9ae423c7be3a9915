package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.energy.CoarsePotential;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Potential;
import org.wirg.energy.QuadraticKernel;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.SplineBasis;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.field.Progress;
import org.wirg.internal.parallel.Threads;
import org.wirg.lattice.Phi4;
import org.wirg.lattice.SimulationOptions;
import org.wirg.sample.Transition;
import org.wirg.wavelet.Wavelet;
import org.wirg.wavelet.WaveletStep;

/** What blocks that do not go around say of the law that they were cut from. */
class ObservationsTest {
  private static final Grid GRID = Grid.of(8, 8);

  private static ScalarPotential potential(Grid grid) {
    return new ScalarPotential(
        grid, new SplineBasis(-2, 2, 8), false, ScalarPotential.Gauge.CONSTANT);
  }

  /** Pair by pair and site by site. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void momentsAreAveragesOverTheBlock(boolean isotropic) {
    Grid grid = Grid.of(6, 8);
    QuadraticKernel kernel = new QuadraticKernel(grid, 2, isotropic);
    ScalarPotential potential = potential(grid);
    boolean[] block = grid.inside(1);
    double[] field = new Random(4).doubles(grid.sites(), -2, 2).toArray();
    double[] found =
        Observations.within(List.of(field), List.of(kernel, potential), block).moments().getFirst();
    double[] ones = new double[grid.sites()];
    Arrays.fill(ones, 1);
    double[] size = new double[kernel.parameters()];
    kernel.values(ones, 1, size);
    for (int o = 0; o < size.length; o++) {
      double sum = 0;
      int pairs = 0;
      for (int[] shift : kernel.orbit(o)) {
        for (int i = 0; i < grid.sites(); i++) {
          int[] x = grid.coordinates(i);
          x[0] += shift[0];
          x[1] += shift[1];
          boolean inside = x[0] >= 1 && x[0] < 5 && x[1] >= 1 && x[1] < 7;
          if (block[i] && inside) {
            sum += field[i] * field[grid.site(x)];
            pairs++;
          }
        }
      }
      assertThat(found[o]).as("U_%s", o).isCloseTo(size[o] * sum / pairs, within(1e-12));
    }
    double[] expected = new double[potential.parameters()];
    for (int i = 0; i < grid.sites(); i++) {
      double[] at = potential.at(field[i]);
      for (int m = 0; m < at.length && block[i]; m++) {
        expected[m] += at[m] / 24 * 48;
      }
    }
    assertThat(Arrays.copyOfRange(found, size.length, found.length))
        .containsExactly(expected, within(1e-12));
  }

  /**
   * A free field on a larger lattice, H = 1/2 sum phi (1 - Laplacian) phi, so K(1,0) = 1: its
   * blocks say so, edges and all that is written there left out. Taken as periodic they do not.
   */
  @Test
  void blocksOfALargerLatticeHaveItsCoupling() {
    List<double[]> cut = cut(Grid.of(24, 24), 1, 1500);
    boolean[] block = GRID.inside(1);
    List<double[]> damaged = new ArrayList<>();
    for (double[] field : cut) {
      double[] other = field.clone();
      for (int i = 0; i < other.length; i++) {
        other[i] = block[i] ? other[i] : 1;
      }
      damaged.add(other);
    }
    ConditionalEnergy start = start(potential(GRID), 5);
    List<Potential> terms = start.terms();
    assertThat(deviation(start, Observations.within(damaged, terms, block))).isLessThan(4);
    assertThat(deviation(start, Observations.of(cut))).isGreaterThan(8);
  }

  /** The same with correlations over three sites, on a lattice twice as long as the block's. */
  @Test
  void aLatticeTwiceAsLongHasItToo() {
    double mass = 0.3;
    List<double[]> cut = cut(Grid.of(32, 32), mass, 1500);
    ConditionalEnergy start =
        start(
            new ScalarPotential(
                GRID, new SplineBasis(-3, 3, 8), false, ScalarPotential.Gauge.CONSTANT),
            4 + mass * mass);
    Observations observed = Observations.within(cut, start.terms(), GRID.inside(1));
    ConditionalEnergy wide = start.on(Subspace.whole(Observations.twice(GRID)));
    assertThat(deviation(wide, observed.mirrored(GRID))).isLessThan(4);
  }

  /** Averages over sites and pairs stay, on four times as many. */
  @Test
  void mirrorImagesStandBeside() {
    Grid grid = Grid.of(4, 6);
    double[] field = Draws.gaussian(Draws.free(grid, 1), 1, 3);
    List<Potential> terms = List.of(new QuadraticKernel(grid, 1, false), potential(grid));
    Observations observed = Observations.within(List.of(field), terms, grid.inside(0));
    Observations mirrored = observed.mirrored(grid);
    Grid twice = Observations.twice(grid);
    assertThat(twice).isEqualTo(Grid.of(8, 12));
    double[] found = mirrored.fields().getFirst();
    for (int i = 0; i < found.length; i++) {
      int[] x = twice.coordinates(i);
      int row = x[0] < 4 ? x[0] : 7 - x[0];
      int column = x[1] < 6 ? x[1] : 11 - x[1];
      assertThat(found[i]).isEqualTo(field[grid.site(row, column)]);
    }
    double[] moments = observed.moments().getFirst();
    double[] expected = Arrays.stream(moments).map(u -> 4 * u).toArray();
    assertThat(mirrored.moments().getFirst()).containsExactly(expected);
  }

  /** Chains that are all alike answer to nothing; what the data's moments do measures steps. */
  @Test
  void chainsThatDoNotMoveAreNoMeasureOfSteps() {
    List<double[]> alike = new ArrayList<>();
    List<double[]> moments = new ArrayList<>();
    ScalarPotential potential = potential(GRID);
    Random random = new Random(5);
    for (int f = 0; f < 200; f++) {
      alike.add(new double[GRID.sites()]);
      moments.add(random.doubles(potential.parameters()).toArray());
    }
    ConditionalEnergy law =
        new ConditionalEnergy(Subspace.whole(GRID), List.of(potential), potential.quadratic(1));
    PersistentChains chains =
        new PersistentChains(law, 1, new Observations(alike, moments), 5, new Threads(2));
    MomentDifferences compared = chains.compared();
    double twelfth = 1.0 / 12; // the variance of a uniform number
    for (int m = 0; m < potential.parameters(); m++) {
      assertThat(chains.response(compared).get(m, m)).isCloseTo(0, within(1e-9));
      assertThat(chains.metric(compared).get(m, m)).isCloseTo(0.5 * twelfth, within(0.01));
    }
    PersistentChains own = new PersistentChains(law, 1, Observations.of(alike), 5, new Threads(2));
    assertThat(own.metric(own.compared()).get(0, 0)).isCloseTo(0, within(1e-9));
  }

  /** Chains that have moved, and start again, are where they started. */
  @Test
  void chainsStartAgain() {
    List<double[]> rows = cut(GRID, 1, 300);
    ScalarPotential potential = potential(GRID);
    ConditionalEnergy law =
        new ConditionalEnergy(Subspace.whole(GRID), List.of(potential), potential.quadratic(1));
    TunedChains tuned = new TunedChains(law, 1, 0.9, Observations.of(rows), 5, new Threads(2));
    double[] still = new double[potential.parameters()];
    assertThat(tuned.chains().compared().mean()).isNotEqualTo(still);
    tuned.chains().restart();
    assertThat(tuned.chains().compared().mean()).isEqualTo(still);
    assertThat(tuned.chains().compared().count()).isEqualTo(300);
  }

  /** A corner of free fields of a larger lattice. */
  private static List<double[]> cut(Grid large, double mass, int count) {
    double[] rows = Draws.gaussian(Draws.free(large, mass), count, 9);
    List<double[]> cut = new ArrayList<>();
    for (int f = 0; f < count; f++) {
      double[] field = new double[GRID.sites()];
      for (int i = 0; i < field.length; i++) {
        field[i] = rows[f * large.sites() + large.site(GRID.coordinates(i))];
      }
      cut.add(field);
    }
    return cut;
  }

  /** Nearest neighbours coupled by 0.8, in a quadratic potential. */
  private static ConditionalEnergy start(ScalarPotential potential, double curvature) {
    QuadraticKernel kernel = new QuadraticKernel(GRID, 1, true);
    double[] v = potential.quadratic(curvature);
    double[] theta = new double[kernel.parameters() + v.length];
    theta[0] = -0.8;
    System.arraycopy(v, 0, theta, kernel.parameters(), v.length);
    return new ConditionalEnergy(Subspace.whole(GRID), List.of(kernel, potential), theta);
  }

  /** Of the coupling from -1, in errors. */
  private static double deviation(ConditionalEnergy start, Observations observed) {
    LikelihoodSolution solution = solved(start, 0.4, observed);
    assertThat(solution.settled()).isTrue();
    double error = Math.sqrt(solution.covariance().get(0, 0));
    assertThat(error).isBetween(1e-3, 0.05);
    return Math.abs(solution.theta()[0] + 1) / error;
  }

  private static LikelihoodSolution solved(
      ConditionalEnergy start, double moving, Observations observed) {
    return new MaximumLikelihood(
            start,
            1,
            moving,
            observed,
            true,
            LikelihoodOptions.REFINEMENT.conditional(),
            5,
            new Threads(2))
        .run(new ClimbProgress(Progress.NONE).of("phi_0", () -> {}));
  }

  /**
   * Critical fields with sites that hold something else, where the chains start: the law that is
   * found has the whole fields' own averages of products, that which the climb starts at has not.
   */
  @Test
  void damagedCriticalFieldsHaveTheAveragesOfWholeOnes() throws IOException {
    int count = 1000;
    List<double[]> fields = new ArrayList<>();
    List<double[]> damaged = new ArrayList<>();
    boolean[] known = GRID.inside(0);
    for (int site : new int[] {9, 10, 17, 18, 19, 26, 27, 44}) {
      known[site] = false;
    }
    new Phi4(GRID, 0.68)
        .simulate(
            new SimulationOptions(count, 7, 1, 0),
            (rows, n) -> {
              for (int f = 0; f < n; f++) {
                double[] field = Arrays.copyOfRange(rows, f * GRID.sites(), (f + 1) * GRID.sites());
                double[] other = field.clone();
                for (int i = 0; i < other.length; i++) {
                  other[i] = known[i] ? other[i] : 0.1 * i;
                }
                fields.add(field);
                damaged.add(other);
              }
            });
    QuadraticKernel kernel = new QuadraticKernel(GRID, 2, true);
    ScalarPotential potential =
        new ScalarPotential(
            GRID, new SplineBasis(-2.2, 2.2, 12), true, ScalarPotential.Gauge.CONSTANT);
    List<Potential> terms = List.of(kernel, potential);
    double[] theta = new double[kernel.parameters() + potential.parameters()];
    theta[0] = -0.3;
    System.arraycopy(potential.quadratic(3), 0, theta, kernel.parameters(), potential.parameters());
    ConditionalEnergy start = new ConditionalEnergy(Subspace.whole(GRID), terms, theta);
    Observations observed = Observations.within(damaged, terms, known);
    double[] solution = solved(start, 0.9, observed).theta();
    ConditionalEnergy found = new ConditionalEnergy(start.subspace(), terms, solution);
    assertThat(mismatch(found, fields)).isLessThan(5);
    assertThat(mismatch(start, fields)).isGreaterThan(50);
  }

  /** The largest mismatch of a kernel's average under a law, in errors. */
  private static double mismatch(ConditionalEnergy law, List<double[]> fields) {
    TunedChains chains = new TunedChains(law, 2, 0.9, Observations.of(fields), 6, new Threads(2));
    chains.move(law, 400);
    MomentDifferences compared = chains.chains().compared();
    double most = 0;
    for (int m = 0; m < law.terms().getFirst().parameters(); m++) {
      double error = Math.sqrt(compared.variance(m) / fields.size());
      most = Math.max(most, Math.abs(compared.mean()[m]) / error);
    }
    return most;
  }

  /** Chains remember all where they start, and little after many times of a free field's modes. */
  @Test
  void chainsForgetWhereTheyStarted() {
    double[] rows = Draws.gaussian(Draws.free(GRID, 1), 1000, 9);
    List<double[]> fields = new ArrayList<>();
    for (int f = 0; f < 1000; f++) {
      fields.add(Arrays.copyOfRange(rows, f * GRID.sites(), (f + 1) * GRID.sites()));
    }
    QuadraticKernel kernel = new QuadraticKernel(GRID, 1, true);
    ScalarPotential potential = potential(GRID);
    double[] theta = new double[kernel.parameters() + potential.parameters()];
    theta[0] = -1; // H = 1/2 sum phi (1 - Laplacian) phi
    System.arraycopy(potential.quadratic(5), 0, theta, kernel.parameters(), potential.parameters());
    ConditionalEnergy law =
        new ConditionalEnergy(Subspace.whole(GRID), List.of(kernel, potential), theta);
    PersistentChains chains =
        new PersistentChains(law, 1, Observations.of(fields), 5, new Threads(2));
    List<double[][]> begun = chains.values();
    assertThat(chains.remembered()).isCloseTo(1, within(1e-12));
    assertThat(chains.drift(begun)).isZero();
    chains.move(law, new Transition(0.02, 2), 0, 5, chains.batches());
    assertThat(chains.remembered()).isGreaterThan(0.5);
    chains.move(law, new Transition(0.1, 6), 5, 100, chains.batches());
    assertThat(chains.remembered()).isLessThan(0.1);
    // In equilibrium from the first step on: a chance of 1e-4 for each of some ten functions.
    assertThat(chains.drift(begun)).isLessThan(16);
    theta[0] = 0;
    ConditionalEnergy other = new ConditionalEnergy(law.subspace(), law.terms(), theta);
    chains.move(other, new Transition(0.1, 6), 105, 20, chains.batches());
    assertThat(chains.drift(begun)).isGreaterThan(100);
  }

  @Test
  void termsOfCoarserFieldsAreRefused() {
    WaveletStep step = new WaveletStep(Wavelet.named("db2"), GRID);
    Potential coarse = new CoarsePotential(List.of(step), 1, potential(step.coarse()));
    List<double[]> field = List.of(new double[GRID.sites()]);
    assertThatThrownBy(() -> Observations.within(field, List.of(coarse), GRID.inside(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
