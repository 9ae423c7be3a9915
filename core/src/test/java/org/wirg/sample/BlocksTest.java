package org.wirg.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.OriginalKernel;
import org.wirg.energy.Potential;
import org.wirg.energy.QuadraticKernel;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.SplineBasis;
import org.wirg.energy.Stiffness;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.wavelet.Wavelet;
import org.wirg.wavelet.WaveletStep;

/** Blocks in their tiles. */
class BlocksTest {
  private static final int LANES = 3;

  private static ConditionalEnergy energy(Subspace subspace, int radius) {
    return energy(subspace, radius, null);
  }

  /**
   * @param more a term beside kernel and potential
   */
  private static ConditionalEnergy energy(
      Subspace subspace, int radius, @Nullable Function<Grid, Potential> more) {
    Grid grid = subspace.grid();
    List<Potential> terms = new ArrayList<>();
    terms.add(new QuadraticKernel(grid, radius, false));
    if (more != null) {
      terms.add(more.apply(grid));
    }
    terms.add(new ScalarPotential(grid, Laws.WIDE, false, ScalarPotential.Gauge.CONSTANT));
    int parameters = terms.stream().mapToInt(Potential::parameters).sum();
    double most = more == null ? 1 : 0.05; // forces of other terms grow faster
    double[] theta = new Random(3).doubles(parameters, 0, most).toArray();
    return new ConditionalEnergy(subspace, terms, theta);
  }

  private static Potential stiffness(Grid grid) {
    return new Stiffness(grid, new SplineBasis(-2, 2, 7), false, false, 1, true);
  }

  private static Potential original(Grid grid) {
    SplineBasis basis = new SplineBasis(-1, 1, 9);
    return new OriginalKernel(
        new QuadraticKernel(grid, 2, false), basis, OriginalKernel.nextTo(Math::exp, basis), 1);
  }

  private static ConditionalEnergy symmetric(Grid grid) {
    QuadraticKernel kernel = new QuadraticKernel(grid, 2, true);
    return new ConditionalEnergy(
        Subspace.whole(grid), List.of(kernel), new double[kernel.parameters()]);
  }

  private static List<ConditionalEnergy> energies() {
    return List.of(
        energy(details("db2", 32, 32), 2),
        energy(details("haar", 16, 32), 3),
        energy(details("db3", 64), 4),
        energy(details("db2", 16, 16, 16), 1),
        energy(Subspace.whole(Grid.of(16, 12)), 3),
        energy(Subspace.whole(Grid.of(20)), 2),
        energy(details("db2", 32, 32), 1, BlocksTest::stiffness),
        energy(details("haar", 24, 32), 1, BlocksTest::original),
        energy(details("db3", 64), 3, BlocksTest::original),
        energy(details("db2", 16, 16, 16), 1, BlocksTest::original),
        energy(Subspace.whole(Grid.of(20, 18)), 3, BlocksTest::original),
        energy(Subspace.whole(Grid.of(16)), 1, BlocksTest::stiffness));
  }

  private static Subspace details(String wavelet, int... shape) {
    return Subspace.details(new WaveletStep(Wavelet.named(wavelet), Grid.of(shape)));
  }

  private static Blocks blocks(ConditionalEnergy energy) {
    return Objects.requireNonNull(Blocks.of(energy, 2));
  }

  private static double[] random(long seed, int length) {
    return new Random(seed).doubles(length, -1, 1).toArray();
  }

  /** The coefficients of one block, on the whole lattice; all others rest. */
  private static boolean[] moves(ConditionalEnergy energy, Blocks blocks, int block, int[] shift) {
    boolean details = energy.subspace() instanceof Subspace.Details;
    Grid coefficients = details ? energy.grid().coarser() : energy.grid();
    Grid tile = details ? blocks.law().grid().coarser() : blocks.law().grid();
    int[] origin = blocks.origin(block, shift);
    boolean[] inTile =
        switch (blocks.law().subspace()) {
          case Subspace.SomeDetails some -> some.moves();
          case Subspace.SomeSites some -> some.moves();
          default -> throw new IllegalStateException();
        };
    boolean[] moves = new boolean[coefficients.sites()];
    for (int k = 0; k < inTile.length; k++) {
      int[] x = tile.coordinates(k);
      for (int a = 0; a < x.length; a++) {
        x[a] += origin[a] / (details ? 2 : 1);
      }
      moves[coefficients.site(x)] |= inTile[k];
    }
    return moves;
  }

