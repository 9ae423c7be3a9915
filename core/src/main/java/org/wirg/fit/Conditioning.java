package org.wirg.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.jspecify.annotations.Nullable;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Potential;
import org.wirg.energy.QuadraticKernel;
import org.wirg.energy.Subspace;
import org.wirg.field.Dataset;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.field.Progress;
import org.wirg.internal.numeric.Fourier;
import org.wirg.internal.parallel.Threads;
import org.wirg.wavelet.Pyramid;
import org.wirg.wavelet.Wavelet;

/**
 * How hard it is to learn couplings by descent on the Kullback-Leibler divergence: for whole fields
 * at once, and for the details of one level at fixed coarser field.
 *
 * <p>The Hessian with respect to the coefficients theta is Cov(U) for whole fields, taken from the
 * data, and the average of Cov(U | phi_j) for details: half the covariance of U(x') - U(x), where
 * x' is a second draw at the phi_j of the data's x, made by Markov chains under the law that score
 * matching found. Errors are of the delete-one-group jackknife over fields.
 *
 * @param grid of the fields
 * @param problems whole fields first, then the levels, finest first
 */
public record Conditioning(Grid grid, List<Problem> problems) {
  /** Field values of one level that speak at most. */
  private static final long MOST_VALUES = 1 << 23;

  private static final int GROUPS = 16;
  private static final int LANES = 8;

  /** Chains move on in rounds of as many steps, until a round changes C by less than this. */
  private static final int ROUND = 24;

  private static final double SETTLED = 0.01;
  private static final int MOST_ROUNDS = 6;

  /** Chains of whole fields are numbered apart; they never move. */
  private static final int WHOLE_STREAM = 1 << 10;

  public Conditioning {
    problems = List.copyOf(problems);
  }

  /** A number and its standard error. */
  public record Value(double value, double error) {}

  /**
   * One law to be learned.
   *
   * @param level that of the details; 0 for whole fields
   * @param size side of the lattice
   * @param modes largest over smallest eigenvalue of the covariance of the Fourier modes: of phi,
   *     the mean apart, or of psi_j given phi_j where all laws are taken for Gaussian; the
   *     condition number of learning one coupling per mode by score matching
   * @param couplings K alone, at known potential
   * @param all K and V together; null in closed form
   * @param scoreRaw condition number of the Hessian of score matching for all coefficients; NaN in
   *     closed form
   * @param scoreNormalised the same normalised
   * @param moves of the chains, after which C stood
   */
  public record Problem(
      int level,
      int size,
      Value modes,
      Descent couplings,
      @Nullable Descent all,
      double scoreRaw,
      double scoreNormalised,
      int moves) {
    /** Steps of gradient descent on one coupling per mode until every one is that accurate. */
    public double modeSteps(double accuracy) {
      return StrictMath.log(accuracy) / StrictMath.log1p(-1 / modes.value());
    }
  }

  /**
   * Descent on one set of coefficients, in their own units and in units of 1 / sqrt(C_mm).
   *
   * @param coefficients how many
   * @param raw condition number of C
   * @param normalised of C_mn / sqrt(C_mm C_nn)
   * @param steps of plain gradient descent, from no energy to couplings K of the asked accuracy
   * @param normalisedSteps the same preconditioned by diag(C)
   */
  public record Descent(
      int coefficients, Value raw, Value normalised, Value steps, Value normalisedSteps) {}

  /**
   * Measures.
   *
   * @param accuracy relative distance of the couplings from those learned at which descent stops,
   *     in (0, 1)
   * @throws InputRejected when the data are too few
   */
  public static Conditioning of(
      Dataset data, FitOptions options, double accuracy, Progress progress) {
    if (!(accuracy > 0) || !(accuracy < 1)) {
      throw new IllegalArgumentException("the accuracy is between 0 and 1; found " + accuracy);
    }
    Fit.Scored scored = Fit.scored(data, options, MOST_VALUES, progress);
    requireEnough(scored, data);
    ModeSums modes = modes(data, scored, options, progress);
    List<Problem> problems = new ArrayList<>();
    problems.add(whole(data, scored, modes.direct(), options, accuracy, progress));
    progress.begin(
        "drawing details again",
        scored.energies().stream().mapToLong(energy -> energy.grid().sites()).sum());
    for (int j = 1; j <= scored.energies().size(); j++) {
      Share share = new Share(progress::advance, scored.energies().get(j - 1).grid().sites());
      problems.add(details(scored, j, modes.details(j), options, accuracy, share));
      share.reach(1);
    }
    return new Conditioning(data.grid(), problems);
  }

