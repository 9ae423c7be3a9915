package org.wirg.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.SiteLaw;
import org.wirg.energy.Subspace;
import org.wirg.field.Dataset;
import org.wirg.field.FieldSink;
import org.wirg.field.Keeper;
import org.wirg.field.Progress;
import org.wirg.internal.kernel.NormalField;
import org.wirg.internal.parallel.InOrder;
import org.wirg.internal.random.Philox;
import org.wirg.internal.random.Purpose;
import org.wirg.internal.random.Uniform;
import org.wirg.wavelet.WaveletStep;

/**
 * Draws fields from a model, coarse to fine: phi_J from its own law, then at every level Markov
 * chains on the details psi_j at fixed phi_j, phi_{j-1} = Lo^T phi_j + Hi^T psi_j.
 *
 * <p>Every field has a chain of its own at every level; no two share anything but the model.
 */
public final class Sampler {
  /** Values of one field array of a batch that still stay in cache. */
  private static final int BATCH_VALUES = 1 << 17;

  /** Chains of a pilot run: many at small levels, where the rare coarser fields decide. */
  static final int MOST_PILOT_LANES = 256;

  private static final int PILOT_VALUES = 1 << 13;

  /**
   * Starting details in units of their own spread. Independent from site to site they carry too
   * much energy in the stiff directions: errors of the integrator then lower the energy and are
   * accepted, where a start with too little energy would be rejected again and again.
   */
  private static final double SPREAD = 1;

  /** The same for the members of a group in the pilot run, different so that R-hat can tell. */
  private static final double[] PILOT_SPREADS = {0.7, 0.9, 1.1, 1.3};

  /** Chain numbers from here on belong to fits and pilot runs. */
  private static final int MOST_FIELDS = 1 << 29;

  private static final int MOST_LANES = 16;
  private static final int FEWEST_LANES = 8;

  private final Model model;
  private final SampleOptions options;
  private final Keeper keeper;

  /** All that is sampled by chains, finest first: the details' laws, then a coarsest field's. */
  private final List<Level> levels;

  private final @Nullable SiteLaw site; // the coarsest law where it has one site

  public Sampler(Model model, SampleOptions options) {
    this(model, options, Keeper.NONE);
  }

  /**
   * One that goes on from a state that was kept.
   *
   * @param keeper of one {@link #calibrate} and one {@link #draw} after it
   */
  public Sampler(Model model, SampleOptions options, Keeper keeper) {
    this.keeper = keeper;
    this.model = model;
    this.options = options;
    this.levels = new ArrayList<>(model.levels());
    ConditionalEnergy energy = model.coarsest().energy();
    if (energy.grid().sites() == 1) {
      int last = energy.terms().size() - 1;
      this.site =
          new SiteLaw((ScalarPotential) energy.terms().get(last), energy.coefficients(last));
    } else {
      this.site = null;
      levels.add(model.coarsest());
    }
  }

