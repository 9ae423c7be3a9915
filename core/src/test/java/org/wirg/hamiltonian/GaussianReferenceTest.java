package org.wirg.hamiltonian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Level;
import org.wirg.energy.QuadraticKernel;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.SplineBasis;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.wavelet.Wavelet;

/** The closed forms against dense matrices, and exact draws against the law they must have. */
final class GaussianReferenceTest {
  static Stream<GaussianLaw> laws() {
    return Stream.of(
        law("db2", 3, 8),
        law("db3", 3, 2),
        law("haar", 4, 4, 4),
        law("db2", 4, 2, 2),
        law("haar", 4, 2, 2),
        law("db4", 4, 4, 8),
        law("db2", 6, 2, 2, 2),
        law("sym4", 6, 4, 2, 4));
  }

  private static GaussianLaw law(String wavelet, double curvature, int... shape) {
    return new GaussianLaw(Wavelet.named(wavelet), Grid.of(shape), curvature);
  }

  private static GaussianReference reference(GaussianLaw law, double curvature) {
    return new GaussianReference(law.energy(), curvature);
  }

  private static double curvature(GaussianLaw law) {
    return law.curvature;
  }

  private static double[] random(long seed, int length, double scale) {
    Random random = new Random(seed);
    double[] values = new double[length];
    Arrays.setAll(values, i -> scale * random.nextGaussian());
    return values;
  }

  @ParameterizedTest
  @MethodSource("laws")
  void freeEnergyIsTheIntegralOverTheDetails(GaussianLaw law) {
    int lanes = 3;
    double[] phi = random(1, law.step.coarse().sites() * lanes, 2);
    double[] free = reference(law, curvature(law)).freeEnergy(phi, lanes);
    for (int lane = 0; lane < lanes; lane++) {
      double truth = law.freeEnergy(GaussianLaw.lane(phi, lanes, lane));
      assertThat(free[lane]).isCloseTo(truth, within(1e-11 * (1 + Math.abs(truth))));
    }
  }

  @ParameterizedTest
  @MethodSource("laws")
  void detailVarianceIsTheTraceOfTheConditionalCovariance(GaussianLaw law) {
    GaussianReference reference = reference(law, curvature(law));
    double truth = law.detailSigma() * law.detailSigma();
    assertThat(reference.detailVariance()).isCloseTo(truth, within(1e-12));
    // And the curvature is found from it.
    GaussianReference found =
        GaussianReference.of(GaussianLaw.level(law.energy(), law.detailSigma()));
    assertThat(found.curvature()).isCloseTo(curvature(law), within(1e-9));
  }

  @Test
  void aVarianceOutOfReachLeavesThePositiveReferenceNextToIt() {
    // The details of a massless field have finite variance, whatever is asked.
    GaussianLaw law = law("db2", 4, 8, 8);
    GaussianReference reference = GaussianReference.of(GaussianLaw.level(law.energy(), 1000));
    assertThat(reference.detailVariance()).isGreaterThan(0).isLessThan(1e6);
    assertThat(reference.freeEnergy(new double[16], 1)[0]).isFinite();
  }

  @ParameterizedTest
  @MethodSource("laws")
  void energyIsTheQuadraticForm(GaussianLaw law) {
    int lanes = 2;
    int sites = law.step.fine().sites();
    double[] x = random(2, sites * lanes, 1);
    double[] gradient = new double[x.length];
    double[] energy = new double[lanes];
    reference(law, curvature(law)).energy().evaluator(lanes).energy(x, gradient, energy);
    for (int lane = 0; lane < lanes; lane++) {
      Matrix column = GaussianLaw.lane(x, lanes, lane);
      Matrix force = law.matrix.times(column);
      assertThat(energy[lane]).isCloseTo(0.5 * column.dot(force), within(1e-12 * sites));
      Matrix within = law.hi.transposed().times(law.hi).times(force);
      assertThat(GaussianLaw.lane(gradient, lanes, lane).less(within).largest()).isLessThan(1e-12);
    }
  }

  /**
   * Draws, less their conditional mean and whitened by their conditional covariance, are standard
   * normal: every mean and every covariance within 5.5 standard errors. False alarms: 4e-8 each,
   * 3e-4 for all of up to 7,000 numbers.
   */
  @ParameterizedTest
  @MethodSource("laws")
  void drawsFollowTheConditionalLaw(GaussianLaw law) {
    int lanes = 20_000;
    int coarse = law.step.coarse().sites();
    double[] one = random(3, coarse, 2);
    double[] phi = new double[coarse * lanes];
    Arrays.setAll(phi, i -> one[i / lanes]);
    double[] x = reference(law, curvature(law)).draw(phi, lanes, 4, 1, 0);
    Matrix fields = Matrix.of(law.step.fine().sites(), lanes, x);
    Matrix column = Matrix.column(one);
    Matrix kept = law.lo.times(fields);
    assertThat(kept.less(Matrix.of(coarse, lanes, phi)).largest()).isLessThan(1e-11);
    Matrix mean = law.detailMean(column);
    Matrix psi = law.hi.times(fields);
    assertThat(worst(psi, mean, law.detailCovariance())).isLessThan(5.5);
    // Broken twins: details that know nothing of the coarse field.
    Matrix free = law.hi.times(law.matrix.inverse()).times(law.hi.transposed());
    boolean coupled = free.less(law.detailCovariance()).largest() > 0.05;
    if (coupled) {
      assertThat(worst(psi, mean, free)).isGreaterThan(8);
      assertThat(worst(psi, mean.scaled(0), law.detailCovariance())).isGreaterThan(8);
    }
  }

