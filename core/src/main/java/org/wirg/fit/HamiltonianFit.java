package org.wirg.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Estimate;
import org.wirg.energy.Hamiltonians;
import org.wirg.energy.Level;
import org.wirg.energy.Potential;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.wavelet.Pyramid;

/**
 * Learns the Hamiltonians H_l(phi_l) of all levels: functions of phi_l and of coarser fields, by
 * score matching in every direction of phi_l, one linear system for all levels.
 *
 * <p>H_0 takes coarser scales along, up to the last one whose part differs from zero by more than
 * chance (Rao's score test): the long range that lensing maps have and local lattice models have
 * not. Scales that would only add noise are left out.
 */
final class HamiltonianFit {
  private final Pyramid pyramid;
  private final DataScan scan;
  private final ScaleTerms terms;
  private final ScaleEquations equations;
  private final ScaleResiduals residuals;
  private final long fields;
  private final UnaryOperator<Level> refinement;

  /**
   * @param refinement of every Hamiltonian H_l that score matching found
   */
  HamiltonianFit(
      Pyramid pyramid,
      DataScan scan,
      ScaleTerms terms,
      ScaleEquations equations,
      ScaleResiduals residuals,
      long fields,
      UnaryOperator<Level> refinement) {
    this.pyramid = pyramid;
    this.scan = scan;
    this.terms = terms;
    this.equations = equations;
    this.residuals = residuals;
    this.fields = fields;
    this.refinement = refinement;
  }

  /**
   * H_l without coarser scales, l = 0 .. J-1. Scatter is measured at these: those with all scales
   * may fit rare fields so well that they do not scatter any more.
   */
  static List<ConditionalEnergy> shortRanged(ScaleTerms terms, ScaleEquations equations) {
    return IntStream.range(0, terms.levels())
        .mapToObj(l -> terms.hamiltonian(l, l, equations.solve(l, l).theta()))
        .toList();
  }

  Hamiltonians run() {
    int levels = pyramid.levels();
    if (levels == 0) {
      return Hamiltonians.NONE;
    }
    List<Hamiltonians.Scale> scales = terms.interior().edged(0) ? List.of() : scales();
    int significant = significant(scales);
    List<Level> hamiltonians = new ArrayList<>();
    for (int l = 0; l < levels; l++) {
      int last = Math.max(l, significant);
      NormalSolution solution = equations.solve(l, last);
      double[] covariance = covariance(solution, l, last).getData();
      ConditionalEnergy energy = terms.hamiltonian(l, last, solution.theta()).settled();
      Level level = new Level(l, scan.sigma()[l], 1, energy, estimate(solution, covariance));
      hamiltonians.add(refinement.apply(level));
    }
    return new Hamiltonians(hamiltonians, scales, List.of());
  }

  private double unit(int l) {
    return terms.sigma(l) * terms.sigma(l);
  }

  private DMatrixRMaj covariance(NormalSolution solution, int l, int last) {
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
  private static int significant(List<Hamiltonians.Scale> scales) {
    return scales.stream()
        .filter(scale -> !scale.chance())
        .mapToInt(scale -> scale.part().level())
        .max()
        .orElse(0);
  }

  /** What the Hamiltonian with all scales says about each coarser field. */
  private List<Hamiltonians.Scale> scales() {
    int levels = pyramid.levels();
    NormalSolution full = equations.solve(0, levels);
    ScoreTest test = new ScoreTest(terms, equations, residuals, fields);
    DMatrixRMaj covariance = covariance(full, 0, levels);
    List<Hamiltonians.Scale> scales = new ArrayList<>();
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
      Level part = new Level(j, scan.sigma()[j], 1, energy, estimate(full, block));
      int[] columns = Arrays.copyOfRange(terms.columns(0, j), from, from + count);
      ChiSquared chi = test.of(own, columns, unit(j));
      scales.add(new Hamiltonians.Scale(part, chi.value(), chi.directions()));
      from += count;
    }
    return scales;
  }
}
