package org.wirg.fit;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.ejml.data.DMatrixRMaj;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.jspecify.annotations.Nullable;
import org.wirg.field.Grid;
import org.wirg.internal.numeric.Fourier;
import org.wirg.wavelet.WaveletStep;

/**
 * The Fourier modes of a lattice by classes: the 2^d fine modes k that the coarse lattice cannot
 * tell from one coarse mode. A stationary covariance couples no modes of different classes, and
 * neither does what is left of it once the coarse field is known: with C the covariance of a class
 * and h the lowpass filter in it, |h| = 1, that is C - C h h^+ C / (h^+ C h).
 *
 * <p>Hermitian matrices of a class are [row][column] of pairs (real, imaginary), row by row.
 */
final class AliasClasses {
  /** Modes of a class. */
  final int width;

  /** Number of classes. */
  final int count;

  private final int[][] modes; // [class][member]
  private final double[][] filter; // h, [class][member] of pairs

  AliasClasses(WaveletStep step, Fourier fourier) {
    Grid fine = step.fine();
    Grid coarse = step.coarse();
    this.count = coarse.sites();
    this.width = fine.sites() / coarse.sites();
    this.modes = new int[count][width];
    this.filter = new double[count][2 * width];
    double[] unit = new double[count];
    unit[0] = 1;
    double[] lowpass = new double[fine.sites()];
    step.refine(unit, 1, step.scratch(1), lowpass);
    double[] transform = fourier.forwardReal(lowpass);
    double scale = Math.sqrt(1.0 / width);
    int[] filled = new int[count];
    for (int k = 0; k < fine.sites(); k++) {
      int c = coarse.site(fine.coordinates(k));
      int i = filled[c]++;
      modes[c][i] = k;
      filter[c][2 * i] = scale * transform[2 * k];
      filter[c][2 * i + 1] = scale * transform[2 * k + 1];
    }
  }

  /** The fine mode of a member of a class. */
  int mode(int c, int member) {
    return modes[c][member];
  }

  /** The spectrum that the lowpass filter leaves to coarse mode c. */
  double filtered(int c, double[] spectrum) {
    double sum = 0;
    for (int i = 0; i < width; i++) {
      double re = filter[c][2 * i];
      double im = filter[c][2 * i + 1];
      sum += (re * re + im * im) * spectrum[modes[c][i]];
    }
    return sum;
  }

  /** What is left of the covariance of class c once the coarse field is known. */
  double[] left(int c, double[] covariance) {
    double[] h = filter[c];
    double[] ch = new double[2 * width];
    for (int i = 0; i < width; i++) {
      for (int j = 0; j < width; j++) {
        double re = covariance[2 * (i * width + j)];
        double im = covariance[2 * (i * width + j) + 1];
        ch[2 * i] += re * h[2 * j] - im * h[2 * j + 1];
        ch[2 * i + 1] += re * h[2 * j + 1] + im * h[2 * j];
      }
    }
    double known = 0;
    for (int i = 0; i < 2 * width; i++) {
      known += h[i] * ch[i];
    }
    double[] left = covariance.clone();
    for (int i = 0; i < width; i++) {
      for (int j = 0; j < width; j++) {
        double re = ch[2 * i] * ch[2 * j] + ch[2 * i + 1] * ch[2 * j + 1];
        double im = ch[2 * i + 1] * ch[2 * j] - ch[2 * i] * ch[2 * j + 1];
        left[2 * (i * width + j)] -= re / known;
        left[2 * (i * width + j) + 1] -= im / known;
      }
    }
    return left;
  }

