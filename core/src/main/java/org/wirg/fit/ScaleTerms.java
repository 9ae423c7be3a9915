package org.wirg.fit;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.wirg.energy.CoarsePotential;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.KernelCoefficients;
import org.wirg.energy.Potential;
import org.wirg.energy.QuadraticKernel;
import org.wirg.energy.ScalarPotential;
import org.wirg.field.Grid;
import org.wirg.wavelet.Pyramid;

/**
 * The functions that Hamiltonians are made of: a quadratic kernel, other terms where there are any,
 * and a scalar potential of phi_j / sigma_j for every level j = 0 .. J, in one list. H_l, the
 * Hamiltonian of phi_l, takes those of its own level and of coarser ones.
 */
final class ScaleTerms implements Serializable {
  private final Pyramid pyramid;
  private final Interior interior;
  private final double[] sigma;
  private final List<ScalarPotential> potentials;
  private final List<List<Potential>> between;
  private final Radii radii;
  private final boolean isotropic;
  private final List<List<Potential>> own = new ArrayList<>();
  private final List<KernelCoefficients> kernels = new ArrayList<>(); // of all levels but J
  private final List<List<Potential>> coarser = new ArrayList<>();
  private final List<List<Potential>> details = new ArrayList<>();
  private final int[] first; // [level], then the number of all functions

  /**
   * @param potentials of every level, the finest first; their splines are taken over
   */
  ScaleTerms(
      Pyramid pyramid,
      double[] sigma,
      List<ScalarPotential> potentials,
      int radius,
      boolean isotropic) {
    this(
        pyramid,
        Interior.periodic(pyramid),
        sigma,
        potentials,
        List.of(),
        new Radii(radius, radius),
        isotropic);
  }

  /**
   * The same for fields with an edge.
   *
   * @param interior which directions count
   * @param between what levels have between kernel and potential, the finest first; nothing where
   *     the list ends
   */
  ScaleTerms(
      Pyramid pyramid,
      Interior interior,
      double[] sigma,
      List<ScalarPotential> potentials,
      List<List<Potential>> between,
      Radii radii,
      boolean isotropic) {
    this.between = List.copyOf(between.stream().map(List::copyOf).toList());
    this.interior = interior;
    this.pyramid = pyramid;
    this.sigma = sigma;
    this.potentials = List.copyOf(potentials);
    this.radii = radii;
    this.isotropic = isotropic;
    this.first = new int[pyramid.levels() + 2];
    for (int j = 0; j <= pyramid.levels(); j++) {
      Grid grid = pyramid.grid(j);
      int radius = radii.at(j);
      ScalarPotential like = potentials.get(j);
      List<Potential> others = j < between.size() ? between.get(j) : List.of();
      int inside = interior.radius(j, radius);
      own.add(terms(like, inside, isotropic, ScalarPotential.Gauge.CONSTANT, others));
      details.add(terms(like, radius, isotropic, ScalarPotential.Gauge.LINEAR, others));
      if (j < pyramid.levels()) {
        QuadraticKernel kernel = new QuadraticKernel(grid, radius, isotropic);
        kernels.add(new KernelCoefficients(kernel, pyramid.step(j + 1)));
      }
      // A linear function of a coarser field is one of the finer field too; and a kernel that
      // reaches around the lattice holds the square of the mean, which the coarsest field holds.
      int within = Math.min(radius, (grid.longestSide() - 1) / 2);
      coarser.add(terms(like, within, isotropic, ScalarPotential.Gauge.LINEAR, List.of()));
      first[j + 1] = first[j] + count(own.get(j));
    }
  }

  private static List<Potential> terms(
      ScalarPotential like,
      int radius,
      boolean isotropic,
      ScalarPotential.Gauge gauge,
      List<Potential> between) {
    List<Potential> terms = new ArrayList<>();
    if (like.grid().sites() > 1) {
      terms.add(new QuadraticKernel(like.grid(), radius, isotropic));
    }
    terms.addAll(between);
    terms.add(new ScalarPotential(like.grid(), like.basis(), like.even(), gauge));
    return List.copyOf(terms);
  }

