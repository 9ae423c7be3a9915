package org.wirg.hamiltonian;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Level;
import org.wirg.energy.Potential;
import org.wirg.energy.QuadraticKernel;
import org.wirg.energy.Subspace;
import org.wirg.internal.kernel.NormalField;
import org.wirg.internal.numeric.Fourier;
import org.wirg.internal.random.Purpose;
import org.wirg.wavelet.WaveletStep;

/**
 * A Gaussian law of the details near that of a level, with everything in closed form: the energy
 * G(x) = 1/2 x^T A x has the level's own quadratic kernel and a constant curvature c in place of
 * its other terms, A(k) = c + sum_o theta_o sum_{s in orbit o} cos(k.s) > 0 for k != 0.
 *
 * <p>With C = A^-1 of spectrum S = 1/A, N fine and Nc coarse sites, and S1 the spectrum of the
 * coarse field under C ({@link CoarseSpectrum}), the integral over the details psi is
 *
 * <p>F_G(phi) = -ln int dpsi exp(-G) = 1/2 phi^T S1^-1 phi - (N - Nc)/2 ln 2 pi + 1/2 sum_k ln A(k)
 * + 1/2 sum_k' ln S1(k').
 *
 * <p>A(0) may have either sign: no detail has a part at k = 0, so there any other value a > 0 does
 * for C and changes F_G by (A(0) - a) / (2 Nc) (sum_i phi(i))^2, which is put back.
 *
 * <p>Fields are [site][lane], in units of the level's sigma, the coarse ones too. Every method
 * costs a few transforms per lane. Immutable; the same inputs give the same bits on one kind of
 * processor (see {@link Fourier}).
 */
public final class GaussianReference implements Serializable {
  /** The smallest A(k) is at least this much of the kernel's range. */
  private static final double LOWEST = 1e-3;

  private static final int BISECTIONS = 60;

  private final ConditionalEnergy law;
  private final WaveletStep step;
  private final List<Potential.Bound> shared = new ArrayList<>();
  private final List<Potential.Bound> others = new ArrayList<>();
  private final double curvature;
  private final Fourier fine;
  private final Fourier coarse;
  private final double[] spectrum; // S, [fine mode]
  private final double[] amplitude; // sqrt S
  private final double[] coarsePrecision; // 1 / S1, [coarse mode]
  private final double constant; // of F_G
  private final double uniform; // (A(0) - a) / Nc
  private final double detailVariance;

  /**
   * The reference of given curvature.
   *
   * @param law an energy of details
   * @param curvature c
   * @throws IllegalArgumentException when the law is not one of details, or A(k) not positive
   */
  public GaussianReference(ConditionalEnergy law, double curvature) {
    this.law = law;
    this.step = step(law);
    this.curvature = curvature;
    for (int i = 0; i < law.terms().size(); i++) {
      Potential term = law.terms().get(i);
      (term instanceof QuadraticKernel ? shared : others).add(term.bind(law.coefficients(i)));
    }
    double[] kernel = kernelSymbol(law);
    double[] symbol = Arrays.stream(withoutUniform(kernel)).map(a -> a + curvature).toArray();
    this.uniform = (kernel[0] + curvature - symbol[0]) / step.coarse().sites();
    double least = Arrays.stream(symbol).min().orElseThrow();
    if (!(least > 0) || !Double.isFinite(curvature)) {
      throw new IllegalArgumentException(
          "a Gaussian energy has A(k) > 0 for k != 0; found " + least + "; raise the curvature");
    }
    this.fine = new Fourier(step.fine());
    this.coarse = new Fourier(step.coarse());
    CoarseSpectrum folding = new CoarseSpectrum(step, fine);
    this.spectrum = Arrays.stream(symbol).map(a -> 1 / a).toArray();
    this.amplitude = Arrays.stream(spectrum).map(Math::sqrt).toArray();
    double[] folded = folding.fold(spectrum);
    this.coarsePrecision = Arrays.stream(folded).map(s -> 1 / s).toArray();
    int details = symbol.length - folded.length;
    this.constant =
        0.5
            * (Arrays.stream(symbol).map(StrictMath::log).sum()
                + Arrays.stream(folded).map(StrictMath::log).sum()
                - details * StrictMath.log(2 * Math.PI));
    this.detailVariance = folding.detailTrace(spectrum) / details;
  }

