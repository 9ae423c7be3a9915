package org.wirg.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.wirg.energy.Model;
import org.wirg.field.InputRejected;
import org.wirg.field.Progress;
import org.wirg.sample.LevelPlan;
import org.wirg.sample.SampleOptions;
import org.wirg.sample.Sampler;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Draws fields of a model on request, one at a time; the same size and seed give the same field.
 * The chains of a size are tuned when it is first asked for, and the last fields are kept.
 */
final class LiveFields {
  /** Sites of the largest field that is drawn. */
  private static final int MOST_SITES = 1 << 16;

  private static final int KEPT = 32;

  private final Model model;
  private final int threads;
  private final List<Integer> sizes = new ArrayList<>();
  private final ReentrantLock drawing = new ReentrantLock(true);
  private final Map<Integer, List<LevelPlan>> plans = new LinkedHashMap<>();
  private final Map<Request, String> drawn =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Request, String> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * A field.
   *
   * @param size its longest side
   * @param seed of random numbers
   * @param level the finest level shown, 0 for all sites
   */
  record Request(int size, long seed, int level) {}

  LiveFields(Model model, int threads) {
    this.model = model;
    this.threads = threads;
    int own = model.grid().longestSide();
    for (int size = own >> Integer.numberOfTrailingZeros(own); size <= own; size *= 2) {
      if (carries(size)) {
        sizes.add(size);
      }
    }
    while (carries(2 * sizes.getLast())) {
      sizes.add(2 * sizes.getLast());
    }
  }

  /** Whether the model can be taken to a size, and its fields are small enough. */
  private boolean carries(int size) {
    double growth = Math.pow((double) size / model.grid().longestSide(), model.grid().rank());
    if (growth > 1 && growth * model.grid().sites() > MOST_SITES) {
      return false;
    }
    try {
      model.resized(size);
      return true;
    } catch (InputRejected e) {
      return false; // its couplings would reach around such a lattice
    }
  }

  /** Sizes that can be asked for, rising. */
  List<Integer> sizes() {
    return List.copyOf(sizes);
  }

  /** Levels below the finest that a size has. */
  int levels(int size) {
    return model.resized(size).levels().size();
  }

  /** Size of the model's own fields. */
  int own() {
    return model.grid().longestSide();
  }

  /** Requests that wait for the one at work. */
  int waiting() {
    return drawing.getQueueLength();
  }

  /** Tunes the chains of the model's own size, unless that was done. */
  void prepare() {
    drawing.lock();
    try {
      plans(own(), model);
    } finally {
      drawing.unlock();
    }
  }

  private List<LevelPlan> plans(int size, Model resized) {
    return plans.computeIfAbsent(size, s -> sampler(resized, 0).calibrate(Progress.NONE));
  }

  /** The field at every scale, the coarsest first, as JSON. */
  String draw(Request request) throws IOException {
    drawing.lock();
    try {
      String known = drawn.get(request);
      if (known == null) {
        known = drawNow(request);
        drawn.put(request, known);
      }
      return known;
    } finally {
      drawing.unlock();
    }
  }

  private String drawNow(Request request) throws IOException {
    Model resized = model.resized(request.size());
    List<LevelPlan> how = plans(request.size(), resized);
    double[] field = new double[resized.grid().sites()];
    sampler(resized, request.seed())
        .draw(
            how,
            1,
            (fields, n) -> System.arraycopy(fields, 0, field, 0, field.length),
            Progress.NONE);
    List<Player.Frame> frames = FlowSection.frames(resized, field);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("size", request.size());
    json.put("seed", request.seed());
    json.put("warning", warning(how));
    ArrayNode all = json.putArray("frames");
    for (Player.Frame frame : frames.subList(0, frames.size() - request.level())) {
      ObjectNode node = all.addObject();
      node.put("label", frame.label());
      node.put("picture", frame.picture().address());
    }
    return json.toString();
  }

  /** What to think of fields of chains that have not met; empty where they have. */
  private static String warning(List<LevelPlan> plans) {
    StringBuilder text = new StringBuilder();
    for (LevelPlan plan : plans) {
      if (!(plan.rHat() <= VerdictSection.LARGEST_R_HAT)) {
        text.append(
            String.format(
                Locale.ROOT,
                "chains of level %d have not met (R-hat %.2f): this field does not follow the model. ",
                plan.level(),
                plan.rHat()));
      }
    }
    return text.toString().strip();
  }

  private Sampler sampler(Model of, long seed) {
    return new Sampler(of, new SampleOptions(SampleOptions.Method.HMC, seed, threads));
  }
}
