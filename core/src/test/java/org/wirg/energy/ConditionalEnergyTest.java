package org.wirg.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wirg.field.Grid;
import org.wirg.wavelet.Wavelet;
import org.wirg.wavelet.WaveletStep;

class ConditionalEnergyTest {
  private static final SplineBasis BASIS = new SplineBasis(-2, 2.5, 9);
  private static final int LANES = 3;

  static List<Subspace> subspaces() {
    return List.of(
        Subspace.details(new WaveletStep(Wavelet.named("haar"), Grid.of(2))),
        Subspace.details(new WaveletStep(Wavelet.named("db2"), Grid.of(16))),
        Subspace.details(new WaveletStep(Wavelet.named("db2"), Grid.of(8, 8))),
        Subspace.details(new WaveletStep(Wavelet.named("sym4"), Grid.of(4, 8))),
        Subspace.details(new WaveletStep(Wavelet.named("db3"), Grid.of(4, 4, 4))),
        Subspace.whole(Grid.of(1)),
        Subspace.whole(Grid.of(4, 4)));
  }

  private static List<Potential> terms(Grid grid) {
    return List.of(
        new QuadraticKernel(grid, 2, false),
        new ScalarPotential(grid, BASIS, false, ScalarPotential.Gauge.CONSTANT));
  }

  private static ConditionalEnergy energy(Subspace subspace) {
    List<Potential> terms = terms(subspace.grid());
    int parameters = terms.stream().mapToInt(Potential::parameters).sum();
    return new ConditionalEnergy(subspace, terms, Points.normal(1, parameters));
  }

  private static double[] detail(ConditionalEnergy.Evaluator evaluator, long seed, int length) {
    double[] direction = Points.normal(seed, length);
    evaluator.project(direction);
    return direction;
  }

  private static double[] energies(ConditionalEnergy.Evaluator evaluator, double[] x) {
    double[] energy = new double[evaluator.lanes()];
    evaluator.energy(x, new double[x.length], energy);
    return energy;
  }

  private static double[] moved(double[] x, double step, double[] direction) {
    double[] moved = x.clone();
    Arrays.setAll(moved, i -> x[i] + step * direction[i]);
    return moved;
  }

