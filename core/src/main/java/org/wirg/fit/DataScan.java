package org.wirg.fit;

import org.wirg.field.Dataset;
import org.wirg.field.InputRejected;
import org.wirg.wavelet.Pyramid;
import org.wirg.wavelet.WaveletStep;

/**
 * What a first pass over the data finds: their mean and, level by level, standard deviations and
 * ranges.
 *
 * @param mean subtracted from every value of the finest field; 0 when the law is even
 * @param sigma standard deviation of the field of every level per site, [level], the finest first
 * @param low smallest value of the centred field in units of sigma, [level]; likewise high
 * @param detailSigma standard deviation of the details that lead from level j to the finer level
 *     j-1, [level], in units of sigma[j-1]; entry 0 is unused
 */
record DataScan(double mean, double[] sigma, double[] low, double[] high, double[] detailSigma) {
  private static final int LANES = 16;

  static DataScan of(Dataset data, Pyramid pyramid, boolean even, FieldBlocks blocks) {
    return of(data, pyramid, Interior.periodic(pyramid), even, blocks);
  }

  static DataScan of(
      Dataset data, Pyramid pyramid, Interior interior, boolean even, FieldBlocks blocks) {
    double pivot = even ? 0 : firstValueOf(data);
    Sums sums = blocks.sum("scanning", LANES, pivot, () -> new Scan(pyramid, interior));
    int levels = pyramid.levels();
    double shift = even ? 0 : sums.sum / (data.count() * (double) data.grid().sites());
    double[] sigma = new double[levels + 1];
    double[] low = new double[levels + 1];
    double[] high = new double[levels + 1];
    double[] detailSigma = new double[levels + 1];
    double gain = StrictMath.pow(2, 0.5 * data.grid().rank());
    double levelShift = shift;
    for (int j = 0; j <= levels; j++) {
      double sites = data.count() * (double) free(interior.field(j));
      double variance = sums.squares[j] / sites - levelShift * levelShift;
      sigma[j] = Math.sqrt(variance);
      if (!(variance > 0) || !(sums.low[j] < sums.high[j])) {
        throw new InputRejected(
            "the fields must vary at every level; found no variance at level "
                + j
                + " ("
                + pyramid.grid(j)
                + "); check that the data are not constant or too few");
      }
      low[j] = (sums.low[j] - levelShift) / sigma[j];
      high[j] = (sums.high[j] - levelShift) / sigma[j];
      levelShift *= gain;
    }
    for (int j = 1; j <= levels; j++) {
      double details = data.count() * (double) interior.details(j).dimension();
      detailSigma[j] = Math.sqrt(sums.details[j - 1] / details) / sigma[j - 1];
      if (!(detailSigma[j] > 1e-7)) {
        throw new InputRejected(
            "the fields must vary at every scale; found no wavelet details between level "
                + j
                + " and the finer one: every field is constant there");
      }
    }
    return new DataScan(pivot + shift, sigma, low, high, detailSigma);
  }

  private static int free(boolean[] sites) {
    int count = 0;
    for (boolean site : sites) {
      count += site ? 1 : 0;
    }
    return count;
  }

  private static double firstValueOf(Dataset data) {
    double[] field = new double[data.grid().sites()];
    try {
      data.read(0, 1, field);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    double sum = 0;
    for (double value : field) {
      sum += value;
    }
    return sum / field.length;
  }

  private static final class Sums implements FieldBlocks.Sum<Sums> {
    double sum;
    final double[] squares;
    final double[] details; // squares of the details of level j, [j - 1]
    final double[] low;
    final double[] high;

    Sums(int levels) {
      squares = new double[levels + 1];
      details = new double[levels];
      low = new double[levels + 1];
      high = new double[levels + 1];
      java.util.Arrays.fill(low, Double.POSITIVE_INFINITY);
      java.util.Arrays.fill(high, Double.NEGATIVE_INFINITY);
    }

    @Override
    public Sums plus(Sums other) {
      sum += other.sum;
      for (int l = 0; l < details.length; l++) {
        details[l] += other.details[l];
      }
      for (int j = 0; j < squares.length; j++) {
        squares[j] += other.squares[j];
        low[j] = Math.min(low[j], other.low[j]);
        high[j] = Math.max(high[j], other.high[j]);
      }
      return this;
    }
  }

  private static final class Scan implements FieldBlocks.BlockWork<Sums> {
    private final Pyramid pyramid;
    private final Interior interior;
    private final Sums sums;

    Scan(Pyramid pyramid, Interior interior) {
      this.pyramid = pyramid;
      this.interior = interior;
      this.sums = new Sums(pyramid.levels());
    }

    @Override
    public void take(double[] x, int lanes, long first) {
      double[] field = x;
      for (int j = 0; j <= pyramid.levels(); j++) {
        if (j > 0) {
          WaveletStep step = pyramid.step(j);
          double[] coarse = new double[step.coarse().sites() * lanes];
          step.coarsen(field, lanes, step.scratch(lanes), coarse);
          addDetails(field, coarse, lanes, j);
          field = coarse;
        } else {
          rejectConstant(field, lanes, first);
        }
        add(field, lanes, j);
      }
    }

    private void add(double[] field, int lanes, int j) {
      boolean[] free = interior.field(j);
      double squares = 0;
      for (int i = 0; i < field.length; i++) {
        if (!free[i / lanes]) {
          continue;
        }
        double value = field[i];
        squares += value * value;
        sums.low[j] = Math.min(sums.low[j], value);
        sums.high[j] = Math.max(sums.high[j], value);
        if (j == 0) {
          sums.sum += value;
        }
      }
      sums.squares[j] += squares;
    }

    /** Details have the squares that the coarser field lacks, or inside an edge their own. */
    private void addDetails(double[] fine, double[] coarse, int lanes, int j) {
      if (!interior.edged(j - 1)) {
        sums.details[j - 1] += squares(fine) - squares(coarse);
        return;
      }
      double[] moving = fine.clone();
      interior.details(j).projector(lanes).project(moving);
      sums.details[j - 1] += squares(moving);
    }

    private static double squares(double[] values) {
      double sum = 0;
      for (double value : values) {
        sum += value * value;
      }
      return sum;
    }

    private static void rejectConstant(double[] field, int lanes, long first) {
      for (int lane = 0; lane < lanes; lane++) {
        boolean constant = field.length > lanes;
        for (int i = lane; i < field.length && constant; i += lanes) {
          constant = field[i] == field[lane];
        }
        if (constant) {
          throw new InputRejected(
              "every field must vary over its sites; found field "
                  + (first + lane)
                  + " constant; remove empty or masked fields");
        }
      }
    }

    @Override
    public Sums result() {
      return sums;
    }
  }
}
