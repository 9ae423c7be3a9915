package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

/** Laws moved to the nearest one with stable tails, by the Hessian of the energy itself. */
class StableTailsTest {
  private static final double LOW = -2;
  private static final double HIGH = 3;

  /** One interval of the potential's splines: what is beyond it is the same everywhere. */
  private static final double TAIL = 1;

  /** A law with coefficients of either sign. */
  private record Case(Subspace subspace, List<Potential> terms, double[] theta) {
    static Case of(Grid grid, boolean details, boolean isotropic, String more, long seed) {
      List<Potential> terms = new ArrayList<>();
      terms.add(new QuadraticKernel(grid, 2, isotropic));
      if (more.equals("stiffness")) {
        terms.add(new Stiffness(grid, new SplineBasis(LOW, HIGH, 7), false, isotropic, 1, true));
      }
      if (more.equals("original")) {
        SplineBasis wider = new SplineBasis(LOW - TAIL, HIGH + TAIL, 9);
        double[] spline = OriginalKernel.nextTo(x -> Math.exp(0.4 * x), wider);
        terms.add(new OriginalKernel(new QuadraticKernel(grid, 2, isotropic), wider, spline, 1));
      }
      terms.add(
          new ScalarPotential(
              grid,
              new SplineBasis(LOW, HIGH, 8, 1, 1),
              false,
              details ? ScalarPotential.Gauge.LINEAR : ScalarPotential.Gauge.CONSTANT));
      Subspace subspace =
          details
              ? Subspace.details(new WaveletStep(Wavelet.named("db2"), grid))
              : Subspace.whole(grid);
      Random random = new Random(seed);
      double[] theta =
          random.doubles(terms.stream().mapToInt(Potential::parameters).sum(), -1, 1).toArray();
      return new Case(subspace, terms, theta);
    }

    Case at(double[] other) {
      return new Case(subspace, terms, other);
    }

    /** The same with a parabola of the potential added. */
    Case raised(double curvature) {
      double[] raised = theta.clone();
      ScalarPotential potential = (ScalarPotential) terms.getLast();
      double[] parabola = potential.quadratic(curvature);
      int first = raised.length - parabola.length;
      for (int m = 0; m < parabola.length; m++) {
        raised[first + m] += parabola[m];
      }
      return at(raised);
    }

    /** Of what moves, at constant fields where splines end. */
    double softest() {
      double low = Math.min(softest(LOW), softest(LOW - TAIL));
      return Math.min(low, Math.min(softest(HIGH), softest(HIGH + TAIL)));
    }

    /** The least eigenvalue of the Hessian, from differences of gradients, within what moves. */
    private double softest(double value) {
      int sites = subspace.grid().sites();
      ConditionalEnergy.Evaluator energy =
          new ConditionalEnergy(subspace, terms, theta).evaluator(1);
      double h = 1e-5;
      DMatrixRMaj hessian = new DMatrixRMaj(sites, sites);
      for (int i = 0; i < sites; i++) {
        double[] direction = new double[sites];
        direction[i] = 1;
        energy.project(direction);
        double[][] gradients = new double[2][sites];
        for (int side = 0; side < 2; side++) {
          double[] x = new double[sites];
          double sign = side == 0 ? -h : h;
          Arrays.setAll(x, s -> value + sign * direction[s]);
          energy.gradient(x, gradients[side]);
        }
        for (int j = 0; j < sites; j++) {
          // What rests is lifted out of the way.
          double rest = 1e3 * ((i == j ? 1 : 0) - direction[j]);
          hessian.set(j, i, (gradients[1][j] - gradients[0][j]) / (2 * h) + rest);
        }
      }
      for (int i = 0; i < sites; i++) {
        for (int j = 0; j < i; j++) {
          double mean = 0.5 * (hessian.get(i, j) + hessian.get(j, i));
          hessian.set(i, j, mean);
          hessian.set(j, i, mean);
        }
      }
      var eigen = NormalSolution.eigen(hessian);
      double least = Double.POSITIVE_INFINITY;
      for (int k = 0; k < sites; k++) {
        least = Math.min(least, eigen.getEigenvalue(k).getReal());
      }
      return least;
    }
  }

