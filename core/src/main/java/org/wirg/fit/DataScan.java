package org.wirg.fit;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.wirg.energy.SplineBasis;
import org.wirg.field.Dataset;
import org.wirg.field.InputRejected;
import org.wirg.wavelet.Pyramid;

/**
 * What a first pass over the data finds: their mean and, level by level, standard deviations and
 * ranges.
 *
 * @param mean subtracted from every value of the finest field; 0 when the law is even
 * @param sigma standard deviation of the field of every level per site, [level], the finest first
 * @param low smallest value of the centred field in units of sigma, [level]; likewise high
 * @param rareLow below it are {@value #RARE} of the values, but {@value #MOST_RARE} at most, about;
 *     the smallest value where that would be none, [level]; likewise rareHigh
 * @param detailSigma standard deviation of the details that lead from level j to the finer level
 *     j-1, [level], in units of sigma[j-1]; entry 0 is unused
 */
record DataScan(
    double mean,
    double[] sigma,
    double[] low,
    double[] high,
    double[] rareLow,
    double[] rareHigh,
    double[] detailSigma)
    implements Serializable {
  private static final int LANES = 16;
  private static final double RARE = 1e-3;
  private static final int MOST_RARE = 1000;

  /** Standard deviations whose fourth powers, and theirs inverted, are far from any overflow. */
  private static final double LARGEST = 1e40;

  /** Values of a level, at most, that tell which are rare. */
  private static final int LOOKED_AT = 1 << 20;

  static DataScan of(Dataset data, Pyramid pyramid, boolean even, FieldBlocks blocks) {
    return of(data, pyramid, Interior.periodic(pyramid), even, blocks);
  }

  static DataScan of(
      Dataset data, Pyramid pyramid, Interior interior, boolean even, FieldBlocks blocks) {
    double pivot = even ? 0 : firstValueOf(data);
    long fields = data.count(); // the data themselves need not travel with the work
    Sums sums =
        blocks.kept(
            "scanning", Long.MAX_VALUE, LANES, pivot, () -> new Scan(fields, pyramid, interior));
    int levels = pyramid.levels();
    double shift = even ? 0 : sums.sum / (data.count() * (double) data.grid().sites());
    double[] sigma = new double[levels + 1];
    double[] low = new double[levels + 1];
    double[] high = new double[levels + 1];
    double[] rareLow = new double[levels + 1];
    double[] rareHigh = new double[levels + 1];
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
      if (!(sigma[j] < LARGEST && sigma[j] > 1 / LARGEST)) {
        throw new InputRejected(
            "the fields' standard deviation lies between 1e-40 and 1e40; found "
                + sigma[j]
                + " at level "
                + j
                + "; give the fields in other units");
      }
      low[j] = (sums.low[j] - levelShift) / sigma[j];
      high[j] = (sums.high[j] - levelShift) / sigma[j];
      rareLow[j] = Math.max(low[j], (-sums.lowest[j].last() - levelShift) / sigma[j]);
      rareHigh[j] = Math.min(high[j], (sums.highest[j].last() - levelShift) / sigma[j]);
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
    return new DataScan(pivot + shift, sigma, low, high, rareLow, rareHigh, detailSigma);
  }

  /**
   * Splines for the values of a level, over their whole range; less of it where the first or last
   * interval would rest on rare values alone. There a potential would follow single peaks: it has
   * bent down, on N-body densities, into wells beyond all data that caught every chain.
   *
   * @param even whether the range is symmetric about 0
   */
  SplineBasis splines(int level, int count, boolean even) {
    double[] range = {low[level], high[level], rareLow[level], rareHigh[level]};
    if (even) {
      range[1] = Math.max(-range[0], range[1]);
      range[0] = -range[1];
      range[3] = Math.max(-range[2], range[3]);
      range[2] = -range[3];
    }
    double most = new SplineBasis(range[0], range[1], count).width();
    double first = range[2] - range[0] > most ? range[2] : range[0];
    double last = range[1] - range[3] > most ? range[3] : range[1];
    double width = new SplineBasis(first, last, count).width();
    return new SplineBasis(
        first, last, count, tail(first - range[0], width), tail(range[1] - last, width));
  }

  /** Splines over what is not rare of a level's values. */
  SplineBasis commonValues(int level, int count, boolean even) {
    double reach = Math.max(-rareLow[level], rareHigh[level]);
    return even
        ? new SplineBasis(-reach, reach, count)
        : new SplineBasis(rareLow[level], rareHigh[level], count);
  }

  private static int tail(double length, double width) {
    return (int) Math.min(SplineBasis.MOST_TAIL, Math.ceil(length / width));
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
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    double sum = 0;
    for (double value : field) {
      sum += value;
    }
    return sum / field.length;
  }

  private static final class Sums implements FieldBlocks.KeptSum<Sums> {
    double sum;
    final double[] squares;
    final double[] details; // squares of the details of level j, [j - 1]
    final double[] low;
    final double[] high;
    final Tail[] lowest; // with their signs changed
    final Tail[] highest;

    /**
     * @param rare how many values are rare, [level]
     */
    Sums(int[] rare) {
      int levels = rare.length - 1;
      squares = new double[levels + 1];
      details = new double[levels];
      low = new double[levels + 1];
      high = new double[levels + 1];
      Arrays.fill(low, Double.POSITIVE_INFINITY);
      Arrays.fill(high, Double.NEGATIVE_INFINITY);
      lowest = Arrays.stream(rare).mapToObj(Tail::new).toArray(Tail[]::new);
      highest = Arrays.stream(rare).mapToObj(Tail::new).toArray(Tail[]::new);
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
        lowest[j].add(other.lowest[j]);
        highest[j].add(other.highest[j]);
      }
      return this;
    }

    @Override
    public void exchange(Archive archive) throws IOException {
      sum = archive.number(sum);
      archive.numbers(squares);
      archive.numbers(details);
      archive.numbers(low);
      archive.numbers(high);
      for (int j = 0; j < squares.length; j++) {
        lowest[j].exchange(archive);
        highest[j].exchange(archive);
      }
    }
  }

  private static final class Scan implements FieldBlocks.BlockWork<Sums> {
    private final Pyramid pyramid;
    private final Interior interior;
    private final long[] every; // fields from one that is looked at to the next, [level]
    private final BatchPyramid coarser;
    private final Sums sums;

    Scan(long fields, Pyramid pyramid, Interior interior) {
      this.pyramid = pyramid;
      this.coarser = new BatchPyramid(pyramid);
      this.interior = interior;
      int levels = pyramid.levels();
      this.every = new long[levels + 1];
      int[] rare = new int[levels + 1];
      for (int j = 0; j <= levels; j++) {
        double sites = free(interior.field(j));
        every[j] = Math.max(1, (long) Math.ceil(fields * sites / LOOKED_AT));
        double most = MOST_RARE / (double) every[j];
        rare[j] = (int) Math.min(most, RARE * fields * sites / every[j]);
      }
      this.sums = new Sums(rare);
    }

    @Override
    public void take(double[] x, int lanes, long first) {
      double[] field = x;
      for (int j = 0; j <= pyramid.levels(); j++) {
        if (j > 0) {
          double[] coarse = coarser.coarsen(j, field, lanes);
          addDetails(field, coarse, lanes, j);
          field = coarse;
        } else {
          rejectConstant(field, lanes, first);
        }
        add(field, lanes, j);
        addTails(field, lanes, first, j);
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

    private void addTails(double[] field, int lanes, long first, int j) {
      boolean[] free = interior.field(j);
      for (int lane = 0; lane < lanes; lane++) {
        if ((first + lane) % every[j] == 0) {
          for (int i = 0; i < free.length; i++) {
            if (free[i]) {
              sums.highest[j].add(field[i * lanes + lane]);
              sums.lowest[j].add(-field[i * lanes + lane]);
            }
          }
        }
      }
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
