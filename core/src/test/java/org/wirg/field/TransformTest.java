package org.wirg.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** There and back, rising everywhere, with the slope that it says. */
final class TransformTest {
  private static final int DRAWS = 20_000;

  /** A rank map with a steep middle, a flat tail and uneven points. */
  private static final Transform RANK =
      new Transform.Rank(
          new MonotoneCubic(
              new double[] {-3, -1, -0.9, -0.899, 0, 0.25, 4, 90, 100},
              new double[] {-4, -2.5, -2.4, -0.5, 0, 0.1, 3, 3.5, 4}));

  /**
   * A transform and where it lives.
   *
   * @param low lower end of the data in units of size; negative infinity for none
   */
  record Case(Transform transform, double low, double size) {
    /** A value of any size, far beyond the data too, within the domain. */
    double draw(Random random) {
      double value = size * Math.exp(12 * random.nextGaussian());
      value = random.nextBoolean() ? value : -value;
      return Double.isInfinite(low) ? value : low + Math.abs(value);
    }

    @Override
    public String toString() {
      return transform.formula();
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(Transform.none(), Double.NEGATIVE_INFINITY, 1),
        new Case(new Transform.Log(1), -1, 1),
        new Case(new Transform.Log(0.02), -0.02, 0.01),
        new Case(new Transform.Log(0), 0, 1),
        new Case(new Transform.Log(-250), 250, 10),
        new Case(new Transform.Asinh(1), Double.NEGATIVE_INFINITY, 1),
        new Case(new Transform.Asinh(3e-5), Double.NEGATIVE_INFINITY, 1e-5),
        new Case(new Transform.Standardise(250, 3), Double.NEGATIVE_INFINITY, 3),
        new Case(RANK, Double.NEGATIVE_INFINITY, 1));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void thereAndBack(Case of) {
    Random random = new Random(1);
    for (int n = 0; n < DRAWS; n++) {
      double phi = of.draw(random);
      double back = of.transform.inverse(of.transform.forward(phi));
      double unit = Math.abs(phi) + Math.abs(Double.isInfinite(of.low) ? of.size : of.low);
      assertThat(Math.abs(back - phi)).as("%s", phi).isLessThanOrEqualTo(1e-12 * unit);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void backAndThere(Case of) {
    Random random = new Random(2);
    for (int n = 0; n < DRAWS; n++) {
      double y = 6 * random.nextGaussian();
      double phi = of.transform.inverse(y);
      assertThat(phi).isFinite();
      // y is told no better than phi tells it: one part in 2^52 of phi and of the offset.
      double lost = 1e-15 * (Math.abs(phi) + Math.abs(Double.isInfinite(of.low) ? 0 : of.low));
      double blurred = lost * Math.exp(of.transform.logSlope(phi));
      assertThat(of.transform.forward(phi))
          .isCloseTo(y, Offset.offset(1e-12 * (1 + Math.abs(y)) + blurred));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void risesAndSaysHowSteeply(Case of) {
    Random random = new Random(3);
    for (int n = 0; n < DRAWS; n++) {
      double y = 3 * random.nextGaussian();
      double phi = of.transform.inverse(y);
      double step = 1e-6 * Math.exp(-of.transform.logSlope(phi));
      double low = of.transform.forward(phi - step);
      double high = of.transform.forward(phi + step);
      assertThat(high).isGreaterThan(low);
      double slope = Math.exp(of.transform.logSlope(phi));
      // A kink of the second derivative at a point of the rank map is within this too.
      assertThat((high - low) / (2 * step)).isCloseTo(slope, Offset.offset(2e-3 * slope));
      double other = of.transform.inverse(y + 1e-9);
      assertThat(other).isGreaterThanOrEqualTo(phi);
    }
  }

  @Test
  void areTheFormulas() {
    Offset<Double> close = Offset.offset(1e-15);
    assertThat(new Transform.Log(1).forward(1e-9)).isCloseTo(1e-9 - 5e-19, Offset.offset(1e-24));
    assertThat(new Transform.Log(0.5).forward(1)).isCloseTo(Math.log(3), close);
    assertThat(new Transform.Log(0).forward(5)).isCloseTo(Math.log(5), close);
    assertThat(new Transform.Log(-2).forward(5)).isCloseTo(Math.log(3), close);
    assertThat(new Transform.Asinh(2).forward(-1.5)).isCloseTo(-Math.log(2), close);
    assertThat(new Transform.Asinh(1).forward(1e200)).isCloseTo(461.2101657793691, close);
    assertThat(new Transform.Standardise(3, 2).forward(7)).isEqualTo(2);
    assertThat(RANK.forward(4)).isEqualTo(3);
    assertThat(RANK.inverse(3.5)).isEqualTo(90);
    double slope = (RANK.forward(200) - RANK.forward(100)) / 100;
    assertThat(RANK.forward(1e6)).isCloseTo(4 + slope * (1e6 - 100), Offset.offset(1e-9));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void notANumberStaysOne(Case of) {
    assertThat(of.transform.forward(Double.NaN)).isNaN();
    assertThat(of.transform.inverse(Double.NaN)).isNaN();
  }

  @Test
  void refusesWhatDoesNotRise() {
    double nan = Double.NaN;
    double[][][] wrong = {
      {{1}, {1}},
      {{1, 2}, {1}},
      {{1, 1}, {1, 2}},
      {{1, 2}, {2, 2}},
      {{1, nan}, {1, 2}},
      {{nan, 2}, {1, 2}},
      {{1, 2}, {1, nan}},
      {{1, 2, 0}, {1, 2, 3}},
      {{-1e308, 1e308}, {1, 2}},
      {{0, 1}, {0, Double.POSITIVE_INFINITY}}
    };
    for (double[][] points : wrong) {
      assertThatThrownBy(() -> new MonotoneCubic(points[0], points[1]))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (double scale : new double[] {0, -1, nan, Double.POSITIVE_INFINITY, 1e-320}) {
      assertThatThrownBy(() -> new Transform.Asinh(scale)).hasMessageContaining("positive");
      assertThatThrownBy(() -> new Transform.Standardise(0, scale)).hasMessageContaining("found");
    }
    assertThatThrownBy(() -> new Transform.Log(nan)).hasMessageContaining("finite");
  }

  /** Random points: rising between all of them, and through them. */
  @Test
  void mapsRiseBetweenAnyPoints() {
    Random random = new Random(4);
    for (int n = 0; n < 300; n++) {
      int points = 2 + random.nextInt(20);
      double[] x = new double[points];
      double[] y = new double[points];
      for (int k = 1; k < points; k++) {
        x[k] = x[k - 1] + Math.exp(3 * random.nextGaussian());
        y[k] = y[k - 1] + Math.exp(3 * random.nextGaussian());
      }
      MonotoneCubic map = new MonotoneCubic(x, y);
      for (int k = 0; k < points; k++) {
        assertThat(map.value(x[k])).isEqualTo(y[k]);
        assertThat(map.inverse(y[k])).isEqualTo(x[k]);
      }
      double before = Double.NEGATIVE_INFINITY;
      for (int i = -50; i <= 1050; i++) {
        double at = x[points - 1] * i / 1000;
        assertThat(map.slope(at)).isPositive();
        assertThat(map.value(at)).isGreaterThan(before);
        before = map.value(at);
      }
    }
  }

  @Test
  void dataSetsGoThereAndBack() throws IOException {
    Grid grid = Grid.of(2, 2);
    double[] values = {0, 1, 2, 3, -0.5, 0.25, 7, 100};
    Dataset data = new MemoryDataset(grid, values);
    Transform log = new Transform.Log(1);
    double[] read = new double[8];
    Dataset forward = TransformedDataset.forward(data, log);
    assertThat(forward.count()).isEqualTo(2);
    assertThat(forward.grid()).isEqualTo(grid);
    forward.read(0, 2, read);
    assertThat(read[7]).isEqualTo(StrictMath.log1p(100));
    TransformedDataset.inverse(forward, log).read(0, 2, read);
    assertThat(read).containsExactly(values, Offset.offset(1e-13));
    assertThat(TransformedDataset.forward(data, Transform.none())).isSameAs(data);
    double[][] rows = new double[1][];
    log.undone(grid, (fields, n) -> rows[0] = fields).accept(new double[] {0, 1, 2, 3, 4}, 1);
    assertThat(rows[0]).hasSize(4);
    assertThat(rows[0][0]).isZero();
    assertThat(rows[0][3]).isCloseTo(Math.expm1(3), Offset.offset(1e-13));
  }

  @Test
  void saysWhereAValueHasNoImage() {
    Dataset data = new MemoryDataset(Grid.of(2, 2), new double[] {1, 2, 3, 4, 5, -2, 6, 7});
    double[] read = new double[4];
    Dataset forward = TransformedDataset.forward(data, new Transform.Log(1));
    assertThatThrownBy(() -> forward.read(1, 1, read))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("ln(1 + phi / 1.0)")
        .hasMessageContaining("-2.0 in field 1 at [0, 1]");
    Dataset back =
        TransformedDataset.inverse(
            new MemoryDataset(Grid.of(2, 2), new double[] {1, 2, 3, 4000}), new Transform.Asinh(1));
    assertThatThrownBy(() -> back.read(0, 1, read))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("the inverse of asinh");
  }
}
