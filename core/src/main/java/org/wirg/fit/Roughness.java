package org.wirg.fit;

import java.util.List;
import org.wirg.energy.Potential;

/** The terms' preferences for smooth coefficients as one quadratic form. */
final class Roughness {
  private Roughness() {}

  /** matrix += weight * roughness, for matrices of energies, block by block. */
  static void addValues(List<Potential> terms, double weight, double[][] matrix) {
    int first = 0;
    for (Potential term : terms) {
      add(term, first, weight, matrix);
      first += term.parameters();
    }
  }

  /** matrix += weight * roughness, for matrices of slopes, block by block. */
  static void addSlopes(List<Potential> terms, double weight, double[][] matrix) {
    int first = 0;
    for (Potential term : terms) {
      add(term, first, weight * term.slopeUnit(), matrix);
      first += term.parameters();
    }
  }

  private static void add(Potential term, int first, double weight, double[][] matrix) {
    double[][] block = term.roughness();
    for (int m = 0; m < term.parameters(); m++) {
      for (int n = 0; n < term.parameters(); n++) {
        matrix[first + m][first + n] += weight * block[m][n];
      }
    }
  }
}
