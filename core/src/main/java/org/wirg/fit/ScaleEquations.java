package org.wirg.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wirg.energy.Potential;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.internal.kernel.KernelChoice;
import org.wirg.wavelet.Pyramid;
import org.wirg.wavelet.WaveletStep;

/**
 * Sums over fields of the normal equations of score matching in every direction, for all functions
 * of {@link ScaleTerms} at once: A = sum grad U grad U^T, b = sum Lap U, in the data's units.
 *
 * <p>Since Lo Lo^T = 1, products of gradients are the same on every grid that both functions live
 * on, and are taken on the coarsest of them; and the matrix of H_l is a part of that of H_0.
 */
final class ScaleEquations implements FieldBlocks.Sum<ScaleEquations> {
  private final double[] a; // [m][n], n >= m
  private final double[] b; // [m]
  private final int parameters;
  private long fields;

  private ScaleEquations(int parameters) {
    this.parameters = parameters;
    this.a = new double[parameters * parameters];
    this.b = new double[parameters];
  }

  @Override
  public ScaleEquations plus(ScaleEquations other) {
    for (int i = 0; i < a.length; i++) {
      a[i] += other.a[i];
    }
    for (int m = 0; m < b.length; m++) {
      b[m] += other.b[m];
    }
    fields += other.fields;
    return this;
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
    private final Pyramid pyramid;
    private final ScaleTerms terms;
    private final GradientBuffers buffers;
    private final ScaleEquations sums;

    /** Products of one grid, still one per lane, [level][m][n][lane]. */
    private final double[][] products;

    private int lanes;

    /** Gradients of all functions down to the present level, on its grid. */
    private double[][] carried = new double[0][];

    Work(Pyramid pyramid, DataScan scan, ScaleTerms terms, GradientBuffers buffers) {
      super(pyramid, scan);
      this.pyramid = pyramid;
      this.terms = terms;
      this.buffers = buffers;
      this.sums = new ScaleEquations(terms.parameters());
      this.products = new double[terms.levels() + 1][];
    }

    @Override
    void level(int j, double[] x, int width, long first) {
      if (j == 1) {
        if (width != lanes) {
          finishProducts();
          lanes = width;
        }
        sums.fields += width;
      }
      double[][] gradients = add(j - 1, x);
      WaveletStep step = pyramid.step(j);
      double[][] coarse = buffers.take(gradients.length, step.coarse().sites() * lanes);
      WaveletStep.Scratch scratch = step.scratch(lanes);
      for (int m = 0; m < gradients.length; m++) {
        step.coarsen(gradients[m], lanes, scratch, coarse[m]);
      }
      giveBack(gradients);
      carried = coarse;
    }

    @Override
    void coarsest(double[] x, int width, long first) {
      giveBack(add(terms.levels(), x));
      carried = new double[0][];
    }

    /** Own gradients were taken as one array, carried ones as another. */
    private void giveBack(double[][] gradients) {
      int before = carried.length;
      if (before > 0) {
        buffers.give(carried);
      }
      buffers.give(Arrays.copyOfRange(gradients, before, gradients.length));
    }

    /** Adds the functions of one level; returns all gradients so far on its grid. */
    private double[][] add(int l, double[] x) {
      List<Potential> own = terms.at(l);
      Grid grid = pyramid.grid(l);
      int parameters = terms.first(l + 1) - terms.first(l);
      double[][] mine = buffers.take(parameters, x.length);
      NormalEquations.gradients(own, x, lanes, mine);
      double unit = 1 / terms.sigma(l);
      for (double[] gradient : mine) {
        for (int i = 0; i < gradient.length; i++) {
          gradient[i] *= unit;
        }
      }
      List<double[]> all = new ArrayList<>(Arrays.asList(carried));
      all.addAll(Arrays.asList(mine));
      double[][] gradients = all.toArray(new double[0][]);
      int count = gradients.length;
      if (products[l] == null) {
        products[l] = new double[count * count * lanes];
      }
      KernelChoice.current().gram(gradients, carried.length, grid.sites(), lanes, products[l]);
      double[] laplacians = NormalEquations.laplacians(own, Subspace.whole(grid), x, lanes);
      for (int i = 0; i < laplacians.length; i++) {
        sums.b[terms.first(l) + i / lanes] += unit * unit * laplacians[i];
      }
      return gradients;
    }

    /** Adds up the lanes of all products. */
    private void finishProducts() {
      for (int l = 0; l < products.length; l++) {
        double[] product = products[l];
        if (product == null) {
          continue;
        }
        int count = terms.first(l + 1);
        for (int m = 0; m < count; m++) {
          for (int n = Math.max(m, terms.first(l)); n < count; n++) {
            double sum = 0;
            for (int lane = 0; lane < lanes; lane++) {
              sum += product[(m * count + n) * lanes + lane];
            }
            sums.a[m * sums.parameters + n] += sum;
          }
        }
        products[l] = null;
      }
    }

    @Override
    public ScaleEquations result() {
      finishProducts();
      return sums;
    }
  }
}
