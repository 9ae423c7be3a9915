package org.wirg.fit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Potential;
import org.wirg.wavelet.Pyramid;
import org.wirg.wavelet.WaveletStep;

/**
 * Sums over fields n of r_n = A_n theta - b_n and r_n r_n^T for every Hamiltonian H_l at given
 * coefficients: the scatter that its error bars need, in the data's units.
 */
final class ScaleResiduals implements FieldBlocks.KeptSum<ScaleResiduals> {
  private final int[] first; // number of the first function of H_l
  private final double[][] mean; // [l][m], sums
  private final double[][] square; // [l][m][n], n >= m, sums
  private long fields;

  private ScaleResiduals(ScaleTerms terms) {
    int levels = terms.levels();
    first = new int[levels];
    mean = new double[levels][];
    square = new double[levels][];
    for (int l = 0; l < levels; l++) {
      first[l] = terms.first(l);
      int parameters = terms.parameters() - first[l];
      mean[l] = new double[parameters];
      square[l] = new double[parameters * parameters];
    }
  }

  @Override
  public ScaleResiduals plus(ScaleResiduals other) {
    for (int l = 0; l < mean.length; l++) {
      add(other.mean[l], mean[l]);
      add(other.square[l], square[l]);
    }
    fields += other.fields;
    return this;
  }

  @Override
  public void exchange(Archive archive) throws IOException {
    for (int l = 0; l < mean.length; l++) {
      archive.numbers(mean[l]);
      archive.numbers(square[l]);
    }
    fields = archive.count(fields, Long.MAX_VALUE);
  }

  private static void add(double[] part, double[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += part[i];
    }
  }

  /** Number of fields summed over. */
  long fields() {
    return fields;
  }

  /**
   * Covariance of r over fields for H_l.
   *
   * @param columns numbers of its functions
   * @param unit squared length that gradients are multiplied with
   */
  DMatrixRMaj scatter(int l, int[] columns, double unit) {
    int parameters = mean[l].length;
    DMatrixRMaj scatter = new DMatrixRMaj(columns.length, columns.length);
    for (int i = 0; i < columns.length; i++) {
      for (int k = i; k < columns.length; k++) {
        int m = columns[i] - first[l];
        int n = columns[k] - first[l];
        double product = square[l][m * parameters + n] - mean[l][m] * mean[l][n] / fields;
        double value = unit * unit * product / (fields - 1.0);
        scatter.set(i, k, value);
        scatter.set(k, i, value);
      }
    }
    return scatter;
  }

  /** The part of one block. */
  static final class Work extends Descent<ScaleResiduals> {
    private final Pyramid pyramid;
    private final ScaleTerms terms;
    private final List<ConditionalEnergy> energies;
    private final List<ScoreResiduals> details;
    private final ScaleResiduals sums;

    /** Forces dH_l/dphi_l of all levels so far, taken down to the present grid, [l][site][lane]. */
    private List<double[]> forces = new ArrayList<>();

    /** r of the batch, [l][function, counted over all][lane]. */
    private double[][][] residuals = new double[0][][];

    /**
     * @param energies H_l of phi_l / sigma_l, l = 0 .. J-1
     * @param details sums of E_j, finest first, of the same functions; none where empty
     */
    Work(
        Pyramid pyramid,
        DataScan scan,
        ScaleTerms terms,
        List<ConditionalEnergy> energies,
        List<ScoreResiduals> details) {
      super(pyramid, scan);
      this.pyramid = pyramid;
      this.terms = terms;
      this.energies = energies;
      this.details = details;
      this.sums = new ScaleResiduals(terms);
    }

    @Override
    void level(int j, double[] x, int lanes, long first) {
      int l = j - 1;
      if (l == 0) {
        residuals = new double[terms.levels()][terms.parameters()][lanes];
        forces = new ArrayList<>();
      }
      double[] force = new double[x.length];
      energies.get(l).evaluator(lanes).gradient(x, force);
      for (int i = 0; i < force.length; i++) {
        force[i] /= terms.sigma(l);
      }
      forces.add(force);
      add(l, x, lanes);
      WaveletStep step = pyramid.step(j);
      WaveletStep.Scratch scratch = step.scratch(lanes);
      forces.replaceAll(
          fine -> {
            double[] coarse = new double[step.coarse().sites() * lanes];
            step.coarsen(fine, lanes, scratch, coarse);
            return coarse;
          });
    }

    @Override
    void coarsest(double[] x, int lanes, long first) {
      add(terms.levels(), x, lanes);
      for (int l = 0; l < residuals.length; l++) {
        accumulate(l, lanes);
      }
      sums.fields += lanes;
    }

    /** The residuals of one level's functions, for every Hamiltonian that has them. */
    private void add(int level, double[] x, int lanes) {
      List<Potential> own = terms.at(level);
      double unit = 1 / terms.sigma(level);
      // Directions of fields with an edge differ from level to level: no sums across levels.
      int from = terms.interior().edged(0) ? level : 0;
      List<double[]> directions = new ArrayList<>(forces.subList(from, forces.size()));
      boolean detailed = level < details.size();
      if (detailed) {
        directions.add(details.get(level).force(x, lanes));
      }
      int count = terms.first(level + 1) - terms.first(level);
      double[][] derivatives = new double[directions.size()][count * lanes];
      int next = 0;
      for (Potential term : own) {
        term.derivatives(x, lanes, directions.toArray(double[][]::new), derivatives, next);
        next += term.parameters();
      }
      if (detailed) {
        double[] all = derivatives[directions.size() - 1];
        details.get(level).add(x, lanes, picked(all, terms.placesOfDetails(level + 1), lanes));
      }
      double[] laplacians =
          NormalEquations.laplacians(own, terms.interior().whole(level), x, lanes);
      for (int l = from; l < forces.size(); l++) {
        add(derivatives[l - from], laplacians, unit, residuals[l], terms.first(level));
      }
    }

    /** Some of all functions, [m][lane]. */
    private static double[] picked(double[] all, int[] places, int lanes) {
      double[] picked = new double[places.length * lanes];
      for (int m = 0; m < places.length; m++) {
        System.arraycopy(all, places[m] * lanes, picked, m * lanes, lanes);
      }
      return picked;
    }

    /** Adds A theta - b of a level's functions in the data's units. */
    private static void add(
        double[] derivatives, double[] laplacians, double unit, double[][] residuals, int first) {
      int lanes = residuals[first].length;
      for (int i = 0; i < derivatives.length; i++) {
        residuals[first + i / lanes][i % lanes] +=
            unit * derivatives[i] - unit * unit * laplacians[i];
      }
    }

    private void accumulate(int l, int lanes) {
      int start = terms.first(l);
      int parameters = terms.parameters() - start;
      for (int m = 0; m < parameters; m++) {
        double[] left = residuals[l][start + m];
        for (int lane = 0; lane < lanes; lane++) {
          sums.mean[l][m] += left[lane];
        }
        for (int n = m; n < parameters; n++) {
          double[] right = residuals[l][start + n];
          double sum = 0;
          for (int lane = 0; lane < lanes; lane++) {
            sum += left[lane] * right[lane];
          }
          sums.square[l][m * parameters + n] += sum;
        }
      }
    }

    @Override
    public ScaleResiduals result() {
      return sums;
    }
  }
}
