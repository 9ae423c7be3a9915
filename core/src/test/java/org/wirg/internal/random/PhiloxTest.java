package org.wirg.internal.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Known answers from kat_vectors of the Random123 distribution, philox4x32 with 10 rounds. */
final class PhiloxTest {
  private static String block(long key, int c0, int c1, int c2, int c3) {
    long[] out = new long[2];
    Philox.block(key, c0, c1, c2, c3, out);
    return String.format(
        "%08x %08x %08x %08x", (int) out[0], out[0] >>> 32, (int) out[1], out[1] >>> 32);
  }

  @Test
  void knownAnswers() {
    assertThat(block(0, 0, 0, 0, 0)).isEqualTo("6627e8d5 e169c58d bc57ac4c 9b00dbd8");
    assertThat(block(-1, -1, -1, -1, -1)).isEqualTo("408f276d 41c83b0e a20bc7c6 6d5451fd");
    assertThat(block(0x299f31d0_a4093822L, 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344))
        .isEqualTo("d16cfe09 94fdcceb 5001e420 24126ea1");
  }

  @Test
  void streamsOfDifferentPurposeIndexOrSeedDiffer() {
    Set<Long> firsts = new HashSet<>();
    for (Purpose purpose : Purpose.values()) {
      for (int index = 0; index < 10; index++) {
        for (long seed = 0; seed < 3; seed++) {
          firsts.add(new RandomStream(seed, purpose, index).nextLong());
        }
      }
    }
    assertThat(firsts).hasSize(Purpose.values().length * 30);
  }

  /** 100,000 values: mean within 4.5 and chi-square of 16 cells within 5 standard deviations. */
  @Test
  void uniformsAreUniform() {
    RandomStream stream = new RandomStream(7, Purpose.RESAMPLE, 0);
    int n = 100_000;
    int[] cells = new int[16];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += stream.nextUniform();
      cells[stream.nextInt(16)]++;
    }
    assertThat((sum / n - 0.5) * Math.sqrt(12.0 * n)).isBetween(-4.5, 4.5);
    double chiSquare = 0;
    for (int cell : cells) {
      chiSquare += Math.pow(cell - n / 16.0, 2) / (n / 16.0);
    }
    assertThat((chiSquare - 15) / Math.sqrt(30)).isBetween(-3.0, 5.0);
  }
}
