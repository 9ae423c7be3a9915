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
    double pivot = even ? 0 : firstValueOf(data);
    Sums sums = blocks.sum("scanning", LANES, pivot, () -> new Scan(pyramid));
    int levels = pyramid.levels();
    double shift = even ? 0 : sums.sum / (data.count() * (double) data.grid().sites());
    double[] sigma = new double[levels + 1];
    double[] low = new double[levels + 1];
    double[] high = new double[levels + 1];
    double[] detailSigma = new double[levels + 1];
    double gain = StrictMath.pow(2, 0.5 * data.grid().rank());
    double levelShift = shift;
    for (int j = 0; j <= levels; j++) {
      double sites = data.count() * (double) pyramid.grid(j).sites();
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
      double details =
          data.count() * (double) (pyramid.grid(j - 1).sites() - pyramid.grid(j).sites());
      double energy = sums.squares[j - 1] - sums.squares[j];
      detailSigma[j] = Math.sqrt(energy / details) / sigma[j - 1];
      if (!(detailSigma[j] > 1e-7)) {
        throw new InputRejected(
            "the fields must vary at every scale; found no wavelet details between level "
                + j
                + " and the finer one: every field is constant there");
      }
    }
    return new DataScan(pivot + shift, sigma, low, high, detailSigma);
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
    final double[] low;
    final double[] high;

    Sums(int levels) {
      squares = new double[levels + 1];
      low = new double[levels + 1];
      high = new double[levels + 1];
      java.util.Arrays.fill(low, Double.POSITIVE_INFINITY);
      java.util.Arrays.fill(high, Double.NEGATIVE_INFINITY);
    }

    @Override
    public Sums plus(Sums other) {
      sum += other.sum;
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
    private final Sums sums;

    Scan(Pyramid pyramid) {
      this.pyramid = pyramid;
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
          field = coarse;
        } else {
          rejectConstant(field, lanes, first);
        }
        add(field, j);
      }
    }

    private void add(double[] field, int j) {
      double squares = 0;
      for (double value : field) {
        squares += value * value;
        sums.low[j] = Math.min(sums.low[j], value);
        sums.high[j] = Math.max(sums.high[j], value);
        if (j == 0) {
          sums.sum += value;
        }
      }
      sums.squares[j] += squares;
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
