package org.wirg.bench;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What one core of the machine can do at most, in whole vectors: nanoseconds for one of them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 2,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector"})
public class CeilingBenchmark {
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  private static final int TURNS = 1 << 12;
  private static final int CHAINS = 8;
  private static final int LOADS = 1 << 15;

  /** Kilobytes that loads go round in: half a first-level cache, half a second, and memory. */
  @Param({"16", "512", "262144"})
  public int kilobytes;

  private double[] values = {};
  private double start = 1;
  private int at;

  /** Nothing yet. */
  public CeilingBenchmark() {}

  /** Fills the array that is read. */
  @Setup
  public void setup() {
    values = new double[kilobytes * 128];
    Arrays.fill(values, 1);
    start = 0.5;
    at = 0;
  }

  /** Multiply-adds of eight chains. */
  @Benchmark
  @OperationsPerInvocation(TURNS * CHAINS)
  public double multiplyAdds() {
    DoubleVector k = DoubleVector.broadcast(DOUBLES, start);
    DoubleVector a = k;
    DoubleVector b = k;
    DoubleVector c = k;
    DoubleVector d = k;
    DoubleVector e = k;
    DoubleVector f = k;
    DoubleVector g = k;
    DoubleVector h = k;
    for (int t = 0; t < TURNS; t++) {
      a = k.fma(k, a);
      b = k.fma(k, b);
      c = k.fma(k, c);
      d = k.fma(k, d);
      e = k.fma(k, e);
      f = k.fma(k, f);
      g = k.fma(k, g);
      h = k.fma(k, h);
    }
    return a.add(b).add(c).add(d).add(e.add(f).add(g).add(h)).lane(0);
  }

  /** Loads in a row, into eight sums. */
  @Benchmark
  @OperationsPerInvocation(LOADS)
  public double loads() {
    int width = DOUBLES.length();
    DoubleVector a = DoubleVector.zero(DOUBLES);
    DoubleVector b = a;
    DoubleVector c = a;
    DoubleVector d = a;
    DoubleVector e = a;
    DoubleVector f = a;
    DoubleVector g = a;
    DoubleVector h = a;
    int place = at;
    for (int t = 0; t < LOADS; t += 8) {
      a = a.add(DoubleVector.fromArray(DOUBLES, values, place));
      b = b.add(DoubleVector.fromArray(DOUBLES, values, place + width));
      c = c.add(DoubleVector.fromArray(DOUBLES, values, place + 2 * width));
      d = d.add(DoubleVector.fromArray(DOUBLES, values, place + 3 * width));
      e = e.add(DoubleVector.fromArray(DOUBLES, values, place + 4 * width));
      f = f.add(DoubleVector.fromArray(DOUBLES, values, place + 5 * width));
      g = g.add(DoubleVector.fromArray(DOUBLES, values, place + 6 * width));
      h = h.add(DoubleVector.fromArray(DOUBLES, values, place + 7 * width));
      place += 8 * width;
      place = place < values.length ? place : 0;
    }
    at = place;
    return a.add(b).add(c).add(d).add(e.add(f).add(g).add(h)).lane(0);
  }
}
