package org.wirg.fit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.wavelet.Pyramid;

/** Sums over fields that determine the error bars of score matching. */
final class Residuals implements FieldBlocks.KeptSum<Residuals> {
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

  @Override
  public void exchange(Archive archive) throws IOException {
    for (ScoreResiduals level : levels) {
      level.exchange(archive);
    }
    scales.exchange(archive);
  }

  /**
   * What all blocks have in common.
   *
   * @param energies E_j of every level but the coarsest, finest first
   * @param hamiltonians H_l likewise
   */
  record Plan(
      Pyramid pyramid,
      DataScan scan,
      ScaleTerms terms,
      List<ConditionalEnergy> energies,
      List<ConditionalEnergy> hamiltonians)
      implements FieldBlocks.WorkFactory<Residuals> {
    @Override
    public FieldBlocks.BlockWork<Residuals> create() {
      return new Work(this);
    }
  }

  /** The part of one block. */
  private static final class Work implements FieldBlocks.BlockWork<Residuals> {
    private final List<ScoreResiduals> levels;
    private final ScaleResiduals.Work scales;

    Work(Plan plan) {
      this.levels = new ArrayList<>(plan.energies.stream().map(ScoreResiduals::new).toList());
      this.scales =
          new ScaleResiduals.Work(plan.pyramid, plan.scan, plan.terms, plan.hamiltonians, levels);
    }

    @Override
    public void take(double[] x, int lanes, long first) {
      scales.take(x, lanes, first);
    }

    @Override
    public Residuals result() {
      return new Residuals(levels, scales.result());
    }
  }
}
