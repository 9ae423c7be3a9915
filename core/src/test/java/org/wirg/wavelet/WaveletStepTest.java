package org.wirg.wavelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wirg.field.Grid;
import org.wirg.internal.kernel.ScalarKernels;
import org.wirg.internal.kernel.VectorKernels;

class WaveletStepTest {
  private static final double ROUNDING = 2e-14;

  static List<String> names() {
    return Wavelet.names();
  }

  private static final List<Grid> GRIDS =
      List.of(
          Grid.of(2),
          Grid.of(4),
          Grid.of(8),
          Grid.of(16),
          Grid.of(6),
          Grid.of(2, 2),
          Grid.of(4, 4),
          Grid.of(8, 8),
          Grid.of(16, 16),
          Grid.of(8, 2),
          Grid.of(4, 16),
          Grid.of(6, 10),
          Grid.of(2, 2, 2),
          Grid.of(4, 4, 4),
          Grid.of(8, 8, 8),
          Grid.of(16, 16, 16),
          Grid.of(2, 4, 8),
          Grid.of(8, 6, 4));

  private static final List<Grid> SMALL =
      GRIDS.stream().filter(grid -> grid.sites() <= 64).toList();

  private static final int[] LANES = {1, 3, 8, 16};

  /** One step with its arrays. */
  private static final class Bench {
    final WaveletStep step;
    final int lanes;
    final WaveletStep.Scratch scratch;
    final double[] fine;
    final double[] coarse;
    final double[] details;

    Bench(WaveletStep step, int lanes) {
      this.step = step;
      this.lanes = lanes;
      scratch = step.scratch(lanes);
      // Filled with NaN: a value that is read before it is written shows.
      fine = filled(step.fine().sites() * lanes);
      coarse = filled(step.coarse().sites() * lanes);
      details = filled(step.bands() * step.coarse().sites() * lanes);
    }

    Bench(String name, Grid grid, int lanes) {
      this(new WaveletStep(Wavelet.named(name), grid), lanes);
    }

    private static double[] filled(int length) {
      double[] array = new double[length];
      Arrays.fill(array, Double.NaN);
      return array;
    }

    double[] coarsen(double[] x) {
      step.coarsen(x, lanes, scratch, coarse);
      return coarse;
    }

    double[] details(double[] x) {
      step.details(x, lanes, scratch, details);
      return details;
    }

    double[] synthesise(double[] phi, double[] psi) {
      step.refine(phi, lanes, scratch, fine);
      step.addDetails(psi, lanes, scratch, fine);
      return fine;
    }

