package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.energy.ScalarPotential;
import org.wirg.field.Dataset;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;
import org.wirg.internal.kernel.NormalField;
import org.wirg.internal.random.Purpose;

/** What a fit takes, refuses and promises about its data. */
class FitInputTest {
  private static final Grid GRID = Grid.of(8, 8);
  private static final FitOptions OPTIONS = new FitOptions("db2", 1, 1, 8, false, false, 1, 1);

  private static double[] rows(Grid grid, int count) {
    return Draws.gaussian(Draws.free(grid, 1), count, 5);
  }

  /** Every number of a model. */
  private static List<double[]> numbers(Model model) {
    List<double[]> numbers = new ArrayList<>();
    List<Level> levels = new ArrayList<>(model.levels());
    levels.add(model.coarsest());
    for (Level level : levels) {
      numbers.add(level.energy().theta());
      numbers.add(level.estimate().covariance());
      numbers.add(
          new double[] {
            level.detailSigma(),
            level.estimate().conditionRaw(),
            level.estimate().conditionScaled(),
            level.estimate().undetermined()
          });
    }
    return numbers;
  }

  private static List<double[]> units(Model model) {
    List<double[]> units = new ArrayList<>();
    units.add(new double[] {model.mean()});
    model.levels().forEach(level -> units.add(new double[] {level.sigma()}));
    units.add(new double[] {model.coarsest().sigma()});
    return units;
  }

