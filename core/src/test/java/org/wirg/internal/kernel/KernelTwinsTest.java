package org.wirg.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.field.Grid;

/**
 * The vector kernels against their specification, bit for bit, on sizes that are no multiple of any
 * vector length, with values that are not numbers, infinite, denormal and negative zeros. Arrays
 * compare as AssertJ compares them: every NaN is the same, 0 and -0 are not.
 */
class KernelTwinsTest {
  private static final Kernels SCALAR = new ScalarKernels();
  private static final Kernels VECTOR = new VectorKernels();

  private static final double[] ODD = {
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    -0.0,
    0.0,
    Double.MIN_VALUE,
    -1e-310,
    Double.MAX_VALUE,
    -1e200,
    3e9,
    -1.25,
    1.75
  };

  /** Normal deviates; every fifth value or so an odd one where asked. */
  private static double[] values(long seed, int length, boolean odd) {
    Random random = new Random(seed);
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] =
          odd && random.nextInt(5) == 0
              ? ODD[random.nextInt(ODD.length)]
              : 1.5 * random.nextGaussian();
    }
    return values;
  }

  /** What a kernel adds to an array that already holds something. */
  private interface Action {
    void on(Kernels kernels, double[] out);
  }

  private static void sameBits(String what, double[] before, Action action) {
    double[] expected = before.clone();
    double[] found = before.clone();
    action.on(SCALAR, expected);
    action.on(VECTOR, found);
    assertThat(found).as(what).isEqualTo(expected);
    if (before.length > 20) {
      assertThat(expected).as(what + " does something").isNotEqualTo(before);
    }
  }

  private static final List<Grid> GRIDS =
      List.of(
          Grid.of(1),
          Grid.of(2),
          Grid.of(7),
          Grid.of(3, 5),
          Grid.of(4, 1),
          Grid.of(2, 3, 4),
          Grid.of(9, 11));

  /** Ten shifts, some of them around the lattice. */
  private static List<int[]> shifts(Grid grid, long seed) {
    Random random = new Random(seed);
    return Stream.generate(() -> random.ints(grid.rank(), -9, 10).toArray()).limit(10).toList();
  }

  private static final double[] COUPLINGS = {0.3, -1.1, 0.7, 1e-3, 5, 2.5, -0.01, 0.2, 7, -3};

  private static int[] opposite(int[] shift) {
    return Arrays.stream(shift).map(s -> -s).toArray();
  }

  /** Every shift and its opposite, an orbit each. */
  private static SymmetricStencil symmetric(Grid grid, List<int[]> shifts) {
    return new SymmetricStencil(
        grid, shifts.stream().map(shift -> List.of(shift, opposite(shift))).toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 24, 33})
  void stencilAndShifts(int lanes) {
    for (Grid grid : GRIDS) {
      for (boolean odd : new boolean[] {false, true}) {
        List<int[]> shifts = shifts(grid, lanes);
        Stencil stencil = new Stencil(grid, shifts);
        SymmetricStencil symmetric = symmetric(grid, shifts);
        double[] spread = symmetric.spread(COUPLINGS);
        double[] x = values(1, grid.sites() * lanes, odd);
        double[] g = values(2, x.length, odd);
        String what = grid + " with " + lanes + " lanes";
        sameBits(what, g, (k, out) -> k.stencil(x, lanes, symmetric, spread, out));
        sameBits(what, g, (k, out) -> k.addShifts(x, lanes, stencil, out));
        sameBits(what, g, (k, out) -> k.setShifts(x, lanes, stencil, out));
        double[] products = values(3, 10 * lanes, odd);
        sameBits(what, products, (k, out) -> k.products(x, lanes, stencil, out));
      }
    }
  }

  @Test
  void stencilIsItsDefinition() {
    // Every shift once with the coupling of its orbit, written down anew.
    for (Grid grid : GRIDS) {
      List<int[]> shifts = shifts(grid, 5);
      Stencil stencil = new Stencil(grid, shifts);
      double[] x = values(3, grid.sites(), false);
      double[] found = new double[x.length];
      SymmetricStencil symmetric = symmetric(grid, shifts);
      SCALAR.stencil(x, 1, symmetric, symmetric.spread(COUPLINGS), found);
      double[] plain = new double[x.length];
      SCALAR.addShifts(x, 1, stencil, plain);
      double[] set = values(4, x.length, false);
      SCALAR.setShifts(x, 1, stencil, set);
      assertThat(set).as("shifts on %s", grid).isEqualTo(plain);
      double[] products = new double[10];
      SCALAR.products(x, 1, stencil, products);
      double ofAll = 0;
      for (int i = 0; i < x.length; i++) {
        double weighted = 0;
        double sum = 0;
        for (int s = 0; s < shifts.size(); s++) {
          double there = x[reached(grid, i, shifts.get(s))];
          weighted += COUPLINGS[s] * (there + x[reached(grid, i, opposite(shifts.get(s)))]);
          sum += there;
          ofAll += x[i] * there;
        }
        assertThat(Math.abs(found[i] - weighted)).isLessThan(1e-14 * 100);
        assertThat(Math.abs(plain[i] - sum)).isLessThan(1e-14 * 30);
      }
      assertThat(Math.abs(Arrays.stream(products).sum() - ofAll)).isLessThan(1e-14 * 300);
    }
  }

  private static int reached(Grid grid, int site, int[] shift) {
    int[] at = grid.coordinates(site);
    for (int a = 0; a < at.length; a++) {
      at[a] += shift[a];
    }
    return grid.site(at);
  }

  private static SplineTable table(int pieces, long seed) {
    double[][] coefficients = new double[pieces][];
    for (int p = 0; p < pieces; p++) {
      coefficients[p] = values(seed + p, 4, false);
    }
    return new SplineTable(-1.25, 1.75, coefficients, 0.5, 0.25, 1.5);
  }

  /** Values at the ends, next to them, at the knots and far away. */
  private static double[] splinePoints(int length, int pieces, boolean odd) {
    double[] x = values(length, length, odd);
    double[] special = {
      -1.25, 1.75, Math.nextDown(-1.25), Math.nextUp(1.75), Math.nextDown(1.75), 1e7, -1e7
    };
    for (int i = 0; i < length; i += 2) {
      int pick = i / 2 % (special.length + pieces);
      x[i] = pick < special.length ? special[pick] : -1.25 + 3.0 * (pick - special.length) / pieces;
    }
    return x;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 9, 17, 24, 25, 40})
  void splines(int pieces) {
    SplineTable table = table(pieces, 7);
    for (int length : new int[] {1, 2, 3, 4, 5, 7, 8, 9, 31, 64, 67}) {
      for (boolean odd : new boolean[] {false, true}) {
        double[] x = splinePoints(length, pieces, odd);
        double[] g = values(4, length, false);
        sameBits("slope of " + length, g, (k, out) -> k.splineSlope(x, length, table, out));
      }
    }
    for (int lanes : new int[] {1, 2, 3, 4, 6, 8, 12, 16, 17}) {
      for (int sites : new int[] {1, 2, 5, 16}) {
        for (boolean odd : new boolean[] {false, true}) {
          double[] x = splinePoints(sites * lanes, pieces, odd);
          sameBits(
              "value of " + sites + " x " + lanes,
              values(6, lanes, false),
              (k, out) -> k.splineValue(x, sites, lanes, table, out));
        }
      }
    }
  }

  @Test
  void slopeIsTheDerivativeOfTheValue() {
    // One piece, so that any coefficients give a smooth function inside.
    SplineTable table = table(1, 11);
    double h = 1e-5;
    for (double x : new double[] {-7, -1.3, -1.2, 0, 0.5, 1.7, 1.8, 6}) {
      double[] up = {0};
      double[] down = {0};
      double[] slope = {0};
      SCALAR.splineValue(new double[] {x + h}, 1, 1, table, up);
      SCALAR.splineValue(new double[] {x - h}, 1, 1, table, down);
      SCALAR.splineSlope(new double[] {x}, 1, table, slope);
      double expected = (up[0] - down[0]) / (2 * h);
      assertThat(Math.abs(slope[0] - expected)).isLessThan(1e-7 * (1 + Math.abs(expected)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 31, 64, 129})
  void axpy(int length) {
    for (boolean odd : new boolean[] {false, true}) {
      double[] x = values(8, length, odd);
      double[] y = values(9, length, odd);
      for (double a : new double[] {1.0, -0.7, Double.POSITIVE_INFINITY}) {
        sameBits("length " + length, y, (k, out) -> k.axpy(a, x, length, out));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 12, 15, 16, 24})
  void dot(int lanes) {
    for (int sites : new int[] {1, 2, 3, 17, 64}) {
      for (boolean odd : new boolean[] {false, true}) {
        double[] x = values(sites, sites * lanes, odd);
        double[] y = values(sites + 1, sites * lanes, odd);
        double[] out = values(3, lanes, false);
        sameBits("two", out, (k, to) -> k.dot(x, y, sites, lanes, 0.5, to));
        sameBits("one twice", out, (k, to) -> k.dot(x, x, sites, lanes, -2, to));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 8, 16, 20})
  void gram(int lanes) {
    // 129 sites of 16 lanes are more than one pass through the cache.
    for (int sites : new int[] {1, 2, 9, 129}) {
      for (int count = 1; count <= 8; count++) {
        for (boolean odd : new boolean[] {false, true}) {
          double[][] features = new double[count][];
          for (int m = 0; m < count; m++) {
            features[m] = values(10 + m, sites * lanes, odd);
          }
          double[] start = values(5, count * count * lanes, false);
          for (int from = 0; from < count; from++) {
            double[] expected = start.clone();
            double[] found = start.clone();
            SCALAR.gram(features, from, sites, lanes, expected);
            VECTOR.gram(features, from, sites, lanes, found);
            assertThat(wanted(found, count, from, lanes))
                .as("%s features from %s, %s sites, %s lanes", count, from, sites, lanes)
                .isEqualTo(wanted(expected, count, from, lanes))
                .isNotEqualTo(wanted(start, count, from, lanes));
          }
        }
      }
    }
  }

  /**
   * More values than a cache holds are multiplied in single precision. A sum of n products has an
   * error of at most n + 2 roundings, 2^-24 each of the sum of their sizes; where parts of n = 64
   * are added up in double precision and roundings are as often up as down, much less than one.
   */
  @ParameterizedTest
  @CsvSource({"1, 262147", "5, 52431", "8, 33001", "200, 1401"})
  void gramOfManyValues(int count, int sites) {
    double[][] features = new double[count][];
    for (int m = 0; m < count; m++) {
      features[m] = values(10 + m, sites * 8, false);
    }
    double[] start = values(5, count * count * 8, false);
    double[] expected = start.clone();
    double[] found = start.clone();
    int from = count / 3;
    SCALAR.gram(features, from, sites, 8, expected);
    VECTOR.gram(features, from, sites, 8, found);
    assertThat(wanted(found, count, from, 8)).isEqualTo(wanted(expected, count, from, 8));
    for (int m = 0; m < count; m += 7) {
      for (int n = Math.max(m, from); n < count; n += 5) {
        double rounded = 0;
        for (int lane = 0; lane < 8; lane++) {
          int at = (m * count + n) * 8 + lane;
          rounded += found[at] - start[at];
        }
        double exact = 0;
        double size = 0;
        for (int i = 0; i < sites * 8; i++) {
          exact += features[m][i] * features[n][i];
          size += Math.abs(features[m][i] * features[n][i]);
        }
        double one = 0x1p-24 * size;
        assertThat(rounded).as("%s, %s", m, n).isNotEqualTo(exact).isCloseTo(exact, within(one));
      }
    }
  }

  private static double[] wanted(double[] gram, int count, int from, int lanes) {
    double[] wanted = gram.clone();
    for (int m = 0; m < count; m++) {
      for (int n = 0; n < Math.max(m, from); n++) {
        java.util.Arrays.fill(wanted, (m * count + n) * lanes, (m * count + n + 1) * lanes, 0);
      }
    }
    return wanted;
  }
}
