package org.wirg.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Potential;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.SplineBasis;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.internal.random.Purpose;
import org.wirg.internal.random.RandomStream;
import org.wirg.wavelet.Wavelet;
import org.wirg.wavelet.WaveletStep;

/** What a step does, apart from whether it leaves the law alone. */
final class TransitionTest {
  private static final WaveletStep STEP = new WaveletStep(Wavelet.named("db2"), Grid.of(8, 4));
  private static final Laws.Exact LAW = new Laws.Gaussian(STEP, 1.3, -0.2, -0.05);
  private static final Laws.Exact SKEWED = new Laws.Skewed(STEP);
  private static final int SITES = 32;

  /** 32 fields to start from, [site][lane]. */
  private static final double[] STARTS = LAW.draw(new RandomStream(1, Purpose.LATTICE, 0), 32);

  private static Chains chains(Laws.Exact law, int lanes, int firstChain) {
    double[] x = new double[SITES * lanes];
    for (int i = 0; i < x.length; i++) {
      x[i] = STARTS[i / lanes * 32 + (firstChain + i % lanes) % 32];
    }
    return new Chains(law.energy(), 2, x, lanes, 9, firstChain);
  }

  private static double[] lane(double[] field, int lane, int lanes) {
    double[] one = new double[field.length / lanes];
    Arrays.setAll(one, i -> field[i * lanes + lane]);
    return one;
  }

  @ParameterizedTest
  @ValueSource(ints = {19, 20})
  void trajectoriesRunBackwards(int forces) {
    // The twin's, which a test holds to the transition's.
    Chains chains = chains(LAW, 4, 0);
    double[] x = chains.x.clone();
    chains.drawMomenta(0, 0);
    double[] p = chains.momentum.clone();
    double[] step = {0.4, 0.3, 0.2, 0.1};
    Twin.trajectory(chains, step, forces, Twin.Fault.NONE);
    assertThat(distance(chains.x, x)).isGreaterThan(0.5);
    Arrays.setAll(chains.momentum, i -> -chains.momentum[i]);
    Twin.trajectory(chains, step, forces, Twin.Fault.NONE);
    assertThat(distance(chains.x, x)).isLessThan(1e-13);
    Arrays.setAll(chains.momentum, i -> -chains.momentum[i]);
    assertThat(distance(chains.momentum, p)).isLessThan(1e-13);
  }

  private static double distance(double[] a, double[] b) {
    double most = 0;
    for (int i = 0; i < a.length; i++) {
      most = Math.max(most, Math.abs(a[i] - b[i]));
    }
    return most;
  }

  @Test
  void theEnergyErrorIsOfSecondOrder() {
    // One trajectory of fixed length, in ever smaller steps.
    for (int forces : new int[] {5, 6}) {
      double coarse = rmsError(0.8 / forces, forces);
      double medium = rmsError(0.8 / (3 * forces), 3 * forces);
      double fine = rmsError(0.8 / (9 * forces), 9 * forces);
      assertThat(coarse / medium).isBetween(8.1, 9.9);
      assertThat(medium / fine).isBetween(8.8, 9.2);
    }
  }

  @Test
  void pairsOfForcesErrLessThanLeapfrogSteps() {
    // The same trajectory at the same cost, but for one force in twenty.
    assertThat(rmsError(0.8 / 20, 20)).isLessThan(0.3 * rmsError(0.8 / 21, 21));
  }

  private static double rmsError(double stepSize, int forces) {
    Chains chains = chains(LAW, 32, 0);
    double[] before = chains.energy.clone();
    new Transition(stepSize, forces).step(chains, 3, new StepInfo());
    double sum = 0;
    for (int lane = 0; lane < chains.lanes; lane++) {
      double change = chains.newEnergy[lane] - before[lane] + chains.kinetic[lane];
      sum += change * change;
    }
    return Math.sqrt(sum / chains.lanes);
  }

