package org.wirg.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Potential;
import org.wirg.energy.QuadraticKernel;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.SplineBasis;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.internal.kernel.NormalField;
import org.wirg.internal.random.Purpose;
import org.wirg.wavelet.Wavelet;
import org.wirg.wavelet.WaveletStep;

/**
 * The inner loop of the sampler: P grad E of a batch of 16 fields, and its parts. Divide the time
 * by 16 side^2 for the time per site.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 2,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector"})
public class GradientBenchmark {
  private static final int LANES = 16;

  /** Sites per side. */
  @Param({"32", "128"})
  public int side;

  /** Radius of the quadratic kernel. */
  @Param({"2", "4"})
  public int radius;

  private double[] x = {};
  private double[] gradient = {};
  private final double[] energies = new double[LANES];
  private ConditionalEnergy.Evaluator evaluator;
  private Potential.Bound kernel;
  private Potential.Bound potential;

  /** One level of a typical model. */
  public GradientBenchmark() {
    ConditionalEnergy energy = energy(2, 2);
    evaluator = energy.evaluator(LANES);
    kernel = energy.terms().get(0).bind(energy.coefficients(0));
    potential = energy.terms().get(1).bind(energy.coefficients(1));
  }

  private static ConditionalEnergy energy(int side, int radius) {
    Grid grid = Grid.of(side, side);
    Potential quadratic = new QuadraticKernel(grid, radius, false);
    Potential scalar =
        new ScalarPotential(grid, new SplineBasis(-3, 3, 20), false, ScalarPotential.Gauge.LINEAR);
    double[] theta = new double[quadratic.parameters() + scalar.parameters()];
    for (int m = 0; m < theta.length; m++) {
      theta[m] = 0.01 * (m % 7);
    }
    Subspace details = Subspace.details(new WaveletStep(Wavelet.named("db2"), grid));
    return new ConditionalEnergy(details, List.of(quadratic, scalar), theta);
  }

  /** Builds the energy of the given size. */
  @Setup
  public void setup() {
    ConditionalEnergy energy = energy(side, radius);
    evaluator = energy.evaluator(LANES);
    kernel = energy.terms().get(0).bind(energy.coefficients(0));
    potential = energy.terms().get(1).bind(energy.coefficients(1));
    x = new double[side * side * LANES];
    gradient = new double[x.length];
    NormalField.fill(x, side * side, LANES, 1, Purpose.START, 1, 0, 0);
  }

  /** P grad E. */
  @Benchmark
  public double[] gradient() {
    evaluator.gradient(x, gradient);
    return gradient;
  }

  /** E and P grad E. */
  @Benchmark
  public double[] energy() {
    evaluator.energy(x, gradient, energies);
    return energies;
  }

  /** The kernel's part. */
  @Benchmark
  public double[] kernel() {
    kernel.addGradient(x, LANES, gradient);
    return gradient;
  }

  /** The potential's part. */
  @Benchmark
  public double[] potential() {
    potential.addGradient(x, LANES, gradient);
    return gradient;
  }

  /** The projection on the details. */
  @Benchmark
  public double[] projection() {
    evaluator.project(gradient);
    return gradient;
  }

  /** Momenta: one standard normal per site. */
  @Benchmark
  public double[] normals() {
    NormalField.fill(gradient, side * side, LANES, 1, Purpose.MOMENTUM, 1, 0, 0);
    return gradient;
  }
}
