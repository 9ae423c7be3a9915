package org.wirg.hamiltonian;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.wirg.energy.Potential;
import org.wirg.field.Grid;
import org.wirg.internal.random.Purpose;
import org.wirg.internal.random.RandomStream;

/**
 * Single-site Metropolis (Metropolis, Rosenbluth, Rosenbluth, Teller, Teller 1953) on whole fields:
 * a sweep proposes at every site, in order, a value uniform within the width. Chains side by side,
 * each with random numbers of its own; scratch of one thread.
 */
final class SingleSiteChains {
  private static final double LOW = 0x1p-32;

  private final LocalLaw.Coupling[] couplings;
  private final Potential.Bound site;
  private final RandomStream[] random;
  private final int lanes;
  private final double[] x; // [site][lane]
  private final double[] energy; // [lane]
  private final double[] force; // [lane], sum of couplings times neighbours
  private final double[] value; // [lane]
  private final double[] trial; // [lane]
  private final double[] before; // [lane], potential of value
  private final double[] after; // [lane]
  private final double[] unused; // [lane], the slopes
  private final double[] uniform; // [lane]

  /**
   * @param x taken over, [site][lane]
   * @param stream number of the first chain's random numbers
   */
  SingleSiteChains(LocalLaw law, Grid grid, double[] x, int lanes, long seed, int stream) {
    List<LocalLaw.Coupling> list = law.couplingsBySite(grid);
    this.couplings = list.toArray(new LocalLaw.Coupling[0]);
    this.site = law.oneSite();
    this.random =
        IntStream.range(0, lanes)
            .mapToObj(lane -> new RandomStream(seed, Purpose.SINGLE_SITE, stream + lane))
            .toArray(RandomStream[]::new);
    this.lanes = lanes;
    this.x = x;
    this.energy = new double[lanes];
    law.on(grid).energy().evaluator(lanes).energy(x, new double[x.length], energy);
    this.force = new double[lanes];
    this.value = new double[lanes];
    this.trial = new double[lanes];
    this.before = new double[lanes];
    this.after = new double[lanes];
    this.unused = new double[lanes];
    this.uniform = new double[lanes];
  }

  /** The present fields, [site][lane]. */
  double[] fields() {
    return x;
  }

  /** The present energies, [lane]. */
  double[] energies() {
    return energy;
  }

  /**
   * Moves every chain by a sweep.
   *
   * @param width largest change of x
   * @return the fraction of proposals that were accepted
   */
  double sweep(double width) {
    long accepted = 0;
    for (int from = 0; from < x.length; from += lanes) {
      propose(from, width);
      addForce(from / lanes);
      Arrays.fill(before, 0);
      Arrays.fill(after, 0);
      Arrays.fill(unused, 0);
      site.add(value, lanes, unused, unused, before);
      site.add(trial, lanes, unused, unused, after);
      for (int lane = 0; lane < lanes; lane++) {
        double rise = after[lane] - before[lane] + force[lane] * (trial[lane] - value[lane]);
        // NaN must reject.
        if (rise <= 0 || uniform[lane] < StrictMath.exp(-rise)) {
          x[from + lane] = trial[lane];
          energy[lane] += rise;
          accepted++;
        }
      }
    }
    return (double) accepted / x.length;
  }

  /** One draw serves both: 32 bits for the proposal, 32 for the accept test. */
  private void propose(int from, double width) {
    for (int lane = 0; lane < lanes; lane++) {
      long bits = random[lane].nextLong();
      value[lane] = x[from + lane];
      trial[lane] = value[lane] + width * (((bits >>> 32) + 0.5) * (2 * LOW) - 1);
      uniform[lane] = ((bits & 0xFFFFFFFFL) + 0.5) * LOW;
    }
  }

  private void addForce(int i) {
    Arrays.fill(force, 0);
    for (LocalLaw.Coupling coupling : couplings) {
      double k = coupling.value();
      int from = coupling.target()[i] * lanes;
      for (int lane = 0; lane < lanes; lane++) {
        force[lane] += k * x[from + lane];
      }
    }
  }
}
