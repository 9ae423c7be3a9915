package org.wirg.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.field.Dataset;
import org.wirg.field.FieldSink;
import org.wirg.field.Keeper;
import org.wirg.field.Progress;
import org.wirg.field.Workers;
import org.wirg.internal.parallel.Threads;

/**
 * Draws fields from a model, coarse to fine: phi_J from its own law, then at every level Markov
 * chains on the details psi_j at fixed phi_j, phi_{j-1} = Lo^T phi_j + Hi^T psi_j.
 *
 * <p>Every field has a chain of its own at every level; no two share anything but the model.
 */
public final class Sampler {
  /** Chains of a pilot run: many at small levels, where the rare coarser fields decide. */
  static final int MOST_PILOT_LANES = 256;

  private static final int PILOT_VALUES = 1 << 13;

  /** Spreads of a pilot run's starting details, different within a group so that R-hat can tell. */
  private static final double[] PILOT_SPREADS = {0.7, 0.9, 1.1, 1.3};

  private static final int FEWEST_PILOT_LANES = 16;

  /** Chains where they are cheap, at least: they stand for a larger lattice's. */
  private static final int SMALL_PILOT_LANES = 32;

  private final Model model;
  private final SampleOptions options;
  private final Keeper keeper;
  private final Workers workers;
  private final Cascade cascade;
  private final List<Level> levels; // of the cascade
  private final int fewestLanes; // of a pilot run

  public Sampler(Model model, SampleOptions options) {
    this(model, options, Keeper.NONE, new Threads(options.threads()));
  }

  /**
   * One that goes on from a state that was kept.
   *
   * @param keeper of one {@link #calibrate} and one {@link #draw} after it
   * @param workers who draw; no result depends on them
   */
  public Sampler(Model model, SampleOptions options, Keeper keeper, Workers workers) {
    this(model, options, keeper, workers, FEWEST_PILOT_LANES);
  }

  private Sampler(
      Model model, SampleOptions options, Keeper keeper, Workers workers, int fewestLanes) {
    this.fewestLanes = fewestLanes;
    this.keeper = keeper;
    this.workers = workers;
    this.model = model;
    this.options = options;
    this.cascade = new Cascade(model, options.seed());
    this.levels = cascade.levels();
  }

  /**
   * Tunes every level in a pilot run, coarse to fine; those that move by blocks on a smaller
   * lattice where they have the same law.
   *
   * @return the plan of every level, finest first; when the coarsest field has more than one site
   *     its own plan comes last
   */
  public List<LevelPlan> calibrate(Progress progress) {
    SampleState state = restored();
    SmallerLattice smaller = SmallerLattice.of(model);
    int there = smaller == null ? 0 : smaller.levels();
    int more = smaller == null ? 0 : smaller.model().levels().size();
    progress.begin("tuning", levels.size() - there + more);
    progress.advance(state.plans.size());
    tune(progress, state, there, Calibration::blocks);
    if (state.plans.size() < levels.size()) {
      addPlans(Objects.requireNonNull(smaller), progress, state);
    }
    return state.plans;
  }

  private void tune(
      Progress progress, SampleState state, int left, Function<Level, @Nullable Blocks> blocks) {
    List<LevelPlan> plans = state.plans;
    pilots(
        progress,
        state,
        left,
        keeper,
        (level, chains) -> {
          LevelPlan coarser = plans.isEmpty() ? null : plans.getFirst();
          Blocks its = blocks.apply(level);
          plans.addFirst(new Calibration(level, chains, options.method(), coarser, its).run());
        });
  }

  /** Those of the finest levels, tuned on the smaller lattice. */
  private void addPlans(SmallerLattice smaller, Progress progress, SampleState state) {
    Sampler there = new Sampler(smaller.model(), options, Keeper.NONE, workers, SMALL_PILOT_LANES);
    SampleState found = new SampleState(there.levels);
    there.tune(
        progress,
        found,
        0,
        level ->
            there.levels.indexOf(level) < smaller.levels() ? Calibration.someBlocks(level) : null);
    for (int i = smaller.levels() - 1; i >= 0; i--) {
      state.plans.addFirst(found.plans.get(i).on(levels.get(i)));
    }
    state.pilot = new double[0];
    keep(keeper, state);
  }