  /**
   * The reference whose details have, at fixed coarse field, the variance detailSigma^2 per
   * dimension; where that needs a smallest A(k) below {@value #LOWEST} of the kernel's range, that.
   *
   * @throws IllegalArgumentException when the level's energy is not one of details
   */
  public static GaussianReference of(Level level) {
    ConditionalEnergy law = level.energy();
    WaveletStep step = step(law);
    CoarseSpectrum folding = new CoarseSpectrum(step, new Fourier(step.fine()));
    double[] kernel = withoutUniform(kernelSymbol(law));
    double least = Arrays.stream(kernel).min().orElseThrow();
    double range = Arrays.stream(kernel).max().orElseThrow() - least;
    double wanted = level.detailSigma() * level.detailSigma();
    double target = wanted * (step.fine().sites() - step.coarse().sites());
    // The smallest A(k), in the logarithm: at 1 / wanted no variance exceeds the one wanted.
    double high = StrictMath.log(1 / wanted);
    double low = Math.min(high, StrictMath.log(LOWEST * Math.max(range, 1 / wanted)));
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = 0.5 * (low + high);
      double shift = StrictMath.exp(middle) - least;
      double trace = folding.detailTrace(Arrays.stream(kernel).map(a -> 1 / (a + shift)).toArray());
      if (trace > target) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return new GaussianReference(law, StrictMath.exp(high) - least);
  }

  private static WaveletStep step(ConditionalEnergy law) {
    if (law.subspace() instanceof Subspace.Details details) {
      return details.step();
    }
    throw new IllegalArgumentException("a reference needs an energy of wavelet details");
  }

  /** sum_o theta_o sum_{s in orbit o} cos(k.s), [mode]: the transform of the kernel at site 0. */
  private static double[] kernelSymbol(ConditionalEnergy law) {
    double[] atOrigin = new double[law.grid().sites()];
    for (int i = 0; i < law.terms().size(); i++) {
      if (law.terms().get(i) instanceof QuadraticKernel kernel) {
        double[] theta = law.coefficients(i);
        for (int o = 0; o < theta.length; o++) {
          for (int[] shift : kernel.orbit(o)) {
            atOrigin[law.grid().site(shift)] += theta[o];
          }
        }
      }
    }
    double[] modes = new Fourier(law.grid()).forwardReal(atOrigin);
    double[] symbol = new double[atOrigin.length];
    Arrays.setAll(symbol, k -> modes[2 * k]);
    return symbol;
  }

  /** The symbol with the least of the others in place of the one at k = 0. */
  private static double[] withoutUniform(double[] symbol) {
    double[] changed = symbol.clone();
    changed[0] = Arrays.stream(symbol).skip(1).min().orElseThrow();
    return changed;
  }

  /** The constant curvature c. */
  public double curvature() {
    return curvature;
  }

  /** Variance of the details at fixed coarse field, per dimension. */
  public double detailVariance() {
    return detailVariance;
  }

  /** The energy G on the details. */
  public ConditionalEnergy energy() {
    return mixture(0);
  }

  /**
   * The energy (1 - lambda) G + lambda E on the details, E that of the level. The kernel is common
   * to both; all the rest of E is scaled, walls included.
   *
   * @param lambda from 0 to 1
   */
  public ConditionalEnergy mixture(double lambda) {
    if (!(lambda >= 0 && lambda <= 1)) {
      throw new IllegalArgumentException("a mixture's share is 0 to 1; found " + lambda);
    }
    Mixture mixture = Mixture.of(shared, others, lambda, (1 - lambda) * curvature);
    Potential term = new FixedTerm(law.grid(), mixture);
    return new ConditionalEnergy(law.subspace(), List.of(term), new double[0]);
  }

