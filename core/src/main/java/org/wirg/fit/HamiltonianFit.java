package org.wirg.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Estimate;
import org.wirg.energy.Hamiltonians;
import org.wirg.energy.Level;
import org.wirg.energy.Potential;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.hamiltonian.LatticeForm;
import org.wirg.wavelet.Pyramid;

/**
 * Learns the Hamiltonians H_l(phi_l) of all levels: functions of phi_l and of coarser fields, by
 * score matching in every direction of phi_l, one linear system for all levels.
 *
 * <p>H_0 takes coarser scales along, up to the last one whose part differs from zero by more than
 * chance (Wald's test): the long range that lensing maps have and local lattice models have not.
 * Scales that would only add noise are left out.
 */
final class HamiltonianFit {
  private final Pyramid pyramid;
  private final DataScan scan;
  private final ScaleTerms terms;
  private final FieldBlocks blocks;
  private final int lanes;
  private final long fields;

  HamiltonianFit(
      Pyramid pyramid,
      DataScan scan,
      ScaleTerms terms,
      FieldBlocks blocks,
      int lanes,
      long fields) {
    this.pyramid = pyramid;
    this.scan = scan;
    this.terms = terms;
    this.blocks = blocks;
    this.lanes = lanes;
    this.fields = fields;
  }

  Hamiltonians run() {
    int levels = pyramid.levels();
    if (levels == 0) {
      return Hamiltonians.NONE;
    }
    GradientBuffers buffers = new GradientBuffers();
    ScaleEquations equations =
        blocks.sum(
            "hamiltonian",
            lanes,
            scan.mean(),
            () -> new ScaleEquations.Work(pyramid, scan, terms, buffers));
    List<NormalSolution> full = new ArrayList<>();
    List<ConditionalEnergy> energies = new ArrayList<>();
    for (int l = 0; l < levels; l++) {
      full.add(solve(equations, l, levels));
      energies.add(energy(l, levels, full.get(l).theta()));
    }
    ScaleResiduals residuals =
        blocks.sum(
            "error bars of it",
            lanes,
            scan.mean(),
            () -> new ScaleResiduals.Work(pyramid, scan, terms, energies, buffers));
    List<Level> scales = scales(full.getFirst(), residuals);
    int significant = significant(scales);
    List<Level> hamiltonians = new ArrayList<>();
    for (int l = 0; l < levels; l++) {
      int last = Math.max(l, significant);
      NormalSolution solution = last == levels ? full.get(l) : solve(equations, l, last);
      double[] covariance = covariance(solution, residuals, l, last).getData();
      ConditionalEnergy energy = energy(l, last, solution.theta()).settled();
      hamiltonians.add(new Level(l, scan.sigma()[l], 1, energy, estimate(solution, covariance)));
    }
    return new Hamiltonians(hamiltonians, scales, List.of());
  }

  private double unit(int l) {
    return terms.sigma(l) * terms.sigma(l);
  }

  private NormalSolution solve(ScaleEquations equations, int l, int last) {
    int[] columns = terms.columns(l, last);
    double[][] matrix = equations.matrix(columns, unit(l));
    Roughness.addSlopes(terms.family(l, last), fields, matrix);
    return NormalSolution.of(matrix, equations.right(columns, unit(l)), fields);
  }

  private ConditionalEnergy energy(int l, int last, double[] theta) {
    return new ConditionalEnergy(Subspace.whole(pyramid.grid(l)), terms.family(l, last), theta);
  }

  private DMatrixRMaj covariance(
      NormalSolution solution, ScaleResiduals residuals, int l, int last) {
    return solution.sandwich(residuals.scatter(l, terms.columns(l, last), unit(l)), fields);
  }

  private Estimate estimate(NormalSolution solution, double[] covariance) {
    return new Estimate(
        "score matching",
        fields,
        covariance,
        solution.conditionRaw(),
        solution.conditionScaled(),
        solution.undetermined());
  }

  /** The coarsest scale that is not compatible with zero; 0 when all are. */
  private static int significant(List<Level> scales) {
    return scales.stream()
        .filter(scale -> !new LatticeForm(scale, 0).wald().chance())
        .mapToInt(Level::level)
        .max()
        .orElse(0);
  }

  /** What the Hamiltonian with all scales says about each coarser field. */
  private List<Level> scales(NormalSolution full, ScaleResiduals residuals) {
    int levels = pyramid.levels();
    DMatrixRMaj covariance = covariance(full, residuals, 0, levels);
    List<Level> scales = new ArrayList<>();
    int from = terms.columns(0, 0).length;
    for (int j = 1; j <= levels; j++) {
      List<Potential> own = terms.asCoarser(j);
      int count = terms.columns(0, j).length - from;
      double[] block = new double[count * count];
      for (int i = 0; i < block.length; i++) {
        block[i] = covariance.get(from + i / count, from + i % count);
      }
      Grid grid = pyramid.grid(j);
      double[] theta = Arrays.copyOfRange(full.theta(), from, from + count);
      ConditionalEnergy energy = new ConditionalEnergy(Subspace.whole(grid), own, theta);
      scales.add(new Level(j, scan.sigma()[j], 1, energy, estimate(full, block)));
      from += count;
    }
    return scales;
  }
}
