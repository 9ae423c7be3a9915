package org.wirg.wavelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.wirg.field.Grid;

/** One step against coefficients computed by PyWavelets and by the Matlab Wavelet Toolbox. */
class WaveletOracleTest {
  static Iterable<String> names() {
    return Wavelet.names();
  }

  /** PyWavelets' own symlet taps are off by 1e-12, its other taps by less than 1e-15. */
  @ParameterizedTest
  @CsvSource({"haar, 2e-15", "db2, 2e-15", "db4, 2e-15", "sym8, 2e-11"})
  void twoDimensionalStepsAreThoseOfPyWavelets(String name, double tolerance) throws IOException {
    ReferenceArrays reference = ReferenceArrays.read("pywt_2d_periodization.npz");
    for (int side : new int[] {32, 8, 4, 2}) {
      WaveletStep step = new WaveletStep(Wavelet.named(name), Grid.cube(2, side));
      String key = name + "_" + side + "_";
      double[] x = reference.get(key + "x");
      int sites = step.coarse().sites();
      double[] details = details(step, x);
      assertThat(x).hasSize(side * side);
      assertThat(Dense.distance(coarse(step, x), reference.get(key + "approx")))
          .as("approximation at %d", side)
          .isLessThan(tolerance);
      String[] bands = {"h", "v", "d"};
      for (int b = 0; b < bands.length; b++) {
        double[] band = Arrays.copyOfRange(details, b * sites, (b + 1) * sites);
        assertThat(Dense.distance(band, reference.get(key + bands[b])))
            .as("band %s at %d", bands[b], side)
            .isLessThan(tolerance);
      }
    }
  }

  /** The tables behind these coefficients carry 10 to 15 digits, by filter. */
  @ParameterizedTest
  @MethodSource("names")
  void oneDimensionalStepsAreThoseOfMatlab(String name) throws IOException {
    ReferenceArrays reference = ReferenceArrays.read("periodized_orthogonal_inputs_and_matlab.npz");
    String key = name.equals("haar") ? "db1" : name;
    double[] x = reference.get(key + "_x");
    WaveletStep step = new WaveletStep(Wavelet.named(name), Grid.of(x.length));
    assertThat(Dense.distance(coarse(step, x), reference.get(key + "_ma"))).isLessThan(2e-10);
    assertThat(Dense.distance(details(step, x), reference.get(key + "_md"))).isLessThan(2e-10);
  }

  /** The mirror image is orthonormal too, so that only an oracle can tell it apart. */
  @Test
  void aMirroredFilterIsCaught() throws IOException {
    ReferenceArrays reference = ReferenceArrays.read("pywt_2d_periodization.npz");
    double[] h = Wavelet.named("db2").lowpass();
    Wavelet mirrored = new Wavelet("mirrored", new double[] {h[3], h[2], h[1], h[0]});
    for (int side : new int[] {32, 8, 4}) {
      WaveletStep step = new WaveletStep(mirrored, Grid.cube(2, side));
      double[] coarse = coarse(step, reference.get("db2_" + side + "_x"));
      assertThat(Dense.distance(coarse, reference.get("db2_" + side + "_approx")))
          .isGreaterThan(0.1);
    }
  }

  private static double[] coarse(WaveletStep step, double[] x) {
    double[] coarse = new double[step.coarse().sites()];
    step.coarsen(x, 1, step.scratch(1), coarse);
    return coarse;
  }

  private static double[] details(WaveletStep step, double[] x) {
    double[] details = new double[step.bands() * step.coarse().sites()];
    step.details(x, 1, step.scratch(1), details);
    return details;
  }
}
