package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** Sums over fields and what is read off them, against their definitions. */
final class MomentsTest {
  private static final int PARAMETERS = 3;

  private static double[][] moments(long seed, int lanes) {
    Random random = new Random(seed);
    double[][] u = new double[PARAMETERS][lanes];
    for (double[] row : u) {
      Arrays.setAll(row, lane -> 2 + random.nextGaussian());
    }
    return u;
  }

  @Test
  void differencesHaveTheirMeanAndCovariance() {
    double share = 0.25;
    int[] widths = {5, 3};
    MomentDifferences found = new MomentDifferences(PARAMETERS);
    MomentDifferences rest = new MomentDifferences(PARAMETERS);
    double[][] d = new double[PARAMETERS][8];
    int field = 0;
    for (int batch = 0; batch < widths.length; batch++) {
      double[][] model = moments(2 * batch, widths[batch]);
      double[][] data = moments(2 * batch + 1, widths[batch]);
      (batch == 0 ? found : rest).add(model, share, data);
      for (int lane = 0; lane < widths[batch]; lane++, field++) {
        for (int m = 0; m < PARAMETERS; m++) {
          d[m][field] = share * model[m][lane] - data[m][lane];
        }
      }
    }
    found = found.plus(rest);
    assertThat(found.count()).isEqualTo(8);
    DMatrixRMaj covariance = found.covariance();
    for (int m = 0; m < PARAMETERS; m++) {
      double mean = Arrays.stream(d[m]).average().orElseThrow();
      assertThat(found.mean()[m]).isCloseTo(mean, within(1e-13));
      for (int n = 0; n < PARAMETERS; n++) {
        double other = Arrays.stream(d[n]).average().orElseThrow();
        double expected = 0;
        for (int f = 0; f < 8; f++) {
          expected += (d[m][f] - mean) * (d[n][f] - other) / 8;
        }
        assertThat(covariance.get(m, n)).isCloseTo(expected, within(1e-12));
      }
      assertThat(found.variance(m)).isCloseTo(covariance.get(m, m), within(1e-14));
    }
  }

  /** v^T C^-1 v by hand; directions of no variance do not count. */
  @Test
  void chiSquaredIsItsQuadraticForm() {
    DMatrixRMaj c = new DMatrixRMaj(new double[][] {{4, 1}, {1, 9}});
    ChiSquared full = ChiSquared.of(new double[] {2, -3}, c);
    // C^-1 = (9, -1; -1, 4) / 35
    assertThat(full.value()).isCloseTo((9 * 4 + 2 * 6 + 4 * 9) / 35.0, within(1e-12));
    assertThat(full.directions()).isEqualTo(2);
    DMatrixRMaj flat = new DMatrixRMaj(new double[][] {{4, 0}, {0, 0}});
    ChiSquared one = ChiSquared.of(new double[] {6, 5}, flat);
    assertThat(one.value()).isCloseTo(9, within(1e-12));
    assertThat(one.directions()).isEqualTo(1);
    // Two copies of one number are one direction.
    DMatrixRMaj twice = new DMatrixRMaj(new double[][] {{1, 2}, {2, 4}});
    ChiSquared copies = ChiSquared.of(new double[] {3, 6}, twice);
    assertThat(copies.value()).isCloseTo(9, within(1e-9));
    assertThat(copies.directions()).isEqualTo(1);
  }
}