  @Test
  void momentaAreWhiteWithinTheSubspace() {
    int lanes = 16;
    Chains chains = chains(LAW, lanes, 0);
    WaveletStep.Scratch scratch = STEP.scratch(lanes);
    int iterations = 500;
    int details = SITES - STEP.coarse().sites();
    double[] squares = new double[details];
    double[] sums = new double[details];
    double neighbours = 0;
    for (int t = 0; t < iterations; t++) {
      chains.drawMomenta(t, 0);
      double[] coarse = new double[STEP.coarse().sites() * lanes];
      STEP.coarsen(chains.momentum, lanes, scratch, coarse);
      assertThat(distance(coarse, new double[coarse.length])).isLessThan(1e-14);
      double[] psi = new double[details * lanes];
      STEP.details(chains.momentum, lanes, scratch, psi);
      for (int i = 0; i < psi.length; i++) {
        sums[i / lanes] += psi[i];
        squares[i / lanes] += psi[i] * psi[i];
        neighbours += psi[i] * psi[(i + lanes) % psi.length];
      }
    }
    // 5 errors: 6e-7 each, 49 numbers: false alarms 3e-5.
    int n = iterations * lanes;
    for (int d = 0; d < details; d++) {
      assertThat(sums[d] / n).isCloseTo(0, within(5 / Math.sqrt(n)));
      assertThat(squares[d] / n).isCloseTo(1, within(5 * Math.sqrt(2.0 / n)));
    }
    int pairs = n * details;
    assertThat(neighbours / pairs).isCloseTo(0, within(5 / Math.sqrt(pairs)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void theCoarserFieldStaysToRounding(int forces) {
    int lanes = 8;
    Chains chains = chains(LAW, lanes, 0);
    WaveletStep.Scratch scratch = STEP.scratch(lanes);
    double[] before = new double[STEP.coarse().sites() * lanes];
    STEP.coarsen(chains.x, lanes, scratch, before);
    double[] start = chains.x.clone();
    Transition transition = new Transition(0.5, forces);
    for (int t = 0; t < 2000; t++) {
      transition.step(chains, t, new StepInfo());
    }
    double[] after = new double[before.length];
    STEP.coarsen(chains.x, lanes, scratch, after);
    assertThat(distance(start, chains.x)).isGreaterThan(1);
    // Every leapfrog step rounds once; 1e-15 each.
    assertThat(distance(before, after)).isLessThan(2000 * forces * 1e-15);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void rejectedLanesKeepTheirStateAndAcceptedOnesAreConsistent(int forces) {
    int lanes = 16;
    Chains chains = chains(SKEWED, lanes, 0);
    Transition transition = new Transition(forces == 1 ? 0.45 : 0.35, forces);
    StepInfo info = new StepInfo();
    int rejected = 0;
    for (int t = 0; t < 60; t++) {
      double[] x = chains.x.clone();
      double[] gradient = chains.gradient.clone();
      double[] energy = chains.energy.clone();
      transition.step(chains, t, info);
      for (int lane = 0; lane < lanes; lane++) {
        double change = chains.newEnergy[lane] - energy[lane] + chains.kinetic[lane];
        boolean reject = Math.log(chains.acceptUniform(lane, t, 0)) >= -change;
        boolean stood = Arrays.equals(lane(chains.x, lane, lanes), lane(x, lane, lanes));
        assertThat(stood).isEqualTo(reject);
        if (reject) {
          rejected++;
          assertThat(lane(chains.gradient, lane, lanes)).isEqualTo(lane(gradient, lane, lanes));
          assertThat(chains.energy[lane]).isEqualTo(energy[lane]);
        }
      }
      // Whatever happened: energy and gradient are those of the state.
      double[] nowGradient = new double[x.length];
      double[] nowEnergy = new double[lanes];
      SKEWED.energy().evaluator(lanes).energy(chains.x, nowGradient, nowEnergy);
      assertThat(chains.energy).isEqualTo(nowEnergy);
      assertThat(chains.gradient).isEqualTo(nowGradient);
    }
    assertThat(rejected).isBetween(100, 60 * lanes - 100);
    assertThat(info.acceptance()).isEqualTo(1 - rejected / (60.0 * lanes));
    assertThat(info.meanProbability()).isCloseTo(info.acceptance(), within(0.07));
    assertThat(info.broken()).isZero();
  }

  /** Adds nothing, but makes the energy {@code bad} where the first site is above a threshold. */
  private record Trap(Grid grid, double threshold, double bad) implements Potential {
    @Override
    public int parameters() {
      return 0;
    }

    @Override
    public String label(int m) {
      return "trap";
    }

    @Override
    public void values(double[] x, int lanes, double[] values) {}

    @Override
    public void gradients(double[] x, int lanes, double[][] gradients, int first) {}

    @Override
    public void laplacians(
        Subspace subspace, double[] x, int lanes, double[] laplacians, int first) {}

    @Override
    public double[][] roughness() {
      return new double[0][0];
    }

    @Override
    public double slopeUnit() {
      return 1;
    }

    @Override
    public Bound bind(double[] theta) {
      return new Bound() {
        @Override
        public void add(
            double[] x, int lanes, double[] scratch, double[] gradient, double[] energy) {
          for (int lane = 0; lane < lanes; lane++) {
            if (x[lane] > threshold) {
              energy[lane] = bad;
            }
          }
          addGradient(x, lanes, gradient);
        }

        @Override
        public void addGradient(double[] x, int lanes, double[] gradient) {
          for (int lane = 0; lane < lanes; lane++) {
            if (x[lane] > threshold) {
              gradient[lane] = bad;
            }
          }
        }
      };
    }
  }

  private static ConditionalEnergy trapped(double threshold, double bad) {
    ConditionalEnergy energy = SKEWED.energy();
    List<Potential> terms =
        List.of(
            energy.terms().get(0), energy.terms().get(1), new Trap(STEP.fine(), threshold, bad));
    return new ConditionalEnergy(energy.subspace(), terms, energy.theta());
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.NEGATIVE_INFINITY})
  void anEnergyThatIsNoNumberRejectsAndIsCounted(double bad) {
    int lanes = 16;
    double[] start = chains(SKEWED, lanes, 0).x;
    double threshold = 1.2;
    for (int lane = 0; lane < lanes; lane++) {
      start[lane] = Math.min(start[lane], threshold);
    }
    Chains trapped = new Chains(trapped(threshold, bad), 2, start.clone(), lanes, 9, 0);
    Chains free = new Chains(SKEWED.energy(), 2, start.clone(), lanes, 9, 0);
    Transition transition = new Transition(0.5, 3);
    boolean[] met = new boolean[lanes];
    StepInfo info = new StepInfo();
    for (int t = 0; t < 40; t++) {
      double[] before = trapped.x.clone();
      long broken = info.broken();
      transition.step(trapped, t, info);
      transition.step(free, t, new StepInfo());
      int now = 0;
      for (int lane = 0; lane < lanes; lane++) {
        if (!Double.isFinite(trapped.newEnergy[lane])) {
          met[lane] = true;
          now++;
          assertThat(lane(trapped.x, lane, lanes)).isEqualTo(lane(before, lane, lanes));
        }
        // Neighbours of a broken lane never notice.
        if (!met[lane]) {
          assertThat(lane(trapped.x, lane, lanes)).isEqualTo(lane(free.x, lane, lanes));
        }
      }
      assertThat(info.broken() - broken).isEqualTo(now);
      assertThat(Arrays.stream(trapped.x).allMatch(Double::isFinite)).isTrue();
      assertThat(Arrays.stream(trapped.gradient).allMatch(Double::isFinite)).isTrue();
      assertThat(Arrays.stream(trapped.energy).allMatch(Double::isFinite)).isTrue();
    }
    assertThat(info.broken()).isBetween(5L, 40L * lanes - 100);
    assertThat(info.acceptance()).isBetween(0.1, 0.99);
    assertThat(info.meanProbability()).isBetween(0.1, 0.99);
  }

  @Test
  void aChainThatStartsAtANonNumberStaysAndIsCounted() {
    Chains chains = new Chains(trapped(-1e300, Double.NaN), 2, new double[SITES], 1, 9, 0);
    StepInfo info = new StepInfo();
    new Transition(0.5, 2).step(chains, 0, info);
    assertThat(info.broken()).isEqualTo(1);
    assertThat(chains.x).isEqualTo(new double[SITES]);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 13, 16})
  void theHistoryOfALaneIsItsOwn(int lanes) {
    Transition transition = new Transition(0.6, 3);
    int all = 16;
    Chains together = chains(SKEWED, all, 0);
    for (int t = 0; t < 12; t++) {
      transition.step(together, t, new StepInfo());
    }
    for (int first = 0; first < all; first += lanes) {
      Chains some = chains(SKEWED, Math.min(lanes, all - first), first);
      for (int t = 0; t < 12; t++) {
        transition.step(some, t, new StepInfo());
      }
      for (int lane = 0; lane < some.lanes; lane++) {
        assertThat(lane(some.x, lane, some.lanes)).isEqualTo(lane(together.x, first + lane, all));
        assertThat(some.energy[lane]).isEqualTo(together.energy[first + lane]);
      }
    }
  }

  @Test
  void stepLengthsVaryWithinTheirRange() {
    Chains chains = chains(LAW, 1, 0);
    double[] uniforms = new double[2000];
    Arrays.setAll(uniforms, chains::sharedUniform);
    // 5 errors: false alarms 1e-6.
    assertThat(Statistics.mean(uniforms)).isCloseTo(0.5, within(5 / Math.sqrt(12.0 * 2000)));
    assertThat(Arrays.stream(uniforms).distinct().count()).isEqualTo(2000);
    assertThat(chains(LAW, 3, 20).sharedUniform(7)).isEqualTo(uniforms[7]);
  }

  /** Two wells that no trajectory of 20 steps leaves, of one site: x^2 (x^2 / 2 - 1) times 30. */
  private static Chains wells(int lanes) {
    Grid grid = Grid.of(1);
    ScalarPotential wide =
        new ScalarPotential(grid, new SplineBasis(-2, 2, 16), true, ScalarPotential.Gauge.CONSTANT);
    double[] theta = new double[wide.parameters()];
    double width = wide.basis().width();
    Arrays.setAll(
        theta,
        m -> {
          double x = -2 + m * width;
          return 30 * (x * x * (x * x / 2 - 1) - 4);
        });
    double[] x = new double[lanes];
    Arrays.fill(x, 1);
    ConditionalEnergy law = new ConditionalEnergy(Subspace.whole(grid), List.of(wide), theta);
    return new Chains(law, 2, x, lanes, 9, 0);
  }

  @Test
  void signsAreChosenAndNothingElseChanges() {
    int lanes = 400;
    Chains without = wells(lanes);
    Chains with = wells(lanes);
    with.chooseSigns();
    Transition transition = new Transition(0.05, 4);
    StepInfo info = new StepInfo();
    for (int t = 0; t < 20; t++) {
      transition.step(without, t, new StepInfo());
      transition.step(with, t, info);
    }
    assertThat(Arrays.stream(without.x).filter(x -> x > 0).count()).isEqualTo(lanes);
    // 5 errors of a fair coin.
    assertThat((double) Arrays.stream(with.x).filter(x -> x > 0).count())
        .isCloseTo(lanes / 2.0, within(5 * Math.sqrt(lanes) / 2));
    assertThat(info.acceptance()).isGreaterThan(0.9);
    double mean = Arrays.stream(with.x).map(Math::abs).average().orElseThrow();
    double twin = Arrays.stream(without.x).average().orElseThrow();
    double spread = 0.1; // of one well, about
    assertThat(mean).isCloseTo(twin, within(5 * spread * Math.sqrt(2.0 / lanes)));
    double[] energies = with.energy.clone();
    double[] gradient = with.gradient.clone();
    with.begin();
    assertThat(energies).containsExactly(with.energy, within(1e-9));
    assertThat(gradient).containsExactly(with.gradient, within(1e-9));
  }

  @Test
  void countsAreCounts() {
    StepInfo info = new StepInfo();
    info.count(-1, true);
    info.count(StrictMath.log(2), true);
    info.count(Double.NaN, false);
    info.count(Double.POSITIVE_INFINITY, false);
    StepInfo more = new StepInfo();
    more.add(info);
    more.add(info);
    assertThat(more.acceptance()).isEqualTo(0.5);
    assertThat(more.meanProbability()).isCloseTo(0.375, within(1e-15));
    assertThat(more.broken()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void stepSizesArePositiveNumbers(double size) {
    assertThatThrownBy(() -> new Transition(size, 1)).hasMessageContaining("step size");
    assertThatThrownBy(() -> new Transition(0.1, 0)).hasMessageContaining("at least one force");
  }
}
