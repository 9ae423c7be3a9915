package org.wirg.hamiltonian;

import org.wirg.energy.Potential;
import org.wirg.field.LatticeAction;

/**
 * A known action of phi = mean + sigma x as a function of x.
 *
 * @param action H(phi)
 * @param mean per site
 * @param sigma the unit of x
 */
record StandardisedAction(LatticeAction action, double mean, double sigma)
    implements Potential.Bound {
  @Override
  public void add(double[] x, int lanes, double[] scratch, double[] gradient, double[] energy) {
    double[] phi = new double[action.grid().sites()];
    double[] slope = new double[phi.length];
    for (int lane = 0; lane < lanes; lane++) {
      addSlope(x, lanes, lane, phi, slope, gradient);
      energy[lane] += action.energy(phi);
    }
  }

  @Override
  public void addGradient(double[] x, int lanes, double[] gradient) {
    double[] phi = new double[action.grid().sites()];
    double[] slope = new double[phi.length];
    for (int lane = 0; lane < lanes; lane++) {
      addSlope(x, lanes, lane, phi, slope, gradient);
    }
  }

  /** One lane's gradient; phi becomes its field. */
  private void addSlope(
      double[] x, int lanes, int lane, double[] phi, double[] slope, double[] gradient) {
    for (int i = 0; i < phi.length; i++) {
      phi[i] = mean + sigma * x[i * lanes + lane];
    }
    action.gradient(phi, slope);
    for (int i = 0; i < phi.length; i++) {
      gradient[i * lanes + lane] += sigma * slope[i];
    }
  }
}
