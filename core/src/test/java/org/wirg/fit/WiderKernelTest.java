package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Potential;
import org.wirg.energy.QuadraticKernel;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.SplineBasis;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;

/** The same energy, by a kernel of larger radius. */
class WiderKernelTest {
  private static final Grid GRID = Grid.of(8, 6);

  private static double energy(List<Potential> terms, double[] theta, double[] x) {
    double[] energy = new double[1];
    new ConditionalEnergy(Subspace.whole(GRID), terms, theta)
        .evaluator(1)
        .energy(x, new double[x.length], energy);
    return energy[0];
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void isTheSameEnergy(boolean isotropic) {
    ScalarPotential potential =
        new ScalarPotential(GRID, new SplineBasis(-2, 2, 8), false, ScalarPotential.Gauge.CONSTANT);
    Random random = new Random(6);
    double[] x = random.doubles(GRID.sites(), -2, 2).toArray();
    for (int radius = 0; radius <= 2; radius++) {
      List<Potential> narrow = List.of(new QuadraticKernel(GRID, radius, isotropic), potential);
      List<Potential> wide = List.of(new QuadraticKernel(GRID, 2, isotropic), potential);
      int parameters = narrow.stream().mapToInt(Potential::parameters).sum();
      double[] theta = random.doubles(parameters, -1, 1).toArray();
      double[] wider = WiderKernel.theta(narrow, theta, wide);
      assertThat(energy(wide, wider, x)).isCloseTo(energy(narrow, theta, x), within(1e-11));
    }
  }
}
