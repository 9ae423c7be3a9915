package org.wirg.fit;

import java.util.ArrayList;
import java.util.List;
import org.wirg.energy.Potential;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.wavelet.Pyramid;

/**
 * Sums over fields that determine all coefficients; the coarsest level has an entry of its own in
 * {@code levels} where it has more than one site, else its averages stand in {@code siteValues}.
 */
final class Equations implements FieldBlocks.Sum<Equations> {
  final List<NormalEquations> levels;
  final double[] siteValues;

  private Equations(List<NormalEquations> levels, int siteParameters) {
    this.levels = levels;
    this.siteValues = new double[siteParameters];
  }

  @Override
  public Equations plus(Equations other) {
    for (int i = 0; i < levels.size(); i++) {
      levels.set(i, levels.get(i).plus(other.levels.get(i)));
    }
    for (int m = 0; m < siteValues.length; m++) {
      siteValues[m] += other.siteValues[m];
    }
    return this;
  }

  /** The part of one block. */
  static final class Work extends Descent<Equations> {
    private final List<Potential> coarsestTerms;
    private final Equations sums;

    /**
     * @param terms of every level, the coarsest field's last
     */
    Work(Pyramid pyramid, DataScan scan, List<List<Potential>> terms, GradientBuffers buffers) {
      super(pyramid, scan);
      this.coarsestTerms = terms.getLast();
      List<NormalEquations> levels = new ArrayList<>();
      for (int j = 1; j <= pyramid.levels(); j++) {
        levels.add(
            new NormalEquations(terms.get(j - 1), Subspace.details(pyramid.step(j)), buffers));
      }
      Grid coarsest = pyramid.grid(pyramid.levels());
      if (coarsest.sites() > 1) {
        levels.add(new NormalEquations(coarsestTerms, Subspace.whole(coarsest), buffers));
      }
      this.sums =
          new Equations(levels, coarsest.sites() > 1 ? 0 : coarsestTerms.getFirst().parameters());
    }

    @Override
    void level(int j, double[] x, int lanes, long first) {
      sums.levels.get(j - 1).add(x, lanes);
    }

    @Override
    void coarsest(double[] x, int lanes, long first) {
      if (coarsestTerms.getFirst() instanceof ScalarPotential site) {
        double[] values = new double[site.parameters() * lanes];
        site.values(x, lanes, values);
        for (int i = 0; i < values.length; i++) {
          sums.siteValues[i / lanes] += values[i];
        }
      } else {
        sums.levels.getLast().add(x, lanes);
      }
    }

    @Override
    public Equations result() {
      return sums;
    }
  }
}
