package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Model;
import org.wirg.energy.Potential;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;
import org.wirg.wavelet.Pyramid;
import org.wirg.wavelet.Wavelet;
import org.wirg.wavelet.WaveletStep;

/**
 * Patches cut from a larger periodic lattice, whose place is known: what a fit of the patches finds
 * inside their edge is what the larger lattice has there, number for number.
 */
class OpenBoundaryTest {
  private static final Wavelet WAVELET = Wavelet.named("db2");
  private static final Grid LARGE = Grid.of(64, 64);
  private static final Grid PATCH = Grid.of(32, 32);
  private static final int[] ORIGIN = {16, 8};
  private static final int RADIUS = 1;
  private static final int FIELDS = 21;

  private static final Pyramid WHOLE = new Pyramid(WAVELET, LARGE, 3);
  private static final Pyramid CUT = new Pyramid(WAVELET, PATCH, Pyramid.levelsDownTo(PATCH, 1));

  /** Rough fields with a long tail, [field][site]. */
  private static double[][] fields() {
    Random random = new Random(3);
    double[][] fields = new double[FIELDS][LARGE.sites()];
    for (double[] field : fields) {
      double x = 0;
      for (int i = 0; i < field.length; i++) {
        x = random.nextGaussian() + 0.6 * x;
        field[i] = x + 0.1 * x * x;
      }
    }
    return fields;
  }

  private static double[] patch(double[] large) {
    double[] patch = new double[PATCH.sites()];
    Arrays.setAll(patch, i -> large[there(PATCH, LARGE, 0, i)]);
    return patch;
  }

  /** The site of the larger lattice's level l where a patch's site lies. */
  private static int there(Grid patch, Grid large, int l, int site) {
    int[] x = patch.coordinates(site);
    for (int a = 0; a < x.length; a++) {
      x[a] += ORIGIN[a] >> l;
    }
    return large.site(x);
  }

  private static double[] level(Pyramid pyramid, double[] field, int l) {
    double[] x = field;
    for (int j = 1; j <= l; j++) {
      WaveletStep step = pyramid.step(j);
      double[] coarse = new double[step.coarse().sites()];
      step.coarsen(x, 1, step.scratch(1), coarse);
      x = coarse;
    }
    return x;
  }

  @Test
  void sitesFreeOfTheEdgeHaveTheirValues() {
    Interior interior = Interior.open(CUT, RADIUS);
    assertThat(interior.edgedLevels()).isEqualTo(2);
    double[] large = fields()[0];
    double[] patch = patch(large);
    for (int l = 0; l < interior.edgedLevels(); l++) {
      double[] found = level(CUT, patch, l);
      double[] expected = level(WHOLE, large, l);
      boolean[] free = interior.field(l);
      int others = 0;
      for (int i = 0; i < found.length; i++) {
        double value = expected[there(CUT.grid(l), WHOLE.grid(l), l, i)];
        if (free[i]) {
          assertThat(found[i]).isCloseTo(value, within(1e-12));
        } else {
          others += Math.abs(found[i] - value) > 1e-6 ? 1 : 0;
        }
      }
      // Not many are left out that need not be: a detail's last tap may stay inside.
      int left = 0;
      for (boolean one : free) {
        left += one ? 0 : 1;
      }
      assertThat(others).isGreaterThanOrEqualTo(left / 2);
    }
  }

  private static Fit.Scored scored(double[][] fields) {
    double[] rows = new double[FIELDS * PATCH.sites()];
    for (int f = 0; f < FIELDS; f++) {
      System.arraycopy(patch(fields[f]), 0, rows, f * PATCH.sites(), PATCH.sites());
    }
    FitOptions options = new FitOptions("db2", 1, RADIUS, 8, false, false, 1, 2).withEdge(true);
    return Fit.scored(new MemoryDataset(PATCH, rows), options, 0, Progress.NONE);
  }

  private static boolean[] large(boolean[] patch, Grid small, Grid large, int l) {
    boolean[] moves = new boolean[large.sites()];
    for (int i = 0; i < patch.length; i++) {
      moves[there(small, large, l, i)] |= patch[i];
    }
    return moves;
  }

