package org.wirg.hamiltonian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Level;
import org.wirg.energy.Potential;
import org.wirg.energy.QuadraticKernel;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.SplineBasis;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.sample.Chains;
import org.wirg.sample.StepInfo;
import org.wirg.sample.Transition;
import org.wirg.wavelet.Wavelet;
import org.wirg.wavelet.WaveletStep;

/** Free energies against closed forms and brute-force integrals. */
final class AnnealingTest {
  private static final long SEED = 11;

  /** Mean of values less their truth, in standard errors, with the error itself. */
  private record Mean(double mean, double error) {
    static Mean of(double[] values, double[] truth) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < values.length; i++) {
        double d = values[i] - truth[i];
        sum += d;
        squares += d * d;
      }
      double mean = sum / values.length;
      return new Mean(
          mean, Math.sqrt((squares / values.length - mean * mean) / (values.length - 1)));
    }

    double sigmas() {
      return mean / error;
    }
  }

  private static double[] combined(Annealing.Result result, double forward, double reverse) {
    double[] both = new double[result.forward().length];
    Arrays.setAll(both, i -> forward * result.forward()[i] + reverse * result.reverse()[i]);
    return both;
  }

  private static double[] coarseFields(int length) {
    Random random = new Random(3);
    double[] phi = new double[length];
    Arrays.setAll(phi, i -> 2 * random.nextGaussian());
    return phi;
  }

  @Test
  void noWorkWhereTheReferenceIsTheLaw() {
    GaussianLaw law = new GaussianLaw(Wavelet.named("db2"), Grid.of(4, 8), 4);
    Level level = law.level(law.detailSigma());
    int lanes = 5;
    double[] phi = coarseFields(law.step.coarse().sites() * lanes);
    double[] x = new GaussianReference(law.energy(), 4).draw(phi, lanes, 1, 1, 0);
    Annealing.Result result =
        new Annealing(level, new Transition(0.4, 3), 10, SEED).run(x, lanes, 0);
    for (int lane = 0; lane < lanes; lane++) {
      double truth = law.freeEnergy(GaussianLaw.lane(phi, lanes, lane));
      // The constant of the potential is gauge: it is zero at the first B-spline, not at x = 0.
      double gauge = result.forward()[lane] - truth;
      assertThat(result.reverse()[lane]).isCloseTo(result.forward()[lane], within(1e-8));
      assertThat(gauge).isCloseTo(constant(law, level), within(1e-8));
    }
  }

  /** Both travel between processes, and anneal there as they do here. */
  @Test
  void annealingTravels() throws IOException, ClassNotFoundException {
    GaussianLaw law = new GaussianLaw(Wavelet.named("db2"), Grid.of(4, 8), 4);
    Annealing annealing =
        new Annealing(law.level(0.9 * law.detailSigma()), new Transition(0.4, 3), 3, SEED);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(annealing);
      out.writeObject(annealing.reference());
    }
    ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    Annealing arrived = (Annealing) in.readObject();
    GaussianReference reference = (GaussianReference) in.readObject();
    double[] phi = coarseFields(law.step.coarse().sites() * 2);
    double[] x = annealing.reference().draw(phi, 2, 1, 1, 0);
    assertThat(reference.draw(phi, 2, 1, 1, 0)).isEqualTo(x);
    assertThat(arrived.run(x, 2, 0).forward()).isEqualTo(annealing.run(x, 2, 0).forward());
  }

  /** What the level's energy has more than G: a constant, seen at x = 0. */
  private static double constant(GaussianLaw law, Level level) {
    double[] energy = new double[1];
    int sites = law.step.fine().sites();
    level.energy().evaluator(1).energy(new double[sites], new double[sites], energy);
    return energy[0];
  }

  /**
   * From a reference that is 30% too narrow or too wide. False alarms: 1e-6 each (4.9 standard
   * errors), 1e-3 for one-sided bounds at 3.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.85, 1.15})
  void workBetweenGaussians(double narrower) {
    GaussianLaw law = new GaussianLaw(Wavelet.named("db2"), Grid.of(4, 4), 4);
    Level level = law.level(narrower * law.detailSigma());
    int lanes = 2000;
    double[] phi = coarseFields(law.step.coarse().sites() * lanes);
    double[] x = new GaussianReference(law.energy(), 4).draw(phi, lanes, 1, 1, 0);
    Annealing annealing = new Annealing(level, new Transition(0.4, 3), 12, SEED);
    Annealing.Result result = annealing.run(x, lanes, 0);
    double[] truth = new double[lanes];
    double constant = constant(law, level);
    Arrays.setAll(truth, lane -> constant + law.freeEnergy(GaussianLaw.lane(phi, lanes, lane)));
    assertUnbiased(result, truth);
    // Broken twins: reverse work of the wrong sign, and half of the work forgotten.
    double[] free = annealing.reference().freeEnergy(phi, lanes);
    double[] flipped = combined(result, 0.5, -0.5);
    Arrays.setAll(flipped, i -> flipped[i] + free[i]);
    assertThat(Math.abs(Mean.of(flipped, truth).sigmas())).isGreaterThan(10);
    assertThat(Math.abs(Mean.of(free, truth).sigmas())).isGreaterThan(10);
  }

  private static void assertUnbiased(Annealing.Result result, double[] truth) {
    assertThat(Mean.of(combined(result, 0.5, 0.5), truth).sigmas()).isBetween(-4.9, 4.9);
    assertThat(Mean.of(result.forward(), truth).sigmas()).isGreaterThan(-3);
    assertThat(Mean.of(result.reverse(), truth).sigmas()).isLessThan(3);
    // <exp(-(F_f - F))> = 1 = <exp(F_r - F)>: unbiased at any speed.
    double[] ones = new double[truth.length];
    Arrays.fill(ones, 1);
    double[] forward = new double[truth.length];
    double[] reverse = new double[truth.length];
    Arrays.setAll(forward, i -> Math.exp(truth[i] - result.forward()[i]));
    Arrays.setAll(reverse, i -> Math.exp(result.reverse()[i] - truth[i]));
    assertThat(Mean.of(forward, ones).sigmas()).isBetween(-4.9, 4.9);
    assertThat(Mean.of(reverse, ones).sigmas()).isBetween(-4.9, 4.9);
  }

  /** The second law: fewer steps lose more, and none gain. Both bounds by more than 4 errors. */
  @Test
  void hasteDissipates() {
    GaussianLaw law = new GaussianLaw(Wavelet.named("haar"), Grid.of(4, 4), 4);
    Level level = law.level(0.8 * law.detailSigma());
    int lanes = 1000;
    double[] phi = coarseFields(law.step.coarse().sites() * lanes);
    double[] x = new GaussianReference(law.energy(), 4).draw(phi, lanes, 1, 1, 0);
    double[] none = new double[lanes];
    Transition transition = new Transition(0.4, 3);
    Mean hasty =
        Mean.of(combined(new Annealing(level, transition, 1, SEED).run(x, lanes, 0), 1, -1), none);
    Mean slow =
        Mean.of(combined(new Annealing(level, transition, 16, SEED).run(x, lanes, 0), 1, -1), none);
    assertThat(slow.sigmas()).isGreaterThan(4);
    assertThat(hasty.mean() - slow.mean()).isGreaterThan(4 * (hasty.error() + slow.error()));
  }

  @Test
  void aLaneDoesNotDependOnItsNeighbours() {
    GaussianLaw law = new GaussianLaw(Wavelet.named("db2"), Grid.of(4, 4), 4);
    Level level = law.level(0.8 * law.detailSigma());
    double[] phi = coarseFields(4 * 3);
    double[] x = new GaussianReference(law.energy(), 4).draw(phi, 3, 1, 1, 0);
    Annealing annealing = new Annealing(level, new Transition(0.4, 3), 5, SEED);
    Annealing.Result together = annealing.run(x, 3, 20);
    for (int lane = 0; lane < 3; lane++) {
      double[] one = GaussianLaw.lane(x, 3, lane).data();
      Annealing.Result alone = annealing.run(one, 1, 20 + lane);
      assertThat(alone.forward()[0]).isEqualTo(together.forward()[lane]);
      assertThat(alone.reverse()[0]).isEqualTo(together.reverse()[lane]);
    }
  }

  /** sum_i x^4 - x^2. */
  private record Quartic(Grid grid) implements Potential {
    static double v(double x) {
      return x * x * (x * x - 1);
    }

    @Override
    public int parameters() {
      return 0;
    }

    @Override
    public String label(int m) {
      return "";
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
      return new double[0][];
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
          addGradient(x, lanes, gradient);
          for (int i = 0; i < x.length; i++) {
            energy[i % lanes] += v(x[i]);
          }
        }

        @Override
        public void addGradient(double[] x, int lanes, double[] gradient) {
          for (int i = 0; i < x.length; i++) {
            gradient[i] += x[i] * (4 * x[i] * x[i] - 2);
          }
        }
      };
    }
  }

  /**
   * phi^4 on 2x2 sites against an integral over the three details by the trapezoidal rule, whose
   * error is far below 1e-6 for such smooth functions. False alarms: as above.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 2})
  void phi4OnFourSites(double phi) {
    Grid grid = Grid.of(2, 2);
    WaveletStep step = new WaveletStep(Wavelet.named("db2"), grid);
    QuadraticKernel kernel = new QuadraticKernel(grid, 1, true);
    double[] theta = new double[kernel.parameters()];
    theta[0] = -0.68;
    ConditionalEnergy law =
        new ConditionalEnergy(Subspace.details(step), List.of(kernel, new Quartic(grid)), theta);
    // U of a nearest neighbour counts each of the 4 pairs once.
    double truth =
        integral(
            phi,
            x ->
                -0.68 * (x[0] + x[3]) * (x[1] + x[2])
                    + Quartic.v(x[0])
                    + Quartic.v(x[1])
                    + Quartic.v(x[2])
                    + Quartic.v(x[3]));
    assertAnneals(GaussianLaw.level(law, 0.6), phi, truth);
  }

  /** The same with a spline that ends at 1 and 1.2, so that wall and lifts do the confining. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 3})
  void splineWithWallsOnFourSites(double phi) {
    Grid grid = Grid.of(2, 2);
    WaveletStep step = new WaveletStep(Wavelet.named("db2"), grid);
    ScalarPotential potential =
        new ScalarPotential(
            grid, new SplineBasis(-1, 1.2, 8), false, ScalarPotential.Gauge.LINEAR, 0.5, 1);
    double[] theta = {0.2, -0.5, -0.3, 0.4, -0.3, -0.4};
    ConditionalEnergy law =
        new ConditionalEnergy(Subspace.details(step), List.of(potential), theta);
    ConditionalEnergy.Evaluator evaluator = law.evaluator(1);
    double truth =
        integral(
            phi,
            x -> {
              double[] energy = new double[1];
              evaluator.energy(x, new double[4], energy);
              return energy[0];
            });
    assertAnneals(GaussianLaw.level(law, 0.6), phi, truth);
  }

  private static void assertAnneals(Level level, double phi, double truth) {
    int lanes = 3000;
    GaussianReference reference = GaussianReference.of(level);
    double[] coarse = new double[lanes];
    Arrays.fill(coarse, phi);
    double[] x = reference.draw(coarse, lanes, 5, 1, 0);
    Transition transition = Annealing.tuned(level, x, lanes, SEED, 1 << 20);
    Chains chains = new Chains(level.energy(), 1, x, lanes, SEED, 0);
    for (int t = 0; t < 150; t++) {
      transition.step(chains, t, new StepInfo());
    }
    Annealing annealing = new Annealing(level, transition, 60, SEED);
    Annealing.Result result = annealing.run(chains.fields(), lanes, 0);
    double[] truths = new double[lanes];
    Arrays.fill(truths, truth);
    assertUnbiased(result, truths);
    assertThat(Mean.of(combined(result, 1, -1), new double[lanes]).sigmas()).isGreaterThan(-3);
    // Broken twins: no work at all, and reverse work of the wrong sign.
    double free = reference.freeEnergy(coarse, lanes)[0];
    double[] flipped = combined(result, 0.5, -0.5);
    Arrays.setAll(flipped, i -> flipped[i] + free);
    assertThat(Math.abs(Mean.of(flipped, truths).sigmas())).isGreaterThan(10);
  }

  private interface Energy {
    double of(double[] x);
  }

  /** -ln of the integral of exp(-energy) over the three details of four sites. */
  private static double integral(double phi, Energy energy) {
    int points = 81;
    double h = 0.1;
    double sum = 0;
    double[] x = new double[4];
    for (int a = 0; a < points; a++) {
      for (int b = 0; b < points; b++) {
        for (int c = 0; c < points; c++) {
          double u = (a - points / 2) * h;
          double v = (b - points / 2) * h;
          double w = (c - points / 2) * h;
          x[0] = 0.5 * (phi + u + v + w);
          x[1] = 0.5 * (phi + u - v - w);
          x[2] = 0.5 * (phi - u + v - w);
          x[3] = 0.5 * (phi - u - v + w);
          sum += Math.exp(-energy.of(x));
        }
      }
    }
    return -Math.log(sum * h * h * h);
  }

  @Test
  void refusesWhatCannotBeAnnealed() {
    GaussianLaw law = new GaussianLaw(Wavelet.named("haar"), Grid.of(2, 2), 4);
    Level level = law.level(0.5);
    Transition transition = new Transition(0.4, 3);
    assertThatThrownBy(() -> new Annealing(level, transition, 0, SEED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 0");
    Annealing annealing = new Annealing(level, transition, 4, SEED);
    assertThatThrownBy(() -> annealing.run(new double[4], 2, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 4");
    double[] x = {0, 0, Double.NaN, 0};
    assertThatThrownBy(() -> annealing.run(x, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("finite");
  }
}
