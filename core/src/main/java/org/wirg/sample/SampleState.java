package org.wirg.sample;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.ArrayList;
import java.util.List;
import org.wirg.energy.Level;
import org.wirg.field.Keeper;

/** How far a sample has come: levels tuned, then batches of fields drawn; mutable. */
final class SampleState {
  /** Plans found, finest first. */
  final List<LevelPlan> plans = new ArrayList<>();

  /** Fields that the last pilot run left, [site][lane]; empty when all levels are tuned. */
  double[] pilot = {};

  /** Chains of that run. */
  int lanes;

  /** Batches handed over. */
  long batches;

  /** What happened while drawing them, level by level. */
  final List<StepInfo> infos = new ArrayList<>();

  private final List<Level> levels;

  /**
   * A beginning.
   *
   * @param levels all that are sampled, finest first
   */
  SampleState(List<Level> levels) {
    this.levels = levels;
    levels.forEach(level -> infos.add(new StepInfo()));
  }

  void writeTo(DataOutputStream out) throws IOException {
    out.writeInt(plans.size());
    for (LevelPlan plan : plans) {
      write(out, plan);
    }
    if (plans.size() < levels.size()) {
      out.writeInt(lanes);
      Keeper.write(out, pilot, pilot.length);
      return;
    }
    out.writeLong(batches);
    for (StepInfo info : infos) {
      info.writeTo(out);
    }
  }

  void readFrom(DataInputStream in) throws IOException {
    int tuned = Keeper.readInt(in, 0, levels.size());
    for (Level level : levels.subList(levels.size() - tuned, levels.size())) {
      plans.add(plan(in, level));
    }
    if (tuned < levels.size()) {
      lanes = Keeper.readInt(in, 1, Sampler.MOST_PILOT_LANES);
      pilot = new double[levels.get(levels.size() - tuned).energy().grid().sites() * lanes];
      Keeper.read(in, pilot, pilot.length);
      return;
    }
    batches = in.readLong();
    if (batches < 0) {
      throw new InvalidObjectException("a number of batches not " + batches);
    }
    for (StepInfo info : infos) {
      info.readFrom(in);
    }
  }

  private static void write(DataOutputStream out, LevelPlan plan) throws IOException {
    out.writeInt(plan.level());
    out.writeInt(plan.size());
    out.writeInt(plan.pilotSize());
    out.writeDouble(plan.transition().stepSize());
    out.writeInt(plan.transition().forces());
    out.writeInt(plan.iterations());
    out.writeDouble(plan.acceptance());
    out.writeUTF(plan.slowest());
    out.writeDouble(plan.tau());
    out.writeDouble(plan.tauError());
    out.writeDouble(plan.rHat());
    out.writeLong(plan.broken());
  }

  private static LevelPlan plan(DataInputStream in, Level level) throws IOException {
    int number = in.readInt();
    int size = in.readInt();
    int pilotSize = in.readInt();
    double step = in.readDouble();
    int forces = in.readInt();
    if (!(step > 0) || !Double.isFinite(step) || forces < 1) {
      throw new InvalidObjectException(forces + " forces of step " + step);
    }
    return new LevelPlan(
        number,
        size,
        pilotSize,
        new Transition(step, forces, Calibration.blocks(level)),
        Keeper.readInt(in, 1, Integer.MAX_VALUE),
        in.readDouble(),
        in.readUTF(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readLong());
  }
}
