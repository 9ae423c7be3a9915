package org.wirg.hamiltonian;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Level;
import org.wirg.energy.Subspace;
import org.wirg.sample.Chains;
import org.wirg.sample.StepInfo;
import org.wirg.sample.Transition;
import org.wirg.wavelet.WaveletStep;

/**
 * The free energy F(phi) = -ln int dpsi exp(-E) of a level's details at given coarse fields, from
 * the work it takes to turn a {@link GaussianReference} G into E and back (Jarzynski, Phys. Rev. E
 * 56 (1997) 5018; Neal, Stat. Comput. 11 (2001) 125).
 *
 * <p>The energy E_lambda = (1 - lambda) G + lambda E changes in K equal steps, with one Markov step
 * at every lambda between. Forward, from an exact draw of G: W is the sum of the changes of energy,
 * F_f = F_G + W is at least F on average and exp(-F_f) is exp(-F) on average. In reverse, from an
 * equilibrium field of E: F_r = F_G - W is at most F on average and exp(F_r) is exp(F) on average.
 * The two processes mirror each other, so in the mean of F_f and F_r what dissipation adds cancels
 * to second order; half their difference is the mean dissipation. Where that is not small against 1
 * the mean of the two keeps a bias, a fraction of it that shrinks as K grows; compare with 2 K.
 *
 * <p>F belongs to x in units of the level's sigma. Cost: 2 K Markov steps. Immutable; may serve
 * several threads.
 */
public final class Annealing implements Serializable {
  /** Markov steps are numbered apart from those of samplers, whose chains may share the seed. */
  private static final int FORWARD = 1 << 30;

  private static final int REVERSE = FORWARD + (1 << 28);
  private static final int TUNING = FORWARD + (1 << 29);
  private static final int TUNING_STEPS = 12;
  private static final int MOST_FORCES = 10;
  private static final double ACCEPTANCE = 0.8;

  private final Level level;
  private final WaveletStep step;
  private final GaussianReference reference;
  private final Transition transition;
  private final long seed;
  private final List<ConditionalEnergy> path; // E_lambda for lambda = 0 .. 1

  /**
   * Estimates of F, one of either kind for every lane.
   *
   * @param forward F_f, at least F on average
   * @param reverse F_r, at most F on average
   */
  public record Result(double[] forward, double[] reverse) {}

  /**
   * @param level an energy of details
   * @param transition the Markov step, chosen without a look at the fields of {@link #run}
   * @param temperatures K, how many steps lambda takes from 0 to 1
   * @throws IllegalArgumentException when the level's energy is not one of details
   */
  public Annealing(Level level, Transition transition, int temperatures, long seed) {
    if (temperatures < 1 || temperatures > REVERSE - FORWARD) {
      throw new IllegalArgumentException(
          "annealing takes 1 to " + (REVERSE - FORWARD) + " steps; found " + temperatures);
    }
    this.level = level;
    this.reference = GaussianReference.of(level);
    this.step = ((Subspace.Details) level.energy().subspace()).step();
    this.transition = transition;
    this.seed = seed;
    this.path = new ArrayList<>();
    for (int k = 0; k <= temperatures; k++) {
      path.add(reference.mixture((double) k / temperatures));
    }
  }

  /**
   * A Markov step with about the right acceptance under the level's energy.
   *
   * @param x fields to try it on, near equilibrium, in units of the level's sigma; not modified,
   *     [site][lane]
   */
  public static Transition tuned(Level level, double[] x, int lanes, long seed, int firstChain) {
    if (!finite(x)) {
      throw new IllegalArgumentException("steps are tuned on fields of finite values");
    }
    Chains chains = new Chains(level.energy(), level.level(), x.clone(), lanes, seed, firstChain);
    double step = 0.3 * level.detailSigma();
    for (int t = 0; t < TUNING_STEPS; t++) {
      StepInfo info = new StepInfo();
      transition(level, step).step(chains, TUNING + t, info);
      step *= StrictMath.exp(1.5 * (info.meanProbability() - ACCEPTANCE) / Math.sqrt(1 + 0.5 * t));
    }
    return transition(level, step);
  }

  private static Transition transition(Level level, double step) {
    return new Transition(step, 1).ofLength(1.75 * level.detailSigma(), MOST_FORCES);
  }

  /** Where annealing starts. */
  public GaussianReference reference() {
    return reference;
  }

  /**
   * Anneals both ways at the coarse fields of x.
   *
   * @param x equilibrium fields of the level's law, in units of its sigma; not modified,
   *     [site][lane]
   * @param firstChain number of the first lane, for the random numbers
   * @throws IllegalArgumentException when a value is not finite or an energy overflows
   */
  public Result run(double[] x, int lanes, int firstChain) {
    if (lanes < 1 || x.length != (long) step.fine().sites() * lanes) {
      throw new IllegalArgumentException(
          lanes + " fields on " + step.fine() + " are needed; found " + x.length + " values");
    }
    double[] coarse = new double[step.coarse().sites() * lanes];
    step.coarsen(x, lanes, step.scratch(lanes), coarse);
    double[] start = reference.draw(coarse, lanes, seed, level.level(), firstChain);
    double[] forward = work(path, start, lanes, firstChain, FORWARD);
    double[] reverse = work(path.reversed(), x.clone(), lanes, firstChain, REVERSE);
    double[] free = reference.freeEnergy(coarse, lanes);
    for (int lane = 0; lane < lanes; lane++) {
      forward[lane] = free[lane] + forward[lane];
      reverse[lane] = free[lane] - reverse[lane];
    }
    if (!finite(forward) || !finite(reverse)) {
      throw new IllegalArgumentException(
          "every free energy must be finite; found "
              + Arrays.toString(forward)
              + " forward and "
              + Arrays.toString(reverse)
              + " in reverse; check that the fields are in units of the level's sigma");
    }
    return new Result(forward, reverse);
  }

  /** The changes of energy along a path of laws, the chains moving once under each between. */
  private double[] work(
      List<ConditionalEnergy> laws, double[] x, int lanes, int firstChain, int iteration) {
    double[] work = new double[lanes];
    Chains chains = new Chains(laws.getFirst(), level.level(), x, lanes, seed, firstChain);
    for (int k = 1; k < laws.size(); k++) {
      if (k > 1) {
        transition.step(chains, iteration + k, new StepInfo());
      }
      chains.goOn(laws.get(k), work);
    }
    return work;
  }

  private static boolean finite(double[] values) {
    return Arrays.stream(values).allMatch(Double::isFinite);
  }

  /** What travels. */
  private record Form(Level level, Transition transition, int temperatures, long seed)
      implements Serializable {
    private Object readResolve() {
      return new Annealing(level, transition, temperatures, seed);
    }
  }

  private Object writeReplace() {
    return new Form(level, transition, path.size() - 1, seed);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("travels as its Form");
  }
}
