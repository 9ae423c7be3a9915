package org.wirg.energy;

import java.io.Serializable;
import org.wirg.field.Grid;

/**
 * A term of an energy: functions U_m(x) of a field x, m = 0 .. parameters-1, that enter as sum_m
 * theta_m U_m(x). Immutable; the rest of the system never looks inside.
 *
 * <p>Fields are [site][lane], {@code lanes} of them side by side.
 */
public interface Potential extends Serializable {
  /** The lattice of the fields. */
  Grid grid();

  /** Number of functions U_m. */
  int parameters();

  /** What U_m is, for people: {@code K(1,0)}, {@code B3}. */
  String label(int m);

  /**
   * U_m(x) for every lane.
   *
   * @param x not modified, [site][lane]
   * @param values modified, [m][lane]
   */
  void values(double[] x, int lanes, double[] values);

  /**
   * The gradients dU_m/dx(i).
   *
   * @param x not modified, [site][lane]
   * @param gradients modified, [m][site][lane], the first function at {@code first}
   * @param first row of {@code gradients} that function 0 goes to
   */
  void gradients(double[] x, int lanes, double[][] gradients, int first);

  /**
   * Adds the derivatives of U_m along directions y, sum_i y(i) dU_m/dx(i).
   *
   * @param x not modified, [site][lane]
   * @param directions not modified, [direction][site][lane]
   * @param derivatives modified, [direction][m][lane], the first function at {@code first}
   */
  default void derivatives(
      double[] x, int lanes, double[][] directions, double[][] derivatives, int first) {
    double[][] gradients = new double[parameters()][x.length];
    gradients(x, lanes, gradients, 0);
    for (int m = 0; m < gradients.length; m++) {
      Directions.add(gradients[m], lanes, directions, derivatives, first + m);
    }
  }

  /**
   * The Laplacians of U_m within a subspace, tr(P d^2 U_m / dx^2).
   *
   * @param x not modified, [site][lane]
   * @param laplacians modified, [m][lane], the first function at {@code first}
   */
  void laplacians(Subspace subspace, double[] x, int lanes, double[] laplacians, int first);

  /**
   * Linear combinations of theta that are small for plausible coefficients, [combination][m]; their
   * squares regularise coefficients that few data speak about. Empty where the data always decide.
   */
  double[][] roughness();

  /** What turns a squared coefficient into the size that one squared observed slope has. */
  double slopeUnit();

  /**
   * The same functions, safe to sample with given coefficients where no data speak. What it adds is
   * part of the bound term and does not depend on the coefficients it is bound with.
   */
  default Potential settled(double[] theta) {
    return this;
  }

  /** The term with its coefficients. */
  Bound bind(double[] theta);

  /** The function x -> sum_m theta_m U_m(x), with whatever keeps it growing at infinity. */
  interface Bound {
    /**
     * Adds the energy of every lane and the gradient.
     *
     * @param x not modified, [site][lane]
     * @param scratch modified, [site][lane]
     * @param gradient modified, [site][lane]
     * @param energy modified, [lane]
     */
    void add(double[] x, int lanes, double[] scratch, double[] gradient, double[] energy);

    /**
     * Adds the gradient alone.
     *
     * @param x not modified, [site][lane]
     * @param gradient modified, [site][lane]
     */
    void addGradient(double[] x, int lanes, double[] gradient);

    /** The function times a weight, walls included. */
    default Bound times(double weight) {
      return new Weighted(this, weight);
    }
  }
}