  /** The most extreme mean or covariance of whitened columns, in standard errors. */
  private static double worst(Matrix psi, Matrix mean, Matrix covariance) {
    int n = psi.columns();
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    Matrix centred = psi.less(mean.times(Matrix.of(1, n, ones)));
    Matrix white = covariance.cholesky().inverse().times(centred);
    Matrix sums = white.times(Matrix.column(ones));
    Matrix products = white.times(white.transposed());
    double worst = 0;
    for (int i = 0; i < mean.rows(); i++) {
      worst = Math.max(worst, Math.abs(sums.at(i)) / Math.sqrt(n));
      for (int j = 0; j <= i; j++) {
        double expected = i == j ? n : 0;
        double error = Math.sqrt(i == j ? 2.0 * n : n);
        worst = Math.max(worst, Math.abs(products.at(i, j) - expected) / error);
      }
    }
    return worst;
  }

  @Test
  void aDrawDoesNotDependOnItsNeighbours() {
    GaussianReference reference = reference(law("db2", 4, 4, 4), 4);
    double[] phi = random(5, 4 * 6, 1);
    double[] together = reference.draw(phi, 6, 7, 2, 10);
    for (int lane = 0; lane < 6; lane++) {
      double[] alone = reference.draw(GaussianLaw.lane(phi, 6, lane).data(), 1, 7, 2, 10 + lane);
      assertThat(GaussianLaw.lane(together, 6, lane).data()).isEqualTo(alone);
    }
  }

  /** A multiple of (sum_i x(i))^2 cannot be seen by the details, whatever its sign. */
  @ParameterizedTest
  @MethodSource("laws")
  void theUniformModeMayHaveAnySign(GaussianLaw law) {
    for (double strength : new double[] {-30, 5}) {
      int reach = law.step.fine().longestSide() / 2;
      QuadraticKernel all = new QuadraticKernel(law.step.fine(), reach, false);
      double[] same = new double[all.parameters()];
      Arrays.fill(same, strength);
      double[] theta = Arrays.copyOf(law.theta, law.theta.length + same.length);
      System.arraycopy(same, 0, theta, law.theta.length, same.length);
      ConditionalEnergy shifted =
          new ConditionalEnergy(Subspace.details(law.step), List.of(law.kernel, all), theta);
      double[] phi = random(8, law.step.coarse().sites(), 2);
      double curvature = law.curvature + strength;
      double sum = Arrays.stream(phi).sum();
      double more = 0.5 * strength * sum * sum * law.step.fine().sites() / phi.length;
      double truth = law.freeEnergy(Matrix.column(phi)) + more;
      GaussianReference reference = new GaussianReference(shifted, curvature);
      assertThat(reference.freeEnergy(phi, 1)[0])
          .isCloseTo(truth, within(1e-10 * (1 + Math.abs(more))));
      assertThat(GaussianReference.of(GaussianLaw.level(shifted, law.detailSigma())).curvature())
          .isCloseTo(curvature, within(1e-8));
    }
  }

  /** Far beyond the spline's range, where wall and lift must be scaled too. */
  @Test
  void theMixtureIsExactlyLinearInLambda() {
    GaussianLaw gaussian = law("db2", 4, 4, 4);
    ScalarPotential potential =
        new ScalarPotential(
            Grid.of(4, 4), new SplineBasis(-1, 1.5, 8), false, ScalarPotential.Gauge.LINEAR, 1, 2);
    int kernel = gaussian.theta.length;
    double[] theta = Arrays.copyOf(gaussian.theta, kernel + potential.parameters());
    System.arraycopy(
        random(6, potential.parameters(), 1), 0, theta, kernel, potential.parameters());
    ConditionalEnergy law =
        new ConditionalEnergy(
            Subspace.details(gaussian.step), List.of(gaussian.kernel, potential), theta);
    GaussianReference reference = new GaussianReference(law, 4);
    int lanes = 5;
    double[] x = random(7, 16 * lanes, 3);
    double[] atG = values(new GaussianReference(gaussian.energy(), 4).energy(), x, lanes);
    double[] atE = values(law, x, lanes);
    for (double lambda : new double[] {0, 0.3, 1}) {
      double[] mixed = values(reference.mixture(lambda), x, lanes);
      for (int i = 0; i < mixed.length; i++) {
        double truth = (1 - lambda) * atG[i] + lambda * atE[i];
        assertThat(mixed[i]).isCloseTo(truth, within(1e-12 * (1 + Math.abs(atE[i]))));
      }
    }
  }

  /** Energies, then gradients by both ways to get them. */
  private static double[] values(ConditionalEnergy law, double[] x, int lanes) {
    double[] energy = new double[lanes];
    double[] gradient = new double[x.length];
    double[] alone = new double[x.length];
    law.evaluator(lanes).energy(x, gradient, energy);
    law.evaluator(lanes).gradient(x, alone);
    double[] all = Arrays.copyOf(energy, lanes + 2 * x.length);
    System.arraycopy(gradient, 0, all, lanes, x.length);
    System.arraycopy(alone, 0, all, lanes + x.length, x.length);
    return all;
  }

  @Test
  void refusesWhatHasNoIntegral() {
    GaussianLaw law = law("haar", 4, 4, 4);
    for (double curvature : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new GaussianReference(law.energy(), curvature))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("curvature");
    }
    Level whole =
        GaussianLaw.level(
            new ConditionalEnergy(Subspace.whole(law.step.fine()), List.of(law.kernel), law.theta),
            1);
    assertThatThrownBy(() -> GaussianReference.of(whole))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("details");
    GaussianReference reference = reference(law, 4);
    assertThatThrownBy(() -> reference.freeEnergy(new double[3], 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> reference.draw(new double[0], 0, 1, 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
