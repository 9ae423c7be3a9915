package org.wirg.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.QuadraticKernel;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.wavelet.Wavelet;
import org.wirg.wavelet.WaveletStep;

/** Blocks that do not feel each other, and the energy they change. */
class BlocksTest {
  private static final int LANES = 3;

  private static ConditionalEnergy energy(Subspace subspace, int radius) {
    Grid grid = subspace.grid();
    QuadraticKernel kernel = new QuadraticKernel(grid, radius, false);
    ScalarPotential potential =
        new ScalarPotential(grid, Laws.WIDE, false, ScalarPotential.Gauge.CONSTANT);
    Random random = new Random(3);
    double[] theta = random.doubles(kernel.parameters() + potential.parameters()).toArray();
    return new ConditionalEnergy(subspace, List.of(kernel, potential), theta);
  }

  private static List<ConditionalEnergy> energies() {
    return List.of(
        energy(details("db2", 32, 32), 2),
        energy(details("haar", 16, 32), 3),
        energy(details("db3", 64), 4),
        energy(details("db2", 16, 16, 16), 1),
        energy(Subspace.whole(Grid.of(16, 12)), 3),
        energy(Subspace.whole(Grid.of(20)), 2));
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

  /**
   * All blocks change at once; what the site by site change says of every block is what the energy
   * says when that block alone changes.
   */
  @Test
  void everyBlockChangesItsOwnEnergy() {
    for (ConditionalEnergy energy : energies()) {
      Blocks blocks = blocks(energy);
      int sites = energy.grid().sites();
      BlockScratch scratch = new BlockScratch(blocks, energy.subspace(), sites, LANES);
      int[] shift = new Random(5).ints(blocks.rank(), 0, 100).toArray();
      blocks.place(shift, scratch.places);
      double[] from = random(1, sites * LANES);
      double[] move = random(2, sites * LANES);
      scratch.project(move);
      double[] to = new double[from.length];
      Arrays.setAll(to, i -> from[i] + move[i]);
      energy.evaluator(LANES).addChange(from, to, scratch.change);
      scratch.sumChanges();
      double[] start = values(energy, from);
      assertThat(blocks.count()).isGreaterThanOrEqualTo(2);
      for (int block = 0; block < blocks.count(); block++) {
        double[] alone = from.clone();
        for (int i = 0; i < alone.length; i++) {
          if (scratch.places.blockOf[i / LANES] == block) {
            alone[i] = to[i];
          }
        }
        double[] end = values(energy, alone);
        for (int lane = 0; lane < LANES; lane++) {
          double change = end[lane] - start[lane];
          double said = scratch.changes[block * LANES + lane];
          assertThat(Math.abs(said - change)).isLessThan(1e-11 * Math.abs(start[lane]));
          assertThat(change).isNotZero();
        }
      }
      // Nothing moves between the blocks.
      for (int i = 0; i < move.length; i++) {
        assertThat(scratch.places.blockOf[i / LANES] >= 0 || move[i] == 0).isTrue();
      }
    }
  }

  private static double[] values(ConditionalEnergy energy, double[] x) {
    double[] values = new double[LANES];
    energy.evaluator(LANES).energy(x, new double[x.length], values);
    return values;
  }

  /** P_M is a projector within the subspace; its trace is the fraction that moves. */
  @Test
  void movesWithinTheSubspace() {
    for (ConditionalEnergy energy : energies()) {
      Blocks blocks = blocks(energy);
      int sites = energy.grid().sites();
      BlockScratch scratch = new BlockScratch(blocks, energy.subspace(), sites, LANES);
      blocks.place(new int[blocks.rank()], scratch.places);
      double[] once = random(4, sites * LANES);
      double[] start = once.clone();
      scratch.project(once);
      double[] twice = once.clone();
      scratch.project(twice);
      double[] within = once.clone();
      energy.evaluator(LANES).project(within);
      double[] first = start.clone();
      energy.evaluator(LANES).project(first);
      scratch.project(first);
      for (int i = 0; i < once.length; i++) {
        assertThat(Math.abs(twice[i] - once[i])).isLessThan(1e-14 * 20);
        assertThat(Math.abs(within[i] - once[i])).isLessThan(1e-14 * 20);
        assertThat(Math.abs(first[i] - once[i])).isLessThan(1e-14 * 20);
      }
      int moving = 0;
      for (boolean moves : scratch.places.moves) {
        moving += moves ? 1 : 0;
      }
      assertThat(moving / (double) scratch.places.moves.length)
          .isBetween(blocks.moving() - 1e-12, blocks.moving() + 1e-12);
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
    assertThat(Blocks.of(energy(details("db2", 8, 8), 4), 2)).isNull();
    assertThat(Blocks.of(energy(details("db2", 32, 32), 4), 8)).isNull();
    assertThat(Blocks.of(energy(details("db2", 64, 64), 4), 8)).isNotNull();
  }
}