  /**
   * The direction of details in class c in which the form sum_k symbol(k) |v_k|^2 is least; null
   * where that is not less than a bound.
   *
   * @param bound not positive
   */
  @Nullable Extreme softest(int c, double[] symbol, double bound) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < width; i++) {
      least = Math.min(least, symbol[modes[c][i]]);
    }
    if (!(least < bound)) {
      return null; // so is no mixture of the modes
    }
    // Raised, which makes it positive, and restricted to what is at right angles to h.
    double floor = 2 * least;
    double[] h = filter[c];
    double known = 0;
    for (int i = 0; i < width; i++) {
      known += norm(h, i) * (symbol[modes[c][i]] - floor);
    }
    double[] form = new double[2 * width * width];
    for (int i = 0; i < width; i++) {
      double row = symbol[modes[c][i]] - floor;
      form[2 * (i * width + i)] += row;
      for (int j = 0; j < width; j++) {
        double both = known - row - (symbol[modes[c][j]] - floor);
        form[2 * (i * width + j)] += both * (h[2 * i] * h[2 * j] + h[2 * i + 1] * h[2 * j + 1]);
        form[2 * (i * width + j) + 1] += both * (h[2 * i + 1] * h[2 * j] - h[2 * i] * h[2 * j + 1]);
      }
    }
    Extreme raised = extremes(c, form)[0];
    double value = raised.value() + floor;
    return value < bound ? new Extreme(c, value, raised.vector()) : null;
  }

  private static double norm(double[] pairs, int i) {
    return pairs[2 * i] * pairs[2 * i] + pairs[2 * i + 1] * pairs[2 * i + 1];
  }

  /** An extreme of a form over the unit vectors at right angles to h. */
  record Extreme(int c, double value, double[] vector) {
    /** v^+ M v. */
    double of(double[] matrix) {
      int width = vector.length / 2;
      double sum = 0;
      for (int i = 0; i < width; i++) {
        for (int j = 0; j < width; j++) {
          double re = vector[2 * i] * vector[2 * j] + vector[2 * i + 1] * vector[2 * j + 1];
          double im = vector[2 * i] * vector[2 * j + 1] - vector[2 * i + 1] * vector[2 * j];
          sum += re * matrix[2 * (i * width + j)] - im * matrix[2 * (i * width + j) + 1];
        }
      }
      return sum;
    }
  }

  /**
   * The smallest and the largest variance of a direction of details in all classes.
   *
   * @param left of every class, from {@link #left}
   */
  Extreme[] extremes(IntFunction<double[]> left) {
    Extreme[] found = extremes(0, left.apply(0));
    for (int c = 1; c < count; c++) {
      Extreme[] both = extremes(c, left.apply(c));
      found[0] = both[0].value() < found[0].value() ? both[0] : found[0];
      found[1] = both[1].value() > found[1].value() ? both[1] : found[1];
    }
    return found;
  }

  /**
   * The smallest and the largest variance of a direction of details in class c.
   *
   * @param left from {@link #left}
   */
  private Extreme[] extremes(int c, double[] left) {
    // Hermitian A + iB as the real symmetric [A -B; B A]: every eigenvalue comes twice.
    int n = 2 * width;
    DMatrixRMaj real = new DMatrixRMaj(n, n);
    double lift = 0;
    for (int i = 0; i < width; i++) {
      lift += 2 * left[2 * (i * width + i)];
      for (int j = 0; j < width; j++) {
        double re = left[2 * (i * width + j)];
        double im = left[2 * (i * width + j) + 1];
        real.set(i, j, re);
        real.set(width + i, width + j, re);
        real.set(i, width + j, -im);
        real.set(width + i, j, im);
      }
    }
    // h itself has no variance left; it is lifted out of the way of the smallest.
    double[] h = filter[c];
    for (int i = 0; i < width; i++) {
      for (int j = 0; j < width; j++) {
        double re = lift * (h[2 * i] * h[2 * j] + h[2 * i + 1] * h[2 * j + 1]);
        double im = lift * (h[2 * i + 1] * h[2 * j] - h[2 * i] * h[2 * j + 1]);
        real.add(i, j, re);
        real.add(width + i, width + j, re);
        real.add(i, width + j, -im);
        real.add(width + i, j, im);
      }
    }
    EigenDecomposition_F64<DMatrixRMaj> eigen = NormalSolution.eigen(real);
    Integer[] order = new Integer[n];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order,
        (a, b) ->
            Double.compare(eigen.getEigenvalue(a).getReal(), eigen.getEigenvalue(b).getReal()));
    // The two largest belong to h.
    return new Extreme[] {extreme(c, eigen, order[0]), extreme(c, eigen, order[n - 3])};
  }

  private Extreme extreme(int c, EigenDecomposition_F64<DMatrixRMaj> eigen, int i) {
    double[] found = eigen.getEigenVector(i).getData();
    double[] vector = new double[2 * width];
    for (int m = 0; m < width; m++) {
      vector[2 * m] = found[m];
      vector[2 * m + 1] = found[width + m];
    }
    return new Extreme(c, eigen.getEigenvalue(i).getReal(), vector);
  }
}
