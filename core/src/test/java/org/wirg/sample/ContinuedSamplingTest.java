package org.wirg.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.field.Grid;
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;
import org.wirg.wavelet.Wavelet;
import org.wirg.wavelet.WaveletStep;

/** What sampling keeps to go on from, what of it travels, and fields drawn on given coarse ones. */
final class ContinuedSamplingTest {
  private static final Wavelet DB2 = Wavelet.named("db2");
  private static final Grid GRID = Grid.of(8, 8);
  private static final double MEAN = -3;
  private static final double SIGMA = 1.5;
  private static final Model MODEL = white();
  private static final List<LevelPlan> PLANS = plans();

  /** White noise on two levels and a coarsest field of 2x2 sites. */
  private static Model white() {
    return Laws.model(
        GRID,
        DB2,
        MEAN,
        List.of(details(1, GRID), details(2, GRID.coarser())),
        Laws.coarsest(2, SIGMA, Grid.of(2, 2), Laws.WIDE, Laws.parabola(Laws.WIDE, 1)));
  }

  private static Level details(int level, Grid fine) {
    WaveletStep step = new WaveletStep(DB2, fine);
    double[] unit = Laws.parabola(Laws.WIDE, 1);
    return Laws.level(level, SIGMA, 1, Laws.details(step, new double[0], Laws.WIDE, unit));
  }

  private static LevelPlan plan(int level, int size, double step) {
    return new LevelPlan(
        level, size, size, new Transition(step, 2), 4 + level, 0.9, "psi", 0.8, 0.1, 1.01, level);
  }

  private static List<LevelPlan> plans() {
    return List.of(plan(1, 8, 0.7), plan(2, 4, 0.8), plan(3, 2, 0.9));
  }

  private static List<Level> levels() {
    return List.of(MODEL.levels().get(0), MODEL.levels().get(1), MODEL.coarsest());
  }

  private static byte[] written(SampleState state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    state.writeTo(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static SampleState read(byte[] bytes) throws IOException {
    SampleState state = new SampleState(levels());
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    state.readFrom(in);
    assertThat(in.available()).isZero();
    return state;
  }

  private static SampleState drawing() {
    SampleState state = new SampleState(levels());
    state.plans.addAll(PLANS);
    state.batches = 5_000_000_017L;
    for (int i = 0; i < state.infos.size(); i++) {
      state.infos.get(i).count(0.5 + i, true);
      state.infos.get(i).count(2, false);
      state.infos.get(i).count(Double.NaN, false);
    }
    return state;
  }

  @Test
  void aStateOfDrawingComesBack() throws IOException {
    SampleState before = drawing();
    SampleState after = read(written(before));
    assertThat(after.plans).isEqualTo(PLANS);
    assertThat(after.batches).isEqualTo(before.batches);
    for (int i = 0; i < levels().size(); i++) {
      assertThat(after.infos.get(i).acceptance()).isEqualTo(1.0 / 3);
      assertThat(after.infos.get(i).broken()).isEqualTo(1);
      assertThat(after.infos.get(i).meanProbability())
          .isEqualTo(before.infos.get(i).meanProbability());
    }
  }

  @Test
  void aStateOfTuningComesBack() throws IOException {
    SampleState before = new SampleState(levels());
    before.plans.addAll(PLANS.subList(1, 3));
    before.lanes = 3;
    before.pilot = new Random(2).doubles(4 * 4 * 3).toArray(); // of the level tuned last
    SampleState after = read(written(before));
    assertThat(after.plans).isEqualTo(before.plans);
    assertThat(after.lanes).isEqualTo(3);
    assertThat(after.pilot).isEqualTo(before.pilot);
    assertThat(after.batches).isZero();
  }

  /** Every piece of a state but the whole is refused, and so are numbers that cannot be. */
  @Test
  void damagedStatesAreRefused() throws IOException {
    byte[] whole = written(drawing());
    for (int length = 0; length < whole.length; length++) {
      byte[] piece = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(piece)).isInstanceOf(EOFException.class);
    }
    SampleState negative = drawing();
    negative.batches = -1;
    byte[] bytes = written(negative);
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(InvalidObjectException.class)
        .hasMessageContaining("-1");
    negative.batches = 0;
    assertThat(read(written(negative)).batches).isZero();
    SampleState many = drawing();
    many.plans.add(plan(4, 1, 1));
    byte[] more = written(many);
    assertThatThrownBy(() -> read(more)).isInstanceOf(InvalidObjectException.class);
  }

  /** A plan begins after the number of plans: level, size, size, step, forces, iterations. */
  @Test
  void movesThatCannotBeAreRefused() throws IOException {
    int step = 4 + 3 * 4;
    for (double size : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      byte[] bytes = written(drawing());
      ByteBuffer.wrap(bytes).putDouble(step, size);
      assertThatThrownBy(() -> read(bytes))
          .isInstanceOf(InvalidObjectException.class)
          .hasMessageContaining("of step " + size);
    }
    for (int place : new int[] {step + 8, step + 12}) { // forces, iterations
      byte[] bytes = written(drawing());
      ByteBuffer.wrap(bytes).putInt(place, 0);
      assertThatThrownBy(() -> read(bytes)).isInstanceOf(InvalidObjectException.class);
      ByteBuffer.wrap(bytes).putInt(place, 1);
      assertThat(read(bytes).plans).hasSize(3);
    }
  }

  /** A drawing draws elsewhere what it draws here. */
  @Test
  void drawingsTravel() throws IOException, ClassNotFoundException {
    Drawing drawing = new Drawing(new Cascade(MODEL, 11), PLANS, 3, 13);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(drawing);
    }
    ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    Drawing arrived = (Drawing) in.readObject();
    assertThat(arrived.count()).isEqualTo(13);
    assertThat(arrived.run(arrived.range(0)).fields())
        .hasSize(13 * GRID.sites())
        .isEqualTo(drawing.run(drawing.range(0)).fields());
  }

