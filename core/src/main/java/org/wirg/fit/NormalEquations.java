package org.wirg.fit;

import java.util.List;
import org.wirg.energy.Potential;
import org.wirg.energy.Subspace;
import org.wirg.internal.kernel.KernelChoice;
import org.wirg.internal.kernel.Kernels;

/**
 * Sums over fields of the normal equations of score matching (Hyvarinen, JMLR 6 (2005) 695) within
 * a subspace: A = sum (P grad U)(P grad U)^T, b = sum tr(P d^2 U).
 */
final class NormalEquations implements FieldBlocks.Sum<NormalEquations> {
  private final List<Potential> terms;
  private final Subspace subspace;
  private final GradientBuffers buffers;
  private final int parameters;
  private final double[] a; // [m][n], n >= m
  private final double[] b; // [m]
  private long fields;

  NormalEquations(List<Potential> terms, Subspace subspace, GradientBuffers buffers) {
    this.buffers = buffers;
    this.terms = terms;
    this.subspace = subspace;
    this.parameters = terms.stream().mapToInt(Potential::parameters).sum();
    this.a = new double[parameters * parameters];
    this.b = new double[parameters];
  }

  /**
   * Gradients of every function for one batch; not projected.
   *
   * @param gradients modified, [m][site][lane]
   */
  static void gradients(List<Potential> terms, double[] x, int lanes, double[][] gradients) {
    int first = 0;
    for (Potential term : terms) {
      term.gradients(x, lanes, gradients, first);
      first += term.parameters();
    }
  }

  /** Laplacians of every function for one batch, [m][lane]. */
  static double[] laplacians(List<Potential> terms, Subspace subspace, double[] x, int lanes) {
    int parameters = terms.stream().mapToInt(Potential::parameters).sum();
    double[] laplacians = new double[parameters * lanes];
    int first = 0;
    for (Potential term : terms) {
      term.laplacians(subspace, x, lanes, laplacians, first);
      first += term.parameters();
    }
    return laplacians;
  }

  /**
   * Adds a batch of fields.
   *
   * @param x not modified, [site][lane], in units of the level's standard deviation
   */
  void add(double[] x, int lanes) {
    double[][] gradients = buffers.take(parameters, x.length);
    gradients(terms, x, lanes, gradients);
    Subspace.Projector projector = subspace.projector(lanes);
    for (double[] gradient : gradients) {
      projector.project(gradient);
    }
    int sums = x.length % Kernels.SUMS == 0 ? Kernels.SUMS : lanes;
    double[] gram = new double[parameters * parameters * sums];
    KernelChoice.current().gram(gradients, 0, x.length / sums, sums, gram);
    buffers.give(gradients);
    double[] laplacians = laplacians(terms, subspace, x, lanes);
    for (int m = 0; m < parameters; m++) {
      for (int n = m; n < parameters; n++) {
        a[m * parameters + n] += laneSum(gram, m * parameters + n, sums);
      }
      b[m] += laneSum(laplacians, m, lanes);
    }
    fields += lanes;
  }

  private static double laneSum(double[] values, int row, int lanes) {
    double sum = 0;
    for (int lane = 0; lane < lanes; lane++) {
      sum += values[row * lanes + lane];
    }
    return sum;
  }

  @Override
  public NormalEquations plus(NormalEquations other) {
    for (int i = 0; i < a.length; i++) {
      a[i] += other.a[i];
    }
    for (int m = 0; m < b.length; m++) {
      b[m] += other.b[m];
    }
    fields += other.fields;
    return this;
  }

  /** Solves them per field, regularised by the terms' roughness. */
  NormalSolution solve() {
    double[][] matrix = new double[parameters][parameters];
    double[] right = new double[parameters];
    for (int m = 0; m < parameters; m++) {
      right[m] = b[m] / fields;
      for (int n = m; n < parameters; n++) {
        matrix[m][n] = a[m * parameters + n] / fields;
        matrix[n][m] = matrix[m][n];
      }
    }
    Roughness.addSlopes(terms, fields, matrix);
    return NormalSolution.of(matrix, right, fields);
  }
}
