package org.wirg.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.wirg.internal.random.Purpose;
import org.wirg.internal.random.RandomStream;

/** Fields of normal deviates: their moments, and that no two uses share one. */
final class NormalFieldTest {
  private static double[] fill(
      int sites, int lanes, long seed, Purpose purpose, int level, int iteration, int firstChain) {
    double[] out = new double[sites * lanes];
    NormalField.fill(out, sites, lanes, seed, purpose, level, iteration, firstChain);
    return out;
  }

  @Test
  void momentsAreNormal() {
    // 1.28 million deviates; 5 errors of each moment: false alarms 6e-7 each.
    int n = 0;
    double[] moments = new double[7];
    for (int iteration = 0; iteration < 100; iteration++) {
      for (double z : fill(200, 64, 3, Purpose.MOMENTUM, 2, iteration, 128)) {
        double power = 1;
        for (int m = 1; m <= 6; m++) {
          power *= z;
          moments[m] += power;
        }
        n++;
      }
    }
    double[] expected = {1, 0, 1, 0, 3, 0, 15};
    double[] variance = {0, 1, 2, 15, 96, 945, 10170};
    for (int m = 1; m <= 6; m++) {
      assertThat(moments[m] / n)
          .as("moment %d", m)
          .isCloseTo(expected[m], within(5 * Math.sqrt(variance[m] / n)));
    }
  }

  @Test
  void neighboursInEveryDirectionAreUncorrelated() {
    int sites = 101; // odd: the last site has no partner
    int lanes = 50;
    long seed = 11;
    double[] base = fill(sites, lanes, seed, Purpose.MOMENTUM, 3, 5, 0);
    uncorrelated("lanes", base, fill(sites, lanes, seed, Purpose.MOMENTUM, 3, 5, 1), 0);
    uncorrelated("far chains", base, fill(sites, lanes, seed, Purpose.MOMENTUM, 3, 5, 1 << 30), 0);
    uncorrelated("iterations", base, fill(sites, lanes, seed, Purpose.MOMENTUM, 3, 6, 0), 0);
    uncorrelated("levels", base, fill(sites, lanes, seed, Purpose.MOMENTUM, 4, 5, 0), 0);
    uncorrelated("purposes", base, fill(sites, lanes, seed, Purpose.START, 3, 5, 0), 0);
    uncorrelated("seeds", base, fill(sites, lanes, seed + 1, Purpose.MOMENTUM, 3, 5, 0), 0);
    uncorrelated("sites", base, base, lanes);
    uncorrelated("next but one sites", base, base, 2 * lanes);
  }