  private static Problem whole(
      Dataset data,
      Fit.Scored scored,
      Value modes,
      FitOptions options,
      double accuracy,
      Progress progress) {
    List<Potential> terms = scored.energies().getFirst().terms();
    Subspace subspace = Subspace.whole(data.grid());
    double sigma = scored.scan().sigma()[0];
    NormalSolution score =
        new FieldBlocks(data, new Threads(options.threads()), progress)
            .sum(
                "whole fields",
                LANES,
                scored.scan().mean(),
                () -> new Whole(new NormalEquations(terms, subspace, new GradientBuffers()), sigma))
            .solve();
    ConditionalEnergy energy = new ConditionalEnergy(subspace, terms, score.theta());
    List<MomentDifferences> groups =
        new PersistentChains(
                energy,
                WHOLE_STREAM,
                Observations.of(scored.equations().fields.getFirst()),
                options.seed(),
                new Threads(options.threads()))
            .moments(GROUPS);
    return problem(0, modes, energy, score, groups, 1, accuracy, 0);
  }

  /** Normal equations of whole fields, the part of one block. */
  private record Whole(NormalEquations result, double sigma)
      implements FieldBlocks.BlockWork<NormalEquations> {
    @Override
    public void take(double[] x, int lanes, long first) {
      for (int i = 0; i < x.length; i++) {
        x[i] /= sigma;
      }
      result.add(x, lanes);
    }
  }

  private static Problem details(
      Fit.Scored scored, int j, Value modes, FitOptions options, double accuracy, Share share) {
    ConditionalEnergy energy = scored.energies().get(j - 1);
    TunedChains tuned =
        new TunedChains(
            energy,
            j,
            scored.scan().detailSigma()[j],
            Observations.of(scored.equations().fields.get(j - 1)),
            options.seed(),
            new Threads(options.threads()));
    double[] before = new double[energy.theta().length];
    int moves = 0;
    double change;
    do {
      tuned.move(energy, ROUND);
      moves += ROUND;
      DMatrixRMaj now = tuned.chains().compared().covariance();
      change = 0;
      for (int m = 0; m < before.length; m++) {
        change += (1 - before[m] / now.get(m, m)) / before.length;
        before[m] = now.get(m, m);
      }
      share.reach(Math.max(SETTLED / change, (double) moves / (MOST_ROUNDS * ROUND)));
    } while (change > SETTLED && moves < MOST_ROUNDS * ROUND);
    return problem(
        j,
        modes,
        energy,
        scored.solutions().get(j - 1),
        tuned.chains().compared(GROUPS),
        0.5,
        accuracy,
        moves);
  }

  private static void requireEnough(Fit.Scored scored, Dataset data) {
    for (int j = 1; j <= scored.energies().size(); j++) {
      if (scored.equations().fields.get(j - 1).isEmpty()) {
        throw new InputRejected(
            "the Hessian of learning needs at least "
                + Equations.FEWEST_FIELDS
                + " fields, of no more than "
                + MOST_VALUES / Equations.FEWEST_FIELDS
                + " sites; found "
                + data.count()
                + " of "
                + data.grid()
                + "; add fields, or cut them into patches");
      }
    }
  }

  private static ModeSums modes(
      Dataset data, Fit.Scored scored, FitOptions options, Progress progress) {
    List<Fourier> fourier = new ArrayList<>();
    List<AliasClasses> classes = new ArrayList<>();
    for (int j = 1; j <= scored.pyramid().levels(); j++) {
      fourier.add(new Fourier(scored.pyramid().grid(j - 1)));
      classes.add(new AliasClasses(scored.pyramid().step(j), fourier.getLast()));
    }
    return new FieldBlocks(data, new Threads(options.threads()), progress)
        .sum(
            "Fourier modes",
            LANES,
            scored.scan().mean(),
            () ->
                new ModeSums.Work(scored.pyramid(), scored.scan(), classes, fourier, data.count()));
  }

