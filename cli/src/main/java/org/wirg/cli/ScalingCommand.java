package org.wirg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.wirg.diagnose.ComparisonTable;
import org.wirg.diagnose.ScalingFit;
import org.wirg.energy.Model;
import org.wirg.file.ModelFile;
import org.wirg.sample.LevelPlan;
import org.wirg.sample.SampleOptions;
import org.wirg.sample.Sampler;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code wirg scaling}: what a generated field costs as lattices grow. */
@Command(
    name = "scaling",
    description = {
      "Measures the time to generate a field, and a site, on lattices of several sizes, and fits"
          + " seconds = a N^x. Sizes other than the model's repeat the law of one of its levels, as"
          + " is right at a critical point."
    })
final class ScalingCommand implements Callable<Integer> {
  private static final int LARGEST = 2048;

  /** Sites that are timed at least: fields enough for every thread to have several batches. */
  private static final long SITES = 1 << 21;

  /** A batch of the largest lattices: every thread has one. */
  private static final int FEWEST_PER_THREAD = 8;

  private static final int RUNS = 3;

  @Parameters(paramLabel = "MODEL", description = "What `wirg fit` wrote.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Option(
      names = "--sizes",
      paramLabel = "L,L,...",
      description = "Sides of the lattices, rising (default: 16,32,64,128).")
  private String sizes = "16,32,64,128";

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private SeedOption seed;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private CommonOptions common;

  /**
   * A lattice.
   *
   * @param fields drawn in a run
   * @param tuning seconds of the pilot run
   * @param seconds per field, the median of the runs; spread half the range of the others
   * @param gradients per field and site of the finest lattice
   */
  private record Point(
      int size,
      int sites,
      int fields,
      double tuning,
      double seconds,
      double spread,
      double gradients) {
    double perSite() {
      return seconds / sites;
    }
  }

  @Override
  public Integer call() throws IOException {
    try (Session session = common.session()) {
      List<Integer> sides = MixingCommand.sides(session, sizes, LARGEST);
      Model model = ModelFile.read(file);
      List<Model> models = sides.stream().map(model::resized).toList();
      List<Point> points = new ArrayList<>();
      for (Model one : models) {
        points.add(measured(session, one));
      }
      ScalingFit fit =
          ScalingFit.of(
              points.stream().mapToDouble(Point::sites).toArray(),
              points.stream().mapToDouble(Point::seconds).toArray(),
              points.stream().mapToDouble(p -> Math.max(p.spread, 0.02 * p.seconds)).toArray());
      session.say(text(points, fit, session.threads()));
      session.deliver(json(points, fit, session));
      return ExitCode.GOOD;
    }
  }

  private Point measured(Session session, Model model) throws IOException {
    Sampler sampler =
        new Sampler(
            model, new SampleOptions(SampleOptions.Method.HMC, seed.seed(), session.threads()));
    double start = session.seconds();
    List<LevelPlan> plans = sampler.calibrate(session.progress());
    double tuning = session.seconds() - start;
    int sites = model.grid().sites();
    int fields = (int) Math.max(FEWEST_PER_THREAD * session.threads(), SITES / sites);
    double[] runs = new double[RUNS];
    for (int r = 0; r < RUNS; r++) {
      double before = session.seconds();
      sampler.draw(plans, fields, (rows, n) -> {}, session.progress());
      runs[r] = (session.seconds() - before) / fields;
    }
    Arrays.sort(runs);
    double gradients = 0;
    for (int i = 0; i < plans.size(); i++) {
      LevelPlan plan = plans.get(i);
      int at = i < model.levels().size() ? model.levels().get(i).energy().grid().sites() : 1;
      gradients += (double) plan.iterations() * plan.transition().gradients() * at / sites;
    }
    return new Point(
        model.grid().longestSide(),
        sites,
        fields,
        tuning,
        runs[RUNS / 2],
        (runs[RUNS - 1] - runs[0]) / 2,
        gradients);
  }

  private static String text(List<Point> points, ScalingFit fit, int threads) {
    Table table =
        new Table(
            "size",
            "fields",
            "tuning s",
            "s per field",
            "us per site",
            "gradients",
            "ns per gradient");
    for (Point p : points) {
      table.row(
          Integer.toString(p.size),
          RUNS + " x " + p.fields,
          Table.number(p.tuning),
          ComparisonTable.number(p.seconds, p.spread),
          Table.number(1e6 * p.perSite()),
          String.format(Locale.ROOT, "%.0f", p.gradients),
          Table.number(1e9 * p.perSite() / p.gradients));
    }
    return table
        + Table.wrapped(
            "seconds of all "
                + threads
                + " threads together, median of the runs (half their range); gradients per site of"
                + " the finest lattice, all levels counted")
        + "\n"
        + String.format(
            Locale.ROOT,
            "seconds = a N^x: x = %s; time per site, largest over smallest: %.2f%n",
            ComparisonTable.number(fit.exponent(), fit.scatterError()),
            ratio(points));
  }

  private static double ratio(List<Point> points) {
    return points.stream().mapToDouble(Point::perSite).max().orElseThrow()
        / points.stream().mapToDouble(Point::perSite).min().orElseThrow();
  }

  private ObjectNode json(List<Point> points, ScalingFit fit, Session session) {
    ObjectNode json = Session.result("scaling");
    json.put("seed", seed.seed());
    json.put("threads", session.threads());
    ArrayNode list = json.putArray("sizes");
    for (Point p : points) {
      ObjectNode node = list.addObject();
      node.put("size", p.size);
      node.put("sites", p.sites);
      node.put("fields", p.fields);
      node.put("tuning_seconds", p.tuning);
      node.put("seconds_per_field", p.seconds);
      node.put("seconds_per_field_spread", p.spread);
      node.put("seconds_per_site", p.perSite());
      node.put("gradients_per_site", p.gradients);
    }
    json.put("exponent", fit.exponent());
    json.put("exponent_error", fit.scatterError());
    json.put("ratio_per_site", ratio(points));
    json.put("seconds", session.seconds());
    return json;
  }
}
