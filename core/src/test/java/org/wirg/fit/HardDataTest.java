package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.field.Progress;
import org.wirg.hamiltonian.LatticeForm;
import org.wirg.lattice.Phi4;
import org.wirg.lattice.SimulationOptions;
import org.wirg.sample.LevelPlan;
import org.wirg.sample.SampleOptions;
import org.wirg.sample.Sampler;

/** Data that are hard on numbers: a fit and its sample are finite, or refused in words. */
class HardDataTest {
  private static final Grid GRID = Grid.of(8, 8);
  private static final FitOptions OPTIONS = new FitOptions("db2", 1, 1, 8, true, false, 1, 1);

  private static double[] rows(int count, long seed) {
    return Draws.gaussian(Draws.free(GRID, 1), count, seed);
  }

  /** Fits and draws; returns the words of a refusal, or nothing. */
  private static String story(double[] rows, FitOptions options) {
    try {
      Model model = Draws.fit(GRID, rows, options);
      assertThat(numbers(model)).allMatch(Double::isFinite);
      for (double value : sample(model)) {
        assertThat(value).isFinite();
      }
      return "";
    } catch (InputRejected e) {
      assertThat(e.getMessage()).contains("found").hasSizeLessThan(600);
      return String.valueOf(e.getMessage());
    }
  }

  /** Everything that has no unit, then everything that has one. */
  private static List<Double> numbers(Model model) {
    List<Double> numbers = new ArrayList<>();
    List<Level> levels = new ArrayList<>(model.levels());
    levels.add(model.coarsest());
    levels.addAll(model.hamiltonians().levels());
    for (Level level : levels) {
      Arrays.stream(level.energy().theta()).forEach(numbers::add);
      Arrays.stream(level.estimate().covariance()).forEach(numbers::add);
      numbers.add(level.detailSigma());
    }
    return numbers;
  }

  private static double[] sample(Model model) {
    Sampler sampler = new Sampler(model, new SampleOptions(SampleOptions.Method.HMC, 3, 1));
    List<LevelPlan> plans = sampler.calibrate(Progress.NONE);
    List<LevelPlan> few =
        plans.stream()
            .map(
                p ->
                    new LevelPlan(
                        p.level(),
                        p.size(),
                        p.pilotSize(),
                        p.transition(),
                        Math.min(p.iterations(), 20),
                        p.acceptance(),
                        p.slowest(),
                        p.tau(),
                        p.tauError(),
                        p.rHat(),
                        p.broken()))
            .toList();
    double[] fields = new double[8 * model.grid().sites()];
    sampler.draw(
        few, 8, (some, n) -> System.arraycopy(some, 0, fields, 0, some.length), Progress.NONE);
    return fields;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void hardlyAnyFields(int count) {
    String refusal = story(rows(count, 5), OPTIONS);
    if (count == 1) {
      assertThat(refusal).contains("at least 2 fields");
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 1e-7, 1e-12})
  void allFieldsAlmostTheSame(double noise) {
    double[] one = rows(1, 6);
    double[] other = rows(100, 7);
    double[] rows = new double[other.length];
    Arrays.setAll(rows, i -> one[i % one.length] + noise * other[i]);
    story(rows, OPTIONS);
  }

  @Test
  void allFieldsTheSame() {
    double[] one = rows(1, 6);
    double[] rows = new double[100 * one.length];
    Arrays.setAll(rows, i -> one[i % one.length]);
    story(rows, OPTIONS);
  }

  /** Far more splines than the data have values: functions that no data tell apart. */
  @Test
  void fewValues() {
    // No chains: the wells are apart, and the longest pilot runs would tell.
    Model model = Draws.fit(GRID, few(3, 100), few(12));
    assertThat(numbers(model)).allMatch(Double::isFinite);
  }

  @Tag("deep")
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void fewValuesAndManySplines(int values) {
    story(few(values, 100), few(40));
  }

  private static FitOptions few(int splines) {
    return new FitOptions("haar", 1, 1, splines, true, false, 1, 1);
  }

  private static double[] few(int values, int count) {
    Random random = new Random(8);
    double[] rows = new double[count * 64];
    Arrays.setAll(rows, i -> random.nextInt(values) - 0.5 * (values - 1));
    return rows;
  }

  /** Two values that are far from all others, which are one. */
  @Test
  void outliers() {
    double[] rows = rows(100, 9);
    rows[100] = 1e6;
    rows[5000] = -1e6;
    story(rows, OPTIONS);
  }

  @Test
  void constantFields() {
    double[] rows = rows(100, 9);
    Arrays.fill(rows, 64, 128, 3);
    assertThat(story(rows, OPTIONS)).contains("field 1 constant");
    Arrays.fill(rows, 3);
    assertThat(story(rows, OPTIONS)).contains("constant");
  }

  /** Two wells: every field is magnetised one way or the other. */
  @Test
  void anOrderedPhase() throws IOException {
    double[] rows = new double[200 * 64];
    int[] at = {0};
    new Phi4(GRID, 0.8)
        .simulate(
            new SimulationOptions(200, 3, 1, 0),
            (fields, n) -> {
              System.arraycopy(fields, 0, rows, at[0], n * 64);
              at[0] += n * 64;
            },
            Progress.NONE);
    assertThat(story(rows, new FitOptions("db2", 1, 1, 12, true, true, 1, 1))).isEmpty();
  }

  /** Powers of two change units, and not one bit else: of coefficients, couplings and samples. */
  @ParameterizedTest
  @ValueSource(doubles = {0x1p-100, 0x1p100})
  void extremeUnits(double unit) {
    double[] rows = rows(200, 4);
    Model plain = fit(rows);
    Model scaled = fit(Arrays.stream(rows).map(v -> unit * v).toArray());
    assertThat(numbers(scaled)).isEqualTo(numbers(plain));
    assertThat(scaled.mean()).isEqualTo(unit * plain.mean());
    for (int l = 0; l < plain.levels().size(); l++) {
      assertThat(scaled.levels().get(l).sigma()).isEqualTo(unit * plain.levels().get(l).sigma());
      List<LatticeForm.Coupling> couplings = couplings(plain, l);
      List<LatticeForm.Coupling> others = couplings(scaled, l);
      for (int c = 0; c < couplings.size(); c++) {
        // phi K phi has no unit.
        assertThat(unit * others.get(c).value() * unit).isEqualTo(couplings.get(c).value());
      }
    }
    double[] expected = Arrays.stream(sample(plain)).map(v -> unit * v).toArray();
    assertThat(sample(scaled)).isEqualTo(expected);
  }

  private static Model fit(double[] rows) {
    return Draws.fit(GRID, rows, OPTIONS);
  }

  private static List<LatticeForm.Coupling> couplings(Model model, int l) {
    return LatticeForm.of(model, model.hamiltonians().levels().get(l)).kernel();
  }

  /** Units that are no power of two cost rounding; far out they cost no more. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-30, 1e30})
  void unitsOfOtherNumbers(double unit) {
    double[] rows = Arrays.stream(rows(200, 4)).map(v -> unit * v).toArray();
    assertThat(story(rows, OPTIONS)).isEmpty();
  }

  /** What no double can hold the powers of is refused. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-200, 1e-60, 1e60, 1e200, 1e-310})
  void unitsBeyondSquares(double unit) {
    double[] rows = Arrays.stream(rows(200, 4)).map(v -> unit * v).toArray();
    assertThat(story(rows, OPTIONS)).isNotEmpty();
  }
}
