package org.wirg.hamiltonian;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.wirg.energy.CoarsePotential;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.energy.OriginalKernel;
import org.wirg.energy.Potential;
import org.wirg.energy.QuadraticKernel;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.Stiffness;
import org.wirg.internal.random.Purpose;
import org.wirg.internal.random.RandomStream;

/**
 * The part of a Hamiltonian that speaks of its own field, in the convention of lattice field theory
 * and the field's own units: H(phi) = -1/2 sum_{x,s} phi(x) K(s) phi(x+s) + sum_x V(phi(x)).
 *
 * <p>Gauge: K(0) = - sum of all other K(s), so that the quadratic part vanishes for constant fields
 * and everything else is in V; V(0) = 0, or V({@link #origin}) = 0 where the data are far from 0.
 * All errors are standard errors, from the covariance of the coefficients.
 */
public final class LatticeForm {
  /** Points of the curve of V. */
  private static final int POINTS = 81;

  /** V is compared with a polynomial within this many standard deviations of the mean. */
  private static final double POLYNOMIAL_RANGE = 2;

  private static final int DEGREE = 4;

  private static final int DRAWS = 2000;
  private static final double CONFIDENCE = 0.95;

  private final Level level;
  private final double mean;
  private final ScalarPotential potential;
  private final double[] theta; // of the own terms
  private final double[] quadratic; // d(coefficient of x^2 in V) / d theta

  /**
   * @param level a Hamiltonian, or what it says about one scale
   * @param mean of its field, which its x is centred by
   */
  public LatticeForm(Level level, double mean) {
    this.level = level;
    this.mean = mean;
    List<Potential> own =
        level.energy().terms().stream().filter(t -> !(t instanceof CoarsePotential)).toList();
    int parameters = own.stream().mapToInt(Potential::parameters).sum();
    this.potential = (ScalarPotential) own.getLast();
    this.theta = Arrays.copyOf(level.energy().theta(), parameters);
    this.quadratic = new double[parameters];
    if (own.getFirst() instanceof QuadraticKernel kernel) {
      for (int o = 0; o < kernel.parameters(); o++) {
        quadratic[o] = 0.5 * kernel.orbit(o).size();
      }
    }
  }

  /**
   * The renormalised Hamiltonians of a model, the finest first, that of the coarsest field last.
   */
  public static List<LatticeForm> flow(Model model) {
    List<Level> levels = new ArrayList<>(model.hamiltonians().levels());
    levels.add(model.coarsest());
    return levels.stream().map(level -> of(model, level)).toList();
  }

  /** A Hamiltonian of a model, or what its H_0 says about one scale. */
  public static LatticeForm of(Model model, Level level) {
    // phi_j of a constant field is the constant times 2^(j rank / 2).
    double gain = Math.pow(2, 0.5 * model.grid().rank() * level.level());
    return new LatticeForm(level, model.mean() * gain);
  }

  /** What is shown in this form. */
  public Level level() {
    return level;
  }

  /** Mean of the field. */
  public double mean() {
    return mean;
  }

  /**
   * Where V vanishes, and what it is a polynomial about: 0, or the mean where 0 is more than
   * {@value #POLYNOMIAL_RANGE} standard deviations from it. K is the same about any origin.
   */
  public double origin() {
    return Math.abs(mean) <= POLYNOMIAL_RANGE * level.sigma() ? 0 : mean;
  }

  /**
   * A coupling.
   *
   * @param shift s, one component per axis
   * @param value K(s)
   * @param error its standard error
   */
  public record Coupling(int[] shift, double value, double error) {}

  /** K(s) for all shifts, s = 0 first, nearest shifts first; none where it reaches nowhere. */
  public List<Coupling> kernel() {
    return level.energy().terms().getFirst() instanceof QuadraticKernel kernel
        ? couplings(kernel, 0, level.sigma())
        : List.of();
  }

  /**
   * K'(s) of what H has beside this: -1/2 sum_{x,s} f(x) K'(s) f(x+s) for the field f from before a
   * transform, in its own units, in the same order and gauge; none where the Hamiltonian has none.
   */
  public List<Coupling> original() {
    int first = 0;
    for (Potential term : level.energy().terms()) {
      if (term instanceof OriginalKernel original) {
        return couplings(original.kernel(), first, original.unit());
      }
      first += term.parameters();
    }
    return List.of();
  }