    double norm(double[] x, int lane) {
      double sum = 0;
      for (int i = lane; i < x.length; i += lanes) {
        sum += x[i] * x[i];
      }
      return sum;
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void fieldsAreReconstructedAndTheirNormKept(String name) {
    for (Grid grid : GRIDS) {
      for (int lanes : LANES) {
        Bench bench = new Bench(name, grid, lanes);
        double[] x = Dense.random(lanes, grid.sites() * lanes);
        double[] before = x.clone();
        double[] phi = bench.coarsen(x).clone();
        double[] psi = bench.details(x).clone();
        Bench both = new Bench(name, grid, lanes);
        both.step.split(x, lanes, both.scratch, both.coarse, both.details);
        assertThat(both.coarse).isEqualTo(phi);
        assertThat(both.details).isEqualTo(psi);
        assertThat(x).isEqualTo(before);
        for (int lane = 0; lane < lanes; lane++) {
          double norm = bench.norm(x, lane);
          double sum = bench.norm(phi, lane) + bench.norm(psi, lane);
          assertThat(Math.abs(sum / norm - 1)).as("norm on %s", grid).isLessThan(ROUNDING);
        }
        assertThat(Dense.distance(bench.synthesise(phi, psi), x))
            .as("reconstruction on %s, %d lanes", grid, lanes)
            .isLessThan(ROUNDING);
      }
    }
  }

  /** Lo Lo^T = 1, Hi Lo^T = 0, Lo Hi^T = 0, Hi Hi^T = 1. */
  @ParameterizedTest
  @MethodSource("names")
  void coefficientsComeBackFromTheFieldTheyMake(String name) {
    for (Grid grid : GRIDS) {
      for (int lanes : LANES) {
        Bench bench = new Bench(name, grid, lanes);
        double[] phi = Dense.random(1, bench.coarse.length);
        double[] psi = Dense.random(2, bench.details.length);
        double[] x = bench.synthesise(phi, psi).clone();
        assertThat(Dense.distance(bench.coarsen(x), phi)).as("%s", grid).isLessThan(ROUNDING);
        assertThat(Dense.distance(bench.details(x), psi)).as("%s", grid).isLessThan(ROUNDING);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyOperatorIsItsMatrix(String name) {
    Wavelet wavelet = Wavelet.named(name);
    int lanes = 3;
    for (Grid grid : SMALL) {
      Bench bench = new Bench(name, grid, lanes);
      int coarse = bench.step.coarse().sites();
      double[] x = Dense.random(3, grid.sites() * lanes);
      double[][] lo = Dense.band(wavelet, grid, 0);
      assertThat(Dense.distance(bench.coarsen(x), Dense.apply(lo, x, lanes))).isLessThan(ROUNDING);
      double[] phi = Dense.random(4, coarse * lanes);
      double[] psi = Dense.random(5, bench.details.length);
      double[] y = new double[x.length];
      Dense.addTransposed(lo, phi, 0, lanes, y);
      double[] details = bench.details(x);
      for (int b = 0; b < bench.step.bands(); b++) {
        double[][] hi = Dense.band(wavelet, grid, b + 1);
        double[] band = Arrays.copyOfRange(details, b * coarse * lanes, (b + 1) * coarse * lanes);
        assertThat(Dense.distance(band, Dense.apply(hi, x, lanes)))
            .as("band %d on %s", b, grid)
            .isLessThan(ROUNDING);
        Dense.addTransposed(hi, psi, b * coarse, lanes, y);
      }
      assertThat(Dense.distance(bench.synthesise(phi, psi), y)).as("%s", grid).isLessThan(ROUNDING);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void theProjectorIsItsMatrixIdempotentAndSymmetric(String name) {
    for (Grid grid : SMALL) {
      double[][] p = Dense.projector(Wavelet.named(name), grid);
      int sites = grid.sites();
      Bench bench = new Bench(name, grid, sites);
      // One unit vector per lane: the result is the whole matrix.
      double[] x = new double[sites * sites];
      for (int i = 0; i < sites; i++) {
        x[i * sites + i] = 1;
      }
      bench.step.project(x, sites, bench.scratch);
      for (int i = 0; i < sites; i++) {
        double[] row = Arrays.copyOfRange(x, i * sites, (i + 1) * sites);
        assertThat(Dense.distance(row, p[i])).as("row %d on %s", i, grid).isLessThan(ROUNDING);
        for (int j = 0; j < i; j++) {
          assertThat(Math.abs(row[j] - x[j * sites + i])).isLessThan(ROUNDING);
        }
      }
      double[] once = x.clone();
      bench.step.project(x, sites, bench.scratch);
      assertThat(Dense.distance(x, once)).as("%s", grid).isLessThan(ROUNDING);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void projectingKeepsTheDetailsAndDropsTheCoarseField(String name) {
    for (Grid grid : GRIDS) {
      for (int lanes : LANES) {
        Bench bench = new Bench(name, grid, lanes);
        double[] x = Dense.random(6, grid.sites() * lanes);
        double[] psi = bench.details(x).clone();
        bench.step.project(x, lanes, bench.scratch);
        double[] zero = new double[bench.coarse.length];
        assertThat(Dense.distance(bench.coarsen(x), zero)).as("%s", grid).isLessThan(ROUNDING);
        assertThat(Dense.distance(bench.details(x), psi)).as("%s", grid).isLessThan(ROUNDING);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void diagonalAndTracesOfTheProjectorAreThoseOfItsMatrix(String name) {
    for (Grid grid : SMALL) {
      double[][] p = Dense.projector(Wavelet.named(name), grid);
      WaveletStep step = new WaveletStep(Wavelet.named(name), grid);
      double[] diagonal = step.projectorDiagonal();
      assertThat(diagonal).hasSize(grid.sites());
      for (int i = 0; i < grid.sites(); i++) {
        assertThat(Math.abs(diagonal[i] - p[i][i])).as("%d on %s", i, grid).isLessThan(ROUNDING);
      }
      for (int s = 0; s < grid.sites(); s++) {
        int[] shift = grid.coordinates(s);
        double trace = 0;
        for (int i = 0; i < grid.sites(); i++) {
          int[] x = grid.coordinates(i);
          Arrays.setAll(x, a -> x[a] + shift[a]);
          trace += p[i][grid.site(x)];
        }
        assertThat(Math.abs(step.projectorTrace(shift) - trace)).isLessThan(10 * ROUNDING);
        int[] around = shift.clone();
        Arrays.setAll(around, a -> shift[a] - 3 * grid.size(a));
        assertThat(step.projectorTrace(around)).isEqualTo(step.projectorTrace(shift));
      }
    }
  }

  /** Vector and scalar kernels, one lane or many: the same bits. */
  @ParameterizedTest
  @MethodSource("names")
  void resultsDependNeitherOnTheKernelsNorOnTheNumberOfLanes(String name) {
    Wavelet wavelet = Wavelet.named(name);
    for (Grid grid : SMALL) {
      Bench one = new Bench(new WaveletStep(wavelet, grid, new ScalarKernels()), 1);
      for (int lanes : LANES) {
        Bench many = new Bench(new WaveletStep(wavelet, grid, new VectorKernels()), lanes);
        double[] x = Dense.random(7, grid.sites() * lanes);
        double[] phi = many.coarsen(x).clone();
        double[] psi = many.details(x).clone();
        double[] y = many.synthesise(phi, psi);
        double[] p = x.clone();
        many.step.project(p, lanes, many.scratch);
        for (int lane = 0; lane < lanes; lane++) {
          double[] single = lane(x, lane, lanes);
          assertThat(one.coarsen(single)).isEqualTo(lane(phi, lane, lanes));
          assertThat(one.details(single)).isEqualTo(lane(psi, lane, lanes));
          assertThat(one.synthesise(one.coarse, one.details)).isEqualTo(lane(y, lane, lanes));
          one.step.project(single, 1, one.scratch);
          assertThat(single).isEqualTo(lane(p, lane, lanes));
        }
      }
    }
  }

  private static double[] lane(double[] x, int lane, int lanes) {
    double[] single = new double[x.length / lanes];
    Arrays.setAll(single, i -> x[i * lanes + lane]);
    return single;
  }

  /** Longer arrays and scratch for more lanes: the rest is left alone. */
  @Test
  void aPartlyFilledBatchUsesTheFrontOfItsArrays() {
    WaveletStep step = new WaveletStep(Wavelet.named("db2"), Grid.of(4, 4));
    double[] x = Dense.random(8, 16 * 5);
    double[] psi = new double[12 * 5];
    double[] exact = new double[12 * 2];
    step.details(x, 2, step.scratch(5), psi);
    step.details(x, 2, step.scratch(2), exact);
    assertThat(psi).startsWith(exact);
    assertThat(Arrays.copyOfRange(psi, exact.length, psi.length)).containsOnly(0);
  }

  @Test
  void badCallsAreRefused() {
    WaveletStep step = new WaveletStep(Wavelet.named("db2"), Grid.of(4, 4));
    WaveletStep.Scratch scratch = step.scratch(2);
    double[] fine = new double[32];
    double[] coarse = new double[8];
    double[] details = new double[24];
    Runnable[] bad = {
      () -> step.coarsen(fine, 3, scratch, coarse),
      () -> step.coarsen(fine, 0, scratch, coarse),
      () -> step.coarsen(new double[31], 2, scratch, coarse),
      () -> step.coarsen(fine, 2, scratch, new double[7]),
      () -> step.coarsen(fine, 2, scratch, fine),
      () -> step.refine(new double[7], 2, scratch, fine),
      () -> step.refine(coarse, 2, scratch, new double[31]),
      () -> step.refine(fine, 2, scratch, fine),
      () -> step.details(fine, 2, scratch, new double[23]),
      () -> step.details(fine, 2, scratch, fine),
      () -> step.split(new double[31], 2, scratch, coarse, details),
      () -> step.split(fine, 2, scratch, new double[7], details),
      () -> step.split(fine, 2, scratch, coarse, new double[23]),
      () -> step.split(fine, 3, scratch, coarse, details),
      () -> step.addDetails(new double[23], 2, scratch, fine),
      () -> step.addDetails(details, 2, scratch, new double[31]),
      () -> step.addDetails(fine, 2, scratch, fine),
      () -> step.project(new double[31], 2, scratch),
      () -> new WaveletStep(Wavelet.named("db2"), Grid.of(16)).project(fine, 2, scratch),
      () -> step.scratch(0),
      () -> step.projectorTrace(1),
      () -> new WaveletStep(Wavelet.named("db2"), Grid.of(4, 3)),
      () -> new WaveletStep(Wavelet.named("db2"), Grid.of(1)),
    };
    for (int i = 0; i < bad.length; i++) {
      Runnable call = bad[i];
      assertThatThrownBy(call::run).as("call %d", i).isInstanceOf(IllegalArgumentException.class);
    }
    // The same arrays, well used, pass.
    step.coarsen(fine, 2, scratch, coarse);
    step.details(fine, 2, scratch, details);
    step.split(fine, 2, scratch, coarse, details);
    step.refine(coarse, 2, scratch, fine);
    step.addDetails(details, 2, scratch, fine);
  }
}
