package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.energy.OriginalKernel;
import org.wirg.energy.Stiffness;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.field.Transform;
import org.wirg.hamiltonian.LatticeForm;
import org.wirg.hamiltonian.LatticeForm.Coupling;
import org.wirg.lattice.GaussianField;

/**
 * Free fields f seen through a transform: of phi = T(f) the law is that of f, all of whose
 * couplings are of the values from before the transform, times a density at every site.
 */
class OriginalCouplingsTest {
  private static final Grid GRID = Grid.of(16, 16);
  private static final double MASS = 0.5;
  private static final int FIELDS = 2500;
  private static final int FRESH = 500;
  private static final Transform TRANSFORM = new Transform.Asinh(0.2);
  private static final GaussianField FREE = Draws.free(GRID, MASS);

  private static double[] forward(double[] original) {
    return Arrays.stream(original).map(TRANSFORM::forward).toArray();
  }

  private static FitOptions options() {
    return new FitOptions("db2", 1, 2, 16, true, false, 1, 2).refinedFrom(9);
  }

  /** The true energy of a field of phi. */
  private static double truth(double[] phi) {
    double[] original = Arrays.stream(phi).map(TRANSFORM::inverse).toArray();
    return FREE.energy(original) + Arrays.stream(original).map(TRANSFORM::logSlope).sum();
  }

  /** Measured: K'(1,0) = 0.997(15), H off by 0.13; without them by 5.5. */
  @Test
  void findsTheCouplingsOfTheValuesFromBefore() {
    double[] all = forward(Draws.gaussian(FREE, FIELDS, 8));
    int seen = (FIELDS - FRESH) * GRID.sites();
    double[] training = Arrays.copyOf(all, seen);
    double[] fresh = Arrays.copyOfRange(all, seen, all.length);
    Model model = Draws.fit(GRID, training, options().withOriginal(TRANSFORM));
    check(LatticeForm.flow(model).getFirst());
    double plain =
        Draws.energyError(
            Draws.fit(GRID, training, options()), fresh, OriginalCouplingsTest::truth);
    double error = Draws.energyError(model, fresh, OriginalCouplingsTest::truth);
    assertThat(error).isLessThan(0.1 * plain);
  }

  /** K'(1,0) = 1, all others vanish, and those of the transformed field. */
  private static void check(LatticeForm form) {
    for (Coupling k : form.original()) {
      double expected =
          switch (Arrays.stream(k.shift()).map(c -> c * c).sum()) {
            case 0 -> -4;
            case 1 -> 1;
            default -> 0;
          };
      double errors = (k.value() - expected) / k.error();
      assertThat(errors).as(Arrays.toString(k.shift())).isBetween(-4.0, 4.0);
      assertThat(k.error()).isLessThan(0.1);
    }
    for (Coupling k : form.kernel()) {
      assertThat(k.value() / k.error()).as(Arrays.toString(k.shift())).isBetween(-4.0, 4.0);
    }
  }

  @Test
  void theFinestLevelAloneHasThem() {
    double[] rows = forward(Draws.gaussian(FREE, 500, 8));
    Model model = Draws.fit(GRID, rows, options().withOriginal(TRANSFORM).withStiffness(true));
    for (List<Level> levels : List.of(model.levels(), model.hamiltonians().levels())) {
      assertThat(levels.getFirst().energy().terms().get(1)).isInstanceOf(OriginalKernel.class);
      for (Level level : levels.subList(1, levels.size())) {
        assertThat(level.energy().terms().get(1)).isInstanceOf(Stiffness.class);
        assertThat(level.energy().terms()).noneMatch(OriginalKernel.class::isInstance);
      }
    }
    assertThat(LatticeForm.flow(model).get(1).original()).isEmpty();
  }

  private static void refuses(Transform transform, double unit, int coarsest, String why) {
    double[] rows = Draws.gaussian(FREE, 100, 8);
    double[] values = Arrays.stream(rows).map(f -> transform.forward(f * unit)).toArray();
    FitOptions options =
        new FitOptions("db2", coarsest, 1, 8, true, false, 1, 1).withOriginal(transform);
    assertThatThrownBy(() -> Draws.fit(GRID, values, options))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining(why);
  }

  /** What would be the same function twice, or has no place, or no size. */
  @Test
  void refusesWhatSaysNothing() {
    refuses(new Transform.Standardise(1, 2), 1, 1, "slope is the same within 1 %");
    refuses(new Transform.Asinh(100), 1, 1, "slope is the same within 1 %");
    refuses(TRANSFORM, 1, 16, "found none on 16x16");
    refuses(new Transform.Asinh(1e150), 1e150, 1, "give the fields in other units");
    refuses(new Transform.Asinh(1e-300), 1, 1, "give the fields in other units");
  }

  /** Quarters of larger fields, which do not go on around. */
  @Test
  void leavesOutTheEdgeOfPatches() {
    Grid large = Grid.of(32, 32);
    double[] rows = Draws.quarters(large, forward(Draws.gaussian(Draws.free(large, MASS), 600, 8)));
    FitOptions open = options().withOriginal(TRANSFORM).withEdge(true);
    check(LatticeForm.flow(Draws.fit(GRID, rows, open)).getFirst());
  }
}
