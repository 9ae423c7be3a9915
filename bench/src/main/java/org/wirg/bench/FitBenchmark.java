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
import org.wirg.energy.Potential;
import org.wirg.energy.QuadraticKernel;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.SplineBasis;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.internal.kernel.KernelChoice;
import org.wirg.internal.kernel.NormalField;
import org.wirg.internal.random.Purpose;
import org.wirg.wavelet.Wavelet;
import org.wirg.wavelet.WaveletStep;

/**
 * The normal equations of a batch of 16 fields at one level, by parts: 40 couplings (radius 4) and
 * a potential of 20 splines, of either parity.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 2,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector"})
public class FitBenchmark {
  private static final int LANES = 16;
  private static final int SUMS = 8;

  /** Sites per side. */
  @Param({"32", "128"})
  public int side;

  private Potential quadratic;
  private Potential potential;
  private WaveletStep step;
  private WaveletStep.Scratch scratch;
  private double[] x = {};
  private double[][] gradients = {};
  private double[] coarse = {};
  private double[] details = {};
  private double[] gram = {};

  /** A level of 2x2 until it is set up. */
  public FitBenchmark() {
    Grid grid = Grid.of(2, 2);
    quadratic = new QuadraticKernel(grid, 1, false);
    potential =
        new ScalarPotential(grid, new SplineBasis(-3, 3, 20), false, ScalarPotential.Gauge.LINEAR);
    step = new WaveletStep(Wavelet.named("db2"), grid);
    scratch = step.scratch(LANES);
  }

  /** Makes the functions and a batch of fields. */
  @Setup
  public void setup() {
    Grid grid = Grid.of(side, side);
    quadratic = new QuadraticKernel(grid, 4, false);
    potential =
        new ScalarPotential(grid, new SplineBasis(-3, 3, 20), false, ScalarPotential.Gauge.LINEAR);
    step = new WaveletStep(Wavelet.named("db2"), grid);
    scratch = step.scratch(LANES);
    x = new double[grid.sites() * LANES];
    NormalField.fill(x, grid.sites(), LANES, 1, Purpose.START, 1, 0, 0);
    int count = quadratic.parameters() + potential.parameters();
    gradients = new double[count][x.length];
    quadratic.gradients(x, LANES, gradients, 0);
    potential.gradients(x, LANES, gradients, quadratic.parameters());
    coarse = new double[x.length / 4];
    details = new double[x.length / 4 * 3];
    gram = new double[count * count * SUMS];
  }

  /** Gradients of the couplings. */
  @Benchmark
  public double[][] shifts() {
    quadratic.gradients(x, LANES, gradients, 0);
    return gradients;
  }

  /** Gradients of the splines. */
  @Benchmark
  public double[][] splines() {
    potential.gradients(x, LANES, gradients, quadratic.parameters());
    return gradients;
  }

  /** Laplacians of the splines. */
  @Benchmark
  public double[] laplacians() {
    double[] laplacians = new double[potential.parameters() * LANES];
    for (Subspace subspace : List.of(Subspace.whole(potential.grid()), Subspace.details(step))) {
      potential.laplacians(subspace, x, LANES, laplacians, 0);
    }
    return laplacians;
  }

  /** The wavelet coefficients of one gradient. */
  @Benchmark
  public double[] transform() {
    step.coarsen(gradients[0], LANES, scratch, coarse);
    step.details(gradients[0], LANES, scratch, details);
    return details;
  }

  /** Products of all gradients. */
  @Benchmark
  public double[] gram() {
    KernelChoice.current().gram(gradients, 0, x.length / SUMS, SUMS, gram);
    return gram;
  }
}
