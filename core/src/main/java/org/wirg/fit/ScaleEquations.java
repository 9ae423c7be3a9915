package org.wirg.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wirg.energy.Potential;
import org.wirg.energy.Subspace;
import org.wirg.internal.kernel.KernelChoice;
import org.wirg.wavelet.Pyramid;
import org.wirg.wavelet.WaveletStep;

/**
 * Sums over fields of the normal equations of score matching (Hyvarinen, JMLR 6 (2005) 695) for all
 * functions of {@link ScaleTerms} at once: in every direction, A = sum grad U grad U^T, b = sum Lap
 * U, in the data's units, and in those of the details, A = sum (P grad U)(P grad U)^T, b = sum tr(P
 * d^2 U), in units of sigma.
 *
 * <p>Since Lo Lo^T = 1, products of gradients are the same on every grid that both functions live
 * on, and are taken on the coarsest of them; and the matrix of H_l is a part of that of H_0. There
 * they are taken of the gradients' wavelet coefficients: Lo g_m . Lo g_n + Hi g_m . Hi g_n, of
 * which the second part is the matrix of E_j.
 */
final class ScaleEquations implements FieldBlocks.Sum<ScaleEquations> {
  private final ScaleTerms terms;
  private final double[] a; // [m][n], n >= m
  private final double[] b; // [m]
  private final double[][] detailA; // the same of E_j alone, [j - 1][m][n]
  private final double[][] detailB; // [j - 1][m]
  private final int parameters;
  private long fields;

  private ScaleEquations(ScaleTerms terms) {
    this.terms = terms;
    this.parameters = terms.parameters();
    this.a = new double[parameters * parameters];
    this.b = new double[parameters];
    this.detailA = new double[terms.levels()][];
    this.detailB = new double[terms.levels()][];
    for (int j = 1; j <= terms.levels(); j++) {
      int count = terms.placesOfDetails(j).length;
      detailA[j - 1] = new double[count * count];
      detailB[j - 1] = new double[count];
    }
  }

  @Override
  public ScaleEquations plus(ScaleEquations other) {
    add(other.a, a);
    add(other.b, b);
    for (int l = 0; l < detailA.length; l++) {
      add(other.detailA[l], detailA[l]);
      add(other.detailB[l], detailB[l]);
    }
    fields += other.fields;
    return this;
  }

  private static void add(double[] part, double[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += part[i];
    }
  }

  /** Solves those of E_j per field, regularised by the terms' roughness. */
  NormalSolution solveDetails(int j) {
    double[] right = detailB[j - 1].clone();
    int count = right.length;
    double[][] matrix = new double[count][count];
    for (int m = 0; m < count; m++) {
      right[m] /= fields;
      for (int n = m; n < count; n++) {
        matrix[m][n] = detailA[j - 1][m * count + n] / fields;
        matrix[n][m] = matrix[m][n];
      }
    }
    return solve(terms.ofDetails(j), matrix, right);
  }

  /** Solves those of H_l with the scales down to {@code last}, likewise. */
  NormalSolution solve(int l, int last) {
    double unit = terms.sigma(l) * terms.sigma(l);
    int[] columns = terms.columns(l, last);
    return solve(terms.family(l, last), matrix(columns, unit), right(columns, unit));
  }

  private NormalSolution solve(List<Potential> functions, double[][] matrix, double[] right) {
    Roughness.addSlopes(functions, fields, matrix);
    return NormalSolution.of(matrix, right, fields);
  }

  /**
   * The matrix per field of some of the functions.
   *
   * @param unit squared length that gradients are multiplied with
   */
  double[][] matrix(int[] columns, double unit) {
    double[][] matrix = new double[columns.length][columns.length];
    for (int m = 0; m < columns.length; m++) {
      for (int n = m; n < columns.length; n++) {
        matrix[m][n] = unit * a[columns[m] * parameters + columns[n]] / fields;
        matrix[n][m] = matrix[m][n];
      }
    }
    return matrix;
  }

  /** The right side per field. */
  double[] right(int[] columns, double unit) {
    return Arrays.stream(columns).mapToDouble(m -> unit * b[m] / fields).toArray();
  }

  /** The part of one block. */
  static final class Work extends Descent<ScaleEquations> {
    /** Neighbouring values that go on as sums of their own, so that vectors of any width agree. */
    private static final int SUMS = 8;

    private final Pyramid pyramid;
    private final ScaleTerms terms;
    private final GradientBuffers buffers;
    private final ScaleEquations sums;

    /** Products of gradients on phi_l's grid, or of their Lo coefficients, [level][m][n][sum]. */
    private final double[][] smooth;

    /** Of their Hi coefficients. */
    private final double[][] detailed;

    private int lanes;

    /** Gradients of all functions down to the present level, on its grid. */
    private double[][] carried = new double[0][];

    Work(Pyramid pyramid, DataScan scan, ScaleTerms terms, GradientBuffers buffers) {
      super(pyramid, scan);
      this.pyramid = pyramid;
      this.terms = terms;
      this.buffers = buffers;
      this.sums = new ScaleEquations(terms);
      this.smooth = new double[terms.levels() + 1][];
      this.detailed = new double[terms.levels() + 1][];
    }

