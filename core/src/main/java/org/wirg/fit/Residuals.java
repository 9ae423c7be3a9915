package org.wirg.fit;

import java.util.ArrayList;
import java.util.List;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.wavelet.Pyramid;

/**
 * Sums over fields that determine the error bars of score matching, and fields whose likelihood is
 * to be maximised.
 */
final class Residuals implements FieldBlocks.Sum<Residuals> {
  /** Fewer fields than these do not refine a level. */
  static final int FEWEST_FIELDS = 64;

  final List<ScoreResiduals> levels;

  /** Fields of every level, the coarsest field's last, [level][field][site]; empty where none. */
  final List<List<double[]>> fields;

  private Residuals(List<ScoreResiduals> levels) {
    this.levels = levels;
    this.fields = new ArrayList<>();
    for (int i = 0; i <= levels.size(); i++) {
      fields.add(new ArrayList<>());
    }
  }

  @Override
  public Residuals plus(Residuals other) {
    for (int i = 0; i < levels.size(); i++) {
      levels.set(i, levels.get(i).plus(other.levels.get(i)));
    }
    for (int i = 0; i < fields.size(); i++) {
      fields.get(i).addAll(other.fields.get(i));
    }
    return this;
  }

  /** The part of one block. */
  static final class Work extends Descent<Residuals> {
    private final long count;
    private final int first;
    private final long mostValues;
    private final Residuals sums;

    /**
     * @param energies of every level but the coarsest
     * @param count number of fields in the data set
     * @param first level from which on fields are kept
     * @param mostValues field values to keep at most per level
     */
    Work(
        Pyramid pyramid,
        DataScan scan,
        List<ConditionalEnergy> energies,
        long count,
        int first,
        long mostValues,
        GradientBuffers buffers) {
      super(pyramid, scan);
      this.count = count;
      this.first = first;
      this.mostValues = mostValues;
      List<ScoreResiduals> levels = new ArrayList<>();
      energies.forEach(energy -> levels.add(new ScoreResiduals(energy, buffers)));
      this.sums = new Residuals(levels);
    }

    @Override
    void level(int j, double[] x, int lanes, long first) {
      sums.levels.get(j - 1).add(x, lanes);
      if (j >= this.first) {
        keep(sums.fields.get(j - 1), x, lanes, first);
      }
    }

    @Override
    void coarsest(double[] x, int lanes, long first) {
      keep(sums.fields.getLast(), x, lanes, first);
    }

    /** Keeps evenly spread fields. */
    private void keep(List<double[]> fields, double[] x, int lanes, long first) {
      int sites = x.length / lanes;
      long wanted = Math.min(count, mostValues / sites);
      if (sites == 1 || wanted < FEWEST_FIELDS) {
        return;
      }
      for (int lane = 0; lane < lanes; lane++) {
        long field = first + lane;
        if ((field + 1) * wanted / count > field * wanted / count) {
          double[] row = new double[sites];
          for (int i = 0; i < sites; i++) {
            row[i] = x[i * lanes + lane];
          }
          fields.add(row);
        }
      }
    }

    @Override
    public Residuals result() {
      return sums;
    }
  }
}
