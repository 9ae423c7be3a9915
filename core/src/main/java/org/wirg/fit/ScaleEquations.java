package org.wirg.fit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wirg.energy.KernelCoefficients;
import org.wirg.energy.Potential;
import org.wirg.energy.Subspace;
import org.wirg.internal.kernel.KernelChoice;
import org.wirg.internal.kernel.Kernels;
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
final class ScaleEquations {
  private final ScaleTerms terms;
  private final Sums sums;

  /**
   * The equations of given sums.
   *
   * @param terms the functions that were summed over
   */
  ScaleEquations(ScaleTerms terms, Sums sums) {
    this.terms = terms;
    this.sums = sums;
  }

  /** The sums alone, of some or all fields. */
  static final class Sums implements FieldBlocks.KeptSum<Sums> {
    private final double[] a; // [m][n], n >= m
    private final double[] b; // [m]
    private final double[][] detailA; // the same of E_j alone, [j - 1][m][n]
    private final double[][] detailB; // [j - 1][m]
    private final int parameters;
    private long fields;

    private Sums(ScaleTerms terms) {
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
    public Sums plus(Sums other) {
      add(other.a, a);
      add(other.b, b);
      for (int l = 0; l < detailA.length; l++) {
        add(other.detailA[l], detailA[l]);
        add(other.detailB[l], detailB[l]);
      }
      fields += other.fields;
      return this;
    }

    @Override
    public void exchange(Archive archive) throws IOException {
      archive.numbers(a);
      archive.numbers(b);
      for (int l = 0; l < detailA.length; l++) {
        archive.numbers(detailA[l]);
        archive.numbers(detailB[l]);
      }
      fields = archive.count(fields, Long.MAX_VALUE);
    }

    private static void add(double[] part, double[] sum) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += part[i];
      }
    }
  }

  /** Solves those of E_j per field, regularised by the terms' roughness. */
  NormalSolution solveDetails(int j) {
    double[] right = sums.detailB[j - 1].clone();
    int count = right.length;
    double[][] matrix = new double[count][count];
    for (int m = 0; m < count; m++) {
      right[m] /= sums.fields;
      for (int n = m; n < count; n++) {
        matrix[m][n] = sums.detailA[j - 1][m * count + n] / sums.fields;
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
    Roughness.addSlopes(functions, sums.fields, matrix);
    return NormalSolution.of(matrix, right, sums.fields);
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
        matrix[m][n] = unit * sums.a[columns[m] * sums.parameters + columns[n]] / sums.fields;
        matrix[n][m] = matrix[m][n];
      }
    }
    return matrix;
  }

  /** The right side per field. */
  double[] right(int[] columns, double unit) {
    return Arrays.stream(columns).mapToDouble(m -> unit * sums.b[m] / sums.fields).toArray();
  }

  /** The part of one block. */
  static final class Work extends Descent<Sums> {
    private final Pyramid pyramid;
    private final ScaleTerms terms;
    private final GradientBuffers buffers;
    private final Sums sums;

    /**
     * Products of gradients at the coarsest level, of their Lo coefficients at others,
     * [level][m][n][sum].
     */
    private final double[][] smooth;

    /** Of their Hi coefficients. */
    private final double[][] detailed;

    private final KernelCoefficients.Scratch[] kernelScratch;
    private final WaveletStep.Scratch[] stepScratch;
    private int lanes;

    /** Gradients of the functions of finer levels, each by its own x, on the present grid. */
    private double[][] carried = new double[0][];

    Work(Pyramid pyramid, DataScan scan, ScaleTerms terms, GradientBuffers buffers) {
      super(pyramid, scan);
      this.pyramid = pyramid;
      this.terms = terms;
      this.buffers = buffers;
      this.sums = new Sums(terms);
      this.smooth = new double[terms.levels() + 1][];
      this.detailed = new double[terms.levels() + 1][];
      this.kernelScratch = new KernelCoefficients.Scratch[terms.levels()];
      this.stepScratch = new WaveletStep.Scratch[terms.levels()];
    }

    /** Neighbouring values that go on as sums of their own, so that vectors of any width agree. */
    private int width() {
      return lanes % Kernels.SUMS == 0 ? Kernels.SUMS : lanes;
    }

    @Override
    void level(int j, double[] x, int width, long first) {
      begin(j == 1, width);
      int l = j - 1;
      addLaplacians(l, x);
      if (terms.interior().edged(l)) {
        inside(j, x);
      } else {
        everywhere(j, x);
      }
      double[] laplacians =
          NormalEquations.laplacians(terms.ofDetails(j), terms.interior().details(j), x, lanes);
      for (int i = 0; i < laplacians.length; i++) {
        sums.detailB[l][i / lanes] += laplacians[i];
      }
    }

    /** Products of the level's own gradients where they are free of the edge. */
    private void inside(int j, double[] x) {
      int l = j - 1;
      WaveletStep step = pyramid.step(j);
      WaveletStep.Scratch scratch = step.scratch(lanes);
      double[][] gradients = buffers.take(terms.first(j) - terms.first(l), x.length);
      int values = step.bands() * step.coarse().sites() * lanes;
      double[][] details = buffers.take(gradients.length, values);
      NormalEquations.gradients(terms.at(l), x, lanes, gradients);
      boolean[] moves = terms.interior().detailSites(j);
      Subspace.Projector within = terms.interior().whole(l).projector(lanes);
      for (int m = 0; m < gradients.length; m++) {
        step.details(gradients[m], lanes, scratch, details[m]);
        for (int i = 0; i < values / lanes; i++) {
          if (!moves[i % moves.length]) {
            Arrays.fill(details[m], i * lanes, (i + 1) * lanes, 0);
          }
        }
        within.project(gradients[m]);
      }
      smooth[l] = multiplied(gradients, smooth[l]);
      detailed[l] = multiplied(details, detailed[l]);
      buffers.give(details);
      buffers.give(gradients);
    }

    /** Products of the wavelet coefficients of all gradients so far. */
    private void everywhere(int j, double[] x) {
      int l = j - 1;
      WaveletStep step = pyramid.step(j);
      int values = step.coarse().sites() * lanes;
      int count = terms.first(j) - firstOn(l);
      double[][] coarse = buffers.take(count, values);
      double[][] details = buffers.take(count, step.bands() * values);
      if (stepScratch[l] == null) {
        stepScratch[l] = step.scratch(lanes);
        kernelScratch[l] = terms.kernelCoefficients(l).scratch(lanes);
      }
      WaveletStep.Scratch scratch = stepScratch[l];
      List<Potential> others = terms.afterKernel(l);
      int after = count - others.stream().mapToInt(Potential::parameters).sum();
      terms.kernelCoefficients(l).of(x, lanes, kernelScratch[l], coarse, details, carried.length);
      double[][] slopes = buffers.take(count - after, x.length);
      NormalEquations.gradients(others, x, lanes, slopes);
      split(step, carried, scratch, coarse, details, 0);
      split(step, slopes, scratch, coarse, details, after);
      buffers.give(slopes);
      smooth[l] = multiplied(coarse, smooth[l]);
      detailed[l] = multiplied(details, detailed[l]);
      buffers.give(details);
      if (firstOn(j) == 0) {
        carry(coarse);
      } else {
        buffers.give(coarse);
      }
    }

    private void split(
        WaveletStep step,
        double[][] gradients,
        WaveletStep.Scratch scratch,
        double[][] coarse,
        double[][] details,
        int first) {
      for (int m = 0; m < gradients.length; m++) {
        step.split(gradients[m], lanes, scratch, coarse[first + m], details[first + m]);
      }
    }

    /**
     * The first function whose products with those of phi_l are taken: of all finer levels, or
     * where fields have an edge, of phi_l's own, as the directions that count differ between
     * levels.
     */
    private int firstOn(int l) {
      return terms.interior().edged(0) ? terms.first(l) : 0;
    }

    @Override
    void coarsest(double[] x, int width, long first) {
      int l = terms.levels();
      begin(l == 0, width);
      addLaplacians(l, x);
      int own = terms.parameters() - terms.first(l);
      double[][] mine = buffers.take(own, x.length);
      NormalEquations.gradients(terms.at(l), x, lanes, mine);
      Subspace.Projector within = terms.interior().whole(l).projector(lanes);
      for (double[] gradient : mine) {
        within.project(gradient);
      }
      List<double[]> all = new ArrayList<>(Arrays.asList(carried));
      all.addAll(Arrays.asList(mine));
      smooth[l] = multiplied(all.toArray(new double[0][]), smooth[l]);
      buffers.give(mine);
      carry(new double[0][]);
    }

    private void carry(double[][] coarse) {
      if (carried.length > 0) {
        buffers.give(carried);
      }
      carried = coarse;
    }

    private void begin(boolean finest, int width) {
      if (finest) {
        if (width != lanes) {
          finishProducts();
          lanes = width;
          Arrays.fill(stepScratch, null);
        }
        sums.fields += width;
      }
    }

    /** Adds up the Laplacians of a level's own functions. */
    private void addLaplacians(int l, double[] x) {
      double unit = 1 / terms.sigma(l);
      double[] laplacians =
          NormalEquations.laplacians(terms.at(l), terms.interior().whole(l), x, lanes);
      for (int i = 0; i < laplacians.length; i++) {
        sums.b[terms.first(l) + i / lanes] += unit * unit * laplacians[i];
      }
    }

    /** Adds the products of the last functions with all; the others' are those of finer levels. */
    private double[] multiplied(double[][] functions, double @Nullable [] products) {
      int count = functions.length;
      double[] sum = products == null ? zeros(count * count * width()) : products;
      int rows = functions[0].length / width();
      KernelChoice.current().gram(functions, carried.length, rows, width(), sum);
      return sum;
    }

    /** Large arrays, too. */
    private double[] zeros(int length) {
      double[] zeros = buffers.take(1, length)[0];
      Arrays.fill(zeros, 0);
      return zeros;
    }

    private void give(double @Nullable [] products) {
      if (products != null) {
        buffers.give(new double[][] {products});
      }
    }

    /** Adds up the partial sums of all products. */
    private void finishProducts() {
      for (int l = 0; l < smooth.length; l++) {
        if (smooth[l] == null) {
          continue;
        }
        int from = firstOn(l);
        int count = terms.first(l + 1) - from;
        // Inside an edge the first are products of the gradients themselves.
        double[] rest = terms.interior().edged(l) ? null : detailed[l];
        for (int m = 0; m < count; m++) {
          for (int n = Math.max(m, terms.first(l) - from); n < count; n++) {
            double sum = total(smooth[l], m * count + n) + total(rest, m * count + n);
            double unit = terms.sigmaOf(from + m) * terms.sigmaOf(from + n);
            sums.a[(from + m) * sums.parameters + from + n] += sum / unit;
          }
        }
        if (detailed[l] != null) {
          addDetails(l, detailed[l]);
        }
        give(smooth[l]);
        give(detailed[l]);
        smooth[l] = null;
        detailed[l] = null;
      }
    }

    private void addDetails(int l, double[] products) {
      int own = terms.first(l) - firstOn(l);
      int count = terms.first(l + 1) - firstOn(l);
      int[] places = terms.placesOfDetails(l + 1);
      for (int m = 0; m < places.length; m++) {
        int row = own + places[m];
        for (int n = m; n < places.length; n++) {
          int column = own + places[n];
          int at = Math.min(row, column) * count + Math.max(row, column);
          sums.detailA[l][m * places.length + n] += total(products, at);
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
    public Sums result() {
      finishProducts();
      return sums;
    }
  }
}
