package org.wirg.hamiltonian;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wirg.energy.Hamiltonians;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.SiteLaw;
import org.wirg.field.Dataset;
import org.wirg.field.Progress;
import org.wirg.field.Workers;
import org.wirg.internal.random.Philox;
import org.wirg.internal.random.Purpose;
import org.wirg.internal.random.Uniform;
import org.wirg.sample.Chains;
import org.wirg.sample.StepInfo;
import org.wirg.sample.Transition;
import org.wirg.wavelet.WaveletStep;

/**
 * ln Z_l = ln of the integral of exp(-H_l) over phi_l for the Hamiltonians of all levels of a
 * model.
 *
 * <p>The model's own law of fields is normalised level by level: -ln p(phi_l) = sum_{j > l} (E_j -
 * F_j) - ln p(phi_J), F_j from {@link DetailPartition}, phi_J by quadrature. With D = -ln p(phi_l)
 * - H_l(phi_l), Z_l is the mean of exp(D) over fields of the model, ln Z_l = mean + variance / 2 to
 * second order; and the mean of D over fields of law exp(-H_l) is above ln Z_l by as much as that
 * over the model's is below (Gibbs). At the finest level, whose Hamiltonian is that of the data,
 * the middle between model and data is taken: what the free energies' noise does to the variance
 * then plays no part.
 *
 * <p>Errors are from the scatter between fields, and at the finest level a tenth of the distance
 * between the two means for what is beyond second order.
 */
public final class Normalisation {
  /** Fields of either kind, fewer of large ones. */
  private static final int MOST_FIELDS = 96;

  private static final int FEWEST_FIELDS = 16;

  /** Fields side by side that are a whole vector on any machine. */
  private static final int VECTOR = 8;

  /** Field values from which on there are fewer: 96 fields of 52 x 52 sites. */
  private static final int FIELD_VALUES = 1 << 18;

  private static final int TEMPERATURES = 32;

  /** Moves that take exact draws of the Gaussian reference to the level's law. */
  private static final int MOVES = 40;

  private static final int TUNING_FIELDS = 64;
  private static final int BATCH_VALUES = 1 << 14;
  private static final double BEYOND_SECOND_ORDER = 0.1;

  /** Chains are numbered apart from those of samples, refinements and pilots. */
  private static final int FIRST_CHAIN = 3 << 27;

  private final Model model;
  private final long seed;
  private final Workers workers;
  private final int count;

  private Normalisation(Model model, long seed, Workers workers) {
    this.model = model;
    this.seed = seed;
    this.workers = workers;
    int wanted = FIELD_VALUES / model.grid().sites() / VECTOR * VECTOR;
    this.count = Math.clamp(wanted, FEWEST_FIELDS, MOST_FIELDS);
  }

