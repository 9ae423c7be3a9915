package org.wirg.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SplineBasisTest {
  static List<SplineBasis> bases() {
    return List.of(
        new SplineBasis(-1, 1, 4),
        new SplineBasis(-1.3, 2.1, 5),
        new SplineBasis(-3, 3, 9),
        new SplineBasis(0.1, 0.4, 20),
        new SplineBasis(-0.8, 1.1, 6, 3, 0),
        new SplineBasis(-0.8, 0.8, 9, 1, 12),
        new SplineBasis(-1e3, 1e4, 7),
        new SplineBasis(-0.3, 4.7, 200));
  }

  private static double[] points(SplineBasis basis) {
    double[] x = new double[400];
    for (int i = 0; i < x.length; i++) {
      x[i] = basis.low() + (basis.high() - basis.low()) * (i / 200.0 - 0.5);
    }
    x[0] = basis.low();
    x[1] = basis.high();
    x[2] = Math.nextDown(basis.high());
    return x;
  }

  /** Value, slope, curvature of sum_k c_k B_k. */
  private static double[] combination(SplineBasis basis, double[] c, double x) {
    double[][] local = new double[3][SplineBasis.LOCAL];
    int first = basis.firstAt(x);
    basis.values(x, first, local[0]);
    basis.slopes(x, first, local[1]);
    basis.curvatures(basis.fractionAt(x, first), local[2]);
    double[] sums = new double[3];
    for (int d = 0; d < 3; d++) {
      for (int k = 0; k < SplineBasis.LOCAL; k++) {
        sums[d] += c[first + k] * local[d][k];
      }
    }
    return sums;
  }

  /** Coefficients (blossoms) of 1, x and x^2, de Boor chapter IX. */
  private static double[] monomial(SplineBasis basis, int power) {
    double h = basis.width();
    double[] c = new double[basis.count()];
    Arrays.setAll(
        c,
        k -> {
          double centre = basis.low() + (k - 1) * h;
          return switch (power) {
            case 0 -> 1;
            case 1 -> centre;
            default -> centre * centre - h * h / 3;
          };
        });
    return c;
  }

  @ParameterizedTest
  @MethodSource("bases")
  void reproducesQuadraticPolynomialsEverywhere(SplineBasis basis) {
    double h = basis.width();
    double reach =
        Math.max(Math.abs(basis.low()), Math.abs(basis.high())) + basis.high() - basis.low();
    for (double x : points(basis)) {
      double[][] exact = {{1, 0, 0}, {x, 1, 0}, {x * x, 2 * x, 2}};
      for (int power = 0; power <= 2; power++) {
        double[] found = combination(basis, monomial(basis, power), x);
        for (int d = 0; d < 3; d++) {
          double size = Math.pow(reach, power) * Math.pow(h, -d) * Math.pow(basis.count(), 2);
          assertThat(found[d])
              .as("derivative %s of x^%s at %s", d, power, x)
              .isCloseTo(exact[power][d], within(1e-13 * size));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("bases")
  void slopesAndCurvaturesAreDerivatives(SplineBasis basis) {
    double[] c = Points.normal(1, basis.count());
    double width = basis.width();
    double h = 1e-5 * width;
    for (double x : points(basis)) {
      double[] up = combination(basis, c, x + h);
      double[] down = combination(basis, c, x - h);
      double[] at = combination(basis, c, x);
      for (int d = 0; d < 2; d++) {
        double size = 1e4 * Math.pow(width, -d - 1.0);
        assertThat(at[d + 1])
            .as("derivative %s at %s", d + 1, x)
            .isCloseTo((up[d] - down[d]) / ((x + h) - (x - h)), within(1e-7 * size));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("bases")
  void valueSlopeAndCurvatureAreContinuousAtTheKnots(SplineBasis basis) {
    double[] c = Points.normal(2, basis.count());
    for (int knot = 0; knot <= basis.intervals(); knot++) {
      double x = basis.low() + knot * basis.width();
      double e = 1e-9 * basis.width();
      double[] left = combination(basis, c, x - e);
      double[] right = combination(basis, c, x + e);
      for (int d = 0; d < 3; d++) {
        assertThat(left[d] - right[d])
            .as("jump of derivative %s at knot %s", d, knot)
            .isCloseTo(0, within(1e-6 * Math.pow(basis.width(), -d)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("bases")
  void continuesAsAParabola(SplineBasis basis) {
    double[] c = Points.normal(3, basis.count());
    for (double end : new double[] {basis.low(), basis.high()}) {
      double[] at = combination(basis, c, end);
      for (double away : new double[] {0.1, 1, 30}) {
        double d = (end == basis.low() ? -1 : 1) * away * (basis.high() - basis.low());
        double[] found = combination(basis, c, end + d);
        double expected = at[0] + d * (at[1] + 0.5 * d * at[2]);
        assertThat(found[0]).isCloseTo(expected, within(1e-9 * (1 + Math.abs(expected))));
        assertThat(found[2]).isCloseTo(at[2], within(1e-9 * (1 + Math.abs(at[2]))));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("bases")
  void piecesAreTheSumOfTheFunctions(SplineBasis basis) {
    double[] c = Points.normal(4, basis.count());
    double[][] pieces = basis.pieces(c);
    assertThat(pieces).hasDimensions(basis.tailLow() + basis.intervals() + basis.tailHigh(), 4);
    for (int p = 0; p < pieces.length; p++) {
      for (double t : new double[] {0.01, 0.3, 0.5, 0.99}) {
        double[] q = pieces[p];
        double expected = q[0] + t * (q[1] + t * (q[2] + t * q[3]));
        double found = combination(basis, c, basis.dataLow() + (p + t) * basis.width())[0];
        assertThat(found).isCloseTo(expected, within(1e-10 * (1 + Math.abs(expected))));
      }
    }
  }

  @Test
  void refusesEmptyRangesAndTooFewFunctions() {
    assertThatThrownBy(() -> new SplineBasis(1, 1, 5)).hasMessageContaining("low < high");
    assertThatThrownBy(() -> new SplineBasis(Double.NaN, 1, 5)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new SplineBasis(0, Double.POSITIVE_INFINITY, 5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SplineBasis(0, 1, 3)).hasMessageContaining("found 3");
    assertThatThrownBy(() -> new SplineBasis(0, 1, 9, -1, 0)).hasMessageContaining("found -1");
    assertThatThrownBy(() -> new SplineBasis(0, 1, 9, 0, 65)).hasMessageContaining("and 65");
  }
}
