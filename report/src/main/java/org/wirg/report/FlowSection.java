package org.wirg.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.field.Grid;
import org.wirg.wavelet.Pyramid;
import org.wirg.wavelet.WaveletStep;

/** The inverse renormalisation group at work: one field from its coarsest scale to all sites. */
final class FlowSection {
  private static final Picture.Range RANGE = new Picture.Range(-3, 3); // standard deviations

  private FlowSection() {}

  static Section of(Evidence evidence) throws IOException {
    Player player =
        new Player(
            "inverse-flow",
            "One field appears",
            "A generated field at every scale, coarse to fine: φ_j, each in units of its own"
                + " standard deviation about its mean, dark −3, light +3. Every step draws the"
                + " wavelet details of one scale, given the coarser field, from the learned law.",
            frames(evidence.model(), learned(evidence)));
    return new Section("flow", "Inverse RG flow", List.of(player));
  }

  /** The first generated field, as the model speaks of it. */
  private static double[] learned(Evidence evidence) throws IOException {
    double[] field = evidence.generated().first(1).getFirst();
    return Arrays.stream(field).map(evidence.model().transform()::forward).toArray();
  }

  /**
   * A field at all scales, the coarsest first.
   *
   * @param field [site] on the model's grid, as the model speaks of it
   */
  static List<Player.Frame> frames(Model model, double[] field) {
    List<Player.Frame> frames = new ArrayList<>();
    Pyramid pyramid = model.pyramid();
    double mean = model.mean();
    double[] phi = field;
    for (int level = 0; level <= pyramid.levels(); level++) {
      Grid grid = pyramid.grid(level);
      double sigma = sigma(model, level);
      double[] shown = new double[phi.length];
      for (int i = 0; i < shown.length; i++) {
        shown[i] = (phi[i] - mean) / sigma;
      }
      frames.addFirst(new Player.Frame(grid.toString(), Picture.of(grid, shown, RANGE)));
      if (level < pyramid.levels()) {
        WaveletStep step = pyramid.step(level + 1);
        double[] coarse = new double[step.coarse().sites()];
        step.coarsen(phi, 1, step.scratch(1), coarse);
        phi = coarse;
        mean *= Math.pow(2, 0.5 * grid.rank());
      }
    }
    return frames;
  }

  /** Standard deviation of phi_level. */
  private static double sigma(Model model, int level) {
    List<Level> levels = model.levels();
    return level < levels.size() ? levels.get(level).sigma() : model.coarsest().sigma();
  }
}