  /**
   * The normalisations of all Hamiltonians, the finest first, the coarsest field's last; none when
   * the coarsest field has more than one site or is the only one.
   *
   * @param data what the model was learned from, at least 2 periodic fields; null where there are
   *     none
   * @param workers who move and anneal chains; no result depends on them
   */
  public static List<Hamiltonians.LogPartition> of(
      Model model, @Nullable Dataset data, long seed, Workers workers, Progress progress) {
    if (model.levels().isEmpty() || model.coarsest().energy().grid().sites() > 1) {
      return List.of();
    }
    try {
      return new Normalisation(model, seed, workers).run(data, progress);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fields with what is known of -ln p(phi_l) at the level reached. */
  private static final class Fields {
    double[] phi; // [field][site], centred, in the data's units
    final double[] above; // -ln p from forward annealing, [field]
    final double[] below; // the same from reverse annealing

    Fields(double[] phi, int count) {
      this.phi = phi;
      this.above = new double[count];
      this.below = new double[count];
    }

    int count() {
      return above.length;
    }
  }

  private List<Hamiltonians.LogPartition> run(@Nullable Dataset data, Progress progress)
      throws IOException {
    long sites = model.levels().stream().mapToLong(level -> level.energy().grid().sites()).sum();
    progress.begin(
        "normalising", 2 * sites * count); // fields are drawn, and their details annealed
    ScalarPotential potential = (ScalarPotential) model.coarsest().energy().terms().getLast();
    SiteLaw site = new SiteLaw(potential, model.coarsest().energy().theta());
    double logZ = site.logZ() + StrictMath.log(model.coarsest().sigma());
    List<double[]> observed = data == null ? List.of() : observed(data);
    Fields drawn = new Fields(coarsest(site), count);
    List<Fields> sides = new ArrayList<>(List.of(drawn));
    if (!observed.isEmpty()) {
      sides.add(new Fields(observed.getLast(), observed.getLast().length));
    }
    for (Fields fields : sides) {
      double[] energy = energies(model.coarsest(), fields.phi, fields.count());
      for (int f = 0; f < fields.count(); f++) {
        fields.above[f] = energy[f] + logZ;
        fields.below[f] = fields.above[f];
      }
    }
    List<List<Differences>> both = new ArrayList<>();
    workers
        .near()
        .run(
            new Workers.Size(sides.size(), Double.POSITIVE_INFINITY),
            side -> side,
            side ->
                new Side(
                    side == 0
                        ? descend(
                            drawn, (l, coarser) -> equilibrium(l, coarser, progress), progress)
                        : descend(sides.get(1), (l, coarser) -> observed.get(l), Progress.NONE)),
            side -> both.add(side.levels));
    List<Differences> ofModel = both.getFirst();
    List<Hamiltonians.LogPartition> partitions = new ArrayList<>();
    partitions.add(
        both.size() == 1
            ? ofModel.getFirst().ofOneSide()
            : ofModel.getFirst().between(both.getLast().getFirst()));
    ofModel.stream().skip(1).map(Differences::ofOneSide).forEach(partitions::add);
    partitions.add(new Hamiltonians.LogPartition(logZ, 0));
    return partitions;
  }

  /** D of one side at every level. */
  private record Side(List<Differences> levels) implements Serializable {}

  /** Where the fields of a level come from. */
  @FunctionalInterface
  private interface NextFields {
    /**
     * @param l level of the fields wanted
     * @param coarser fields of the level above, [field][site]
     */
    double[] at(int l, double[] coarser);
  }

  /** D at every level, the finest first, walking from coarse to fine. */
  private List<Differences> descend(Fields fields, NextFields next, Progress progress) {
    List<Differences> differences = new ArrayList<>();
    for (int l = model.levels().size() - 1; l >= 0; l--) {
      fields.phi = next.at(l, fields.phi);
      addDetails(model.levels().get(l), fields, progress);
      differences.addFirst(new Differences(model.hamiltonians().levels().get(l), fields));
    }
    return differences;
  }

  /** Evenly spread fields of the data at every level, [level][field][site], centred. */
  private List<double[]> observed(Dataset data) throws IOException {
    int seen = (int) Math.min(count, data.count());
    int sites = data.grid().sites();
    double[] fields = new double[seen * sites];
    double[] one = new double[sites];
    for (int f = 0; f < seen; f++) {
      data.read(f * data.count() / seen, 1, one);
      for (int i = 0; i < sites; i++) {
        fields[f * sites + i] = one[i] - model.mean();
      }
    }
    List<double[]> levels = new ArrayList<>(List.of(fields));
    for (int l = 1; l <= model.levels().size(); l++) {
      WaveletStep step = model.pyramid().step(l);
      double[] coarse = new double[seen * step.coarse().sites()];
      step.coarsen(transposed(levels.getLast(), seen), seen, step.scratch(seen), coarse);
      levels.add(transposed(coarse, coarse.length / seen));
    }
    return levels;
  }

  /** Draws of phi_J, [field]. */
  private double[] coarsest(SiteLaw site) {
    double[] phi = new double[count];
    long[] bits = new long[2];
    for (int f = 0; f < count; f++) {
      Philox.block(seed, 0, 0, FIRST_CHAIN + f, Purpose.COARSEST.word(), bits);
      phi[f] = model.coarsest().sigma() * site.quantile(Uniform.open(bits[0]));
    }
    return phi;
  }

  /** Adds E_j - F_j, and turns a density of x = phi / sigma into one of phi. */
  private void addDetails(Level level, Fields fields, Progress progress) {
    double[] x = Arrays.stream(fields.phi).map(v -> v / level.sigma()).toArray();
    DetailPartition partition =
        DetailPartition.of(
            level,
            x,
            fields.count(),
            new DetailPartition.Options(TEMPERATURES, seed, 1),
            workers,
            done -> progress.advance(done * level.energy().grid().sites()));
    double unit = level.energy().subspace().dimension() * StrictMath.log(level.sigma());
    for (int f = 0; f < fields.count(); f++) {
      fields.above[f] += partition.energy()[f] - partition.forward()[f] + unit;
      fields.below[f] += partition.energy()[f] - partition.reverse()[f] + unit;
    }
  }

  /** Fields phi_{j-1} of the level's law at given phi_j, [field][site]. */
  private double[] equilibrium(int l, double[] coarse, Progress progress) {
    Level level = model.levels().get(l);
    GaussianReference reference = GaussianReference.of(level);
    int sites = level.energy().grid().sites();
    int coarseSites = coarse.length / count;
    int lanes = Math.clamp(BATCH_VALUES / sites, 8, TUNING_FIELDS);
    Draw draw = new Draw(reference, level, seed);
    double[] first = draw.start(start(coarse, coarseSites, 0, Math.min(count, lanes)));
    Transition move =
        Annealing.tuned(level, first, first.length / sites, seed, FIRST_CHAIN + MOST_FIELDS);
    double[] fields = new double[count * sites];
    int[] done = {0};
    workers.run(
        new Workers.Size(
            (count + lanes - 1) / lanes, (double) MOVES * move.gradients() * fields.length),
        batch -> {
          int from = (int) batch * lanes;
          return start(coarse, coarseSites, from, Math.min(lanes, count - from));
        },
        new Equilibrium(draw, move),
        part -> {
          for (double value : part) {
            fields[done[0]++] = level.sigma() * value;
          }
          progress.advance(part.length);
        });
    return fields;
  }

  /** Coarse fields in the data's units, [site][lane], and the number of the first. */
  private record Start(int from, int width, double[] phi) implements Serializable {}

  private static Start start(double[] coarse, int coarseSites, int from, int width) {
    double[] rows = Arrays.copyOfRange(coarse, from * coarseSites, (from + width) * coarseSites);
    return new Start(from, width, transposed(rows, width));
  }

  /** Draws fields of a level's reference at given coarse ones. */
  private record Draw(GaussianReference reference, Level level, long seed) implements Serializable {
    /** Exact draws, [site][lane], in units of the level's sigma. */
    double[] start(Start at) {
      double[] phi = Arrays.stream(at.phi).map(v -> v / level.sigma()).toArray();
      return reference.draw(phi, at.width, seed, level.level(), FIRST_CHAIN + at.from);
    }
  }

  /** Takes such draws to the level's own law, [field][site]. */
  private record Equilibrium(Draw draw, Transition move) implements Workers.Task<Start, double[]> {
    @Override
    public double[] run(Start at) {
      Level level = draw.level;
      double[] x = draw.start(at);
      Chains chains =
          new Chains(level.energy(), level.level(), x, at.width, draw.seed, FIRST_CHAIN + at.from);
      for (int t = 0; t < MOVES; t++) {
        move.warmingUp(t).step(chains, t, new StepInfo());
      }
      return transposed(x, level.energy().grid().sites());
    }
  }

  private static double[] energies(Level law, double[] phi, int count) {
    double[] x = transposed(phi, count);
    for (int i = 0; i < x.length; i++) {
      x[i] /= law.sigma();
    }
    double[] energy = new double[count];
    law.energy().evaluator(count).energy(x, new double[x.length], energy);
    return energy;
  }

  /** [row][column] to [column][row]. */
  private static double[] transposed(double[] values, int rows) {
    int columns = values.length / rows;
    double[] transposed = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      transposed[i % columns * rows + i / columns] = values[i];
    }
    return transposed;
  }

  /** D = -ln p(phi_l) - H_l(phi_l) over fields. */
  private static final class Differences implements Serializable {
    private final double mean;
    private final double error; // of the mean
    private final double variance; // of D without the free energies' noise
    private final double varianceError;

    Differences(Level hamiltonian, Fields fields) {
      int n = fields.count();
      double[] energy = energies(hamiltonian, fields.phi, n);
      double[] high = new double[n];
      double[] low = new double[n];
      for (int f = 0; f < n; f++) {
        high[f] = fields.above[f] - energy[f];
        low[f] = fields.below[f] - energy[f];
      }
      double meanHigh = Arrays.stream(high).sum() / n;
      double meanLow = Arrays.stream(low).sum() / n;
      double hh = 0;
      double hl = 0;
      double ll = 0;
      for (int f = 0; f < n; f++) {
        hh += (high[f] - meanHigh) * (high[f] - meanHigh) / (n - 1);
        hl += (high[f] - meanHigh) * (low[f] - meanLow) / (n - 1);
        ll += (low[f] - meanLow) * (low[f] - meanLow) / (n - 1);
      }
      mean = 0.5 * (meanHigh + meanLow);
      error = Math.sqrt(0.25 * (hh + 2 * hl + ll) / n);
      // The noise of the two annealings is independent, so their covariance has none of it.
      variance = Math.max(0, hl);
      varianceError = Math.sqrt((hh * ll + hl * hl) / n);
    }

    Hamiltonians.LogPartition ofOneSide() {
      return new Hamiltonians.LogPartition(
          mean + 0.5 * variance, Math.hypot(error, 0.5 * varianceError));
    }

    Hamiltonians.LogPartition between(Differences ofData) {
      double statistical = 0.5 * Math.hypot(error, ofData.error);
      double beyond = BEYOND_SECOND_ORDER * Math.abs(ofData.mean - mean);
      return new Hamiltonians.LogPartition(
          0.5 * (mean + ofData.mean), Math.hypot(statistical, beyond));
    }
  }
}