  private List<Coupling> couplings(QuadraticKernel kernel, int first, double unit) {
    List<Coupling> couplings = new ArrayList<>();
    if (kernel.parameters() == 0) {
      return couplings;
    }
    double[] zero = new double[theta.length];
    for (int o = 0; o < kernel.parameters(); o++) {
      zero[first + o] = kernel.orbit(o).size() / (unit * unit);
    }
    couplings.add(new Coupling(new int[kernel.grid().rank()], dot(zero), error(zero)));
    for (int o = 0; o < kernel.parameters(); o++) {
      double[] one = new double[theta.length];
      one[first + o] = -1 / (unit * unit);
      for (int[] shift : kernel.orbit(o)) {
        couplings.add(new Coupling(shift, dot(one), error(one)));
      }
    }
    return couplings;
  }

  /**
   * A function with its error.
   *
   * @param phi where, ascending
   * @param value there
   * @param error standard errors, strongly correlated between points
   * @param band how many of them each way hold the whole curve with a probability of 95 %
   */
  public record Curve(double[] phi, double[] value, double[] error, double band) {}

  /**
   * A stiffness.
   *
   * @param name {@code Z}, or {@code Z(0)} along the first axis, or {@code W}
   */
  public record StiffnessCurve(String name, Curve curve) {}

  /**
   * What H has beside the couplings, which stand for it at the mean: 1/2 sum over pairs of
   * neighbours of Z((phi + phi') / 2) (phi - phi')^2, one Z for all axes or one for each, and 1/2
   * sum over sites of W(phi) (D_1 .. D_d phi)^2 with D the second difference; none where the
   * Hamiltonian has none.
   */
  public List<StiffnessCurve> stiffness() {
    List<StiffnessCurve> curves = new ArrayList<>();
    int first = 0;
    for (Potential term : level.energy().terms()) {
      if (term instanceof Stiffness stiffness) {
        for (int z = 0; z < stiffness.count(); z++) {
          Curve curve = stiffness(stiffness, first + z * stiffness.at(0).length);
          curves.add(new StiffnessCurve(stiffness.name(z), curve));
        }
      }
      first += term.parameters();
    }
    return curves;
  }

  private Curve stiffness(Stiffness stiffness, int first) {
    double unit = level.sigma() * level.sigma();
    return curve(
        stiffness.basis().low(),
        stiffness.basis().high(),
        x -> {
          double[] weights = new double[theta.length];
          double[] functions = stiffness.at(x);
          for (int m = 0; m < functions.length; m++) {
            weights[first + m] = functions[m] / unit;
          }
          return weights;
        });
  }

  /** V over the range of the data. */
  public Curve potential() {
    return curve(potential.basis().dataLow(), potential.basis().dataHigh(), this::weights);
  }

  private Curve curve(double low, double high, DoubleFunction<double[]> function) {
    double[] phi = new double[POINTS];
    double[] value = new double[POINTS];
    double[] error = new double[POINTS];
    double[][] all = new double[POINTS][];
    for (int p = 0; p < POINTS; p++) {
      double x = low + (high - low) * p / (POINTS - 1);
      double[] weights = function.apply(x);
      all[p] = weights;
      phi[p] = mean + level.sigma() * x;
      value[p] = dot(weights);
      error[p] = error(weights);
    }
    return new Curve(phi, value, error, band(all, error));
  }

  /**
   * V without its error.
   *
   * @param x the field less its mean, in units of sigma; beyond the data's range V is that at its
   *     end
   */
  public double potential(double x) {
    return dot(weights(Math.clamp(x, potential.basis().dataLow(), potential.basis().dataHigh())));
  }