  /**
   * Tunes every level in a pilot run, coarse to fine.
   *
   * @return the plan of every level, finest first; when the coarsest field has more than one site
   *     its own plan comes last
   */
  public List<LevelPlan> calibrate(Progress progress) {
    SampleState state = restored();
    List<LevelPlan> plans = state.plans;
    pilots(
        "tuning",
        progress,
        state,
        keeper,
        (level, chains) -> {
          LevelPlan coarser = plans.isEmpty() ? null : plans.getFirst();
          plans.addFirst(new Calibration(level, chains, options.method(), coarser).run());
        });
    return plans;
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
    pilots(
        "levels",
        progress,
        new SampleState(levels),
        Keeper.NONE,
        (level, chains) -> {
          LevelPlan coarser = found.isEmpty() ? null : found.getFirst().plan();
          Calibration calibration = new Calibration(level, chains, options.method(), coarser);
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

  /** Pilot chains of every level, coarse to fine, each above the fields that the last left. */
  private void pilots(
      String what, Progress progress, SampleState state, Keeper states, PilotWork work) {
    int tuned = state.plans.size();
    progress.begin(what, levels.size());
    progress.advance(tuned);
    double[] field =
        tuned == 0 ? coarsestFields(Calibration.FIRST_CHAIN, MOST_PILOT_LANES) : state.pilot;
    int before = tuned == 0 ? MOST_PILOT_LANES : state.lanes;
    for (Level level : levels.reversed().subList(tuned, levels.size())) {
      int sites = level.energy().grid().sites();
      int lanes = Math.clamp(PILOT_VALUES / sites, MOST_LANES, before);
      int groups = lanes / Calibration.REPLICAS;
      double[] shared = sharedWithinGroups(field, before, lanes, groups);
      double[] x = start(level, shared, lanes, Calibration.FIRST_CHAIN, groups);
      PilotChains chains =
          new PilotChains(
              level.energy(),
              number(level),
              x,
              lanes,
              options.seed(),
              Calibration.FIRST_CHAIN,
              options.threads());
      work.on(level, chains);
      field = inUnitsOfData(chains.fields(), level);
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
    return draw(plans, levels.size(), count, this::coarsestFields, sink, progress);
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
    return draw(
        plans,
        level,
        Math.multiplyExact(coarse.count(), (long) each),
        (first, lanes) -> {
          int sites = coarse.grid().sites();
          double[] one = new double[sites];
          double[] fields = new double[sites * lanes];
          for (int lane = 0; lane < lanes; lane++) {
            try {
              coarse.read((first + lane) / each, 1, one);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            for (int i = 0; i < sites; i++) {
              fields[i * lanes + lane] = gain * (one[i] - model.mean());
            }
          }
          return fields;
        },
        sink,
        progress);
  }

  /** Gives the coarsest fields of chains, [site][lane], centred, in units of the data. */
  @FunctionalInterface
  private interface CoarsestFields {
    double[] of(int firstChain, int lanes);
  }

  /**
   * @param from number of levels that are drawn, the finest ones
   */
  private List<StepInfo> draw(
      List<LevelPlan> plans,
      int from,
      long count,
      CoarsestFields coarsest,
      FieldSink sink,
      Progress progress) {
    if (count < 1 || count > MOST_FIELDS) {
      throw new IllegalArgumentException(
          "a sample has 1 to " + MOST_FIELDS + " fields; found " + count);
    }
    int lanes = lanes();
    long batches = (count + lanes - 1) / lanes;
    SampleState state = restored();
    if (state.plans.size() < levels.size()) { // kept while tuning
      state.plans.clear();
      state.plans.addAll(plans);
    }
    long before = Math.min(state.batches, batches);
    List<StepInfo> totals = state.infos;
    progress.begin("sampling", count);
    progress.advance(Math.min(before * lanes, count));
    InOrder.run(
        options.threads(),
        batches - before,
        number -> {
          int first = (int) ((before + number) * lanes);
          int width = (int) Math.min(lanes, count - first);
          return batch(plans, from, first, width, coarsest.of(first, width));
        },
        batch -> {
          try {
            sink.accept(batch.fields, batch.count);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          for (int i = 0; i < totals.size(); i++) {
            totals.get(i).add(batch.infos.get(i));
          }
          state.batches++;
          keep(keeper, state);
          progress.advance(batch.count);
        });
    return totals;
  }

  private record Batch(double[] fields, int count, List<StepInfo> infos) {}

  private Batch batch(
      List<LevelPlan> plans, int from, int firstChain, int lanes, double[] coarsest) {
    List<StepInfo> infos = infos();
    double[] field = coarsest;
    for (int i = from - 1; i >= 0; i--) {
      Level level = levels.get(i);
      LevelPlan plan = plans.get(i);
      double[] x = start(level, field, lanes, firstChain, 0);
      Chains chains =
          new Chains(level.energy(), number(level), x, lanes, options.seed(), firstChain);
      for (int t = 0; t < Transition.WARM_UP_STEPS; t++) {
        plan.transition().warmingUp(t).step(chains, t, new StepInfo());
      }
      for (int t = 0; t < plan.iterations(); t++) {
        plan.transition().step(chains, Transition.WARM_UP_STEPS + t, infos.get(i));
      }
      field = inUnitsOfData(chains.x, level);
    }
    return new Batch(rows(field, lanes), lanes, infos);
  }

  private List<StepInfo> infos() {
    List<StepInfo> infos = new ArrayList<>();
    for (int i = 0; i < levels.size(); i++) {
      infos.add(new StepInfo());
    }
    return infos;
  }

  /** Lanes of a batch; what a chain does does not depend on it. */
  private int lanes() {
    return Math.clamp(BATCH_VALUES / model.grid().sites(), FEWEST_LANES, MOST_LANES);
  }

  /** phi_J, [site][lane], in units of the data; zero where chains will draw it. */
  private double[] coarsestFields(int firstChain, int lanes) {
    double[] field = new double[model.coarsest().energy().grid().sites() * lanes];
    if (site != null) {
      long[] bits = new long[2];
      for (int lane = 0; lane < lanes; lane++) {
        Philox.block(options.seed(), 0, 0, firstChain + lane, Purpose.COARSEST.word(), bits);
        field[lane] = model.coarsest().sigma() * site.quantile(Uniform.open(bits[0]));
      }
    }
    return field;
  }

  /** Distinguishes the random numbers of the level. */
  private int number(Level level) {
    boolean whole = level.energy().subspace() instanceof Subspace.Whole;
    return whole ? levels.size() : level.level();
  }

  /**
   * Fields to start from, Gaussian values of the right spread on top of the coarser field where
   * there is one; [site][lane].
   *
   * @param coarse phi_j, [site][lane], in units of the data
   * @param groups when positive, members of a group start from values of different spread
   */
  private double[] start(Level level, double[] coarse, int lanes, int firstChain, int groups) {
    ConditionalEnergy energy = level.energy();
    int number = number(level);
    int sites = energy.grid().sites();
    double[] moving = new double[sites * lanes];
    NormalField.fill(moving, sites, lanes, options.seed(), Purpose.START, number, 0, firstChain);
    double[] x = new double[sites * lanes];
    if (energy.subspace() instanceof Subspace.Details details) {
      WaveletStep.Scratch scratch = details.step().scratch(lanes);
      details.step().project(moving, lanes, scratch);
      details.step().refine(coarse, lanes, scratch, x);
    }
    for (int i = 0; i < x.length; i++) {
      double spread = groups > 0 ? PILOT_SPREADS[i % lanes / groups] : SPREAD;
      x[i] = x[i] / level.sigma() + spread * level.detailSigma() * moving[i];
    }
    return x;
  }

  private static double[] inUnitsOfData(double[] x, Level level) {
    double[] field = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      field[i] = level.sigma() * x[i];
    }
    return field;
  }

  /** As many fields as there are groups, each for all members of its group; [site][lane]. */
  private static double[] sharedWithinGroups(double[] field, int before, int lanes, int groups) {
    double[] shared = new double[field.length / before * lanes];
    for (int i = 0; i < shared.length; i++) {
      shared[i] = field[i / lanes * before + i % lanes % groups];
    }
    return shared;
  }

  /** [site][lane] to [lane][site], the mean put back. */
  private double[] rows(double[] field, int lanes) {
    int sites = field.length / lanes;
    double[] rows = new double[field.length];
    for (int i = 0; i < field.length; i++) {
      rows[i % lanes * sites + i / lanes] = field[i] + model.mean();
    }
    return rows;
  }
}
