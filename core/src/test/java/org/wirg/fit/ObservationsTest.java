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
    Grid large = Grid.of(24, 24);
    int count = 1500;
    double[] rows = Draws.gaussian(Draws.free(large, 1), count, 9);
    boolean[] block = GRID.inside(1);
    List<double[]> cut = new ArrayList<>();
    List<double[]> damaged = new ArrayList<>();
    for (int f = 0; f < count; f++) {
      double[] field = new double[GRID.sites()];
      for (int i = 0; i < field.length; i++) {
        field[i] = rows[f * large.sites() + large.site(GRID.coordinates(i))];
      }
      cut.add(field);
      double[] other = field.clone();
      for (int i = 0; i < other.length; i++) {
        other[i] = block[i] ? other[i] : 1;
      }
      damaged.add(other);
    }
    QuadraticKernel kernel = new QuadraticKernel(GRID, 1, true);
    ScalarPotential potential = potential(GRID);
    List<Potential> terms = List.of(kernel, potential);
    double[] theta = new double[kernel.parameters() + potential.parameters()];
    theta[0] = -0.8;
    System.arraycopy(potential.quadratic(5), 0, theta, kernel.parameters(), potential.parameters());
    ConditionalEnergy start = new ConditionalEnergy(Subspace.whole(GRID), terms, theta);
    assertThat(deviation(start, Observations.within(damaged, terms, block))).isLessThan(4);
    assertThat(deviation(start, Observations.of(cut))).isGreaterThan(8);
  }

  /** Of the coupling from -1, in errors. */
  private static double deviation(ConditionalEnergy start, Observations observed) {
    LikelihoodSolution solution =
        new MaximumLikelihood(
                start,
                1,
                0.4,
                observed,
                true,
                LikelihoodOptions.REFINEMENT.conditional(),
                5,
                new Threads(2))
            .run(new ClimbProgress(Progress.NONE).of("phi_0"));
    assertThat(solution.settled()).isTrue();
    double error = Math.sqrt(solution.covariance().get(0, 0));
    assertThat(error).isBetween(1e-3, 0.05);
    return Math.abs(solution.theta()[0] + 1) / error;
  }

  /**
   * Critical fields with sites that hold something else: the chains start there, and the field's
   * mean is slow to forget it. The law that is found has the whole fields' own averages of
   * products, that which the climb starts at has not.
   */
  @Test
  void slowModesOfACriticalFieldAreWaitedFor() throws IOException {
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
    ConditionalEnergy found = climbed(start, observed);
    assertThat(mismatch(found, fields)).isLessThan(5);
    assertThat(mismatch(start, fields)).isGreaterThan(50);
  }

  private static ConditionalEnergy climbed(ConditionalEnergy start, Observations observed) {
    LikelihoodSolution solution =
        new MaximumLikelihood(
                start,
                1,
                0.9,
                observed,
                true,
                LikelihoodOptions.REFINEMENT.conditional(),
                5,
                new Threads(2))
            .run(new ClimbProgress(Progress.NONE).of("phi_0"));
    return new ConditionalEnergy(start.subspace(), start.terms(), solution.theta());
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

  @Test
  void termsOfCoarserFieldsAreRefused() {
    WaveletStep step = new WaveletStep(Wavelet.named("db2"), GRID);
    Potential coarse = new CoarsePotential(List.of(step), 1, potential(step.coarse()));
    List<double[]> field = List.of(new double[GRID.sites()]);
    assertThatThrownBy(() -> Observations.within(field, List.of(coarse), GRID.inside(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
