package org.wirg.lattice;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.wirg.field.Keeper;
import org.wirg.internal.random.Purpose;
import org.wirg.internal.random.RandomStream;

/**
 * One Markov chain of the phi^4 model: a field, its random stream and the two moves. Scratch, used
 * by one thread at a time.
 */
final class Phi4Chain {
  private static final long LOW = 0xFFFFFFFFL;

  private final Phi4 model;
  private final RandomStream random;
  private final double[] phi; // [site]
  private final int[] neighbours;
  private final int coordination;
  private final double beta;
  private final double quadratic;
  private final ConditionalMean conditionalMean;
  private final int[] members; // of the cluster being grown
  private final int[] memberOf; // [site] -> number of the last cluster it was in
  private int clusterNumber;
  private long spareBits;
  private boolean hasSpare;
  private long accepted;
  private long proposed;

  Phi4Chain(Phi4 model, ConditionalMean conditionalMean, long seed, int number) {
    this.model = model;
    this.random = new RandomStream(seed, Purpose.LATTICE, number);
    this.neighbours = model.neighbours();
    this.coordination = model.coordination();
    this.beta = model.beta();
    this.conditionalMean = conditionalMean;
    this.quadratic = model.quadratic();
    int sites = model.grid().sites();
    this.phi = new double[sites];
    this.members = new int[sites];
    this.memberOf = new int[sites];
    for (int i = 0; i < sites; i++) {
      phi[i] = random.nextUniform() - 0.5;
    }
  }

  /** The present field, [site]; valid until the next move. */
  double[] field() {
    return phi;
  }

  /** H of the present field. */
  double energy() {
    return model.energy(phi);
  }

  /** Metropolis proposals accepted since the last reset. */
  long accepted() {
    return accepted;
  }

  /** Metropolis proposals made since the last reset. */
  long proposed() {
    return proposed;
  }

  void resetCounts() {
    accepted = 0;
    proposed = 0;
  }

  /** Everything that the next move depends on, and the counts. */
  void writeTo(DataOutputStream out) throws IOException {
    Keeper.write(out, phi, phi.length);
    out.writeLong(random.position());
    out.writeBoolean(hasSpare);
    out.writeLong(spareBits);
    out.writeLong(accepted);
    out.writeLong(proposed);
  }

  /** Becomes what another chain of the same number wrote. */
  void readFrom(DataInputStream in) throws IOException {
    Keeper.read(in, phi, phi.length);
    random.moveTo(in.readLong());
    hasSpare = in.readBoolean();
    spareBits = in.readLong();
    accepted = in.readLong();
    proposed = in.readLong();
  }

  /** One update: a sweep and a number of clusters. */
  void update(double width, int clusters) {
    sweep(width);
    for (int c = 0; c < clusters; c++) {
      flipCluster();
    }
  }

  /**
   * A sweep over all sites in order: at each a Metropolis proposal, uniform in phi_i +- width, then
   * an over-relaxation, the reflection of phi_i about its conditional mean with an accept test.
   *
   * @return the accepted fraction of the Metropolis proposals
   */
  double sweep(double width) {
    int taken = 0;
    for (int i = 0; i < phi.length; i++) {
      double around = 0;
      int end = (i + 1) * coordination;
      for (int e = i * coordination; e < end; e++) {
        around += phi[neighbours[e]];
      }
      double h = beta * around;
      // One draw serves both: 32 bits for the step, 32 for the accept test.
      long bits = random.nextLong();
      double value = phi[i];
      double trial = value + width * (((bits >>> 32) + 0.5) * 0x1p-31 - 1);
      double rise = rise(value, trial, h);
      if (rise <= 0 || isBelowExp(uniform(bits), rise)) {
        value = trial;
        taken++;
      }
      double reflected = conditionalMean.twiceMean(h) - value;
      rise = rise(value, reflected, h);
      phi[i] = rise <= 0 || isBelowExp(uniform(bits32()), rise) ? reflected : value;
    }
    accepted += taken;
    proposed += phi.length;
    return (double) taken / phi.length;
  }

  /** Change of x^4 - q x^2 - h x between two values. */
  private double rise(double from, double to, double h) {
    double a = from * from;
    double b = to * to;
    return (b - a) * (b + a - quadratic) - h * (to - from);
  }

  /**
   * One embedded Wolff cluster: from a random site, bonds with beta phi_i phi_j > 0 are taken with
   * probability 1 - exp(-2 beta phi_i phi_j), and the sign of the whole cluster is flipped.
   *
   * @return the number of sites flipped
   */
  int flipCluster() {
    clusterNumber++;
    int seed = random.nextInt(phi.length);
    members[0] = seed;
    memberOf[seed] = clusterNumber;
    int size = 1;
    for (int next = 0; next < size; next++) {
      int i = members[next];
      double strength = 2 * beta * phi[i];
      int end = (i + 1) * coordination;
      for (int e = i * coordination; e < end; e++) {
        int j = neighbours[e];
        double bond = strength * phi[j];
        if (bond > 0 && memberOf[j] != clusterNumber && !isBelowExp(uniform(bits32()), bond)) {
          memberOf[j] = clusterNumber;
          members[size++] = j;
        }
      }
    }
    for (int m = 0; m < size; m++) {
      phi[members[m]] = -phi[members[m]];
    }
    return size;
  }

  private long bits32() {
    if (hasSpare) {
      hasSpare = false;
      return spareBits >>> 32;
    }
    spareBits = random.nextLong();
    hasSpare = true;
    return spareBits;
  }

  /** Uniform in (0, 1) from the low 32 bits. */
  private static double uniform(long bits) {
    return ((bits & LOW) + 0.5) * 0x1p-32;
  }

  /**
   * u < exp(-d) for d > 0. The bounds 1 - d + d^2/2 - d^3/6 <= exp(-d) <= 1 / (1 + d + d^2/2)
   * settle most cases without the exponential; NaN is not below.
   */
  private static boolean isBelowExp(double u, double d) {
    if (u * (1 + d * (1 + 0.5 * d)) >= 1) {
      return false;
    }
    if (u < 1 - d * (1 - d * (0.5 - d * (1.0 / 6)))) {
      return true;
    }
    return u < StrictMath.exp(-d);
  }
}
