package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** Gradient descent in a quadratic well against the steps taken one by one. */
class LearningHessianTest {
  private static final DMatrixRMaj HESSIAN =
      new DMatrixRMaj(new double[][] {{2, 0.5, 0}, {0.5, 1, 0.2}, {0, 0.2, 0.4}});

  private static final double[] ONES = {1, 1, 1};

  /** How far descent is after a number of steps, on the first parameters. */
  private static double left(double[] minimum, double largest, int steps, int counted) {
    double[] theta = new double[minimum.length];
    for (int t = 0; t < steps; t++) {
      double[] slope = new double[theta.length];
      for (int m = 0; m < theta.length; m++) {
        for (int n = 0; n < theta.length; n++) {
          slope[m] += HESSIAN.get(m, n) * (theta[n] - minimum[n]);
        }
      }
      for (int m = 0; m < theta.length; m++) {
        theta[m] -= slope[m] / largest;
      }
    }
    double square = 0;
    for (int m = 0; m < counted; m++) {
      square += (theta[m] - minimum[m]) * (theta[m] - minimum[m]);
    }
    return Math.sqrt(square);
  }

  @Test
  void stepsAreThoseOfTheDescentItself() {
    double largest = 2.21038611; // numpy.linalg.eigvalsh of HESSIAN
    double[] minimum = {1, -2, 3};
    for (int counted = 1; counted <= 3; counted++) {
      double steps = new LearningHessian(HESSIAN, 3).steps(minimum, ONES, counted, 0.01);
      double start = left(minimum, largest, 0, counted);
      assertThat(left(minimum, largest, (int) Math.floor(steps) - 1, counted))
          .isGreaterThan(0.01 * start);
      assertThat(left(minimum, largest, (int) Math.ceil(steps) + 1, counted))
          .isLessThan(0.01 * start);
    }
  }

  @Test
  void conditionOfADiagonal() {
    DMatrixRMaj diagonal = new DMatrixRMaj(new double[][] {{8, 0, 0}, {0, 0.5, 0}, {0, 0, 100}});
    assertThat(new LearningHessian(diagonal, 2).condition()).isCloseTo(16, Offset.offset(1e-12));
    assertThat(new LearningHessian(LearningHessian.normalised(diagonal), 3).condition())
        .isCloseTo(1, Offset.offset(1e-12));
  }

  @Test
  void nothingIsToBeLearnedAlongANullDirection() {
    DMatrixRMaj hessian = new DMatrixRMaj(new double[][] {{1, 1, 0}, {1, 1, 0}, {0, 0, 1}});
    LearningHessian descent = new LearningHessian(hessian, 3);
    assertThat(descent.condition()).isCloseTo(2, Offset.offset(1e-12));
    // (1, -1, 0) is null: what is left of the minimum, (3, 3, 0), is reached in one step.
    assertThat(descent.steps(new double[] {5, 1, 0}, ONES, 3, 1e-6))
        .isCloseTo(1, Offset.offset(1.0));
  }
}
