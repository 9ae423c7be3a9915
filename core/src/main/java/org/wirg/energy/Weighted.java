package org.wirg.energy;

import org.wirg.internal.kernel.KernelChoice;

/** A function times a weight, by way of its own gradient. */
record Weighted(Potential.Bound function, double weight) implements Potential.Bound {
  @Override
  public void add(double[] x, int lanes, double[] scratch, double[] gradient, double[] energy) {
    double[] slope = new double[x.length];
    double[] value = new double[lanes];
    function.add(x, lanes, scratch, slope, value);
    KernelChoice.current().axpy(weight, slope, x.length, gradient);
    KernelChoice.current().axpy(weight, value, lanes, energy);
  }

  @Override
  public void addGradient(double[] x, int lanes, double[] gradient) {
    double[] slope = new double[x.length];
    function.addGradient(x, lanes, slope);
    KernelChoice.current().axpy(weight, slope, x.length, gradient);
  }
}
