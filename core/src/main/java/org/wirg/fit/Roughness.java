package org.wirg.fit;

import java.util.List;
import org.wirg.energy.Potential;

/**
 * The terms' preference for smooth coefficients, added to the matrices of normal equations.
 *
 * <p>A combination of coefficients gets the weight of {@value #OBSERVATIONS} observations at one
 * site where few data speak, and less in proportion where the least known of its coefficients rests
 * on more than {@value #ENOUGH}: the bulk of the data is not to be bent.
 */
final class Roughness {
  private static final double OBSERVATIONS = 10;
  private static final double ENOUGH = 1000;

  private Roughness() {}

  /**
   * For matrices of slopes.
   *
   * @param matrix averages over fields, modified
   */
  static void addSlopes(List<Potential> terms, long fields, double[][] matrix) {
    int first = 0;
    for (Potential term : terms) {
      addObserved(term, first, fields, term.slopeUnit(), matrix);
      first += term.parameters();
    }
  }

  /**
   * For matrices of energy differences between fields that lie {@code distance} apart at a site:
   * slope times distance, but never more than the energies' own size.
   *
   * @param matrix averages over fields, modified
   */
  static void addDifferences(
      List<Potential> terms, long fields, double distance, double[][] matrix) {
    int first = 0;
    for (Potential term : terms) {
      double unit = Math.min(1, term.slopeUnit() * distance * distance);
      addObserved(term, first, fields, unit, matrix);
      first += term.parameters();
    }
  }

  private static void addObserved(
      Potential term, int first, long fields, double unit, double[][] matrix) {
    double[] observations = new double[term.parameters()];
    for (int m = 0; m < observations.length; m++) {
      observations[m] = fields * matrix[first + m][first + m] / unit;
    }
    for (double[] row : term.roughness()) {
      double fewest = Double.POSITIVE_INFINITY;
      for (int m = 0; m < row.length; m++) {
        fewest = row[m] == 0 ? fewest : Math.min(fewest, observations[m]);
      }
      double weight = OBSERVATIONS * Math.min(1, ENOUGH / fewest);
      addSquare(row, first, weight * unit / fields, matrix);
    }
  }

  /** For matrices of energies: matrix += weight * roughness, whatever the data. */
  static void addValues(List<Potential> terms, double weight, double[][] matrix) {
    int first = 0;
    for (Potential term : terms) {
      for (double[] row : term.roughness()) {
        addSquare(row, first, weight, matrix);
      }
      first += term.parameters();
    }
  }

  private static void addSquare(double[] row, int first, double weight, double[][] matrix) {
    for (int m = 0; m < row.length; m++) {
      for (int n = 0; n < row.length; n++) {
        matrix[first + m][first + n] += weight * row[m] * row[n];
      }
    }
  }
}
