package org.wirg.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.wirg.energy.OriginalKernel;
import org.wirg.energy.Potential;
import org.wirg.energy.QuadraticKernel;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.SplineBasis;
import org.wirg.energy.Stiffness;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.wavelet.Pyramid;

/**
 * What the energies of the details are made of at every level, and that of the coarsest field.
 *
 * @param fields how many there are
 */
record LevelTerms(
    FitOptions options, Pyramid pyramid, Interior interior, DataScan scan, long fields) {
  /** Site values that one B-spline should rest on. */
  private static final int VALUES_PER_SPLINE = 40;

  private static final int FEWEST_SPLINES = 6;

  /** Of a stiffness over the range of common values; with more its ends rest on too few. */
  private static final int STIFFNESS_SPLINES = 7;

  /** Of the way back from a transform, which is not learned; with more, tables leave registers. */
  private static final int ORIGINAL_SPLINES = 27;

  /** Units of original values, and theirs inverted, are smaller. */
  private static final double LARGEST_UNIT = 1e40;

  /** Original values in such units are smaller; model files hold none that are larger. */
  private static final double LARGEST = 1e25;

  /** A slope that changes by a smaller part does not tell what is before a transform. */
  private static final double STRAIGHT = 0.01;

  /** Of the details, finest first, then of the coarsest field. */
  List<List<Potential>> all() {
    List<List<Potential>> terms = new ArrayList<>();
    if (pyramid.levels() == 0 && !options.original().isNone()) {
      throw new InputRejected(
          "original values are coupled where there are details; found none on "
              + pyramid.grid(0)
              + "; use a smaller --coarsest, or leave --original-couplings out");
    }
    for (int j = 1; j <= pyramid.levels(); j++) {
      terms.add(terms(j));
    }
    terms.add(coarsestTerms());
    return terms;
  }

  /**
   * The end of the spectrum is that of the data at the finest level, of the filters elsewhere.
   * Where the values before a transform are coupled they do there what a stiffness would; both
   * together have wells.
   */
  private List<Potential> terms(int level) {
    Grid grid = pyramid.grid(level - 1);
    List<Potential> terms = new ArrayList<>();
    int radius = options.radii().at(level - 1);
    terms.add(new QuadraticKernel(grid, radius, options.isotropic()));
    boolean original = level == 1 && !options.original().isNone();
    if (options.stiffness() && !original) {
      terms.add(
          new Stiffness(
              grid,
              scan.commonValues(level - 1, STIFFNESS_SPLINES, options.even()),
              options.even(),
              options.isotropic(),
              scan.detailSigma()[level] * scan.detailSigma()[level],
              level == 1));
    }
    if (original) {
      terms.add(original(grid));
    }
    terms.add(potential(grid, level - 1, ScalarPotential.Gauge.LINEAR));
    double details = interior.details(level).dimension();
    requireEnough(details, terms, level, grid);
    return terms;
  }

  /** In units that make the values' slope 1 on average over what is common. */
  private OriginalKernel original(Grid grid) {
    double sigma = scan.sigma()[0];
    double low = scan.rareLow()[0];
    double high = scan.rareHigh()[0];
    DoubleUnaryOperator original = x -> options.original().inverse(scan.mean() + sigma * x);
    double centre = original.applyAsDouble(0);
    double unit = (original.applyAsDouble(high) - original.applyAsDouble(low)) / (high - low);
    SplineBasis basis = new SplineBasis(scan.low()[0], scan.high()[0], ORIGINAL_SPLINES);
    double[] spline =
        OriginalKernel.nextTo(x -> (original.applyAsDouble(x) - centre) / unit, basis);
    double largest = Arrays.stream(spline).map(Math::abs).max().orElseThrow();
    if (!(unit < LARGEST_UNIT && unit > 1 / LARGEST_UNIT && largest < LARGEST)) {
      throw new InputRejected(
          "values from before the transform are of ordinary size, the largest at most "
              + LARGEST
              + " typical ones; found a typical "
              + unit
              + " and one of "
              + largest
              + " times that; give the fields in other units, or leave --original-couplings out");
    }
    OriginalKernel kernel =
        new OriginalKernel(
            new QuadraticKernel(grid, options.radius(), options.isotropic()), basis, spline, unit);
    requireBent(kernel);
    return kernel;
  }

  /** Couplings on either side of a straight transform are the same functions. */
  private static void requireBent(OriginalKernel kernel) {
    SplineBasis basis = kernel.basis();
    double[] slopes =
        IntStream.rangeClosed(0, basis.intervals())
            .mapToDouble(i -> kernel.slope(basis.low() + i * basis.width()))
            .toArray();
    double most = Arrays.stream(slopes).max().orElseThrow();
    double least = Arrays.stream(slopes).min().orElseThrow();
    if (!(most - least > STRAIGHT * most)) {
      throw new InputRejected(
          "couplings of original values need a transform that is not straight where the data are;"
              + " found one whose slope is the same within "
              + Math.round(100 * STRAIGHT)
              + " %; leave --original-couplings out, or take another --transform");
    }
  }

  /** The coarsest field's terms: a potential, and a kernel where it has more than one site. */
  private List<Potential> coarsestTerms() {
    int last = pyramid.levels();
    Grid grid = pyramid.grid(last);
    ScalarPotential potential = potential(grid, last, ScalarPotential.Gauge.CONSTANT);
    if (grid.sites() == 1) {
      return List.of(potential);
    }
    List<Potential> terms =
        List.of(
            new QuadraticKernel(
                grid, interior.coarsestRadius(options.radii().at(last)), options.isotropic()),
            potential);
    requireEnough(interior.whole(last).dimension(), terms, last, grid);
    return terms;
  }

  private void requireEnough(double perField, List<Potential> terms, int level, Grid grid) {
    int parameters = terms.stream().mapToInt(Potential::parameters).sum();
    double coefficients = fields * perField;
    if (!(coefficients >= parameters)) {
      throw new InputRejected(
          "a level needs at least as many wavelet coefficients as it has parameters; found "
              + (long) coefficients
              + " coefficients for "
              + parameters
              + " parameters at level "
              + level
              + " ("
              + grid
              + "); use more fields, a smaller --radius, --isotropic, or a larger --coarsest");
    }
  }

  private ScalarPotential potential(Grid grid, int index, ScalarPotential.Gauge gauge) {
    double values = fields * (double) grid.sites();
    int splines =
        (int) Math.min(options.splines(), Math.max(FEWEST_SPLINES, values / VALUES_PER_SPLINE));
    SplineBasis basis = scan.splines(index, splines, options.even());
    return new ScalarPotential(grid, basis, options.even(), gauge);
  }
}
