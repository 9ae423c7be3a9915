package org.wirg.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.ejml.data.DMatrixRMaj;
import org.jspecify.annotations.Nullable;
import org.wirg.energy.CoarsePotential;
import org.wirg.energy.OriginalKernel;
import org.wirg.energy.Potential;
import org.wirg.energy.QuadraticKernel;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.SplineBasis;
import org.wirg.energy.Stiffness;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.internal.numeric.Fourier;
import org.wirg.wavelet.WaveletStep;

/**
 * Laws whose tails hold no phase of their own: about a constant field at either end of the range
 * that the potential's splines cover, no direction that moves has negative curvature,
 *
 * <p>V''(phi) + sum over shifts s of K(s) cos(k s) + Z(phi) sum over axes of 2 (1 - cos k_a) - g'^2
 * sum over shifts s of K'(s) (1 - cos(k s)) &gt;= 0, restricted to details where they alone move.
 *
 * <p>Beyond that range the potential is a parabola that few data bend. Where it bends less than the
 * kernel takes away, fields grow until the wall beyond all data stops them. Score matching and
 * chains that start at data see only what is next to data and do not notice; chains of samples end
 * there. Laws with stable tails are a convex set of theta.
 */
final class StableTails {
  /** Modes along an axis that are looked at. */
  private static final int MOST_MODES = 32;

  /** The same in three dimensions. */
  private static final int MOST_MODES_IN_SPACE = 16;

  /** Conditions that are held at a time; beyond them a law may stay a little short of stable. */
  private static final int MOST_HELD = 64;

  /** Curvature that is left to what is held, in parts of the potential's own: hardly any. */
  private static final double MARGIN = 1e-3;

  /** Some thousands are needed where conditions are nearly the same. */
  private static final int MOST_SWEEPS = 10_000;

  private final @Nullable AliasClasses classes; // null where everything moves
  private final double[][][] curvature; // [end][m][mode]
  private final int potential; // number of the potential's first function

  /**
   * @param subspace what moves
   * @param terms of one field, the potential last; a law that speaks of coarser fields, too, has no
   *     tails that are looked at
   */
  StableTails(Subspace subspace, List<Potential> terms) {
    Grid grid = modes(subspace.grid());
    this.classes =
        switch (subspace) {
          case Subspace.Details details -> classes(details.step(), grid);
          case Subspace.SomeDetails details -> classes(details.step(), grid);
          case Subspace.Whole all -> null;
          case Subspace.SomeSites some -> null;
        };
    if (terms.stream().anyMatch(CoarsePotential.class::isInstance)) {
      this.potential = 0;
      this.curvature = new double[0][][];
      return;
    }
    ScalarPotential last = (ScalarPotential) terms.getLast();
    this.potential = terms.stream().mapToInt(Potential::parameters).sum() - last.parameters();
    this.curvature =
        ends(terms, last.basis())
            .mapToObj(end -> curvature(terms, grid, end))
            .toArray(double[][][]::new);
  }

  /** Where splines end: beyond, every curvature is constant. */
  private static DoubleStream ends(List<Potential> terms, SplineBasis potential) {
    DoubleStream original =
        terms.stream()
            .filter(OriginalKernel.class::isInstance)
            .map(term -> ((OriginalKernel) term).basis())
            .flatMapToDouble(basis -> DoubleStream.of(basis.low(), basis.high()));
    return DoubleStream.concat(DoubleStream.of(potential.low(), potential.high()), original);
  }

  /** A lattice with as many modes as are looked at. */
  private static Grid modes(Grid grid) {
    int most = grid.rank() > 2 ? MOST_MODES_IN_SPACE : MOST_MODES;
    Grid smaller = grid;
    while (smaller.longestSide() > most
        && Arrays.stream(smaller.shape()).allMatch(side -> side % 4 == 0)) {
      smaller = smaller.coarser();
    }
    return smaller;
  }

  private static AliasClasses classes(WaveletStep step, Grid grid) {
    return new AliasClasses(new WaveletStep(step.wavelet(), grid), new Fourier(grid));
  }

  /** Second derivatives of the functions at a constant field along plane waves, [m][mode]. */
  private static double[][] curvature(List<Potential> terms, Grid grid, double value) {
    List<double[]> rows = new ArrayList<>();
    for (Potential term : terms) {
      switch (term) {
        case QuadraticKernel kernel -> {
          for (int o = 0; o < kernel.parameters(); o++) {
            List<int[]> orbit = kernel.orbit(o);
            rows.add(overModes(grid, k -> orbit.stream().mapToDouble(s -> cosine(k, s)).sum()));
          }
        }
        case Stiffness stiffness -> {
          for (double[] squares : stiffness.ofWaves(grid)) {
            for (double function : stiffness.at(value)) {
              rows.add(Arrays.stream(squares).map(square -> function * square).toArray());
            }
          }
        }
        case OriginalKernel original -> {
          double square = original.slope(value) * original.slope(value);
          for (int o = 0; o < original.parameters(); o++) {
            List<int[]> orbit = original.kernel().orbit(o);
            rows.add(
                overModes(
                    grid, k -> square * orbit.stream().mapToDouble(s -> cosine(k, s) - 1).sum()));
          }
        }
        case ScalarPotential local -> {
          for (double function : local.curvatures(value)) {
            rows.add(overModes(grid, k -> function));
          }
        }
        default -> throw new IllegalArgumentException("terms are of the field itself");
      }
    }
    return rows.toArray(new double[0][]);
  }