  @ParameterizedTest
  @MethodSource("subspaces")
  void theGradientLiesInTheSubspace(Subspace subspace) {
    ConditionalEnergy.Evaluator evaluator = energy(subspace).evaluator(LANES);
    double[] x = Points.everywhere(BASIS, 2, subspace.grid().sites() * LANES);
    double[] gradient = Points.normal(9, x.length); // must be overwritten
    evaluator.gradient(x, gradient);
    double[] again = gradient.clone();
    evaluator.project(again);
    double size = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < again.length; i++) {
      assertThat(again[i]).isCloseTo(gradient[i], within(1e-13 * (1 + size)));
    }
    double[] withEnergy = Points.normal(10, x.length);
    evaluator.energy(x, withEnergy, new double[LANES]);
    for (int i = 0; i < again.length; i++) {
      assertThat(withEnergy[i]).isCloseTo(gradient[i], within(1e-12 * (1 + size)));
    }
  }

  @ParameterizedTest
  @MethodSource("subspaces")
  void theGradientIsTheDerivativeAlongTheSubspace(Subspace subspace) {
    ConditionalEnergy.Evaluator evaluator = energy(subspace).evaluator(LANES);
    double[] x = Points.everywhere(BASIS, 3, subspace.grid().sites() * LANES);
    double[] gradient = new double[x.length];
    evaluator.gradient(x, gradient);
    double h = 1e-6;
    for (long seed = 1; seed <= 5; seed++) {
      double[] direction = detail(evaluator, seed, x.length);
      double[] up = energies(evaluator, moved(x, h, direction));
      double[] down = energies(evaluator, moved(x, -h, direction));
      for (int lane = 0; lane < LANES; lane++) {
        double slope = 0;
        double size = 1;
        for (int i = lane; i < x.length; i += LANES) {
          slope += gradient[i] * direction[i];
          size += Math.abs(gradient[i] * direction[i]);
        }
        assertThat((up[lane] - down[lane]) / (2 * h))
            .isCloseTo(slope, within(1e-7 * size + 1e-8 * Math.abs(up[lane])));
      }
    }
  }

  /** Adds to theta; E changes by a function of the coarse field, which must not be felt. */
  private static void addsGauge(Subspace subspace, double[] change) {
    ConditionalEnergy plain = energy(subspace);
    double[] theta = plain.theta();
    Arrays.setAll(theta, m -> theta[m] + change[m]);
    ConditionalEnergy.Evaluator before = plain.evaluator(1);
    ConditionalEnergy.Evaluator after =
        new ConditionalEnergy(subspace, plain.terms(), theta).evaluator(1);
    double[] x = Points.everywhere(BASIS, 4, subspace.grid().sites());
    double[] expected = new double[x.length];
    double[] found = new double[x.length];
    before.gradient(x, expected);
    after.gradient(x, found);
    double size = 1 + Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < x.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(1e-12 * size));
    }
    double[] other = moved(x, 1, detail(before, 8, x.length));
    double change0 = energies(after, x)[0] - energies(before, x)[0];
    double change1 = energies(after, other)[0] - energies(before, other)[0];
    assertThat(change1).isCloseTo(change0, within(1e-9 * (1 + Math.abs(energies(after, x)[0]))));
    assertThat(Math.abs(change0)).as("something was added").isGreaterThan(0.01);
    // The same addition is felt where everything moves.
    double[] wholeBefore = new double[x.length];
    double[] wholeAfter = new double[x.length];
    Subspace whole = Subspace.whole(subspace.grid());
    new ConditionalEnergy(whole, plain.terms(), plain.theta())
        .evaluator(1)
        .gradient(x, wholeBefore);
    new ConditionalEnergy(whole, plain.terms(), theta).evaluator(1).gradient(x, wholeAfter);
    assertThat(Math.abs(wholeAfter[0] - wholeBefore[0])).isGreaterThan(0.01);
  }

  @Test
  void functionsOfTheCoarseFieldAreNotFelt() {
    Grid grid = Grid.of(4, 4);
    Subspace details = Subspace.details(new WaveletStep(Wavelet.named("db2"), grid));
    List<Potential> terms = terms(grid);
    int kernels = terms.get(0).parameters();
    int splines = terms.get(1).parameters();
    double h = BASIS.width();
    // sum_i x(i): coefficients linear in k, the first one left out.
    double[] linear = new double[kernels + splines];
    // 1/2 (sum_i x(i))^2: every shift, and x^2/2 for the shift 0.
    double[] square = new double[kernels + splines];
    Arrays.fill(square, 0, kernels, 0.7);
    double start = BASIS.low() - h;
    for (int k = 1; k <= splines; k++) {
      double centre = start + k * h;
      linear[kernels + k - 1] = 0.7 * k * h;
      square[kernels + k - 1] = 0.7 * 0.5 * (centre * centre - start * start);
    }
    addsGauge(details, linear);
    addsGauge(details, square);
  }

  @Test
  void coefficientsByTerm() {
    ConditionalEnergy energy = energy(Subspace.whole(Grid.of(8)));
    assertThat(energy.offset(0)).isZero();
    assertThat(energy.offset(1)).isEqualTo(2);
    assertThat(energy.coefficients(0)).containsExactly(Arrays.copyOf(energy.theta(), 2));
    assertThat(energy.coefficients(1)).containsExactly(Arrays.copyOfRange(energy.theta(), 2, 10));
  }

  @Test
  void refusesCoefficientsThatDoNotFit() {
    Grid grid = Grid.of(8);
    Subspace whole = Subspace.whole(grid);
    List<Potential> terms = List.of(new QuadraticKernel(grid, 2, false));
    assertThatThrownBy(() -> new ConditionalEnergy(whole, terms, new double[3]))
        .hasMessageContaining("2 parameters")
        .hasMessageContaining("found 3");
    assertThatThrownBy(() -> new ConditionalEnergy(whole, terms, new double[] {1, Double.NaN}))
        .hasMessageContaining("finite");
    List<Potential> elsewhere = List.of(new QuadraticKernel(Grid.of(16), 2, false));
    assertThatThrownBy(() -> new ConditionalEnergy(whole, elsewhere, new double[2]))
        .hasMessageContaining("must live on 8");
  }
}
