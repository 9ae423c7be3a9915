package org.wirg.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.wirg.field.Dataset;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;
import org.wirg.field.Transform;
import org.wirg.field.TransformedDataset;
import org.wirg.internal.random.Purpose;
import org.wirg.internal.random.RandomStream;

/** What data choose, on functions of normal deviates. */
final class TransformChoiceTest {
  private static final Grid GRID = Grid.of(16, 16);
  private static final int FIELDS = 400;

  private static MemoryDataset normal(DoubleUnaryOperator map) {
    RandomStream random = new RandomStream(8, Purpose.RESAMPLE, 3);
    double[] values = new double[FIELDS * GRID.sites()];
    Arrays.setAll(values, i -> map.applyAsDouble(random.nextNormal()));
    return new MemoryDataset(GRID, values);
  }

  private static Transform chosen(String words, Dataset data) throws IOException {
    return TransformChoice.parse(words).of(data, Progress.NONE);
  }

  private static double[] all(Dataset data) throws IOException {
    double[] all = new double[(int) data.count() * data.grid().sites()];
    data.read(0, (int) data.count(), all);
    return all;
  }

  /** 102,400 values: the offset of a lognormal law to a few per cent, 5 errors or so. */
  @Test
  void logFindsTheOffsetOfLognormalFields() throws IOException {
    Dataset data = normal(z -> Math.exp(0.3 * z) - 1);
    assertThat(chosen("log", data))
        .isInstanceOfSatisfying(
            Transform.Log.class, log -> assertThat(log.offset()).isCloseTo(1, Offset.offset(0.05)));
  }

  /** ln phi is exact where the skewness gives an offset of its own noise. */
  @Test
  void logOfPositiveLognormalFieldsHasNoOffset() throws IOException {
    assertThat(chosen("log", normal(z -> Math.exp(0.7 * z)))).isEqualTo(new Transform.Log(0));
    assertThat(chosen("log", normal(z -> 5 * Math.exp(0.2 * z)))).isEqualTo(new Transform.Log(0));
    // Positive, but lognormal above 1 only.
    Transform.Log shifted = (Transform.Log) chosen("log", normal(z -> 1 + Math.exp(0.7 * z)));
    assertThat(shifted.offset()).isBetween(-1.1, -0.8);
  }

  /** A few values far below a lognormal law: they decide. */
  @Test
  void logIsPositiveOnAllData() throws IOException {
    Dataset data = normal(z -> z < -3 ? -2 : Math.exp(0.3 * z) - 1);
    double[] values = all(data);
    Transform.Log log = (Transform.Log) chosen("log", data);
    assertThat(log.offset()).isGreaterThan(2).isLessThan(2.05);
    assertThat(all(TransformedDataset.forward(data, log))).hasSameSizeAs(values);
    assertThatThrownBy(() -> chosen("log", normal(z -> -z * z)))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("skewness");
  }

  @Test
  void standardiseAndAsinhTakeTheMoments() throws IOException {
    Dataset data = normal(z -> 250 + 3 * z);
    double[] values = all(data);
    double mean = Arrays.stream(values).sum() / values.length;
    double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / values.length;
    Transform.Standardise s = (Transform.Standardise) chosen("standardise", data);
    assertThat(s.mean()).isCloseTo(mean, Offset.offset(1e-10));
    assertThat(s.deviation()).isCloseTo(Math.sqrt(variance), Offset.offset(1e-10));
    assertThat(chosen("asinh", data)).isEqualTo(new Transform.Asinh(s.deviation()));
  }

  /**
   * Any smooth law becomes normal: its distribution function within 0.002, moments of the tails
   * too.
   */
  @Test
  void rankMakesEveryLawNormal() throws IOException {
    for (DoubleUnaryOperator law :
        List.<DoubleUnaryOperator>of(
            z -> 1e-3 * z, z -> Math.exp(z) - 7, z -> z * z * z + z, z -> Math.sinh(1.5 * z))) {
      Dataset data = normal(law);
      double[] y = all(TransformedDataset.forward(data, chosen("rank", data)));
      double[] moments = new double[5];
      for (double v : y) {
        for (int p = 1; p <= 4; p++) {
          moments[p] += Math.pow(v, p) / y.length;
        }
      }
      assertThat(moments[1]).isCloseTo(0, Offset.offset(0.002));
      assertThat(moments[2]).isCloseTo(1, Offset.offset(0.005));
      assertThat(moments[3]).isCloseTo(0, Offset.offset(0.02));
      assertThat(moments[4]).isCloseTo(3, Offset.offset(0.06));
      Arrays.sort(y);
      for (int i = 0; i < y.length; i += 1000) {
        double expected = org.wirg.internal.random.Normal.quantile((i + 0.5) / y.length);
        double share = Math.exp(-0.5 * expected * expected) * (y[i] - expected) / 2.5;
        assertThat(share).isCloseTo(0, Offset.offset(0.002));
      }
    }
  }

  /** Half of the values are equal: they go to one place and come back. */
  @Test
  void rankCopesWithEqualValues() throws IOException {
    Dataset data = normal(z -> Math.max(0, z));
    Transform rank = chosen("rank", data);
    assertThat(rank.inverse(rank.forward(0))).isCloseTo(0, Offset.offset(1e-12));
    assertThatThrownBy(() -> chosen("rank", normal(z -> z > 0 ? 1 : 0)))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("continuously");
  }

  /** More values than are kept: the fields that are kept are spread evenly. */
  @Test
  void largeDataChooseByASample() throws IOException {
    MemoryDataset small = normal(z -> z);
    Dataset large =
        new Dataset() {
          @Override
          public Grid grid() {
            return GRID;
          }

          @Override
          public long count() {
            return 50_000;
          }

          @Override
          public void read(long first, int count, double[] fields) {
            small.read(first % FIELDS, count, fields);
          }
        };
    Transform.Rank of = (Transform.Rank) chosen("rank", large);
    double[] x = of.map().x();
    double[] y = of.map().y();
    for (int k = 8; k < x.length - 8; k++) {
      assertThat(x[k]).isCloseTo(y[k], Offset.offset(0.05));
    }
  }

  @Test
  void takesNumbersAsTheyAre() throws IOException {
    Dataset data = normal(z -> z);
    assertThat(chosen("log:0.05", data)).isEqualTo(new Transform.Log(0.05));
    assertThat(chosen("log:0", data)).isEqualTo(new Transform.Log(0));
    assertThat(chosen("asinh:2e-3", data)).isEqualTo(new Transform.Asinh(2e-3));
    assertThat(chosen("standardise:1,2", data)).isEqualTo(new Transform.Standardise(1, 2));
    assertThat(TransformChoice.parse("standardise:1,2")).hasToString("standardise:1.0,2.0");
    for (String wrong :
        List.of(
            "", "sqrt", "LOG", "log:", "log:a", "log:1,2", "rank:1", "standardise:1", "asinh:1,")) {
      assertThatThrownBy(() -> TransformChoice.parse(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a transform is");
    }
    assertThatThrownBy(() -> chosen("asinh:-1", data)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> chosen("asinh", normal(z -> 3)))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("all equal");
  }
}