  /**
   * The force on a block in its tile is that on the lattice; when the block moves, the energies of
   * tile and lattice change by the same; nothing else moves; and every coefficient is in a block.
   */
  @Test
  void aBlockFeelsInItsTileWhatItFeelsOnTheLattice() {
    for (ConditionalEnergy energy : energies()) {
      Blocks blocks = blocks(energy);
      int sites = energy.grid().sites();
      int[] shift = new Random(5).ints(blocks.rank(), 0, 100).toArray();
      double[] x = random(1, sites * LANES);
      Chains chains = new Chains(energy, 1, x, LANES, 1, 0);
      Tile tile = new Tile(blocks, chains);
      boolean[] moved = new boolean[moves(energy, blocks, 0, shift).length];
      assertThat(blocks.count()).isGreaterThanOrEqualTo(2);
      for (int block = 0; block < blocks.count(); block++) {
        boolean[] moves = moves(energy, blocks, block, shift);
        ConditionalEnergy alone =
            new ConditionalEnergy(energy.subspace().part(moves), energy.terms(), energy.theta());
        double[] before = new double[LANES];
        double[] force = new double[x.length];
        alone.evaluator(LANES).energy(x, force, before);
        int[] origin = blocks.origin(block, shift);
        tile.take(x, origin);
        tile.chains.begin();
        double[] tileBefore = tile.chains.energies().clone();
        double[] tileForce = new double[x.length];
        double[] start = x.clone();
        // The tile's force, moved to the lattice: put it there in place of the fields.
        double[] fields = tile.chains.x.clone();
        System.arraycopy(tile.chains.gradient, 0, tile.chains.x, 0, fields.length);
        tile.give(tileForce, origin);
        for (int i = 0; i < force.length; i++) {
          assertThat(Math.abs(tileForce[i] - force[i])).isLessThan(1e-11);
        }
        for (int i = 0; i < fields.length; i++) {
          tile.chains.x[i] = fields[i] - 0.1 * tile.chains.gradient[i];
        }
        tile.give(x, origin);
        tile.chains.begin();
        double[] after = new double[LANES];
        alone.evaluator(LANES).energy(x, new double[x.length], after);
        for (int lane = 0; lane < LANES; lane++) {
          double change = after[lane] - before[lane];
          assertThat(tile.chains.energies()[lane] - tileBefore[lane])
              .isCloseTo(change, within(1e-10 * Math.abs(before[lane])));
          assertThat(change).isNotZero();
        }
        double[] difference = new double[x.length];
        Arrays.setAll(difference, i -> x[i] - start[i]);
        double[] within = difference.clone();
        alone.evaluator(LANES).project(within);
        assertThat(within).containsExactly(difference, within(1e-12));
        for (int k = 0; k < moves.length; k++) {
          moved[k] |= moves[k];
        }
      }
      assertThat(moved).doesNotContain(false);
    }
  }

  /** The energy that chains keep account of is that of their fields. */
  @Test
  void theSumOfChangesIsTheEnergy() {
    for (ConditionalEnergy energy : energies()) {
      double[] x = random(8, energy.grid().sites() * LANES);
      Chains chains = new Chains(energy, 1, x, LANES, 4, 0);
      Transition move = new Transition(0.05, 2, blocks(energy));
      StepInfo info = new StepInfo();
      for (int t = 0; t < 4; t++) {
        move.step(chains, t, info);
      }
      assertThat(info.acceptance()).isGreaterThan(0.05);
      double[] kept = chains.energies().clone();
      chains.begin();
      assertThat(kept).containsExactly(chains.energies(), within(1e-9 * Math.abs(kept[0])));
      // A move of the whole field goes on from there.
      new Transition(0.01, 2).step(chains, 9, info);
    }
  }

  /** What a chain does depends on its number alone, not on its neighbours. */
  @Test
  void chainsDoNotKnowTheirNeighbours() {
    ConditionalEnergy energy = energies().getFirst();
    Transition move = new Transition(0.2, 3, blocks(energy));
    int sites = energy.grid().sites();
    double[] start = random(6, sites * LANES);
    Chains together = new Chains(energy, 1, start.clone(), LANES, 9, 40);
    StepInfo info = new StepInfo();
    for (int t = 0; t < 5; t++) {
      move.step(together, t, info);
    }
    assertThat(info.acceptance()).isBetween(0.05, 0.999);
    for (int lane = 0; lane < LANES; lane++) {
      double[] own = new double[sites];
      for (int i = 0; i < sites; i++) {
        own[i] = start[i * LANES + lane];
      }
      Chains alone = new Chains(energy, 1, own, 1, 9, 40 + lane);
      for (int t = 0; t < 5; t++) {
        move.step(alone, t, new StepInfo());
      }
      for (int i = 0; i < sites; i++) {
        assertThat(together.x[i * LANES + lane]).isEqualTo(alone.x[i]);
      }
    }
  }

  @Test
  void noneWhereTheyDoNotFit() {
    // On a square tile a symmetric law would have other couplings than on a lattice that is not.
    assertThat(Blocks.of(symmetric(Grid.of(32, 64)), 4)).isNull();
    assertThat(Blocks.of(symmetric(Grid.of(32, 32)), 4)).isNotNull();
    assertThat(Blocks.of(energy(details("db2", 8, 8), 4), 2)).isNull();
    assertThat(Blocks.of(energy(details("db2", 16, 16), 4), 8)).isNull();
    assertThat(Blocks.of(energy(details("db2", 32, 32), 4), 8)).isNotNull();
  }
}
