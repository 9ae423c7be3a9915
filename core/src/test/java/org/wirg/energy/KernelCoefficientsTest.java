package org.wirg.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.field.Grid;
import org.wirg.wavelet.Wavelet;
import org.wirg.wavelet.WaveletStep;

class KernelCoefficientsTest {
  private static final List<Grid> GRIDS =
      List.of(
          Grid.of(2),
          Grid.of(16),
          Grid.of(2, 2),
          Grid.of(4, 4),
          Grid.of(16, 16),
          Grid.of(8, 4),
          Grid.of(4, 4, 8));

  @ParameterizedTest
  @ValueSource(strings = {"haar", "db2", "db4"})
  void areThoseOfTheGradients(String wavelet) {
    for (Grid grid : GRIDS) {
      for (boolean isotropic : new boolean[] {false, true}) {
        for (int lanes : new int[] {1, 3, 8}) {
          QuadraticKernel kernel = new QuadraticKernel(grid, grid.rank() == 3 ? 1 : 3, isotropic);
          WaveletStep step = new WaveletStep(Wavelet.named(wavelet), grid);
          double[] x =
              new Random(grid.sites()).doubles((long) grid.sites() * lanes, -1, 1).toArray();
          int count = kernel.parameters();
          int values = step.coarse().sites() * lanes;
          double[][] coarse = new double[count + 1][values];
          double[][] details = new double[count + 1][step.bands() * values];
          WaveletStep.Scratch scratch = step.scratch(lanes);
          KernelCoefficients coefficients = new KernelCoefficients(kernel, step);
          coefficients.of(x, lanes, coefficients.scratch(lanes), coarse, details, 1);
          double[][] gradients = new double[count][x.length];
          kernel.gradients(x, lanes, gradients, 0);
          assertThat(coarse[0]).containsOnly(0);
          assertThat(details[0]).containsOnly(0);
          for (int o = 0; o < count; o++) {
            double[] low = new double[values];
            double[] high = new double[step.bands() * values];
            step.coarsen(gradients[o], lanes, scratch, low);
            step.details(gradients[o], lanes, scratch, high);
            String what = kernel.label(o) + " on " + grid + ", " + lanes + " lanes";
            assertThat(coarse[o + 1]).as(what).containsExactly(low, within(1e-13));
            assertThat(details[o + 1]).as(what).containsExactly(high, within(1e-13));
          }
        }
      }
    }
  }

  @Test
  void aKernelOnAnotherGridIsRefused() {
    QuadraticKernel kernel = new QuadraticKernel(Grid.of(8, 8), 1, false);
    WaveletStep step = new WaveletStep(Wavelet.named("db2"), Grid.of(4, 4));
    assertThatThrownBy(() -> new KernelCoefficients(kernel, step))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the kernel must be on 4x4; found one on 8x8");
  }
}
