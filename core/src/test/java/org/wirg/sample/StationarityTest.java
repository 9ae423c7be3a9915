package org.wirg.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.field.Grid;
import org.wirg.internal.random.Purpose;
import org.wirg.internal.random.RandomStream;
import org.wirg.wavelet.Wavelet;
import org.wirg.wavelet.WaveletStep;

/**
 * The law does not move: chains start from exact draws, make a few steps, and the means of {@value
 * #OBSERVABLES} observables, three of them odd, must be where they were (Gandy and Scott,
 * arXiv:2001.06465). The means are compared in pairs, start with end of each chain.
 *
 * <p>False-alarm rate {@value #ALARM} per law and move by construction: each of at most {@value
 * #ROUNDS} rounds fails at a Bonferroni-corrected p below ALARM / ROUNDS. Every broken twin must be
 * caught by the same test.
 */
final class StationarityTest {
  private static final int OBSERVABLES = 8;
  private static final double ALARM = 1e-5;
  private static final int ROUNDS = 5;
  private static final int FIRST_ROUND = 4096;
  private static final int LANES = 64;
  private static final int STEPS = 6;

  private static final Transition MALA = new Transition(1.3, 1);
  private static final Transition LEAPFROG = new Transition(0.9, 3);
  private static final Transition PAIRS = new Transition(0.9, 4);

  /** A move of all chains. */
  @FunctionalInterface
  private interface Move {
    void step(Chains chains, int iteration, StepInfo info);
  }

  private static WaveletStep step(String wavelet, int... shape) {
    return new WaveletStep(Wavelet.named(wavelet), Grid.of(shape));
  }

  private static final Laws.Exact SKEWED = new Laws.Skewed(step("haar", 2));
  private static final Laws.Exact SKEWED_2D = new Laws.Skewed(step("db2", 2, 2));
  private static final Laws.Exact GAUSSIAN = new Laws.Gaussian(step("db2", 4, 4), 1.3, -0.2, -0.05);
  private static final Laws.Exact GAUSSIAN_3D = new Laws.Gaussian(step("db2", 2, 2, 2), 1, -0.2);

  /** True when the law moved. */
  private static boolean moved(Laws.Exact law, Move move, int steps, int seed) {
    double reject = ALARM / ROUNDS;
    double goOn = Math.pow(reject, 1.0 / ROUNDS);
    StepInfo info = new StepInfo();
    int count = FIRST_ROUND;
    for (int round = 0; round < ROUNDS; round++) {
      double p = OBSERVABLES * leastP(law, move, steps, count, seed + 1000 * round, info);
      if (!(p > reject)) {
        return true;
      }
      if (p > goOn + reject) {
        break;
      }
      count *= 2;
    }
    // A chain that stands still leaves any law where it is.
    assertThat(info.acceptance()).isBetween(0.02, 0.995);
    return false;
  }

  private static double leastP(
      Laws.Exact law, Move move, int steps, int count, int seed, StepInfo info) {
    RandomStream random = new RandomStream(seed, Purpose.LATTICE, 7);
    double[] sum = new double[OBSERVABLES];
    double[] squares = new double[OBSERVABLES];
    for (int first = 0; first < count; first += LANES) {
      Chains chains = new Chains(law.energy(), 1, law.draw(random, LANES), LANES, seed, first);
      double[][] before = observe(chains);
      for (int t = 0; t < steps; t++) {
        move.step(chains, t, info);
      }
      double[][] after = observe(chains);
      for (int o = 0; o < OBSERVABLES; o++) {
        for (int lane = 0; lane < LANES; lane++) {
          double difference = after[o][lane] - before[o][lane];
          sum[o] += difference;
          squares[o] += difference * difference;
        }
      }
    }
    double least = 1;
    for (int o = 0; o < OBSERVABLES; o++) {
      double mean = sum[o] / count;
      double error = Math.sqrt((squares[o] / count - mean * mean) / (count - 1));
      double p = Statistics.twoSided(mean / error);
      least = p < least || Double.isNaN(p) ? p : least;
    }
    return least;
  }

  private static double[][] observe(Chains chains) {
    double[][] f = new double[OBSERVABLES][chains.lanes];
    int sites = chains.sites();
    for (int lane = 0; lane < chains.lanes; lane++) {
      double x0 = chains.x[lane];
      f[0][lane] = x0;
      f[1][lane] = x0 * x0;
      f[2][lane] = Math.sin(2 * x0);
      f[3][lane] = x0 * chains.x[chains.lanes + lane];
      f[4][lane] = chains.energy[lane];
      f[5][lane] = chains.energy[lane] * chains.energy[lane];
      for (int i = 0; i < sites; i++) {
        double x = chains.x[i * chains.lanes + lane];
        f[6][lane] += x * x * x;
        f[7][lane] += Math.cos(x);
      }
    }
    return f;
  }