  private static void same(List<double[]> found, List<double[]> expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i)).as("array %s", i).isEqualTo(expected.get(i));
    }
  }

  @Test
  void aSingleField() {
    assertThatThrownBy(() -> Draws.fit(GRID, rows(GRID, 1), OPTIONS))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("at least 2 fields")
        .hasMessageContaining("found 1");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 17, 99, 129})
  void aConstantFieldIsNamed(int number) {
    double[] rows = rows(GRID, 130);
    Arrays.fill(rows, number * 64, (number + 1) * 64, 0.25);
    for (int threads : new int[] {1, 2}) {
      assertThatThrownBy(() -> Draws.fit(GRID, rows, OPTIONS.withThreads(threads)))
          .isInstanceOf(InputRejected.class)
          .hasMessageContaining("field " + number + " constant");
    }
  }

  @Test
  void nothingVaries() {
    double[] rows = new double[100 * 64];
    assertThatThrownBy(() -> Draws.fit(GRID, rows, OPTIONS)).isInstanceOf(InputRejected.class);
    // On one site a field cannot be told to be constant; all of them can.
    assertThatThrownBy(() -> Draws.fit(Grid.of(1), new double[100], OPTIONS))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("vary");
  }

  /** The same checkerboard in every field: details at level 1, nothing at the coarser ones. */
  @Test
  void noVarianceAtALevel() {
    double[] rows = new double[100 * 64];
    Arrays.setAll(rows, i -> (i / 8 + i % 8) % 2 == 0 ? 1 : -1);
    assertThatThrownBy(() -> Draws.fit(GRID, rows, OPTIONS))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("vary at every level");
  }

  /** Smooth fields of the Haar wavelet: each block of 2 x 2 sites has one value. */
  @Test
  void noDetailsAtAScale() {
    Grid coarse = Grid.of(4, 4);
    double[] small = rows(coarse, 100);
    double[] rows = new double[100 * 64];
    Arrays.setAll(rows, i -> small[i / 64 * 16 + i % 64 / 16 * 4 + i % 8 / 2]);
    FitOptions haar = new FitOptions("haar", 1, 1, 8, false, false, 1, 1);
    assertThatThrownBy(() -> Draws.fit(GRID, rows, haar))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("vary at every scale");
  }

  @Test
  void fewerCoefficientsThanParameters() {
    Grid grid = Grid.of(4, 4);
    FitOptions many = new FitOptions("db2", 1, 4, 8, false, false, 1, 1);
    assertThatThrownBy(() -> Draws.fit(grid, rows(grid, 2), many))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("as many wavelet coefficients as it has parameters")
        .hasMessageContaining("found 6 coefficients");
  }

  @Test
  void axesThatCannotBeHalved() {
    for (Grid grid : List.of(Grid.of(6, 6), Grid.of(12), Grid.of(7, 7), Grid.of(8, 4, 6))) {
      assertThatThrownBy(() -> Draws.fit(grid, rows(grid, 100), OPTIONS))
          .isInstanceOf(InputRejected.class)
          .hasMessageContaining(grid.toString());
    }
  }

  @Test
  void unknownWavelets() {
    FitOptions options = new FitOptions("db99", 1, 1, 8, false, false, 1, 1);
    assertThatThrownBy(() -> Draws.fit(GRID, rows(GRID, 100), options))
        .hasMessageContaining("db99");
  }

  /** A data set keeps its promise of finite values by refusing; the fit hands the reason on. */
  @Test
  void valuesThatAreNoNumbers() {
    double[] rows = rows(GRID, 100);
    rows[70] = Double.NaN;
    assertThatThrownBy(() -> new MemoryDataset(GRID, rows))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("NaN in field 1 at [0, 6]");
    for (int threads : new int[] {1, 3}) {
      Dataset late = new Watched(100, 90, new InputRejected("every value must be finite"));
      assertThatThrownBy(() -> Draws.fit(late, OPTIONS.withThreads(threads)))
          .isInstanceOf(InputRejected.class)
          .hasMessageContaining("finite");
    }
  }

  /** A data set that breaks its promise must not lead to a model. */
  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 1e200})
  void valuesThatTheDataSetShouldHaveRefused(double bad) {
    Dataset broken =
        new Watched(100, Long.MAX_VALUE, new InputRejected("never")) {
          @Override
          public void read(long first, int count, double[] fields) throws IOException {
            super.read(first, count, fields);
            if (first <= 40 && 40 < first + count) {
              fields[(int) (40 - first) * 64 + 3] = bad;
            }
          }
        };
    assertThatThrownBy(() -> Draws.fit(broken, OPTIONS))
        .isInstanceOfAny(InputRejected.class, IllegalArgumentException.class);
  }

  @Test
  void aFailingDisk() {
    Dataset broken =
        new Watched(300, Long.MAX_VALUE, new InputRejected("never")) {
          @Override
          public void read(long first, int count, double[] fields) throws IOException {
            if (first >= 256) {
              throw new IOException("disk gone");
            }
            super.read(first, count, fields);
          }
        };
    for (int threads : new int[] {1, 2}) {
      assertThatThrownBy(() -> Draws.fit(broken, OPTIONS.withThreads(threads)))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("disk gone");
    }
  }

  /** Fields made when they are read; remembers how it was read. */
  private static class Watched implements Dataset {
    private final long count;
    private final long refused;
    private final InputRejected reason;
    final AtomicLong largest = new AtomicLong();
    final AtomicLong fieldsRead = new AtomicLong();

    Watched(long count, long refused, InputRejected reason) {
      this.count = count;
      this.refused = refused;
      this.reason = reason;
    }

    @Override
    public Grid grid() {
      return GRID;
    }

    @Override
    public long count() {
      return count;
    }

    @Override
    public void read(long first, int fields, double[] into) throws IOException {
      if (first < 0 || fields < 1 || first + fields > count || into.length < fields * 64) {
        throw new IllegalArgumentException(first + " + " + fields + " of " + count);
      }
      largest.accumulateAndGet(fields, Math::max);
      fieldsRead.addAndGet(fields);
      for (int f = 0; f < fields; f++) {
        if (first + f == refused) {
          throw reason;
        }
        double[] one = new double[64];
        NormalField.fill(one, 64, 1, 3, Purpose.GAUSSIAN_FIELD, 0, 0, Math.toIntExact(first) + f);
        System.arraycopy(one, 0, into, f * 64, 64);
      }
    }
  }

  @Test
  void dataAreReadBlockByBlockAFewTimes() {
    int count = 5000;
    Watched data = new Watched(count, Long.MAX_VALUE, new InputRejected("never"));
    Model model = Draws.fit(data, OPTIONS);
    assertThat(model.levels()).hasSize(3);
    assertThat(data.largest.get()).as("fields asked for at once").isLessThanOrEqualTo(64);
    assertThat(data.fieldsRead.get())
        .as("five passes and a few")
        .isLessThanOrEqualTo(5L * count + 130);
  }

  /** Work that is done or waiting is bounded: reading runs ahead by a few blocks per thread. */
  @Test
  void readingDoesNotRunAway() {
    int threads = 3;
    Watched data = new Watched(20_000, Long.MAX_VALUE, new InputRejected("never"));
    long[] furthest = {0};
    Progress progress =
        new Progress() {
          private long done;

          @Override
          public void begin(String what, long total) {
            done = what.equals("scanning") ? 0 : Long.MIN_VALUE;
          }

          @Override
          public void advance(long steps) {
            done += steps;
            if (done > 0) {
              furthest[0] = Math.max(furthest[0], data.fieldsRead.get() - 64 * done);
            }
          }
        };
    Fit.of(data, OPTIONS.withThreads(threads), Draws.PROVENANCE, progress);
    assertThat(furthest[0]).isPositive().isLessThanOrEqualTo(64L * (2 * threads + 2));
  }

  @Test
  void threadsChangeNothing() {
    double[] rows = rows(GRID, 333);
    Model one = Draws.fit(GRID, rows, OPTIONS);
    for (int threads : new int[] {2, 3}) {
      Model many = Draws.fit(GRID, rows, OPTIONS.withThreads(threads));
      same(numbers(many), numbers(one));
      same(units(many), units(one));
    }
  }

  /** Powers of two change units, not one bit of what is learned. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void unitsDoNotMatter(boolean even) {
    FitOptions options = new FitOptions("db2", 1, 2, 10, even, even, 1, 1);
    double[] rows = rows(GRID, 300);
    Model plain = Draws.fit(GRID, rows, options);
    for (double factor : new double[] {0x1p20, 0x1p-30}) {
      double[] scaled = Arrays.stream(rows).map(v -> factor * v).toArray();
      Model model = Draws.fit(GRID, scaled, options);
      same(numbers(model), numbers(plain));
      List<double[]> expected = new ArrayList<>();
      for (double[] unit : units(plain)) {
        expected.add(new double[] {factor * unit[0]});
      }
      same(units(model), expected);
    }
  }

  /** A mean of 2^20 standard deviations costs 20 of 52 bits, and nothing else. */
  @Test
  void aMeanIsTakenOut() {
    double[] rows = rows(GRID, 300);
    Model plain = Draws.fit(GRID, rows, OPTIONS);
    double[] moved = Arrays.stream(rows).map(v -> v + 0x1p20).toArray();
    Model model = Draws.fit(GRID, moved, OPTIONS);
    assertThat(model.mean() - 0x1p20).isCloseTo(plain.mean(), within(1e-9));
    for (int j = 0; j < 3; j++) {
      Level a = plain.levels().get(j);
      Level b = model.levels().get(j);
      assertThat(b.sigma()).isCloseTo(a.sigma(), within(1e-8));
      int p = a.energy().theta().length;
      for (int m = 0; m < p; m++) {
        assertThat(b.energy().theta()[m])
            .as("coefficient %s of level %s", m, j + 1)
            .isCloseTo(a.energy().theta()[m], within(tolerance(j) * a.estimate().error(m, p)));
      }
    }
  }

  /**
   * Agreement of two fits whose data are the same up to rounding or reflection, in error bars.
   * Level 1 is a linear solve. The coarser levels are Monte Carlo estimates whose paths part: each
   * has a noise of sqrt(1/7) of its error bar, the difference one of 0.53, and 2.5 is 4.7 times
   * that: a false alarm in 10^5.
   */
  private static double tolerance(int level) {
    return level == 0 ? 1e-3 : 2.5;
  }

  @Test
  void evenLawsHaveNoMeanAndEvenPotentials() {
    double[] rows = rows(GRID, 300);
    Model model = Draws.fit(GRID, rows, new FitOptions("db2", 1, 1, 8, true, true, 1, 1));
    assertThat(model.mean()).isZero();
    for (Level level : model.levels()) {
      ScalarPotential potential = (ScalarPotential) level.energy().terms().get(1);
      assertThat(potential.even()).isTrue();
      assertThat(potential.basis().low()).isEqualTo(-potential.basis().high());
    }
    double[] negated = Arrays.stream(rows).map(v -> -v).toArray();
    Model mirror = Draws.fit(GRID, negated, new FitOptions("db2", 1, 1, 8, true, true, 1, 1));
    for (int j = 0; j < 3; j++) {
      double[] a = model.levels().get(j).energy().theta();
      double[] b = mirror.levels().get(j).energy().theta();
      for (int m = 0; m < a.length; m++) {
        double error = model.levels().get(j).estimate().error(m, a.length);
        assertThat(b[m]).isCloseTo(a[m], within(tolerance(j) * error));
      }
    }
  }
}
