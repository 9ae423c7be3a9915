package org.wirg.sample;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wirg.energy.Level;
import org.wirg.field.Grid;
import org.wirg.field.Workers;

/**
 * A set of fields to draw, in numbered batches: every batch is a function of its number, whoever
 * draws it and wherever.
 */
public final class Drawing implements Workers.Task<Drawing.Range, Drawing.Batch> {
  /** Values of one field array of a batch that still stay in cache. */
  private static final int BATCH_VALUES = 1 << 17;

  private static final int MOST_LANES = 16;

  /** A whole vector on any machine. */
  private static final int FEWEST_LANES = 8;

  /** Chain numbers from here on belong to fits and pilot runs. */
  private static final int MOST_FIELDS = 1 << 29;

  /**
   * Starting details in units of their own spread. Independent from site to site they carry too
   * much energy in the stiff directions: errors of the integrator then lower the energy and are
   * accepted, where a start with too little energy would be rejected again and again.
   */
  private static final double SPREAD = 1;

  private final Cascade cascade;
  private final List<LevelPlan> plans;
  private final int from;
  private final long count;

  /**
   * @param plans of every level, finest first
   * @param from number of levels that are drawn, the finest ones
   */
  Drawing(Cascade cascade, List<LevelPlan> plans, int from, long count) {
    if (count < 1 || count > MOST_FIELDS) {
      throw new IllegalArgumentException(
          "a sample has 1 to " + MOST_FIELDS + " fields; found " + count);
    }
    this.cascade = cascade;
    this.plans = List.copyOf(plans);
    this.from = from;
    this.count = count;
  }

  /**
   * The fields of a batch.
   *
   * @param first number of the first of them
   * @param lanes how many
   * @param coarsest given coarser fields, centred, in units of the data, [site][lane]; null where
   *     they are drawn too
   */
  public record Range(int first, int lanes, double @Nullable [] coarsest) implements Serializable {
    Range from(double[] fields) {
      return new Range(first, lanes, fields);
    }
  }

  /**
   * Fields that were drawn.
   *
   * @param fields [field][site], in units of the data that the model was learned from
   * @param infos what happened at every level, finest first
   */
  public record Batch(double[] fields, int count, List<StepInfo> infos) implements Serializable {
    /**
     * Adds what happened to that of earlier batches; sums depend on the order.
     *
     * @param totals modified
     */
    public void addTo(List<StepInfo> totals) {
      for (int i = 0; i < totals.size(); i++) {
        totals.get(i).add(infos.get(i));
      }
    }
  }

  /** The lattice of the fields. */
  public Grid grid() {
    return cascade.grid();
  }

  /** Number of fields. */
  public long count() {
    return count;
  }

  /** Number of batches. */
  public long batches() {
    return (count + lanes() - 1) / lanes();
  }

  /** Fields of every batch but the last; what a chain does does not depend on it. */
  public int lanes() {
    return Math.clamp(BATCH_VALUES / cascade.grid().sites(), FEWEST_LANES, MOST_LANES);
  }

  /** The fields of a batch, coarsest fields drawn too. */
  public Range range(long number) {
    int first = Math.toIntExact(number * lanes());
    return new Range(first, (int) Math.min(lanes(), count - first), null);
  }

  /** About how many site values all batches from one on touch; none after the last. */
  double updates(long batch) {
    double perField = 0;
    for (int i = 0; i < from; i++) {
      LevelPlan plan = plans.get(i);
      double sites = cascade.levels().get(i).energy().grid().sites();
      perField += sites * plan.iterations() * plan.transition().gradients();
    }
    return Math.max(0, count - batch * (double) lanes()) * perField;
  }

  List<LevelPlan> plans() {
    return plans;
  }

  /** What happened so far, at the beginning. */
  public List<StepInfo> infos() {
    List<StepInfo> infos = new ArrayList<>();
    cascade.levels().forEach(level -> infos.add(new StepInfo()));
    return infos;
  }

  /**
   * Draws a batch. Vectors that it does not fill go on with further chains, whose fields are
   * dropped: part of a vector would take longer than a whole one.
   */
  @Override
  public Batch run(Range range) {
    List<StepInfo> infos = infos();
    int lanes = Math.ceilDiv(range.lanes, FEWEST_LANES) * FEWEST_LANES;
    double[] field =
        range.coarsest == null
            ? cascade.coarsestFields(range.first, lanes)
            : widened(range.coarsest, range.lanes, lanes);
    for (int i = from - 1; i >= 0; i--) {
      Level level = cascade.levels().get(i);
      LevelPlan plan = plans.get(i);
      double[] x = cascade.start(level, field, lanes, range.first, lane -> SPREAD);
      Chains chains =
          new Chains(level.energy(), cascade.number(level), x, lanes, cascade.seed(), range.first);
      if (cascade.symmetric(level)) {
        chains.chooseSigns();
      }
      for (int t = 0; t < Transition.WARM_UP_STEPS; t++) {
        plan.transition().warmingUp(t).step(chains, t, new StepInfo());
      }
      for (int t = 0; t < plan.iterations(); t++) {
        plan.transition().step(chains, Transition.WARM_UP_STEPS + t, infos.get(i));
      }
      field = Cascade.inUnitsOfData(chains.x, level);
    }
    double[] rows = cascade.rows(field, lanes);
    double[] fields = Arrays.copyOf(rows, rows.length / lanes * range.lanes);
    return new Batch(fields, range.lanes, infos);
  }

  /** Fields side by side, the last of them repeated. */
  private static double[] widened(double[] fields, int lanes, int more) {
    double[] widened = new double[fields.length / lanes * more];
    for (int i = 0; i < widened.length; i++) {
      widened[i] = fields[i / more * lanes + Math.min(i % more, lanes - 1)];
    }
    return widened;
  }
}