  /** The quantile of the largest deviation in errors, over draws of the coefficients' errors. */
  private double band(double[][] weights, double[] error) {
    int m = theta.length;
    DMatrixRMaj covariance = new DMatrixRMaj(m, m);
    double[] values = level.estimate().covariance();
    int row = (int) Math.round(Math.sqrt(values.length));
    for (int i = 0; i < m * m; i++) {
      covariance.set(i, values[i / m * row + i % m]);
    }
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(m, true, true);
    if (!eigen.decompose(covariance)) {
      return Double.NaN;
    }
    // The curve's errors along every principal direction of the coefficients' errors.
    double[][] along = new double[m][weights.length];
    for (int k = 0; k < m; k++) {
      double size = Math.sqrt(Math.max(0, eigen.getEigenvalue(k).getReal()));
      DMatrixRMaj vector = eigen.getEigenVector(k);
      for (int p = 0; p < weights.length; p++) {
        for (int i = 0; i < m; i++) {
          along[k][p] += size * vector.get(i, 0) * weights[p][i];
        }
      }
    }
    RandomStream normal = new RandomStream(0, Purpose.RESAMPLE, 0);
    double[] largest = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      double[] off = new double[weights.length];
      for (double[] direction : along) {
        double z = normal.nextNormal();
        for (int p = 0; p < off.length; p++) {
          off[p] += z * direction[p];
        }
      }
      for (int p = 0; p < off.length; p++) {
        double errors = Math.abs(off[p]) / error[p];
        largest[draw] = errors > largest[draw] ? errors : largest[draw];
      }
    }
    Arrays.sort(largest);
    return largest[(int) (CONFIDENCE * DRAWS)];
  }

  /**
   * V as a polynomial of degree 4 in phi - {@link #origin}, least squares over equally spaced
   * points within {@value #POLYNOMIAL_RANGE} standard deviations about the mean.
   *
   * @param coefficients of the powers 0 .. 4
   * @param errors their standard errors
   */
  public record Polynomial(double[] coefficients, double[] errors) {}

  /** See {@link Polynomial}. */
  public Polynomial polynomial() {
    DMatrixRMaj powers = new DMatrixRMaj(POINTS, DEGREE + 1);
    double[][] weights = new double[POINTS][];
    for (int p = 0; p < POINTS; p++) {
      double x = POLYNOMIAL_RANGE * (2.0 * p / (POINTS - 1) - 1);
      weights[p] = weights(x);
      double power = 1;
      for (int d = 0; d <= DEGREE; d++) {
        powers.set(p, d, power);
        power *= (mean - origin()) / level.sigma() + x;
      }
    }
    DMatrixRMaj inverse = new DMatrixRMaj(DEGREE + 1, POINTS);
    CommonOps_DDRM.pinv(powers, inverse);
    double[] coefficients = new double[DEGREE + 1];
    double[] errors = new double[DEGREE + 1];
    double unit = 1;
    for (int d = 0; d <= DEGREE; d++) {
      double[] combined = new double[theta.length];
      for (int p = 0; p < POINTS; p++) {
        for (int m = 0; m < combined.length; m++) {
          combined[m] += inverse.get(d, p) * weights[p][m] / unit;
        }
      }
      coefficients[d] = dot(combined);
      errors[d] = error(combined);
      unit *= level.sigma();
    }
    return new Polynomial(coefficients, errors);
  }

  /** d V(x) / d theta, the value at the origin (or the nearest x in range) taken off. */
  private double[] weights(double x) {
    double zero = (origin() - mean) / level.sigma();
    double[] here = functions(x);
    double[] there =
        functions(Math.clamp(zero, potential.basis().dataLow(), potential.basis().dataHigh()));
    for (int m = 0; m < here.length; m++) {
      here[m] -= there[m];
    }
    return here;
  }

  private double[] functions(double x) {
    int first = theta.length - potential.parameters();
    double[] functions = new double[theta.length];
    double[] splines = potential.at(x);
    System.arraycopy(splines, 0, functions, first, splines.length);
    for (int m = 0; m < first; m++) {
      functions[m] = quadratic[m] * x * x;
    }
    return functions;
  }

  private double dot(double[] weights) {
    double sum = 0;
    for (int m = 0; m < theta.length; m++) {
      sum += weights[m] * theta[m];
    }
    return sum;
  }

  private double error(double[] weights) {
    double[] covariance = level.estimate().covariance();
    int row = (int) Math.round(Math.sqrt(covariance.length));
    double sum = 0;
    for (int m = 0; m < theta.length; m++) {
      for (int n = 0; n < theta.length; n++) {
        sum += weights[m] * covariance[m * row + n] * weights[n];
      }
    }
    return Math.sqrt(sum);
  }
}
