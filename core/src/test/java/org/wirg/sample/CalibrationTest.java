package org.wirg.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wirg.diagnose.Autocorrelation;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Level;
import org.wirg.field.Grid;
import org.wirg.internal.kernel.NormalField;
import org.wirg.internal.random.Purpose;
import org.wirg.internal.random.RandomStream;
import org.wirg.wavelet.Wavelet;
import org.wirg.wavelet.WaveletStep;

/**
 * What the pilot run promises, held against long runs of its own settings: autocorrelation times
 * agree within 4 errors and 15 %, a false alarm below 1e-4 for each of 12 plans.
 */
final class CalibrationTest {
  private static final int LANES = 32;

  private static WaveletStep step(String wavelet, int... shape) {
    return new WaveletStep(Wavelet.named(wavelet), Grid.of(shape));
  }

  /** Chains in groups at the same coarser field, started from white details of varied spread. */
  private static PilotChains start(ConditionalEnergy energy, WaveletStep step, double spread) {
    int sites = step.fine().sites();
    int groups = LANES / Calibration.REPLICAS;
    WaveletStep.Scratch scratch = step.scratch(LANES);
    double[] details = new double[sites * LANES];
    NormalField.fill(details, sites, LANES, 4, Purpose.START, 1, 0, Calibration.FIRST_CHAIN);
    step.project(details, LANES, scratch);
    RandomStream random = new RandomStream(4, Purpose.LATTICE, 1);
    double[] coarse = new double[step.coarse().sites() * LANES];
    for (int i = 0; i < coarse.length; i++) {
      int lane = i % LANES;
      coarse[i] = lane < groups ? random.nextNormal() : coarse[i - lane + lane % groups];
    }
    double[] x = new double[sites * LANES];
    step.refine(coarse, LANES, scratch, x);
    for (int i = 0; i < x.length; i++) {
      x[i] += 0.5 * (1 + i % LANES / groups) * spread * details[i];
    }
    return new PilotChains(energy, 1, x, LANES, 4, Calibration.FIRST_CHAIN, 2);
  }

  private static LevelPlan calibrate(
      Laws.Exact law, WaveletStep step, double spread, SampleOptions.Method method) {
    Level level = Laws.level(1, 1, spread, law.energy());
    return new Calibration(
            level, start(law.energy(), step, spread), method, null, Calibration.blocks(level))
        .run();
  }

  /**
   * The autocorrelation time of one observable in a long run with other random numbers, at the same
   * coarser fields: times differ from one coarser field to the next.
   */
  private static Autocorrelation longRun(
      Laws.Exact law, WaveletStep step, LevelPlan plan, double spread, int steps) {
    double[] x = start(law.energy(), step, spread).fields();
    Chains chains = new Chains(law.energy(), 1, x, LANES, 99, 0);
    Observables observables = new Observables(law.energy());
    int o = observables.names().indexOf(plan.slowest());
    double[][] series = new double[LANES][steps];
    for (int t = -200; t < steps; t++) {
      plan.transition().step(chains, t + 200, new StepInfo());
      double[] values = observables.of(chains)[o];
      for (int lane = 0; t >= 0 && lane < LANES; lane++) {
        series[lane][t] = values[lane];
      }
    }
    centre(series);
    return Autocorrelation.of(series);
  }

  /** Every lane has its own coarser field, hence its own mean. */
  private static void centre(double[][] series) {
    for (double[] lane : series) {
      double mean = Statistics.mean(lane);
      Arrays.setAll(lane, t -> lane[t] - mean);
    }
  }

  private static void promisesHold(
      Laws.Exact law, WaveletStep step, double spread, SampleOptions.Method method) {
    LevelPlan plan = calibrate(law, step, spread, method);
    String what = step.fine() + " " + plan;
    // Trajectories that run away are not numbers in the end: rare.
    assertThat(plan.broken()).as(what).isLessThan(64);
    // Where two forces already make a trajectory, the step is not as long as it could be.
    double most = plan.transition().forces() == 2 ? 1 : method.acceptance() + 0.1;
    assertThat(plan.acceptance()).as(what).isBetween(method.acceptance() - 0.1, most);
    assertThat(plan.rHat()).as(what).isBetween(0.98, 1.1);
    double known = plan.tau() - plan.tauError();
    assertThat(plan.iterations()).as(what).isGreaterThanOrEqualTo((int) (10 * known));
    assertThat(plan.iterations()).as(what).isGreaterThanOrEqualTo(10);
    Autocorrelation independent = longRun(law, step, plan, spread, 1500);
    // 4 errors of each, and the slowest of many was chosen by its own noise: 15 %.
    double allowed = 4 * Math.hypot(plan.tauError(), independent.tauError());
    assertThat(plan.tau())
        .as(what)
        .isCloseTo(independent.tau(), within(allowed + 0.15 * independent.tau()));
  }

