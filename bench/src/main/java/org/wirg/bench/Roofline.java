package org.wirg.bench;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import jdk.incubator.vector.DoubleVector;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Prints how far the hot paths are from what the machine can do: for every one the vectors that one
 * core has to compute and to load for a site, counted by hand, the time of the slower of the two at
 * the measured ceilings, and the share of it that is reached (Williams, Waterman, Patterson, Comm.
 * ACM 52 (2009) 65).
 *
 * <p>Counts are for 16 fields side by side. Operations are additions, multiply-adds and
 * permutations of vectors; loads are of whole vectors from the second-level cache, stores counted
 * as loads.
 */
public final class Roofline {
  private static final int LANES = 16;

  /** The functions of {@link FitBenchmark}: 40 couplings and 18 splines. */
  private static final int FUNCTIONS = 58;

  private final Map<String, Double> nanoseconds = new HashMap<>();

  private Roofline() {}

  /**
   * Measures and prints.
   *
   * @param arguments none
   * @throws RunnerException when the benchmarks cannot run
   */
  public static void main(String[] arguments) throws RunnerException {
    Roofline roofline = new Roofline();
    roofline.measure("CeilingBenchmark");
    roofline.measure("GradientBenchmark.(kernel|potential|projection|gradient|normals)");
    roofline.measure("FitBenchmark.gram");
    roofline.print();
  }

  private void measure(String what) throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(what)
                    .forks(1)
                    .warmupIterations(2)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementIterations(3)
                    .measurementTime(TimeValue.seconds(1))
                    .build())
            .run();
    for (RunResult result : results) {
      String name = result.getParams().getBenchmark().replaceFirst(".*\\.", "");
      String key = name;
      for (String parameter : result.getParams().getParamsKeys()) {
        key += " " + parameter + " " + result.getParams().getParam(parameter);
      }
      double unit = result.getPrimaryResult().getScoreUnit().startsWith("us") ? 1000 : 1;
      nanoseconds.put(key, unit * result.getPrimaryResult().getScore());
    }
  }

  private double of(String key) {
    Double found = nanoseconds.get(key);
    if (found == null) {
      throw new IllegalStateException(key + " was not measured; measured are " + nanoseconds);
    }
    return found;
  }

  private void print() {
    double compute = of("multiplyAdds kilobytes 16");
    double near = of("loads kilobytes 512");
    System.out.printf(
        Locale.ROOT,
        "ceilings of one core, vectors of %d doubles: %.2f multiply-adds a nanosecond; loads %.2f a"
            + " nanosecond from the first cache, %.2f from the second, %.2f from memory%n%n",
        DoubleVector.SPECIES_PREFERRED.length(),
        1 / compute,
        1 / of("loads kilobytes 16"),
        1 / near,
        1 / of("loads kilobytes 262144"));
    System.out.printf(
        Locale.ROOT,
        "| path | operations a value | loads a value | floor, ns | found, ns | ratio |%n");
    System.out.printf(Locale.ROOT, "|---|---|---|---|---|---|%n");
    for (int side : new int[] {32, 128}) {
      double sites = (double) side * side * LANES;
      for (int radius : new int[] {2, 4}) {
        String at = " radius " + radius + " side " + side;
        int pairs = ((2 * radius + 1) * (2 * radius + 1) - 1) / 2;
        double[] kernel = {2 * pairs, 3};
        double[] spline = {32, 3};
        // Lo along two axes and back: four taps of N/2, of N/4, two of N/2, of N.
        double[] projection = {6, 5.5};
        row("kernel, radius " + radius, side, kernel, of("kernel" + at) / sites);
        if (radius == 2) {
          row("slope of the potential", side, spline, of("potential" + at) / sites);
          row("projection on details", side, projection, of("projection" + at) / sites);
        }
        double[] all = {
          kernel[0] + spline[0] + projection[0], kernel[1] + spline[1] + projection[1]
        };
        row("P grad E, radius " + radius, side, all, of("gradient" + at) / sites);
      }
      double products = 0.5 * FUNCTIONS * (FUNCTIONS + 1);
      row(
          "products of 58 gradients",
          side,
          new double[] {products, FUNCTIONS},
          of("gram side " + side) / sites);
    }
    double normal = of("normals radius 2 side 32") / (32.0 * 32 * LANES);
    System.out.printf(
        Locale.ROOT,
        "%nA normal deviate, %.2f ns a value: integers of Philox, no counted floor.%n",
        normal);
  }

  /**
   * @param counts operations and loads a value, in lanes of vectors
   */
  private void row(String path, int side, double[] counts, double found) {
    int width = DoubleVector.SPECIES_PREFERRED.length();
    double compute = counts[0] / width * of("multiplyAdds kilobytes 16");
    double loads = counts[1] / width * of("loads kilobytes 512");
    double floor = Math.max(compute, loads);
    System.out.printf(
        Locale.ROOT,
        "| %s, %dx%d | %.0f | %.1f | %.2f | %.2f | %.2f |%n",
        path,
        side,
        side,
        counts[0],
        counts[1],
        floor,
        found,
        floor / found);
  }
}