  /**
   * The same for Gaussian fields of known spectrum, in closed form, potentials apart. Couplings
   * descend to those of the exact H within the radius.
   *
   * @param spectrum S(k), [mode]
   */
  public static Conditioning ofGaussian(
      Grid grid, FitOptions options, double[] spectrum, double accuracy) {
    Pyramid pyramid =
        new Pyramid(
            Wavelet.named(options.wavelet()), grid, Pyramid.levelsDownTo(grid, options.coarsest()));
    List<Problem> problems = new ArrayList<>();
    double[] field = spectrum;
    for (int j = 1; j <= pyramid.levels(); j++) {
      Fourier fourier = new Fourier(pyramid.grid(j - 1));
      AliasClasses classes = new AliasClasses(pyramid.step(j), fourier);
      QuadraticKernel kernel =
          new QuadraticKernel(pyramid.grid(j - 1), options.radius(), options.isotropic());
      GaussianHessian hessian =
          new GaussianHessian(pyramid.grid(j - 1), fourier, classes, kernel, field);
      double[] theta = hessian.couplings(fourier);
      if (j == 1) {
        problems.add(exact(0, grid, hessian.directCondition(), hessian.direct(), theta, accuracy));
      }
      problems.add(
          exact(
              j,
              pyramid.grid(j - 1),
              hessian.detailCondition(),
              hessian.details(),
              theta,
              accuracy));
      field = hessian.coarseSpectrum();
    }
    return new Conditioning(grid, problems);
  }

  private static Problem exact(
      int level, Grid grid, double modes, DMatrixRMaj hessian, double[] theta, double accuracy) {
    double[] n = numbers(hessian, theta, theta.length, accuracy);
    Descent descent =
        new Descent(
            theta.length,
            new Value(n[0], 0),
            new Value(n[1], 0),
            new Value(n[2], 0),
            new Value(n[3], 0));
    return new Problem(
        level, grid.longestSide(), new Value(modes, 0), descent, null, Double.NaN, Double.NaN, 0);
  }

  /**
   * @param share of the covariance of the groups' moments that the Hessian is
   */
  private static Problem problem(
      int level,
      Value modes,
      ConditionalEnergy energy,
      NormalSolution score,
      List<MomentDifferences> groups,
      double share,
      double accuracy,
      int moves) {
    int kernel = energy.terms().getFirst().parameters();
    int all = energy.theta().length;
    List<DMatrixRMaj> hessians = new ArrayList<>();
    for (int without = -1; without < (groups.size() > 1 ? groups.size() : 0); without++) {
      MomentDifferences sum = new MomentDifferences(all);
      for (int g = 0; g < groups.size(); g++) {
        sum = g == without ? sum : sum.plus(groups.get(g));
      }
      DMatrixRMaj hessian = sum.covariance();
      CommonOps_DDRM.scale(share, hessian);
      hessians.add(hessian);
    }
    return new Problem(
        level,
        energy.grid().longestSide(),
        modes,
        descent(hessians, energy.theta(), kernel, kernel, accuracy),
        descent(hessians, energy.theta(), kernel, all, accuracy),
        score.conditionRaw(),
        score.conditionScaled(),
        moves);
  }

  private static Descent descent(
      List<DMatrixRMaj> hessians, double[] theta, int kernel, int size, double accuracy) {
    double[] minimum = Arrays.copyOf(theta, size);
    double[][] found = new double[hessians.size()][];
    for (int i = 0; i < found.length; i++) {
      found[i] = numbers(hessians.get(i), minimum, kernel, accuracy);
    }
    Value[] values = new Value[found[0].length];
    for (int k = 0; k < values.length; k++) {
      values[k] = jackknife(found, k);
    }
    return new Descent(size, values[0], values[1], values[2], values[3]);
  }

  /** Condition numbers and steps of one Hessian, in the order of {@link Descent}. */
  static double[] numbers(DMatrixRMaj hessian, double[] minimum, int kernel, double accuracy) {
    int size = minimum.length;
    double[] ones = new double[size];
    Arrays.fill(ones, 1);
    double[] scale = new double[size];
    double[] scaled = new double[size];
    for (int m = 0; m < size; m++) {
      scale[m] = Math.sqrt(hessian.get(m, m));
      scaled[m] = minimum[m] * scale[m];
    }
    LearningHessian raw = new LearningHessian(hessian, size);
    LearningHessian normalised = new LearningHessian(LearningHessian.normalised(hessian), size);
    return new double[] {
      raw.condition(),
      normalised.condition(),
      raw.steps(minimum, ones, kernel, accuracy),
      normalised.steps(scaled, scale, kernel, accuracy)
    };
  }

  /** The value of all groups, the error of the others, each without one group. */
  private static Value jackknife(double[][] found, int k) {
    int groups = found.length - 1;
    double mean = 0;
    for (int g = 1; g <= groups; g++) {
      mean += found[g][k] / groups;
    }
    double square = 0;
    for (int g = 1; g <= groups; g++) {
      square += (found[g][k] - mean) * (found[g][k] - mean);
    }
    double error = groups > 1 ? Math.sqrt(square * (groups - 1) / groups) : Double.NaN;
    return new Value(found[0][k], error);
  }
}