  @ParameterizedTest
  @EnumSource
  void theReportedTimesAreThoseOfAnIndependentRun(SampleOptions.Method method) {
    for (WaveletStep step :
        new WaveletStep[] {
          step("haar", 2),
          step("db2", 32),
          step("db2", 8, 8),
          step("db2", 4, 4, 4),
          step("db2", 2, 2)
        }) {
      double nearest = step.fine().rank() == 3 ? -0.1 : -0.2;
      promisesHold(new Laws.Gaussian(step, 1.2, nearest), step, 1, method);
    }
    WaveletStep pair = step("haar", 2);
    promisesHold(new Laws.Skewed(pair), pair, 1, method);
  }

  @Test
  void everyModeOfATargetOfManyScalesIsReached() {
    WaveletStep step = step("db2", 8, 8);
    // Details of the finest level between stiff and soft: variances differ by a factor of 6.6.
    Laws.Gaussian law = new Laws.Gaussian(step, 2.3, 0.5, 0.05);
    double[] variances = variances(law.covariance());
    double most = Arrays.stream(variances).max().orElseThrow();
    double least = Arrays.stream(variances).min().orElseThrow();
    assertThat(most / least).isGreaterThan(6);
    LevelPlan plan = calibrate(law, step, Math.sqrt(most), SampleOptions.Method.HMC);
    // The slowest linear mode of all, not one of those watched.
    double slowest = slowestMode(law, plan);
    assertThat(plan.iterations()).isGreaterThanOrEqualTo((int) (5 * slowest));
    assertThat(plan.rHat()).isBetween(0.98, 1.1);
  }

  private static double[] variances(DMatrixRMaj covariance) {
    var decomposition = DecompositionFactory_DDRM.eig(covariance.numRows, false, true);
    decomposition.decompose(covariance.copy());
    double[] values = new double[covariance.numRows];
    Arrays.setAll(values, i -> decomposition.getEigenvalue(i).getReal());
    return values;
  }

  /** The autocorrelation time along the direction of largest variance. */
  private static double slowestMode(Laws.Gaussian law, LevelPlan plan) {
    int n = law.covariance().numRows;
    DMatrixRMaj direction = new DMatrixRMaj(n, 1);
    CommonOps_DDRM.fill(direction, 0);
    for (int i = 0; i < n; i++) {
      direction.set(i, 0, Math.cos(1 + 3.7 * i));
    }
    DMatrixRMaj next = new DMatrixRMaj(n, 1);
    for (int power = 0; power < 500; power++) {
      CommonOps_DDRM.mult(law.covariance(), direction, next);
      CommonOps_DDRM.scale(1 / Math.sqrt(CommonOps_DDRM.dot(next, next)), next, direction);
    }
    WaveletStep step = law.step();
    int lanes = 8;
    int steps = 2000;
    Chains chains =
        new Chains(
            law.energy(), 1, law.draw(new RandomStream(8, Purpose.LATTICE, 3), lanes), lanes, 5, 0);
    double[][] series = new double[lanes][steps];
    double[] psi = new double[n * lanes];
    for (int t = 0; t < steps; t++) {
      plan.transition().step(chains, t, new StepInfo());
      step.details(chains.x, lanes, step.scratch(lanes), psi);
      for (int i = 0; i < psi.length; i++) {
        series[i % lanes][t] += psi[i] * direction.get(i / lanes, 0);
      }
    }
    centre(series);
    return Autocorrelation.of(series).tau();
  }

  @ParameterizedTest
  @EnumSource
  void aLevelTooStiffToBeSampledSaysSo(SampleOptions.Method method) {
    // Variances from 1/200000 to 1 on one level: the pilot run cannot equilibrate.
    WaveletStep step = step("haar", 4, 4);
    Laws.Exact law = new Laws.Gaussian(step, 400_001, 100_000);
    LevelPlan plan = calibrate(law, step, 1, method);
    assertThat(plan.rHat() < 1.1).as("%s", plan).isFalse();
  }

  @Test
  void aLevelThatNeverMovesIsNotSampledByZeroSteps() {
    WaveletStep step = step("haar", 2);
    ConditionalEnergy energy = new Laws.Gaussian(step, 1).energy();
    PilotChains chains = start(energy, step, 1);
    // As from an energy that is not a number anywhere.
    chains.parts().forEach(part -> Arrays.fill(part.energy, Double.NaN));
    LevelPlan plan =
        new Calibration(Laws.level(1, 1, 1, energy), chains, SampleOptions.Method.MALA, null, null)
            .run();
    assertThat(plan.broken()).isPositive();
    assertThat(plan.tau()).isNaN();
    assertThat(plan.rHat() < 1.1).isFalse();
    assertThat(plan.iterations()).isGreaterThanOrEqualTo(10);
  }
}