  /**
   * F_G of coarse fields, [lane].
   *
   * @param phi not modified, [coarse site][lane]
   */
  public double[] freeEnergy(double[] phi, int lanes) {
    checkLength(phi, step.coarse().sites(), lanes);
    double[] free = new double[lanes];
    double[] field = new double[step.coarse().sites()];
    for (int lane = 0; lane < lanes; lane++) {
      for (int i = 0; i < field.length; i++) {
        field[i] = phi[i * lanes + lane];
      }
      double[] modes = coarse.forwardReal(field);
      double sum = 0;
      for (int k = 0; k < field.length; k++) {
        double square = modes[2 * k] * modes[2 * k] + modes[2 * k + 1] * modes[2 * k + 1];
        sum += coarsePrecision[k] * square;
      }
      sum += field.length * uniform * modes[0] * modes[0];
      free[lane] = sum / (2.0 * field.length) + constant;
    }
    return free;
  }

  /**
   * Exact draws of fields with given coarse fields: z of covariance C, corrected to x = z + C Lo^T
   * S1^-1 (phi - Lo z) (Hoffman and Ribak, ApJ 380 (1991) L5).
   *
   * @param phi not modified, [coarse site][lane]
   * @param seed of the deviates, with the level's number and {@code firstChain + lane}
   * @return [site][lane]
   */
  public double[] draw(double[] phi, int lanes, long seed, int level, int firstChain) {
    checkLength(phi, step.coarse().sites(), lanes);
    int sites = step.fine().sites();
    double[] z = new double[sites * lanes];
    NormalField.fill(z, sites, lanes, seed, Purpose.REFERENCE, level, 0, firstChain);
    multiply(fine, amplitude, z, lanes);
    WaveletStep.Scratch scratch = step.scratch(lanes);
    double[] missing = new double[phi.length];
    step.coarsen(z, lanes, scratch, missing);
    for (int i = 0; i < missing.length; i++) {
      missing[i] = phi[i] - missing[i];
    }
    multiply(coarse, coarsePrecision, missing, lanes);
    double[] correction = new double[z.length];
    step.refine(missing, lanes, scratch, correction);
    multiply(fine, spectrum, correction, lanes);
    for (int i = 0; i < z.length; i++) {
      z[i] += correction[i];
    }
    return z;
  }

  /** Every lane times a circulant of given symbol; fields modified, [site][lane]. */
  private static void multiply(Fourier fourier, double[] symbol, double[] fields, int lanes) {
    double[] modes = new double[2 * symbol.length];
    for (int lane = 0; lane < lanes; lane++) {
      gather(fields, lanes, lane, modes);
      fourier.forward(modes);
      scale(modes, symbol);
      fourier.inverse(modes);
      scatter(modes, fields, lanes, lane);
    }
  }

  private static void gather(double[] fields, int lanes, int lane, double[] modes) {
    for (int i = 0; 2 * i < modes.length; i++) {
      modes[2 * i] = fields[i * lanes + lane];
      modes[2 * i + 1] = 0;
    }
  }

  private static void scale(double[] modes, double[] symbol) {
    for (int k = 0; k < symbol.length; k++) {
      modes[2 * k] *= symbol[k];
      modes[2 * k + 1] *= symbol[k];
    }
  }

  private static void scatter(double[] modes, double[] fields, int lanes, int lane) {
    for (int i = 0; 2 * i < modes.length; i++) {
      fields[i * lanes + lane] = modes[2 * i];
    }
  }

  private static void checkLength(double[] fields, int sites, int lanes) {
    if (lanes < 1 || fields.length != (long) sites * lanes) {
      throw new IllegalArgumentException(
          "fields of " + sites + " sites for " + lanes + " lanes; found " + fields.length);
    }
  }

  /** What travels. */
  private record Form(ConditionalEnergy law, double curvature) implements Serializable {
    private Object readResolve() {
      return new GaussianReference(law, curvature);
    }
  }

  private Object writeReplace() {
    return new Form(law, curvature);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("travels as its Form");
  }
}
