package org.wirg.sample;

import org.jspecify.annotations.Nullable;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Subspace;
import org.wirg.internal.kernel.NormalField;
import org.wirg.internal.random.Philox;
import org.wirg.internal.random.Purpose;
import org.wirg.internal.random.Uniform;

/**
 * Markov chains side by side at one level: their fields and all that a move needs. Mutable scratch
 * of one thread.
 *
 * <p>Chain {@code first + lane} draws its own random numbers, a function of (seed, level, chain,
 * iteration): what it does depends neither on its neighbours nor on the thread.
 */
public final class Chains {
  final int level;
  final int lanes;
  final long seed;
  final int firstChain;
  ConditionalEnergy.Evaluator evaluator;

  /** The fields, [site][lane]. */
  final double[] x;

  /** P grad E at x, [site][lane]. */
  final double[] gradient;

  /** E at x, [lane]. */
  final double[] energy;

  final double[] momentum; // [site][lane]
  final double[] oldX; // [site][lane]
  final double[] oldGradient; // [site][lane]
  final double[] newEnergy; // [lane]
  final double[] kinetic; // [lane]
  final Subspace subspace;
  private final int sites;
  private @Nullable Tile tile;

  /** Whether fields x and -x have the same energy, and every step begins with a sign at random. */
  private boolean signed;

  /** Whether the fields have moved since the gradient was set. */
  boolean gradientIsOld;

  private final long[] bits = new long[2];

  /**
   * Chains at given fields.
   *
   * @param energy the law exp(-energy) on its subspace
   * @param level distinguishes the random numbers of this level
   * @param x taken over, [site][lane]
   * @param lanes number of chains
   * @param firstChain number of the first of them
   */
  public Chains(
      ConditionalEnergy energy, int level, double[] x, int lanes, long seed, int firstChain) {
    this.level = level;
    this.lanes = lanes;
    this.seed = seed;
    this.firstChain = firstChain;
    this.evaluator = energy.evaluator(lanes);
    this.subspace = energy.subspace();
    this.sites = energy.grid().sites();
    this.x = x;
    this.gradient = new double[x.length];
    this.energy = new double[lanes];
    this.momentum = new double[x.length];
    this.oldX = new double[x.length];
    this.oldGradient = new double[x.length];
    this.newEnergy = new double[lanes];
    this.kinetic = new double[lanes];
    begin();
  }

  /**
   * Goes on under another law on the same subspace, from the present fields.
   *
   * @param law the law exp(-law)
   * @param work modified: the change of energy at the present fields is added, [lane]
   */
  public void goOn(ConditionalEnergy law, double[] work) {
    evaluator = law.evaluator(lanes);
    evaluator.energy(x, gradient, newEnergy);
    for (int lane = 0; lane < lanes; lane++) {
      work[lane] += newEnergy[lane] - energy[lane];
      energy[lane] = newEnergy[lane];
    }
  }

  /**
   * Begins every step with a sign at random: for laws that are symmetric under x to -x, whose two
   * phases a trajectory crosses rarely.
   */
  void chooseSigns() {
    signed = true;
  }

  /** Gives every lane its sign. */
  void sign(int iteration) {
    for (int lane = 0; signed && lane < lanes; lane++) {
      if (uniform(Purpose.SIGN, firstChain + lane, iteration) < 0.5) {
        for (int i = lane; i < x.length; i += lanes) {
          x[i] = -x[i];
          gradient[i] = -gradient[i];
        }
      }
    }
  }

  /** The present fields, [site][lane]; they change with every step. */
  public double[] fields() {
    return x;
  }

  /** The energies of the present fields, [lane]; they change with every step. */
  public double[] energies() {
    return energy;
  }

  int sites() {
    return sites;
  }

  /**
   * Standard normal momenta within the subspace.
   *
   * @param part 0, or 1 + the number of the block that these chains are
   */
  void drawMomenta(int iteration, int part) {
    int first = Math.multiplyExact(part, (sites + 1) / 2);
    NormalField.fill(
        momentum, sites, lanes, seed, Purpose.MOMENTUM, level, iteration, firstChain, first);
    evaluator.project(momentum);
  }

  /** Uniform in (0, 1) for one lane's accept test. */
  double acceptUniform(int lane, int iteration, int part) {
    return part == 0
        ? uniform(Purpose.ACCEPT, firstChain + lane, iteration)
        : uniform(Purpose.BLOCKS, part, firstChain + lane, iteration);
  }

  /** Uniform in (0, 1), the same for all chains. */
  double sharedUniform(int iteration) {
    return uniform(Purpose.JITTER, 0, iteration);
  }

  /** A shift of 0 .. size - 1 along an axis, the same for all chains. */
  int blockShift(int axis, int size, int iteration) {
    return (int) (size * uniform(Purpose.BLOCKS, 0, axis, iteration));
  }

  private double uniform(Purpose purpose, int chain, int iteration) {
    return uniform(purpose, 0, chain, iteration);
  }

  private double uniform(Purpose purpose, int block, int chain, int iteration) {
    Philox.block(seed, block, iteration, chain, purpose.word(level), bits);
    return Uniform.open(bits[0]);
  }

  /** What moves by blocks need; made for the first of them. */
  Tile tile(Blocks blocks) {
    if (tile == null || !tile.serves(blocks)) {
      tile = new Tile(blocks, this);
    }
    return tile;
  }

  /** Sets gradient and energy at the fields. */
  void begin() {
    evaluator.energy(x, gradient, energy);
    gradientIsOld = false;
  }

  /** Keeps the present state for a later {@link #restore}. */
  void save() {
    System.arraycopy(x, 0, oldX, 0, x.length);
    System.arraycopy(gradient, 0, oldGradient, 0, gradient.length);
  }

  /** Puts one lane back to its saved field and gradient. */
  void restore(int lane) {
    for (int i = lane; i < x.length; i += lanes) {
      x[i] = oldX[i];
      gradient[i] = oldGradient[i];
    }
  }
}