  /** A function of the wave vector. */
  private interface Symbol {
    double of(double[] k);
  }

  private static double[] overModes(Grid grid, Symbol symbol) {
    double[] values = new double[grid.sites()];
    for (int mode = 0; mode < values.length; mode++) {
      int[] number = grid.coordinates(mode);
      double[] k = new double[number.length];
      Arrays.setAll(k, axis -> 2 * Math.PI * number[axis] / grid.size(axis));
      values[mode] = symbol.of(k);
    }
    return values;
  }

  private static double cosine(double[] k, int[] shift) {
    double phase = 0;
    for (int axis = 0; axis < k.length; axis++) {
      phase += k[axis] * shift[axis];
    }
    return StrictMath.cos(phase);
  }

  /**
   * What keeps a step within the laws whose tails are stable: the least addition to the gradient
   * (Lagrange multipliers times the conditions' normals) with which theta + inverse (gradient +
   * force) is one. Zeros where it is one anyway.
   *
   * @param theta where the step begins
   * @param step inverse times the gradient
   * @param inverse positive definite
   */
  double[] force(double[] theta, double[] step, DMatrixRMaj inverse) {
    double[] free = sum(theta, step);
    double[] force = new double[theta.length];
    List<Held> held = new ArrayList<>();
    while (held.size() < MOST_HELD) {
      double[] reached = sum(free, times(inverse, force));
      int before = held.size();
      for (double[][] end : curvature) {
        double[] normal = broken(end, reached);
        if (normal.length > 0) {
          held.add(new Held(normal, times(inverse, normal), MARGIN * Math.abs(own(end, reached))));
        }
      }
      if (held.size() == before) {
        break;
      }
      force = multipliers(free, held);
    }
    return force;
  }

  /** A condition normal . theta >= least. */
  private static final class Held {
    final double[] normal;
    final double[] response;
    final double least;
    double multiplier;

    Held(double[] normal, double[] response, double least) {
      this.normal = normal;
      this.response = response;
      this.least = least;
    }
  }

  /**
   * Hildreth's method: one multiplier after the other, none negative, until none moves a curvature
   * by half of its margin.
   */
  private static double[] multipliers(double[] free, List<Held> held) {
    double[] force = new double[free.length];
    double[] reached = free.clone();
    held.forEach(condition -> condition.multiplier = 0);
    boolean moving = true;
    for (int sweep = 0; moving && sweep < MOST_SWEEPS; sweep++) {
      moving = false;
      for (Held condition : held) {
        double own = dot(condition.normal, condition.response);
        double missing = condition.least - dot(condition.normal, reached);
        double change = Math.max(-condition.multiplier, missing / own);
        moving |= Math.abs(change) * own > 0.5 * condition.least;
        condition.multiplier += change;
        for (int m = 0; m < force.length; m++) {
          force[m] += change * condition.normal[m];
          reached[m] += change * condition.response[m];
        }
      }
    }
    return force;
  }

  /** The curvature that the potential has by itself. */
  private double own(double[][] end, double[] theta) {
    double sum = 0;
    for (int m = potential; m < theta.length; m++) {
      sum += theta[m] * end[m][0];
    }
    return sum;
  }

  /** The curvature along the softest direction as a function of theta; empty if not negative. */
  private double[] broken(double[][] end, double[] theta) {
    double[] symbol = new double[end[0].length];
    for (int m = 0; m < theta.length; m++) {
      for (int mode = 0; mode < symbol.length; mode++) {
        symbol[mode] += theta[m] * end[m][mode];
      }
    }
    double[] weights = classes == null ? softest(symbol) : softest(symbol, classes);
    if (!(dot(weights, symbol) < 0)) {
      return new double[0];
    }
    double[] normal = new double[theta.length];
    Arrays.setAll(normal, m -> dot(end[m], weights));
    return normal;
  }

  /** Weights of the modes in the softest direction. */
  private static double[] softest(double[] symbol) {
    int least = 0;
    for (int mode = 0; mode < symbol.length; mode++) {
      least = symbol[mode] < symbol[least] ? mode : least;
    }
    double[] weights = new double[symbol.length];
    weights[least] = 1;
    return weights;
  }

  /** The same among details; no weights where no direction has negative curvature. */
  private static double[] softest(double[] symbol, AliasClasses classes) {
    double[] weights = new double[symbol.length];
    double least = 0;
    for (int c = 0; c < classes.count; c++) {
      AliasClasses.Extreme found = classes.softest(c, symbol, least);
      if (found != null) {
        least = found.value();
        Arrays.fill(weights, 0);
        for (int i = 0; i < classes.width; i++) {
          double re = found.vector()[2 * i];
          double im = found.vector()[2 * i + 1];
          weights[classes.mode(c, i)] = re * re + im * im;
        }
      }
    }
    return weights;
  }

  private static double[] sum(double[] a, double[] b) {
    double[] sum = a.clone();
    for (int m = 0; m < sum.length; m++) {
      sum[m] += b[m];
    }
    return sum;
  }

  private static double[] times(DMatrixRMaj matrix, double[] vector) {
    double[] product = new double[vector.length];
    for (int m = 0; m < vector.length; m++) {
      for (int n = 0; n < vector.length; n++) {
        product[m] += matrix.get(m, n) * vector[n];
      }
    }
    return product;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