  @Test
  void exactDrawsHaveTheirLaw() {
    // The test of the test: the exact draws of 2 -> 1 against quadrature over the one detail.
    RandomStream random = new RandomStream(5, Purpose.LATTICE, 1);
    int count = 20_000;
    double[] pull = new double[3];
    double[] squares = new double[3];
    int cells = 400;
    Laws.Exact law = SKEWED;
    for (int n = 0; n < count; n += cells) {
      // One coarser field at a time, all values of psi side by side.
      double[] x = law.draw(random);
      double sum = x[0] + x[1];
      double[] line = new double[2 * cells];
      for (int c = 0; c < cells; c++) {
        double psi = -8 + 16 * (c + 0.5) / cells;
        line[c] = sum / 2 + psi / Math.sqrt(2);
        line[cells + c] = sum / 2 - psi / Math.sqrt(2);
      }
      double[] energy = new double[cells];
      law.energy().evaluator(cells).energy(line, new double[2 * cells], energy);
      double[] mean = new double[3];
      double z = 0;
      for (int c = 0; c < cells; c++) {
        double weight = Math.exp(-energy[c]);
        z += weight;
        double[] f = functions(line[c], line[cells + c]);
        for (int o = 0; o < 3; o++) {
          mean[o] += weight * f[o];
        }
      }
      double[] f = functions(x[0], x[1]);
      for (int o = 0; o < 3; o++) {
        double difference = f[o] - mean[o] / z;
        pull[o] += difference;
        squares[o] += difference * difference;
      }
    }
    for (int o = 0; o < 3; o++) {
      // 4.5 errors: 7e-6 each, and slightly more for so few draws.
      assertThat(Math.abs(pull[o])).isLessThan(4.5 * Math.sqrt(squares[o]));
    }
  }

  private static double[] functions(double x, double y) {
    return new double[] {x * x + y * y, x * x * x + y * y * y, Math.cos(x - y)};
  }

  private static List<Transition> moves() {
    return List.of(MALA, LEAPFROG, PAIRS);
  }

  @ParameterizedTest
  @MethodSource("moves")
  void theLawStays(Transition transition) {
    assertThat(moved(SKEWED, transition::step, STEPS, 1)).as("2 -> 1").isFalse();
    assertThat(moved(SKEWED_2D, transition::step, STEPS, 2)).as("2x2 -> 1").isFalse();
    assertThat(moved(GAUSSIAN, transition::step, STEPS, 3)).as("4x4 -> 2x2").isFalse();
    assertThat(moved(GAUSSIAN_3D, transition::step, STEPS, 4)).as("2x2x2 -> 1").isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      names = {"NONE", "ALL_DRIFTS_FLIPPED"},
      mode = EnumSource.Mode.EXCLUDE)
  void everyBrokenTwinIsCaught(Twin.Fault fault) {
    // One of the two laws gives it away.
    for (Transition transition : moves()) {
      Move twin = new Twin(transition, fault)::step;
      assertThat(moved(SKEWED_2D, twin, STEPS, 5) || moved(GAUSSIAN, twin, STEPS, 6))
          .as("%s", transition)
          .isTrue();
    }
  }

  @Test
  void aLawfulThoughPoorProposalPasses() {
    Twin uphill = new Twin(new Transition(0.5, 1), Twin.Fault.ALL_DRIFTS_FLIPPED);
    assertThat(moved(SKEWED_2D, uphill::step, STEPS, 9)).isFalse();
  }

  @Test
  void theTwinWithoutFaultIsTheTransition() {
    for (Transition transition : moves()) {
      double[] start = SKEWED_2D.draw(new RandomStream(1, Purpose.LATTICE, 0), 5);
      Chains ours = new Chains(SKEWED_2D.energy(), 1, start.clone(), 5, 3, 0);
      Chains twins = new Chains(SKEWED_2D.energy(), 1, start.clone(), 5, 3, 0);
      Twin twin = new Twin(transition, Twin.Fault.NONE);
      for (int t = 0; t < 20; t++) {
        transition.step(ours, t, new StepInfo());
        twin.step(twins, t, new StepInfo());
        assertThat(twins.x).isEqualTo(ours.x);
        assertThat(twins.energy).isEqualTo(ours.energy);
      }
      assertThat(Arrays.equals(ours.x, start)).isFalse();
    }
  }

  /** Blocks of one coarse site; {@code less} around them than their forces reach. */
  private static Transition byBlocks(Laws.Exact law, double size, int forces, int less) {
    return new Transition(size, forces, Objects.requireNonNull(Blocks.of(law.energy(), 1, less)));
  }

  private static final WaveletStep LINE = step("db2", 16);
  private static final WaveletStep SQUARE = step("haar", 8, 8);
  private static final Laws.Exact LONG = new Laws.Gaussian(LINE, 1.3, -0.5);
  private static final Laws.Exact WIDE = new Laws.Gaussian(SQUARE, 1.8, -0.3, -0.1);

  /** Block by block the law stays too; the twin's tiles are too small for what blocks feel. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4})
  void blocksLeaveTheLaw(int forces) {
    double size = forces == 1 ? 1.3 : 0.9;
    assertThat(moved(LONG, byBlocks(LONG, size, forces, 0)::step, STEPS, 11)).isFalse();
    assertThat(moved(WIDE, byBlocks(WIDE, size, forces, 0)::step, STEPS, 12)).isFalse();
    Move twin = byBlocks(LONG, size, forces, 1)::step;
    Move square = byBlocks(WIDE, size, forces, 1)::step;
    assertThat(moved(LONG, twin, STEPS, 13) || moved(WIDE, square, STEPS, 14)).isTrue();
  }

  @Tag("deep")
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 16})
  void theLawStaysOverLongRuns(int forces) {
    Transition transition = new Transition(forces == 1 ? 0.8 : 0.6, forces);
    for (int seed = 100; seed < 110; seed++) {
      assertThat(moved(SKEWED, transition::step, 20, seed)).isFalse();
      assertThat(moved(SKEWED_2D, transition::step, 20, seed + 20)).isFalse();
      assertThat(moved(GAUSSIAN, transition::step, 20, seed + 40)).isFalse();
      assertThat(moved(GAUSSIAN_3D, transition::step, 20, seed + 60)).isFalse();
    }
  }
}
