package org.wirg.hamiltonian;

import java.util.List;
import java.util.stream.IntStream;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.energy.Potential;
import org.wirg.energy.Subspace;
import org.wirg.field.InputRejected;
import org.wirg.field.LatticeAction;
import org.wirg.sample.Chains;

/**
 * A law exp(-E(x)) of whole fields phi = mean + sigma x.
 *
 * @param energy of x, in every direction
 * @param mean per site, in the data's units
 * @param sigma the unit of x, in the data's units
 */
record FieldLaw(ConditionalEnergy energy, double mean, double sigma) {
  /** Chains on whole fields draw the random numbers of this level; details begin at 1. */
  private static final int LEVEL = 0;

  /**
   * The law exp(-H_0) of a model.
   *
   * @throws InputRejected when the model has no Hamiltonian of its finest fields
   */
  static FieldLaw of(Model model) {
    List<Level> known = model.hamiltonians().levels();
    if (known.isEmpty() && !model.levels().isEmpty()) {
      throw new InputRejected(
          "weights need a model with its microscopic Hamiltonian; found none in it; fit it again");
    }
    Level finest = known.isEmpty() ? model.coarsest() : known.getFirst();
    return new FieldLaw(finest.energy(), model.mean(), finest.sigma());
  }

  /** The law of a known action in the same units of x. */
  FieldLaw of(LatticeAction action) {
    return with(new StandardisedAction(action, mean, sigma));
  }

  /**
   * The same law, for Hamiltonian moves whose inner forces are those of an action close to it: they
   * cost less where the law has many couplings. A trajectory is reversible and keeps volumes
   * whatever its forces, as long as they are functions of the field and their order is a
   * palindrome; here the first and last half kick are by the law's own force. The accept test, by
   * the law's own energy, makes the move exact.
   */
  FieldLaw guidedBy(LatticeAction action) {
    StandardisedAction guide = new StandardisedAction(action, mean, sigma);
    List<Potential.Bound> own =
        IntStream.range(0, energy.terms().size())
            .mapToObj(i -> energy.terms().get(i).bind(energy.coefficients(i)))
            .toList();
    return with(
        new Potential.Bound() {
          @Override
          public void add(double[] x, int lanes, double[] scratch, double[] slope, double[] sum) {
            own.forEach(term -> term.add(x, lanes, scratch, slope, sum));
          }

          @Override
          public void addGradient(double[] x, int lanes, double[] slope) {
            guide.addGradient(x, lanes, slope);
          }
        });
  }

  private FieldLaw with(Potential.Bound function) {
    List<Potential> terms = List.of(new FixedTerm(energy.grid(), function));
    Subspace whole = Subspace.whole(energy.grid());
    return new FieldLaw(new ConditionalEnergy(whole, terms, new double[0]), mean, sigma);
  }

  int sites() {
    return energy.grid().sites();
  }

  /**
   * Chains at given fields.
   *
   * @param fields [field][site], not modified
   * @param first number of the first field, and of its chain
   */
  Chains chains(double[] fields, int first, int lanes, long seed) {
    return new Chains(energy, LEVEL, standardised(fields, first, lanes), lanes, seed, first);
  }

  /**
   * The fields of chains.
   *
   * @param fields modified, [field][site], from number {@code first} on
   */
  void store(Chains chains, int lanes, double[] fields, int first) {
    double[] x = chains.fields();
    int sites = sites();
    for (int i = 0; i < x.length; i++) {
      fields[(first + i % lanes) * sites + i / lanes] = mean + sigma * x[i];
    }
  }

  /** E of consecutive fields, [field]; {@code fields} is [field][site] and not modified. */
  double[] energies(double[] fields, int first, int lanes) {
    double[] x = standardised(fields, first, lanes);
    double[] energies = new double[lanes];
    energy.evaluator(lanes).energy(x, new double[x.length], energies);
    return energies;
  }

  /** x, [site][lane]. */
  private double[] standardised(double[] fields, int first, int lanes) {
    int sites = sites();
    double[] x = new double[sites * lanes];
    for (int i = 0; i < x.length; i++) {
      x[i] = (fields[(first + i % lanes) * sites + i / lanes] - mean) / sigma;
    }
    return x;
  }
}