  /** A metric that mixes all coefficients. */
  private static DMatrixRMaj inverse(int size) {
    Random random = new Random(9);
    DMatrixRMaj inverse = new DMatrixRMaj(size, size);
    for (int k = 0; k < size; k++) {
      double[] v = random.doubles(size, -1, 1).toArray();
      for (int i = 0; i < size; i++) {
        inverse.add(i, i, k == 0 ? 0.5 : 0);
        for (int j = 0; j < size; j++) {
          inverse.add(i, j, v[i] * v[j] / size);
        }
      }
    }
    return inverse;
  }

  private static double[] plus(double[] theta, DMatrixRMaj inverse, double[] force) {
    double[] moved = Matrices.times(Matrices.rows(inverse), force);
    Arrays.setAll(moved, m -> moved[m] + theta[m]);
    return moved;
  }

  @ParameterizedTest
  @CsvSource({
    "8x8, true, true, none",
    "8x8, true, true, stiffness",
    "4x8, true, false, stiffness",
    "8x8, false, true, stiffness",
    "8x8, false, false, none",
    "32, true, false, stiffness",
    "16, false, true, stiffness",
    "8x8, true, true, original",
    "16, true, false, original",
    "8x8, false, true, original",
  })
  void theNearestLawWithStableTails(String shape, boolean details, boolean isotropic, String more) {
    Grid grid = Grid.of(Arrays.stream(shape.split("x")).mapToInt(Integer::parseInt).toArray());
    for (long seed = 0; seed < 4; seed++) {
      Case loose = Case.of(grid, details, isotropic, more, seed).raised(-10);
      assertThat(loose.softest()).isLessThan(0);
      DMatrixRMaj inverse = inverse(loose.theta().length);
      StableTails tails = new StableTails(loose.subspace(), loose.terms());
      double[] force = tails.force(loose.theta(), new double[loose.theta().length], inverse);
      double[] reached = plus(loose.theta(), inverse, force);
      Case stable = loose.at(reached);
      assertThat(stable.softest()).isBetween(-1e-4, 0.02);
      // Of all stable laws it is the nearest: none lies on the side that it came from.
      for (long other = 100; other < 104; other++) {
        Case another = Case.of(grid, details, isotropic, more, other).raised(900);
        assertThat(another.softest()).isGreaterThan(1);
        double towards = 0;
        for (int m = 0; m < force.length; m++) {
          towards += force[m] * (another.theta()[m] - reached[m]);
        }
        assertThat(towards).isGreaterThan(0);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void leavesStableLawsAlone(boolean details) {
    Case stable = Case.of(Grid.of(8, 8), details, true, "stiffness", 1).raised(900);
    assertThat(stable.softest()).isGreaterThan(0);
    double[] none = new double[stable.theta().length];
    double[] force =
        new StableTails(stable.subspace(), stable.terms())
            .force(stable.theta(), none, inverse(none.length));
    assertThat(force).isEqualTo(none);
  }

  /** A step that would leave the stable laws ends at their edge. */
  @Test
  void holdsAStepBack() {
    Case stable = Case.of(Grid.of(8, 8), true, true, "none", 1).raised(900);
    Case loose = stable.raised(-980);
    assertThat(loose.softest()).isLessThan(-1);
    double[] step = new double[stable.theta().length];
    Arrays.setAll(step, m -> loose.theta()[m] - stable.theta()[m]);
    DMatrixRMaj inverse = inverse(step.length);
    double[] force =
        new StableTails(stable.subspace(), stable.terms()).force(stable.theta(), step, inverse);
    assertThat(loose.at(plus(loose.theta(), inverse, force)).softest()).isBetween(-1e-4, 0.05);
  }

  /** Of large lattices as many modes are looked at as there are on 32x32 sites. */
  @Test
  void largeLatticesHaveTheTailsOfSmallOnes() {
    Case small = Case.of(Grid.of(32, 32), true, true, "stiffness", 2);
    Case large = Case.of(Grid.of(256, 256), true, true, "stiffness", 2);
    double[] none = new double[small.theta().length];
    DMatrixRMaj inverse = inverse(none.length);
    double[] force =
        new StableTails(small.subspace(), small.terms()).force(small.theta(), none, inverse);
    assertThat(force).isNotEqualTo(none);
    assertThat(new StableTails(large.subspace(), large.terms()).force(large.theta(), none, inverse))
        .isEqualTo(force);
  }
}
