package org.wirg.fit;

import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
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

  /** Of squares of differences, whose coefficients are small whole numbers. */
  private static final double ROUNDING = 1e-9;

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

  /**
   * A basis of the combinations that are smooth wherever few data speak: {@code fewest}
   * observations at one site.
   *
   * @param matrix averages of products of slopes over fields
   * @return orthonormal columns
   */
  static DMatrixRMaj smoothWhereRare(
      List<Potential> terms, long fields, double[][] matrix, double fewest) {
    int parameters = matrix.length;
    double[][] square = new double[parameters][parameters];
    int first = 0;
    for (Potential term : terms) {
      double[] observations = observations(term, first, fields, term.slopeUnit(), matrix);
      for (double[] row : term.roughness()) {
        if (fewest(row, observations) < fewest) {
          addSquare(row, first, 1, square);
        }
      }
      first += term.parameters();
    }
    EigenDecomposition_F64<DMatrixRMaj> eigen = NormalSolution.eigen(new DMatrixRMaj(square));
    int[] smooth =
        IntStream.range(0, parameters)
            .filter(k -> eigen.getEigenvalue(k).getReal() < ROUNDING)
            .toArray();
    DMatrixRMaj basis = new DMatrixRMaj(parameters, smooth.length);
    for (int k = 0; k < smooth.length; k++) {
      CommonOps_DDRM.insert(eigen.getEigenVector(smooth[k]), basis, 0, k);
    }
    return basis;
  }

  private static void addObserved(
      Potential term, int first, long fields, double unit, double[][] matrix) {
    double[] observations = observations(term, first, fields, unit, matrix);
    for (double[] row : term.roughness()) {
      double weight = OBSERVATIONS * Math.min(1, ENOUGH / fewest(row, observations));
      addSquare(row, first, weight * unit / fields, matrix);
    }
  }

  private static double[] observations(
      Potential term, int first, long fields, double unit, double[][] matrix) {
    return IntStream.range(first, first + term.parameters())
        .mapToDouble(m -> fields * matrix[m][m] / unit)
        .toArray();
  }

  /** Those of the least known coefficient that a combination has. */
  private static double fewest(double[] row, double[] observations) {
    return IntStream.range(0, row.length)
        .filter(m -> row[m] != 0)
        .mapToDouble(m -> observations[m])
        .min()
        .orElse(Double.POSITIVE_INFINITY);
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
