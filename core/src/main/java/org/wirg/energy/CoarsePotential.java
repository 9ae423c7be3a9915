package org.wirg.energy;

import java.util.List;
import org.wirg.field.Grid;
import org.wirg.internal.kernel.KernelChoice;
import org.wirg.wavelet.WaveletStep;

/**
 * A term that looks at a coarser version of the field: U_m(x) = u_m(r Lo ... Lo x), u_m the
 * functions of another term on the coarser grid, r a change of units.
 *
 * <p>Because Lo Lo^T = 1, gradients keep their length on the way up, dU = r Lo^T ... Lo^T du, and
 * the Laplacian over all directions of x is r^2 times that over all directions of the coarser
 * field.
 */
public final class CoarsePotential implements Potential {
  private final List<WaveletStep> steps;
  private final double ratio;
  private final Potential inner;

  /**
   * @param steps from the grid of x down to the coarser one, at least one
   * @param ratio unit of x over unit of the coarser field, positive
   * @param inner on the coarsest of these grids
   */
  public CoarsePotential(List<WaveletStep> steps, double ratio, Potential inner) {
    if (steps.isEmpty() || !steps.getLast().coarse().equals(inner.grid())) {
      throw new IllegalArgumentException(
          "the steps must lead to the term's grid, " + inner.grid() + "; found " + steps.size());
    }
    if (!(ratio > 0 && ratio < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a ratio of units is positive; found " + ratio);
    }
    this.steps = List.copyOf(steps);
    this.ratio = ratio;
    this.inner = inner;
  }

  /** How many levels coarser the field is that the term looks at. */
  public int depth() {
    return steps.size();
  }

  /** The term on the coarser grid. */
  public Potential inner() {
    return inner;
  }

  @Override
  public Grid grid() {
    return steps.getFirst().fine();
  }

  @Override
  public int parameters() {
    return inner.parameters();
  }

  @Override
  public String label(int m) {
    return inner.label(m) + " of the field " + depth() + " levels coarser";
  }

  /** The coarser field in its own units, [coarse site][lane]. */
  private double[] coarse(double[] x, int lanes) {
    double[] field = x;
    for (WaveletStep step : steps) {
      double[] half = new double[step.coarse().sites() * lanes];
      step.coarsen(field, lanes, step.scratch(lanes), half);
      field = half;
    }
    for (int i = 0; i < field.length; i++) {
      field[i] *= ratio;
    }
    return field;
  }

  /** r Lo^T ... Lo^T of a coarser gradient, [site][lane]; the argument is modified. */
  private double[] fine(double[] gradient, int lanes) {
    double[] field = gradient;
    for (int i = 0; i < field.length; i++) {
      field[i] *= ratio;
    }
    for (WaveletStep step : steps.reversed()) {
      double[] twice = new double[step.fine().sites() * lanes];
      step.refine(field, lanes, step.scratch(lanes), twice);
      field = twice;
    }
    return field;
  }

  @Override
  public void values(double[] x, int lanes, double[] values) {
    inner.values(coarse(x, lanes), lanes, values);
  }

  @Override
  public void gradients(double[] x, int lanes, double[][] gradients, int first) {
    double[] y = coarse(x, lanes);
    double[][] inside = new double[parameters()][y.length];
    inner.gradients(y, lanes, inside, 0);
    for (int m = 0; m < inside.length; m++) {
      double[] up = fine(inside[m], lanes);
      System.arraycopy(up, 0, gradients[first + m], 0, up.length);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException unless the subspace is every direction
   */
  @Override
  public void laplacians(Subspace subspace, double[] x, int lanes, double[] laplacians, int first) {
    if (!(subspace instanceof Subspace.Whole)) {
      throw new IllegalArgumentException("a term of a coarser field is for every direction only");
    }
    inner.laplacians(Subspace.whole(inner.grid()), coarse(x, lanes), lanes, laplacians, first);
    for (int i = first * lanes; i < (first + parameters()) * lanes; i++) {
      laplacians[i] *= ratio * ratio;
    }
  }

  @Override
  public double[][] roughness() {
    return inner.roughness();
  }

  @Override
  public double slopeUnit() {
    return ratio * ratio * inner.slopeUnit();
  }

  @Override
  public Potential settled(double[] theta) {
    return new CoarsePotential(steps, ratio, inner.settled(theta));
  }

  @Override
  public Bound bind(double[] theta) {
    Bound bound = inner.bind(theta);
    return new Bound() {
      @Override
      public void add(double[] x, int lanes, double[] scratch, double[] gradient, double[] energy) {
        double[] y = coarse(x, lanes);
        double[] inside = new double[y.length];
        bound.add(y, lanes, new double[y.length], inside, energy);
        addTo(gradient, fine(inside, lanes));
      }

      @Override
      public void addGradient(double[] x, int lanes, double[] gradient) {
        double[] y = coarse(x, lanes);
        double[] inside = new double[y.length];
        bound.addGradient(y, lanes, inside);
        addTo(gradient, fine(inside, lanes));
      }
    };
  }

  private static void addTo(double[] gradient, double[] part) {
    KernelChoice.current().axpy(1, part, part.length, gradient);
  }
}