  private static int count(List<Potential> terms) {
    return terms.stream().mapToInt(Potential::parameters).sum();
  }

  /** Which directions count. */
  Interior interior() {
    return interior;
  }

  /** Number of levels J; there are J + 1 sets of functions. */
  int levels() {
    return pyramid.levels();
  }

  /** Number of all functions. */
  int parameters() {
    return first[first.length - 1];
  }

  /** Number of the first function of phi_j. */
  int first(int j) {
    return first[j];
  }

  /** The functions of phi_j, on its grid. */
  List<Potential> at(int j) {
    return own.get(j);
  }

  /** Wavelet coefficients of the gradients of phi_j's kernel, j < J. */
  KernelCoefficients kernelCoefficients(int j) {
    return kernels.get(j);
  }

  /** The terms of phi_j after its kernel, j < J. */
  List<Potential> afterKernel(int j) {
    return own.get(j).subList(1, own.get(j).size());
  }

  /** The same without what the functions of a finer field say already. */
  List<Potential> asCoarser(int j) {
    return coarser.get(j);
  }

  /** The functions of phi_{j-1} that depend on psi_j, those of E_j. */
  List<Potential> ofDetails(int j) {
    return details.get(j - 1);
  }

  /** Their numbers among the functions of phi_{j-1}. */
  int[] placesOfDetails(int j) {
    List<String> labels = labels(own.get(j - 1));
    return labels(details.get(j - 1)).stream().mapToInt(labels::indexOf).toArray();
  }

  /** Standard deviation of phi_j. */
  double sigma(int j) {
    return sigma[j];
  }

  /** That of the field which a function is one of. */
  double sigmaOf(int function) {
    int j = 0;
    while (function >= first[j + 1]) {
      j++;
    }
    return sigma[j];
  }

  /** The functions of H_l, those of phi_l .. phi_last, as terms of phi_l / sigma_l. */
  List<Potential> family(int l, int last) {
    List<Potential> family = new ArrayList<>(own.get(l));
    for (int j = l + 1; j <= last; j++) {
      for (Potential term : coarser.get(j)) {
        family.add(
            new CoarsePotential(
                IntStream.rangeClosed(l + 1, j).mapToObj(pyramid::step).toList(),
                sigma[l] / sigma[j],
                term));
      }
    }
    return family;
  }

  /** H_l with the scales down to {@code last} as an energy of phi_l / sigma_l. */
  ConditionalEnergy hamiltonian(int l, int last, double[] theta) {
    return new ConditionalEnergy(interior.whole(l), family(l, last), theta);
  }

  /** The numbers of these functions in the list of all. */
  int[] columns(int l, int last) {
    IntStream.Builder columns = IntStream.builder();
    IntStream.range(first[l], first[l + 1]).forEach(columns::add);
    for (int j = l + 1; j <= last; j++) {
      int from = first[j];
      // Labels of couplings name their shift; leaving out linear functions leaves out the last.
      List<String> labels = labels(own.get(j));
      labels(coarser.get(j)).forEach(label -> columns.add(from + labels.indexOf(label)));
    }
    return columns.build().toArray();
  }

  private static List<String> labels(List<Potential> terms) {
    return terms.stream()
        .flatMap(term -> IntStream.range(0, term.parameters()).mapToObj(term::label))
        .toList();
  }

  /** What travels: the functions are made again. */
  private record Form(
      Pyramid pyramid,
      Interior interior,
      double[] sigma,
      List<ScalarPotential> potentials,
      List<List<Potential>> between,
      Radii radii,
      boolean isotropic)
      implements Serializable {
    private Object readResolve() {
      return new ScaleTerms(pyramid, interior, sigma, potentials, between, radii, isotropic);
    }
  }

  private Object writeReplace() {
    return new Form(pyramid, interior, sigma, potentials, between, radii, isotropic);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("travels as its Form");
  }
}
