package org.wirg.fit;

import java.util.ArrayList;
import java.util.List;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.wavelet.Pyramid;

/** Sums over fields that determine the error bars of score matching. */
final class Residuals implements FieldBlocks.Sum<Residuals> {
  /** Those of E_j, finest first. */
  final List<ScoreResiduals> levels;

  private ScaleResiduals scales;

  private Residuals(List<ScoreResiduals> levels, ScaleResiduals scales) {
    this.levels = levels;
    this.scales = scales;
  }

  /** Those of all H_l. */
  ScaleResiduals scales() {
    return scales;
  }

  @Override
  public Residuals plus(Residuals other) {
    for (int i = 0; i < levels.size(); i++) {
      levels.set(i, levels.get(i).plus(other.levels.get(i)));
    }
    scales = scales.plus(other.scales);
    return this;
  }

  /** The part of one block. */
  static final class Work extends Descent<Residuals> {
    private final ScaleResiduals.Work scales;
    private final List<ScoreResiduals> levels = new ArrayList<>();

    /**
     * @param energies E_j of every level but the coarsest, finest first
     * @param hamiltonians H_l likewise
     */
    Work(
        Pyramid pyramid,
        DataScan scan,
        ScaleTerms terms,
        List<ConditionalEnergy> energies,
        List<ConditionalEnergy> hamiltonians,
        GradientBuffers buffers) {
      super(pyramid, scan);
      energies.forEach(energy -> levels.add(new ScoreResiduals(energy, buffers)));
      this.scales = new ScaleResiduals.Work(pyramid, scan, terms, hamiltonians, buffers);
    }

    @Override
    void level(int j, double[] x, int lanes, long first) {
      levels.get(j - 1).add(x, lanes);
      scales.level(j, x, lanes, first);
    }

    @Override
    void coarsest(double[] x, int lanes, long first) {
      scales.coarsest(x, lanes, first);
    }

    @Override
    public Residuals result() {
      return new Residuals(levels, scales.result());
    }
  }
}
