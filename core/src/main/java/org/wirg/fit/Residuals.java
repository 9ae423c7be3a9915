package org.wirg.fit;

import java.util.ArrayList;
import java.util.List;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.wavelet.Pyramid;

/**
 * Sums over fields that determine the error bars of score matching, and fields to refine the
 * coarser levels with. The finest level is not refined: its law is the microscopic one, local and
 * within reach of the ansatz, and all fields speak there.
 */
final class Residuals implements FieldBlocks.Sum<Residuals> {
  /** Field values that refine one level: more fields are passed over. */
  private static final int MOST_VALUES = 1 << 19;

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
    private final Residuals sums;

    /**
     * @param energies of every level but the coarsest
     * @param count number of fields in the data set
     */
    Work(
        Pyramid pyramid,
        DataScan scan,
        List<ConditionalEnergy> energies,
        long count,
        GradientBuffers buffers) {
      super(pyramid, scan);
      this.count = count;
      List<ScoreResiduals> levels = new ArrayList<>();
      energies.forEach(energy -> levels.add(new ScoreResiduals(energy, buffers)));
      this.sums = new Residuals(levels);
    }

    @Override
    void level(int j, double[] x, int lanes, long first) {
      sums.levels.get(j - 1).add(x, lanes);
      if (j > 1) {
        keep(sums.fields.get(j - 1), x, lanes, first);
      }
    }

    @Override
    void coarsest(double[] x, int lanes, long first) {
      keep(sums.fields.getLast(), x, lanes, first);
    }

    /** Keeps evenly spread fields, as many as a refinement is worth. */
    private void keep(List<double[]> fields, double[] x, int lanes, long first) {
      int sites = x.length / lanes;
      long wanted = Math.min(count, MOST_VALUES / sites);
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
