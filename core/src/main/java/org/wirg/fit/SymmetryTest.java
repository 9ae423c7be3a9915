package org.wirg.fit;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.wirg.field.Dataset;
import org.wirg.field.InputRejected;
import org.wirg.field.Progress;
import org.wirg.field.Workers;
import org.wirg.internal.parallel.Threads;
import org.wirg.wavelet.Pyramid;
import org.wirg.wavelet.Wavelet;

/**
 * Whether data are compatible with the symmetry phi -> -phi, from what must vanish then on average:
 * for every field the mean of phi, of phi_j^3 at every level, and of the cube of what is finer than
 * phi_j. Hotelling's T^2 of their means over independent fields.
 *
 * @param tSquared about {@code directions} when the law is symmetric
 * @param directions independent ones among the odd means
 * @param fields the data set's
 */
public record SymmetryTest(double tSquared, int directions, long fields) {
  /** Fields from which the test is asked at all. */
  public static final int FEWEST_FIELDS = 100;

  /** Symmetric data are found asymmetric once in a thousand data sets. */
  private static final double CHANCE = 3.09;

  private static final int LANES = 16;

  /**
   * Tests data on the levels that a fit with these options would have.
   *
   * @throws org.wirg.field.InputRejected when a field is no input for a fit
   */
  public static SymmetryTest of(Dataset data, FitOptions options, Progress progress) {
    return of(data, options, new Threads(options.threads()), progress);
  }

  /**
   * The same.
   *
   * @param workers who sum over blocks of fields; the result does not depend on them
   */
  public static SymmetryTest of(
      Dataset data, FitOptions options, Workers workers, Progress progress) {
    Pyramid pyramid =
        new Pyramid(
            Wavelet.named(options.wavelet()),
            data.grid(),
            Pyramid.levelsDownTo(data.grid(), options.coarsest()));
    FieldBlocks blocks = new FieldBlocks(data, workers, progress);
    Sums sums = blocks.sum("testing the symmetry", LANES, 0, () -> new Work(pyramid));
    return sums.test();
  }

  /** The odds of such a T^2 by chance, in standard deviations of a normal law (Paulson 1942). */
  public double sigmas() {
    double rest = (double) fields - directions;
    double f = tSquared * rest / (directions * (fields - 1.0));
    double a = 2.0 / (9.0 * directions);
    double b = 2.0 / (9.0 * rest);
    double root = Math.cbrt(f);
    return ((1 - b) * root - (1 - a)) / Math.sqrt(b * root * root + a);
  }

  /** Whether the data may be taken for symmetric. */
  public boolean symmetric() {
    return fields >= FEWEST_FIELDS && directions > 0 && sigmas() < CHANCE;
  }

  private static final class Sums implements FieldBlocks.Sum<Sums> {
    final double[] sum; // [statistic]
    final double[] square; // [statistic][statistic]
    long fields;

    Sums(int statistics) {
      sum = new double[statistics];
      square = new double[statistics * statistics];
    }

    /** Adds the fields of a batch, [statistic][lane]. */
    void add(double[][] odd) {
      int lanes = odd[0].length;
      for (int m = 0; m < sum.length; m++) {
        for (int lane = 0; lane < lanes; lane++) {
          sum[m] += odd[m][lane];
          for (int n = 0; n < sum.length; n++) {
            square[m * sum.length + n] += odd[m][lane] * odd[n][lane];
          }
        }
      }
      fields += lanes;
    }

    @Override
    public Sums plus(Sums other) {
      for (int m = 0; m < sum.length; m++) {
        sum[m] += other.sum[m];
      }
      for (int i = 0; i < square.length; i++) {
        square[i] += other.square[i];
      }
      fields += other.fields;
      return this;
    }

    SymmetryTest test() {
      if (!Arrays.stream(square).allMatch(Double::isFinite)) {
        throw new InputRejected(
            "values are at most 1e40 in size; found larger ones, whose sixth powers are no numbers"
                + " any more; give the fields in other units");
      }
      int count = sum.length;
      double[] mean = Arrays.stream(sum).map(s -> s / fields).toArray();
      DMatrixRMaj covariance = new DMatrixRMaj(count, count); // of the mean
      for (int m = 0; m < count; m++) {
        for (int n = 0; n < count; n++) {
          double about = square[m * count + n] / fields - mean[m] * mean[n];
          covariance.set(m, n, about / (fields - 1.0));
        }
      }
      ChiSquared chi = ChiSquared.of(mean, covariance);
      return new SymmetryTest(chi.value(), chi.directions(), fields);
    }
  }

  private static final class Work implements FieldBlocks.BlockWork<Sums> {
    private final Pyramid pyramid;
    private final BatchPyramid coarser;
    private final Sums sums;

    Work(Pyramid pyramid) {
      this.pyramid = pyramid;
      this.coarser = new BatchPyramid(pyramid);
      this.sums = new Sums(2 + 2 * pyramid.levels());
    }

    @Override
    public void take(double[] x, int lanes, long first) {
      double[][] odd = new double[2 + 2 * pyramid.levels()][lanes];
      addValues(x, odd[0]);
      addCubes(x, odd[1]);
      double[] field = x;
      for (int j = 1; j <= pyramid.levels(); j++) {
        double[] coarse = coarser.coarsen(j, field, lanes);
        pyramid.step(j).project(field, lanes, coarser.scratch(j));
        addCubes(field, odd[2 * j]);
        addCubes(coarse, odd[2 * j + 1]);
        field = coarse;
      }
      sums.add(odd);
    }

    private static void addValues(double[] field, double[] sum) {
      for (int i = 0; i < field.length; i += sum.length) {
        for (int lane = 0; lane < sum.length; lane++) {
          sum[lane] += field[i + lane];
        }
      }
    }

    private static void addCubes(double[] field, double[] sum) {
      for (int i = 0; i < field.length; i += sum.length) {
        for (int lane = 0; lane < sum.length; lane++) {
          double value = field[i + lane];
          sum[lane] += value * value * value;
        }
      }
    }

    @Override
    public Sums result() {
      return sums;
    }
  }
}