  /** Also of squares: 4.8 errors, 1.6e-6 each, 16 numbers: false alarms 3e-5. */
  private static void uncorrelated(String what, double[] a, double[] b, int lag) {
    int n = a.length - lag;
    double product = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      product += a[i] * b[i + lag];
      squares += (a[i] * a[i] - 1) * (b[i + lag] * b[i + lag] - 1);
    }
    assertThat(product / n).as(what).isCloseTo(0, within(4.8 / Math.sqrt(n)));
    assertThat(squares / n).as("squares, " + what).isCloseTo(0, within(4.8 * 2 / Math.sqrt(n)));
  }

  /** With and without vectors, for any number of lanes and sites, and of negative numbers too. */
  @Test
  void vectorsGiveTheSameBits() {
    for (int lanes : new int[] {1, 7, 8, 16, 19}) {
      for (int sites : new int[] {1, 2, 5, 64}) {
        for (long seed : new long[] {1, -77, Long.MAX_VALUE}) {
          double[] expected = new double[sites * lanes];
          NormalField.fillRest(expected, sites, lanes, 0, seed, -3, -5, 1 << 30, 7);
          double[] found = new double[sites * lanes];
          int done = VectorNormals.fill(found, sites, lanes, seed, -3, -5, 1 << 30, 7);
          NormalField.fillRest(found, sites, lanes, done, seed, -3, -5, 1 << 30, 7);
          assertThat(found).isEqualTo(expected);
        }
      }
    }
  }

  /** Against the library's functions, over the whole range of both numbers. */
  @Test
  void deviatesAreBoxAndMullers() {
    for (int i = 0; i < 200_000; i++) {
      long bits = i < 130 ? (i < 65 ? 1L << i : -1L >>> (i - 65)) : i * 0x9E3779B97F4A7C15L;
      double cell = ((bits >>> 12) + 0.5) * 0x1p-52;
      double radius = StrictMath.sqrt(-2 * StrictMath.log(cell));
      assertThat(BoxMuller.radius(bits)).isCloseTo(radius, within(1e-15 * radius));
      double angle = 2 * Math.PI * cell;
      assertThat(BoxMuller.cosine(bits)).isCloseTo(StrictMath.cos(angle), within(1.5e-15));
      assertThat(BoxMuller.sine(bits)).isCloseTo(StrictMath.sin(angle), within(1.5e-15));
    }
  }

  @Test
  void noTwoKeysShareAValue() {
    // 53-bit values: a chance collision among 2e5 has probability 2e10 / 9e15 = 2e-6.
    Set<Double> seen = new HashSet<>();
    int drawn = 0;
    for (Purpose purpose : Purpose.values()) {
      for (int level : new int[] {0, 1, 2, 7, 255, 256}) {
        for (int iteration : new int[] {0, 1, 2, 1000}) {
          for (int firstChain : new int[] {0, 1 << 20, 1 << 30}) {
            for (double z : fill(7, 50, 1, purpose, level, iteration, firstChain)) {
              seen.add(z);
              drawn++;
            }
          }
        }
      }
    }
    assertThat(seen).hasSize(drawn);
  }

  @Test
  void sequentialStreamsAndUniformsShareNoCounterWithFields() {
    Set<Double> seen = new HashSet<>();
    int drawn = 0;
    for (Purpose purpose : Purpose.values()) {
      for (int index = 0; index < 20; index++) {
        RandomStream stream = new RandomStream(1, purpose, index);
        for (int i = 0; i < 40; i++) {
          seen.add(stream.nextNormal());
          drawn++;
        }
      }
      // A stream is the field of level 0, iteration 0: every level has a word of its own.
      for (int level = 1; level <= 12; level++) {
        for (double z : fill(40, 20, 1, purpose, level, 0, 0)) {
          seen.add(z);
          drawn++;
        }
      }
    }
    assertThat(seen).hasSize(drawn);
  }

  @Test
  void purposesAndLevelsHaveDifferentWords() {
    Set<Integer> words = new HashSet<>();
    for (Purpose purpose : Purpose.values()) {
      assertThat(purpose.word()).isBetween(1, 255);
      for (int level = 0; level < 40; level++) {
        assertThat(words.add(purpose.word(level))).isTrue();
      }
    }
  }

  @Test
  void aChainDrawsTheSameInAnyCompany() {
    for (int sites : new int[] {1, 2, 7, 64}) {
      double[] together = fill(sites, 16, 5, Purpose.START, 1, 0, 100);
      for (int lanes : new int[] {1, 3, 8}) {
        double[] some = fill(sites, lanes, 5, Purpose.START, 1, 0, 104);
        for (int i = 0; i < some.length; i++) {
          assertThat(some[i]).isEqualTo(together[i / lanes * 16 + 4 + i % lanes]);
        }
      }
    }
  }

  @Test
  void anOddNumberOfSitesIsThePrefixOfAnEvenOne() {
    double[] odd = fill(7, 3, 2, Purpose.MOMENTUM, 1, 4, 0);
    double[] even = fill(8, 3, 2, Purpose.MOMENTUM, 1, 4, 0);
    assertThat(odd).isEqualTo(Arrays.copyOf(even, 21));
  }
}
