package org.wirg.fit;

import java.util.Arrays;
import java.util.List;
import org.wirg.fit.Conditioning.Value;
import org.wirg.internal.numeric.Fourier;
import org.wirg.wavelet.Pyramid;

/**
 * Covariances of the Fourier modes of the fields of every level, class by class, and the condition
 * numbers of what they leave to the details.
 *
 * <p>The largest of many noisy variances is too large. So the fields are dealt to folds: the
 * directions of the largest and the smallest variance are chosen from all folds but one, and their
 * variances are those of that one; the folds in turn give an average and its error.
 */
final class ModeSums implements FieldBlocks.Sum<ModeSums> {
  private static final int FOLDS = 8;

  private final List<AliasClasses> classes; // [level - 1]
  private final double[][][] sums; // [level - 1][fold][class][member][member] of pairs; null: none

  private ModeSums(List<AliasClasses> classes) {
    this.classes = classes;
    this.sums = new double[classes.size()][FOLDS][0];
  }

  @Override
  public ModeSums plus(ModeSums other) {
    for (int j = 0; j < sums.length; j++) {
      for (int f = 0; f < FOLDS; f++) {
        sums[j][f] = plus(sums[j][f], other.sums[j][f]);
      }
    }
    return this;
  }

  private static double[] plus(double[] a, double[] b) {
    if (a.length == 0) {
      return b;
    }
    for (int i = 0; i < b.length; i++) {
      a[i] += b[i];
    }
    return a;
  }

  /**
   * Of the covariance of phi_0 over all modes but the mean: largest over smallest S(k), in
   * geometric average over folds.
   */
  Value direct() {
    AliasClasses level = classes.getFirst();
    int width = level.width;
    double[] logarithms = new double[FOLDS];
    for (int f = 0; f < FOLDS; f++) {
      double[] others = others(0, f);
      int largest = -1;
      int smallest = -1;
      for (int i = 0; i < level.count * width; i++) {
        int at = diagonal(i, width);
        if (level.mode(i / width, i % width) == 0) {
          continue;
        }
        largest = largest < 0 || others[at] > others[largest] ? at : largest;
        smallest = smallest < 0 || others[at] < others[smallest] ? at : smallest;
      }
      logarithms[f] = StrictMath.log(sums[0][f][largest] / sums[0][f][smallest]);
    }
    return average(logarithms);
  }

  /** Where the variance of member i, numbered through all classes, stands. */
  private static int diagonal(int i, int width) {
    return 2 * (i * width + i % width);
  }

  /** Of the covariance of psi_j given phi_j, likewise. */
  Value details(int j) {
    AliasClasses level = classes.get(j - 1);
    double[] logarithms = new double[FOLDS];
    for (int f = 0; f < FOLDS; f++) {
      double[] others = others(j - 1, f);
      double[] own = sums[j - 1][f];
      AliasClasses.Extreme[] chosen = level.extremes(c -> level.left(c, part(level, others, c)));
      logarithms[f] =
          StrictMath.log(variance(level, own, chosen[1]) / variance(level, own, chosen[0]));
    }
    return average(logarithms);
  }

  private static double variance(AliasClasses level, double[] sums, AliasClasses.Extreme along) {
    return along.of(level.left(along.c(), part(level, sums, along.c())));
  }

  private double[] others(int level, int without) {
    double[] others = new double[0];
    for (int f = 0; f < FOLDS; f++) {
      others =
          f == without
              ? others
              : plus(
                  others.length == 0 ? new double[sums[level][f].length] : others, sums[level][f]);
    }
    return others;
  }

  private static double[] part(AliasClasses level, double[] sums, int c) {
    int length = 2 * level.width * level.width;
    return Arrays.copyOfRange(sums, c * length, (c + 1) * length);
  }

  private static Value average(double[] logarithms) {
    double mean = 0;
    for (double l : logarithms) {
      mean += l / FOLDS;
    }
    double square = 0;
    for (double l : logarithms) {
      square += (l - mean) * (l - mean);
    }
    double value = StrictMath.exp(mean);
    return new Value(value, value * Math.sqrt(square / (FOLDS * (FOLDS - 1.0))));
  }

  /** The part of one block. */
  static final class Work extends Descent<ModeSums> {
    private final long count;
    private final List<Fourier> fourier;
    private final ModeSums sums;

    /**
     * @param count number of fields in the data set, at least as many as there are folds
     */
    Work(
        Pyramid pyramid,
        DataScan scan,
        List<AliasClasses> classes,
        List<Fourier> fourier,
        long count) {
      super(pyramid, scan);
      this.count = count;
      this.fourier = fourier;
      this.sums = new ModeSums(classes);
    }

    @Override
    void level(int j, double[] x, int lanes, long first) {
      AliasClasses level = sums.classes.get(j - 1);
      int width = level.width;
      double[] field = new double[x.length / lanes];
      double[] member = new double[2 * width];
      for (int lane = 0; lane < lanes; lane++) {
        for (int i = 0; i < field.length; i++) {
          field[i] = x[i * lanes + lane];
        }
        double[] modes = fourier.get(j - 1).forwardReal(field);
        int fold = (int) ((first + lane) * FOLDS / count);
        if (sums.sums[j - 1][fold].length == 0) {
          sums.sums[j - 1][fold] = new double[2 * width * field.length];
        }
        double[] into = sums.sums[j - 1][fold];
        for (int c = 0; c < level.count; c++) {
          for (int i = 0; i < width; i++) {
            member[2 * i] = modes[2 * level.mode(c, i)];
            member[2 * i + 1] = modes[2 * level.mode(c, i) + 1];
          }
          add(member, width, into, 2 * c * width * width);
        }
      }
    }

    /** Adds v v^+. */
    private static void add(double[] v, int width, double[] into, int at) {
      for (int i = 0; i < width; i++) {
        for (int j = 0; j < width; j++) {
          int k = at + 2 * (i * width + j);
          into[k] += v[2 * i] * v[2 * j] + v[2 * i + 1] * v[2 * j + 1];
          into[k + 1] += v[2 * i + 1] * v[2 * j] - v[2 * i] * v[2 * j + 1];
        }
      }
    }

    @Override
    void coarsest(double[] x, int lanes, long first) {}

    @Override
    public ModeSums result() {
      return sums;
    }
  }
}
