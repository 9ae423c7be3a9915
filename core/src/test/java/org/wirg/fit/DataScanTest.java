package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.wirg.energy.SplineBasis;
import org.wirg.field.Grid;
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;
import org.wirg.internal.parallel.Threads;
import org.wirg.internal.random.Purpose;
import org.wirg.internal.random.RandomStream;
import org.wirg.wavelet.Pyramid;
import org.wirg.wavelet.Wavelet;

class DataScanTest {
  private static final Grid GRID = Grid.of(32, 32);
  private static final int SPLINES = 20;

  /** Independent values, a function of uniform numbers. */
  private static double[] values(int fields, DoubleUnaryOperator of) {
    RandomStream random = new RandomStream(7, Purpose.START, 0);
    double[] values = new double[fields * GRID.sites()];
    Arrays.setAll(values, i -> of.applyAsDouble(random.nextUniform()));
    return values;
  }

  private static DataScan scan(double[] values, boolean even, int threads) {
    MemoryDataset data = new MemoryDataset(GRID, values);
    Pyramid pyramid = new Pyramid(Wavelet.named("haar"), GRID, 2);
    return DataScan.of(
        data, pyramid, even, new FieldBlocks(data, new Threads(threads), Progress.NONE));
  }

  @Test
  void rareValuesAreThoseThatSortingFinds() {
    double[] values = values(300, u -> -StrictMath.log(u));
    DataScan scan = scan(values, true, 1);
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int rare = values.length / 1000;
    assertThat(scan.rareLow()[0]).isEqualTo(sorted[rare - 1] / scan.sigma()[0]);
    assertThat(scan.rareHigh()[0]).isEqualTo(sorted[sorted.length - rare] / scan.sigma()[0]);
    assertThat(scan(values, true, 3).rareHigh()).isEqualTo(scan.rareHigh());
  }

  @Test
  void noMoreThanAThousandAreRareHoweverManyThereAre() {
    double[] values = values(3000, u -> -StrictMath.log(u));
    DataScan scan = scan(values, true, 2);
    double limit = scan.rareHigh()[0] * scan.sigma()[0];
    // A third of the fields tells it from 333 values: the scatter of the count is 5 %.
    assertThat(Arrays.stream(values).filter(v -> v >= limit).count()).isBetween(800L, 1200L);
  }

  @Test
  void fewFieldsHaveNoRareValues() {
    DataScan scan = scan(values(2, u -> u), false, 1);
    assertThat(scan.rareHigh()[2]).isEqualTo(scan.high()[2]);
    assertThat(scan.rareLow()[2]).isEqualTo(scan.low()[2]);
  }

  @Test
  void splinesEndWhereLongTailsAreRare() {
    DataScan scan = scan(values(300, u -> -StrictMath.log(u)), false, 1);
    SplineBasis splines = scan.splines(0, SPLINES, false);
    assertThat(splines.low()).isEqualTo(scan.low()[0]);
    assertThat(splines.high()).isEqualTo(scan.rareHigh()[0]).isLessThan(scan.high()[0] - 2);
    assertThat(splines.tailLow()).isZero();
    assertThat(splines.dataHigh())
        .isBetween(scan.high()[0], scan.high()[0] + splines.width() * (1 + 1e-12));
    SplineBasis even = scan.splines(0, SPLINES, true);
    assertThat(even.low()).isEqualTo(-even.high());
    assertThat(even.high()).isEqualTo(scan.rareHigh()[0]);
  }

  @Test
  void splinesHoldShortTailsWhole() {
    DataScan scan = scan(values(300, u -> StrictMath.cbrt(2 * u - 1)), false, 1);
    SplineBasis splines = scan.splines(0, SPLINES, false);
    assertThat(splines.low()).isEqualTo(scan.low()[0]).isLessThan(scan.rareLow()[0]);
    assertThat(splines.high()).isEqualTo(scan.high()[0]);
  }
}