  private static void compare(
      ConditionalEnergy large,
      double[][] fields,
      Fit.Scored scored,
      int l,
      double[] theta,
      DMatrixRMaj scatter) {
    List<Potential> terms = large.terms();
    NormalEquations equations = new NormalEquations(terms, large.subspace(), new GradientBuffers());
    ScoreResiduals residuals = new ScoreResiduals(large);
    for (double[] field : fields) {
      double[] x = Arrays.stream(field).map(v -> v - scored.scan().mean()).toArray();
      x = Arrays.stream(level(WHOLE, x, l)).map(v -> v / scored.scan().sigma()[l]).toArray();
      equations.add(x, 1);
      residuals.add(x, 1, Gradients.along(terms, x, 1, residuals.force(x, 1)));
    }
    double[] expected = equations.solve().theta();
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(theta).containsExactly(expected, within(1e-7 * largest));
    double[] found = scatter.getData();
    double[] known = residuals.scatter().getData();
    double size = Arrays.stream(known).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).isCloseTo(known[i], within(1e-9 * size));
    }
  }

  @Test
  void detailsAreLearnedAsOnTheLargerLattice() {
    double[][] fields = fields();
    Fit.Scored scored = scored(fields);
    Interior interior = Interior.open(CUT, RADIUS);
    for (int j = 1; j <= interior.edgedLevels(); j++) {
      boolean[] moves = large(interior.detailSites(j), CUT.grid(j), WHOLE.grid(j), j);
      ConditionalEnergy energy = scored.energies().get(j - 1);
      ConditionalEnergy large = energy.on(Subspace.details(WHOLE.step(j)).part(moves));
      compare(
          large,
          fields,
          scored,
          j - 1,
          scored.solutions().get(j - 1).theta(),
          scored.residuals().levels.get(j - 1).scatter());
    }
  }

  @Test
  void hamiltoniansAreLearnedAsOnTheLargerLattice() {
    double[][] fields = fields();
    Fit.Scored scored = scored(fields);
    ScaleTerms scales = scored.scales();
    for (int l = 0; l < scales.interior().edgedLevels(); l++) {
      double[] theta = scored.equations().scales(scales).solve(l, l).theta();
      ConditionalEnergy energy = scales.hamiltonian(l, l, theta);
      boolean[] sites = ((Subspace.SomeSites) scales.interior().whole(l)).moves();
      boolean[] moves = large(sites, CUT.grid(l), WHOLE.grid(l), l);
      compare(
          energy.on(Subspace.whole(WHOLE.grid(l)).part(moves)),
          fields,
          scored,
          l,
          theta,
          scored
              .residuals()
              .scales()
              .scatter(l, scales.columns(l, l), scales.sigma(l) * scales.sigma(l)));
    }
  }

  /** Nothing coarser is taken as periodic: 8x8 is the last field with sites free of the edge. */
  @Test
  void theCoarsestFieldIsTheLastThatHasAnInterior() {
    Grid large = Grid.of(64, 64);
    double[] rows = Draws.gaussian(Draws.free(large, 0.4), 100, 5);
    double[] patches = new double[100 * PATCH.sites()];
    for (int f = 0; f < 100; f++) {
      double[] field = Arrays.copyOfRange(rows, f * large.sites(), (f + 1) * large.sites());
      System.arraycopy(patch(field), 0, patches, f * PATCH.sites(), PATCH.sites());
    }
    FitOptions options = new FitOptions("db2", 1, RADIUS, 6, true, true, 1, 2).withEdge(true);
    assertThat(options.levels(PATCH)).isEqualTo(2);
    Model model = Draws.fit(PATCH, patches, options);
    assertThat(model.levels()).hasSize(2);
    assertThat(model.coarsest().energy().subspace()).isEqualTo(Subspace.whole(Grid.of(8, 8)));
    FitOptions wider = new FitOptions("db2", 16, RADIUS, 6, true, true, 1, 2).withEdge(true);
    assertThat(wider.levels(PATCH)).isEqualTo(1);
    assertThat(wider.withEdge(false).levels(PATCH)).isEqualTo(1);
    assertThat(options.withEdge(false).levels(PATCH)).isEqualTo(5);
    assertThat(options.levels(Grid.of(4, 4))).as("no interior").isEqualTo(2);
  }

  @Test
  void fieldsTooSmallForAnInteriorArePeriodic() {
    Pyramid small = new Pyramid(WAVELET, Grid.of(8, 8), 3);
    assertThat(Interior.open(small, 4).edgedLevels()).isZero();
    Interior interior = Interior.open(CUT, RADIUS);
    assertThat(interior.details(4)).isEqualTo(Subspace.details(CUT.step(4)));
    assertThat(interior.whole(3)).isEqualTo(Subspace.whole(CUT.grid(3)));
    assertThat(Interior.periodic(CUT).details(1)).isEqualTo(Subspace.details(CUT.step(1)));
  }
}