  /** The state that was kept, or the beginning. */
  private SampleState restored() {
    SampleState state = new SampleState(levels);
    try {
      keeper.restore(state::readFrom);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return state;
  }

  /**
   * Tunes every level as {@link #calibrate} does, then measures on longer runs how the chains
   * forget.
   *
   * @param relative the error of tau_int that runs go on for, where their budget allows; positive
   * @return every level's, in the order of {@link #calibrate}
   */
  public List<LevelMixing> mixing(double relative, Progress progress) {
    return mixing(relative, plan -> {}, progress);
  }

  /**
   * The same.
   *
   * @param tuned hears every plan before its long run begins, and may end it all by an exception
   */
  public List<LevelMixing> mixing(double relative, Consumer<LevelPlan> tuned, Progress progress) {
    if (!(relative > 0 && relative < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a relative error is positive and finite; found " + relative);
    }
    List<LevelMixing> found = new ArrayList<>();
    progress.begin("levels", levels.size());
    pilots(
        progress,
        new SampleState(levels),
        0,
        Keeper.NONE,
        (level, chains) -> {
          LevelPlan coarser = found.isEmpty() ? null : found.getFirst().plan();
          Calibration calibration =
              new Calibration(level, chains, options.method(), coarser, Calibration.blocks(level));
          LevelPlan plan = calibration.run();
          tuned.accept(plan);
          found.addFirst(
              LevelMixing.measured(level, chains, plan, calibration.iteration(), relative));
        });
    return found;
  }

  /** What is done with the pilot chains of a level; they must end in equilibrium. */
  @FunctionalInterface
  private interface PilotWork {
    void on(Level level, PilotChains chains);
  }

  /**
   * Pilot chains of every level, coarse to fine, each above the fields that the last left.
   *
   * @param left number of levels that are left out, the finest ones
   */
  private void pilots(
      Progress progress, SampleState state, int left, Keeper states, PilotWork work) {
    int tuned = state.plans.size();
    double[] field =
        tuned == 0
            ? cascade.coarsestFields(Calibration.FIRST_CHAIN, MOST_PILOT_LANES)
            : state.pilot;
    int before = tuned == 0 ? MOST_PILOT_LANES : state.lanes;
    for (Level level :
        levels.reversed().subList(Math.min(tuned, levels.size() - left), levels.size() - left)) {
      int sites = level.energy().grid().sites();
      int wanted = PILOT_VALUES / sites / PilotChains.FEWEST_LANES * PilotChains.FEWEST_LANES;
      int lanes = Math.clamp(wanted, fewestLanes, before);
      int groups = lanes / Calibration.REPLICAS;
      double[] shared = sharedWithinGroups(field, before, lanes, groups);
      double[] x =
          cascade.start(
              level, shared, lanes, Calibration.FIRST_CHAIN, lane -> PILOT_SPREADS[lane / groups]);
      PilotChains chains =
          new PilotChains(
              level.energy(),
              cascade.number(level),
              x,
              lanes,
              options.seed(),
              Calibration.FIRST_CHAIN,
              options.threads());
      if (cascade.symmetric(level)) {
        chains.chooseSigns();
      }
      work.on(level, chains);
      field = Cascade.inUnitsOfData(chains.fields(), level);
      before = lanes;
      state.pilot = field;
      state.lanes = lanes;
      keep(states, state);
      progress.advance(1);
    }
  }

  private static void keep(Keeper keeper, SampleState state) {
    try {
      keeper.offer(state::writeTo);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Draws fields and hands them over in order, those that come after a state that was kept.
   *
   * @param plans from {@link #calibrate}
   * @return what happened at every level, finest first
   */
  public List<StepInfo> draw(List<LevelPlan> plans, long count, FieldSink sink, Progress progress) {
    Drawing drawing = drawing(plans, count);
    return draw(drawing, drawing::range, sink, progress);
  }

  /**
   * The same work, batch by batch, for who wants to do it elsewhere.
   *
   * @param plans from {@link #calibrate}
   */
  public Drawing drawing(List<LevelPlan> plans, long count) {
    return new Drawing(cascade, plans, levels.size(), count);
  }

  /**
   * Draws the fine scales of given coarse fields.
   *
   * @param plans from {@link #calibrate}
   * @param level j of the fields phi_j that are given, 1 to J
   * @param coarse local averages 2^(-j d / 2) phi_j, in units of the data
   * @param each fields drawn for every coarse one, in a row
   * @return what happened at every level, finest first
   */
  public List<StepInfo> refine(
      List<LevelPlan> plans,
      int level,
      Dataset coarse,
      int each,
      FieldSink sink,
      Progress progress) {
    if (level < 1
        || level > model.levels().size()
        || !coarse.grid().equals(model.pyramid().grid(level))) {
      throw new IllegalArgumentException(
          "fields to refine are of one of the model's coarser grids; found " + coarse.grid());
    }
    double gain = StrictMath.pow(2, 0.5 * level * model.grid().rank());
    Drawing drawing =
        new Drawing(cascade, plans, level, Math.multiplyExact(coarse.count(), (long) each));
    return draw(
        drawing,
        number -> {
          Drawing.Range range = drawing.range(number);
          int sites = coarse.grid().sites();
          double[] one = new double[sites];
          double[] fields = new double[sites * range.lanes()];
          for (int lane = 0; lane < range.lanes(); lane++) {
            try {
              coarse.read((range.first() + lane) / each, 1, one);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            for (int i = 0; i < sites; i++) {
              fields[i * range.lanes() + lane] = gain * (one[i] - model.mean());
            }
          }
          return range.from(fields);
        },
        sink,
        progress);
  }

  private List<StepInfo> draw(
      Drawing drawing, LongFunction<Drawing.Range> ranges, FieldSink sink, Progress progress) {
    SampleState state = restored();
    if (state.plans.size() < levels.size()) { // kept while tuning
      state.plans.clear();
      state.plans.addAll(drawing.plans());
    }
    long before = Math.min(state.batches, drawing.batches());
    List<StepInfo> totals = state.infos;
    progress.begin("sampling", drawing.count());
    progress.advance(Math.min(before * drawing.lanes(), drawing.count()));
    workers.run(
        new Workers.Size(drawing.batches() - before, drawing.updates(before)),
        number -> ranges.apply(before + number),
        drawing,
        batch -> {
          try {
            sink.accept(batch.fields(), batch.count());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          batch.addTo(totals);
          state.batches++;
          keep(keeper, state);
          progress.advance(batch.count());
        });
    return totals;
  }

  /** As many fields as there are groups, each for all members of its group; [site][lane]. */
  private static double[] sharedWithinGroups(double[] field, int before, int lanes, int groups) {
    double[] shared = new double[field.length / before * lanes];
    for (int i = 0; i < shared.length; i++) {
      shared[i] = field[i / lanes * before + i % lanes % groups];
    }
    return shared;
  }
}