  /**
   * The coarse part of what is drawn is what was given: Lo of a field is 2^(j d / 2) times the
   * given local averages, and fields in a row belong to one of them.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void refinedFieldsHaveTheCoarseFieldsGiven(int level) {
    int each = 2;
    int count = 5;
    Grid coarse = MODEL.pyramid().grid(level);
    double[] given = new double[count * coarse.sites()];
    Random random = new Random(9);
    Arrays.setAll(given, i -> MEAN + random.nextGaussian());
    double[] fields = new double[count * each * GRID.sites()];
    int[] done = {0};
    Sampler sampler = new Sampler(MODEL, new SampleOptions(SampleOptions.Method.HMC, 3, 2));
    List<StepInfo> infos =
        sampler.refine(
            PLANS,
            level,
            new MemoryDataset(coarse, given),
            each,
            (block, n) -> {
              System.arraycopy(block, 0, fields, done[0], n * GRID.sites());
              done[0] += n * GRID.sites();
            },
            Progress.NONE);
    assertThat(done[0]).isEqualTo(fields.length);
    assertThat(infos.get(level - 1).acceptance()).isGreaterThan(0.5);
    double gain = Math.pow(2, level);
    for (int f = 0; f < count * each; f++) {
      double[] x = Arrays.copyOfRange(fields, f * GRID.sites(), (f + 1) * GRID.sites());
      Arrays.setAll(x, i -> x[i] - MEAN);
      double[] down = x;
      for (int j = 1; j <= level; j++) {
        WaveletStep step = MODEL.pyramid().step(j);
        double[] lower = new double[step.coarse().sites()];
        step.coarsen(down, 1, step.scratch(1), lower);
        down = lower;
      }
      for (int i = 0; i < down.length; i++) {
        double expected = gain * (given[f / each * coarse.sites() + i] - MEAN);
        assertThat(down[i]).as("site %s of %s", i, f).isCloseTo(expected, within(1e-11));
      }
    }
    assertThat(Arrays.stream(fields).distinct().count()).isEqualTo(fields.length);
  }

  @Test
  void coarseFieldsOfAnotherGridAreRefused() {
    Sampler sampler = new Sampler(MODEL, new SampleOptions(SampleOptions.Method.HMC, 3, 1));
    for (int level : new int[] {0, 1, 3}) {
      Grid grid = Grid.of(2, 2);
      assertThatThrownBy(
              () ->
                  sampler.refine(
                      PLANS,
                      level,
                      new MemoryDataset(grid, new double[4]),
                      1,
                      (block, n) -> {},
                      Progress.NONE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("2x2");
    }
  }

  /** A chain of n steps is worth n / (2 tau) samples, and one at least. */
  @Test
  void samplesThatChainsAreWorth() {
    LevelPlan plan = new LevelPlan(1, 8, 8, new Transition(0.5, 2), 30, 0.8, "psi", 5, 0.1, 1, 0);
    assertThat(plan.effectiveSamples(7)).isEqualTo(21);
    LevelPlan slow = new LevelPlan(1, 8, 8, new Transition(0.5, 2), 30, 0.8, "psi", 50, 0.1, 1, 0);
    assertThat(slow.effectiveSamples(7)).isEqualTo(7);
  }

  /** Steps of 1, 2 and 3 quarters, twice each, then the full one. */
  @Test
  void chainsWarmUpByQuarters() {
    Transition full = new Transition(0.4, 2);
    double[] sizes = new double[8];
    Arrays.setAll(sizes, t -> full.warmingUp(t).stepSize());
    assertThat(sizes)
        .containsExactly(new double[] {0.1, 0.1, 0.2, 0.2, 0.3, 0.3, 0.4, 0.4}, within(1e-15));
  }

  @Test
  void aStepThatChangesNoEnergyIsSure() {
    StepInfo info = new StepInfo();
    info.count(0, true);
    assertThat(info.broken()).isZero();
    assertThat(info.meanProbability()).isEqualTo(1);
    StepInfo other = new StepInfo();
    other.count(Double.NaN, false);
    StepInfo both = info.plus(other);
    assertThat(both.acceptance()).isEqualTo(0.5);
    assertThat(both.broken()).isEqualTo(1);
  }
}