    private int width() {
      return lanes % SUMS == 0 ? SUMS : lanes;
    }

    @Override
    void level(int j, double[] x, int width, long first) {
      begin(j == 1, width);
      int l = j - 1;
      double[][] gradients = gradients(l, x);
      WaveletStep step = pyramid.step(j);
      int values = step.coarse().sites() * lanes;
      double[][] coarse = buffers.take(gradients.length, values);
      double[][] details = buffers.take(gradients.length, step.bands() * values);
      WaveletStep.Scratch scratch = step.scratch(lanes);
      for (int m = 0; m < gradients.length; m++) {
        step.coarsen(gradients[m], lanes, scratch, coarse[m]);
        step.details(gradients[m], lanes, scratch, details[m]);
      }
      smooth[l] = multiplied(coarse, smooth[l]);
      detailed[l] = multiplied(details, detailed[l]);
      buffers.give(details);
      giveBack(gradients);
      carried = coarse;
      double[] laplacians =
          NormalEquations.laplacians(terms.ofDetails(j), Subspace.details(step), x, lanes);
      for (int i = 0; i < laplacians.length; i++) {
        sums.detailB[l][i / lanes] += laplacians[i];
      }
    }

    @Override
    void coarsest(double[] x, int width, long first) {
      int l = terms.levels();
      begin(l == 0, width);
      double[][] gradients = gradients(l, x);
      smooth[l] = multiplied(gradients, smooth[l]);
      giveBack(gradients);
      carried = new double[0][];
    }

    private void begin(boolean finest, int width) {
      if (finest) {
        if (width != lanes) {
          finishProducts();
          lanes = width;
        }
        sums.fields += width;
      }
    }

    /** Own gradients were taken as one array, carried ones as another. */
    private void giveBack(double[][] gradients) {
      int before = carried.length;
      if (before > 0) {
        buffers.give(carried);
      }
      buffers.give(Arrays.copyOfRange(gradients, before, gradients.length));
    }

    /** The gradients of all functions so far on one level's grid; adds up its own's Laplacians. */
    private double[][] gradients(int l, double[] x) {
      List<Potential> own = terms.at(l);
      int parameters = terms.first(l + 1) - terms.first(l);
      double[][] mine = buffers.take(parameters, x.length);
      NormalEquations.gradients(own, x, lanes, mine);
      double unit = 1 / terms.sigma(l);
      for (double[] gradient : mine) {
        for (int i = 0; i < gradient.length; i++) {
          gradient[i] *= unit;
        }
      }
      double[] laplacians =
          NormalEquations.laplacians(own, Subspace.whole(pyramid.grid(l)), x, lanes);
      for (int i = 0; i < laplacians.length; i++) {
        sums.b[terms.first(l) + i / lanes] += unit * unit * laplacians[i];
      }
      List<double[]> all = new ArrayList<>(Arrays.asList(carried));
      all.addAll(Arrays.asList(mine));
      return all.toArray(new double[0][]);
    }

    /** Adds the products of the last functions with all; the others' are those of finer levels. */
    private double[] multiplied(double[][] functions, double @Nullable [] products) {
      int count = functions.length;
      double[] sum = products == null ? new double[count * count * width()] : products;
      int rows = functions[0].length / width();
      KernelChoice.current().gram(functions, carried.length, rows, width(), sum);
      return sum;
    }

    /** Adds up the partial sums of all products. */
    private void finishProducts() {
      for (int l = 0; l < smooth.length; l++) {
        if (smooth[l] == null) {
          continue;
        }
        int count = terms.first(l + 1);
        for (int m = 0; m < count; m++) {
          for (int n = Math.max(m, terms.first(l)); n < count; n++) {
            double sum = total(smooth[l], m * count + n) + total(detailed[l], m * count + n);
            sums.a[m * sums.parameters + n] += sum;
          }
        }
        if (detailed[l] != null) {
          addDetails(l, detailed[l]);
        }
        smooth[l] = null;
        detailed[l] = null;
      }
    }

    private void addDetails(int l, double[] products) {
      int count = terms.first(l + 1);
      int[] places = terms.placesOfDetails(l + 1);
      double unit = terms.sigma(l) * terms.sigma(l);
      for (int m = 0; m < places.length; m++) {
        int row = terms.first(l) + places[m];
        for (int n = m; n < places.length; n++) {
          int column = terms.first(l) + places[n];
          int at = Math.min(row, column) * count + Math.max(row, column);
          sums.detailA[l][m * places.length + n] += unit * total(products, at);
        }
      }
    }

    private double total(double @Nullable [] products, int at) {
      double sum = 0;
      for (int k = 0; products != null && k < width(); k++) {
        sum += products[at * width() + k];
      }
      return sum;
    }

    @Override
    public ScaleEquations result() {
      finishProducts();
      return sums;
    }
  }
}
