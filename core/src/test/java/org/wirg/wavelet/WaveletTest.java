package org.wirg.wavelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WaveletTest {
  static List<String> names() {
    return Wavelet.names();
  }

  /** Vanishing moments by the name: the N of dbN and symN. */
  static int order(String name) {
    return name.equals("haar") ? 1 : Integer.parseInt(name.replaceAll("\\D", ""));
  }

  @Test
  void theKnownNamesAreHaarDaubechiesAndSymlets() {
    assertThat(Wavelet.names())
        .containsExactly(
            "haar", "db2", "db3", "db4", "db5", "db6", "db7", "db8", "db9", "db10", "sym4", "sym5",
            "sym6", "sym7", "sym8", "sym9", "sym10");
    assertThat(Wavelet.named("db1")).isSameAs(Wavelet.named("haar"));
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> Wavelet.named("db11"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("haar", "db10", "sym10", "db11");
  }

  @Test
  void twoVanishingMomentsAreTheFourTapsOfDaubechies() {
    double root3 = Math.sqrt(3);
    double unit = 4 * Math.sqrt(2);
    double[] exact = {
      (1 + root3) / unit, (3 + root3) / unit, (3 - root3) / unit, (1 - root3) / unit
    };
    assertThat(Dense.distance(Wavelet.named("db2").lowpass(), exact)).isLessThan(4e-16);
  }

  @ParameterizedTest
  @MethodSource("names")
  void filtersAreOrthonormalToEvenShiftsAndToEachOther(String name) {
    Wavelet wavelet = Wavelet.named(name);
    double[] h = wavelet.lowpass();
    double[] g = wavelet.highpass();
    assertThat(wavelet.name()).isEqualTo(name);
    assertThat(wavelet.length()).isEqualTo(2 * order(name)).isEqualTo(h.length);
    assertThat(wavelet.shift()).isEqualTo(order(name) - 1);
    for (int m = 1 - order(name); m < order(name); m++) {
      double expected = m == 0 ? 1 : 0;
      assertThat(Math.abs(product(h, h, 2 * m) - expected)).isLessThan(1e-15);
      assertThat(Math.abs(product(g, g, 2 * m) - expected)).isLessThan(1e-15);
      assertThat(Math.abs(product(h, g, 2 * m))).isLessThan(1e-15);
    }
  }

  private static double product(double[] a, double[] b, int shift) {
    double sum = 0;
    for (int t = Math.max(0, -shift); t < Math.min(a.length, b.length - shift); t++) {
      sum += a[t] * b[t + shift];
    }
    return sum;
  }

  /** sum_t g[t] ((t - centre) / centre)^p is zero for p < N and not for p = N. */
  @ParameterizedTest
  @MethodSource("names")
  void theHighpassHasItsVanishingMomentsAndNoMore(String name) {
    double[] g = Wavelet.named(name).highpass();
    double centre = (g.length - 1) / 2.0;
    for (int p = 0; p <= order(name); p++) {
      double moment = 0;
      for (int t = 0; t < g.length; t++) {
        moment += g[t] * Math.pow((t - centre) / centre, p);
      }
      if (p < order(name)) {
        assertThat(Math.abs(moment)).as("moment %d", p).isLessThan(1e-15);
      } else {
        assertThat(Math.abs(moment)).as("moment %d", p).isGreaterThan(1e-6);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aFilterWithOneTapPerturbedIsRefused(String name) {
    for (int t = 0; t < 2 * order(name); t++) {
      for (double change : new double[] {1e-14, -1e-14, Double.NaN}) {
        double[] h = Wavelet.named(name).lowpass();
        h[t] += change;
        assertThatThrownBy(() -> new Wavelet("broken", h))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("sum_t h[t] = ");
      }
    }
  }

  @Test
  void aFilterThatIsNotNormalisedIsRefusedOnBothSides() {
    for (double scale : new double[] {1 + 1e-14, 1 - 1e-14, Math.sqrt(2), Math.sqrt(0.5), -1}) {
      double[] h = Wavelet.named("db3").lowpass();
      for (int t = 0; t < h.length; t++) {
        h[t] *= scale;
      }
      assertThatThrownBy(() -> new Wavelet("broken", h))
          .isInstanceOf(IllegalArgumentException.class);
    }
    double root2 = Math.sqrt(2);
    for (double[] h : new double[][] {{root2, 0}, {root2 / 4, root2 / 4, root2 / 4, root2 / 4}}) {
      assertThatThrownBy(() -> new Wavelet("broken", h))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("sum_t h[t] h[t+0] = 1.0");
    }
  }

  /** Sum and norm stay as they are: only the products with shifted copies can tell. */
  @ParameterizedTest
  @MethodSource("names")
  void aFilterWithTwoTapsTransposedIsRefused(String name) {
    for (int t = 0; t + 1 < 2 * order(name) && order(name) > 1; t++) {
      double[] h = Wavelet.named(name).lowpass();
      double tap = h[t];
      h[t] = h[t + 1];
      h[t + 1] = tap;
      assertThatThrownBy(() -> new Wavelet("broken", h))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching(".*sum_t h\\[t] h\\[t\\+[1-9]\\d*] = 0.*");
    }
  }

  @Test
  void aFilterWithAnOddNumberOfTapsIsRefused() {
    assertThatThrownBy(() -> new Wavelet("broken", new double[] {0.5, 0.5, 0.5}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("even");
  }

  @Test
  void tapsHandedOutAreCopies() {
    Wavelet wavelet = Wavelet.named("db2");
    wavelet.lowpass()[0] = 7;
    wavelet.highpass()[0] = 7;
    assertThat(wavelet.lowpass()[0]).isLessThan(1);
    assertThat(wavelet.highpass()[0]).isLessThan(1);
  }
}
