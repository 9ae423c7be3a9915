package org.wirg.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Estimate;
import org.wirg.energy.Hamiltonians;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.energy.Potential;
import org.wirg.energy.Provenance;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.Subspace;
import org.wirg.field.Dataset;
import org.wirg.field.InputRejected;
import org.wirg.field.Progress;
import org.wirg.field.Workers;
import org.wirg.file.Checkpoint;
import org.wirg.hamiltonian.Normalisation;
import org.wirg.internal.parallel.InOrder;
import org.wirg.internal.parallel.Threads;
import org.wirg.wavelet.Pyramid;
import org.wirg.wavelet.Wavelet;

/**
 * Learns a model from data: score matching at every level, refined by maximum likelihood at the
 * coarser ones, maximum likelihood at the coarsest; or maximum likelihood everywhere.
 *
 * <p>Two passes over the data, whatever their size: one for means, standard deviations and ranges
 * of every level, one for the normal equations of all levels and Hamiltonians and for the fields
 * that the refinement works on. Error bars take a third, over {@value #SCATTERING} fields at most,
 * and the normalisation a few fields more.
 */
public final class Fit {
  /** Fields that tell the scatter of score matching between fields, error bars to 2 %. */
  private static final int SCATTERING = 2048;

  /** Fewer of large fields, error bars to 3 %. */
  private static final int FEWEST_SCATTERING = 512;

  /** Field values from which on there are fewer of them: 2,048 fields of 45 x 45 sites. */
  private static final long SCATTERING_VALUES = 1L << 22;

  /** Largest memory for the gradients of one batch, in doubles. */
  private static final long GRADIENT_DOUBLES = 1L << 24;

  /** Values of the finest fields that may be kept to ask whether they need the likelihood. */
  private static final long ROOM_TO_ASK = 1L << 20;

  /** The same where it is wanted in any case. */
  private static final long ROOM_TO_REFINE = 1L << 24;

  private final Dataset data;
  private final FitOptions options;
  private final Pyramid pyramid;
  private final FieldBlocks blocks;
  private final Progress progress;
  private final Interior interior;
  private final Climbs climbs;

  /** How the likelihood is climbed, where it is. */
  private final LikelihoodOptions climb;

  private Fit(
      Dataset data, FitOptions options, Checkpoint checkpoint, Workers workers, Progress progress) {
    this.data = data;
    this.options = options;
    this.progress = progress;
    this.climb = Objects.requireNonNullElse(options.likelihood(), LikelihoodOptions.REFINEMENT);
    int levels = options.levels(data.grid());
    this.pyramid = new Pyramid(Wavelet.named(options.wavelet()), data.grid(), levels);
    this.climbs = new Climbs(options, levels, checkpoint, workers, progress);
    this.blocks = new FieldBlocks(data, workers, checkpoint, progress);
    this.interior = options.interior(pyramid);
  }

  /**
   * Learns a model.
   *
   * @throws InputRejected when the data cannot determine one, with the reason
   */
  public static Model of(
      Dataset data, FitOptions options, Provenance provenance, Progress progress) {
    return of(data, options, provenance, Checkpoint.NONE, new Threads(options.threads()), progress);
  }

  /**
   * Learns a model, going on with what a checkpoint holds and keeping the sums over the data and
   * every law that the likelihood finds.
   *
   * @param workers who sum over blocks of fields and move chains; no result depends on them
   * @throws InputRejected when the data cannot determine one, with the reason
   */
  public static Model of(
      Dataset data,
      FitOptions options,
      Provenance provenance,
      Checkpoint checkpoint,
      Workers workers,
      Progress progress) {
    Model model = unnormalised(data, options, provenance, checkpoint, workers, progress);
    return model.with(
        model
            .hamiltonians()
            .normalised(
                Normalisation.of(
                    model, options.edged() ? null : data, options.seed(), workers, progress)));
  }

  /** The same without the normalisation of the Hamiltonians. */
  static Model unnormalised(
      Dataset data, FitOptions options, Provenance provenance, Progress progress) {
    return unnormalised(
        data, options, provenance, Checkpoint.NONE, new Threads(options.threads()), progress);
  }

  private static Model unnormalised(
      Dataset data,
      FitOptions options,
      Provenance provenance,
      Checkpoint checkpoint,
      Workers workers,
      Progress progress) {
    if (data.count() < 2) {
      throw new InputRejected(
          "a fit needs at least 2 fields, and hundreds for useful error bars; found "
              + data.count()
              + "; cut maps into patches or add fields");
    }
    return new Fit(data, options, checkpoint, workers, progress).model(provenance);
  }

  /**
   * What score matching finds.
   *
   * @param terms of every level, the coarsest field's last
   * @param scales the functions of all Hamiltonians
   * @param energies of the details of every level, finest first, with stable tails
   * @param solutions of the normal equations, likewise, as they are
   */
  record Scored(
      Pyramid pyramid,
      DataScan scan,
      List<List<Potential>> terms,
      ScaleTerms scales,
      Equations equations,
      List<ConditionalEnergy> energies,
      List<NormalSolution> solutions,
      Residuals residuals) {}

  /**
   * Score matching alone.
   *
   * @param mostValues field values to keep at most per level
   */
  static Scored scored(Dataset data, FitOptions options, long mostValues, Progress progress) {
    return new Fit(data, options, Checkpoint.NONE, new Threads(options.threads()), progress)
        .scored(new Equations.Keep(1, mostValues, 0));
  }

  /**
   * @param keep which fields are kept
   */
  private Scored scored(Equations.Keep keep) {
    DataScan scan = DataScan.of(data, pyramid, interior, options.even(), blocks);
    List<List<Potential>> terms =
        new LevelTerms(options, pyramid, interior, scan, data.count()).all();
    ScaleTerms scales =
        new ScaleTerms(
            pyramid,
            interior,
            scan.sigma(),
            terms.stream().map(level -> (ScalarPotential) level.getLast()).toList(),
            terms.subList(0, pyramid.levels()).stream()
                .map(l -> l.subList(1, l.size() - 1))
                .toList(),
            options.radii(),
            options.isotropic());
    GradientBuffers buffers = new GradientBuffers();
    Equations equations =
        blocks.kept(
            "fitting",
            Long.MAX_VALUE,
            lanes(terms),
            scan.mean(),
            new Equations.Plan(pyramid, scan, scales, data.count(), keep, buffers));
    ScaleEquations system = equations.scales(scales);
    List<NormalSolution> solutions = new ArrayList<>();
    List<ConditionalEnergy> energies = new ArrayList<>();
    for (int j = 1; j <= pyramid.levels(); j++) {
      NormalSolution solution = system.solveDetails(j);
      solutions.add(solution);
      Subspace details = interior.details(j);
      double[] theta = stable(details, terms.get(j - 1), solution);
      energies.add(new ConditionalEnergy(details, terms.get(j - 1), theta).settled());
    }
    List<ConditionalEnergy> hamiltonians = HamiltonianFit.shortRanged(scales, system);
    Residuals residuals =
        blocks.kept(
            "error bars",
            scattering(),
            lanes(terms),
            scan.mean(),
            new Residuals.Plan(pyramid, scan, scales, energies, hamiltonians));
    return new Scored(pyramid, scan, terms, scales, equations, energies, solutions, residuals);
  }

  /** The coefficients next to a solution whose law has stable tails. */
  private static double[] stable(
      Subspace subspace, List<Potential> terms, NormalSolution solution) {
    StableTails tails = new StableTails(subspace, terms);
    double[] rest = new double[solution.theta().length];
    return solution.pushed(tails.force(solution.theta(), rest, solution.inverse())).theta();
  }

  private long scattering() {
    return Math.clamp(
        SCATTERING_VALUES / data.grid().sites(), FEWEST_SCATTERING, (long) SCATTERING);
  }

  private Model model(Provenance provenance) {
    Scored scored =
        scored(
            new Equations.Keep(
                options.likelihood() == null ? options.refinedPerhaps(pyramid.levels()) : 1,
                climb.mostValues(),
                options.refined() == FitOptions.AUTO ? ROOM_TO_ASK : ROOM_TO_REFINE));
    DataScan scan = scored.scan();
    List<Level> levels = new ArrayList<>();
    progress.begin("refining", MaximumLikelihood.PARTS * (1L + pyramid.levels()));
    InOrder.<Level>run(
        options.threads(),
        pyramid.levels(),
        l -> level((int) l + 1, scored),
        level -> levels.add(everywhere(level, Subspace.details(pyramid.step(level.level())))));
    return new Model(
        data.grid(),
        Wavelet.named(options.wavelet()),
        scan.mean(),
        options.isotropic(),
        options.even(),
        levels,
        coarsest(scored),
        provenance,
        hamiltonians(scored));
  }

  private Hamiltonians hamiltonians(Scored scored) {
    DataScan scan = scored.scan();
    UnaryOperator<Level> refinement =
        options.likelihood() == null
            ? level -> level
            : level -> refined(level, scan, scored.equations().fields.get(level.level()));
    Hamiltonians found =
        new HamiltonianFit(
                pyramid,
                scan,
                scored.scales(),
                scored.equations().scales(scored.scales()),
                scored.residuals().scales(),
                data.count(),
                refinement)
            .run();
    List<Level> levels =
        found.levels().stream()
            .map(level -> everywhere(level, Subspace.whole(pyramid.grid(level.level()))))
            .toList();
    return new Hamiltonians(levels, found.scales(), found.logPartitions());
  }

  /** The law found inside the edge for periodic fields. */
  private static Level everywhere(Level level, Subspace all) {
    return level.energy().subspace().equals(all)
        ? level
        : new Level(
            level.level(),
            level.sigma(),
            level.detailSigma(),
            level.energy().on(all),
            level.estimate());
  }

  /** H_l by likelihood, chains of whole fields started at the data. */
  private Level refined(Level score, DataScan scan, List<double[]> fields) {
    int l = score.level();
    if (fields.isEmpty()) {
      return score;
    }
    progress.begin("maximising the likelihood of H_" + l, MaximumLikelihood.PARTS);
    double stiff = scan.detailSigma()[l + 1];
    Checkpoint.Law law =
        climbs.law(
            score.energy(),
            pyramid.levels() + 2 + l,
            stiff,
            Observations.of(fields),
            climb.whole(l));
    return Climbs.level(score.level(), score.sigma(), 1, score.energy(), law);
  }

  /** Fields side by side: sixteen, or eight where their gradients would not fit. */
  private int lanes(List<List<Potential>> terms) {
    long perField =
        terms.get(0).stream().mapToLong(Potential::parameters).sum() * data.grid().sites();
    return perField * 16 <= GRADIENT_DOUBLES ? 16 : 8;
  }

  /** The law of the details at one level: score matching, refined where there are fields for it. */
  private Level level(int j, Scored scored) {
    ConditionalEnergy energy = scored.energies().get(j - 1);
    NormalSolution solution = scored.solutions().get(j - 1);
    double sigma = scored.scan().sigma()[j - 1];
    double detailSigma = scored.scan().detailSigma()[j];
    List<double[]> fields = scored.equations().fields.get(j - 1);
    if (!fields.isEmpty()) {
      Observations observed = Observations.of(fields);
      Checkpoint.Law law =
          options.likelihood() == null && j < options.refinedForSure()
              ? climbs.lawIfContradicted(energy, j, detailSigma, observed, climb.conditional())
              : climbs.law(energy, j, detailSigma, observed, climb.conditional());
      if (law != null) {
        return Climbs.level(j, sigma, detailSigma, energy, law);
      }
    }
    if (j == options.refined()) {
      throw new InputRejected(
          "the likelihood refines a level from "
              + Equations.FEWEST_FIELDS
              + " fields on, of no more than "
              + ROOM_TO_REFINE / Equations.FEWEST_FIELDS
              + " values each; found "
              + data.count()
              + " of "
              + pyramid.grid(j - 1)
              + " at level "
              + j
              + "; cut patches from the fields, or refine coarser levels only");
    }
    climbs.none();
    double[] covariance =
        solution.sandwich(scored.residuals().levels.get(j - 1).scatter(), data.count()).getData();
    Estimate estimate =
        new Estimate(
            "score matching",
            data.count(),
            covariance,
            solution.conditionRaw(),
            solution.conditionScaled(),
            solution.undetermined());
    return new Level(j, sigma, detailSigma, energy, estimate);
  }

  private Level coarsest(Scored scored) {
    Equations equations = scored.equations();
    List<Potential> terms = scored.terms().getLast();
    int last = pyramid.levels();
    double sigma = scored.scan().sigma()[last];
    Subspace whole = Subspace.whole(pyramid.grid(last));
    if (terms.getFirst() instanceof ScalarPotential site) {
      double[] target = equations.siteValues.clone();
      for (int m = 0; m < target.length; m++) {
        target[m] /= data.count();
      }
      LikelihoodSolution solution = new SiteLikelihood(site, target, data.count()).solve();
      ConditionalEnergy energy = new ConditionalEnergy(whole, terms, solution.theta()).settled();
      climbs.none();
      return new Level(last, sigma, 1, energy, Climbs.estimate(solution, data.count()));
    }
    List<double[]> fields = equations.fields.getLast();
    if (fields.isEmpty()) {
      throw new InputRejected(
          "a coarsest field of several sites needs at least "
              + Equations.FEWEST_FIELDS
              + " fields; found "
              + data.count()
              + "; use more fields or --coarsest 1");
    }
    List<Potential> own = scored.scales().at(last);
    double[] theta =
        WiderKernel.theta(
            own, stable(whole, own, equations.scales(scored.scales()).solve(last, last)), terms);
    ConditionalEnergy start = new ConditionalEnergy(whole, terms, theta).settled();
    Observations observed = Observations.of(fields);
    ConditionalEnergy from = start;
    if (interior.edged(last)) {
      observed = Observations.within(fields, terms, interior.field(last));
      // Fields that end are pieces of larger ones, and their correlations reach around this
      // lattice.
      if (options.open()) {
        observed = observed.mirrored(pyramid.grid(last));
        from = start.on(Subspace.whole(Observations.twice(pyramid.grid(last))));
      }
    }
    Checkpoint.Law law = climbs.law(from, last + 1, 1, observed, climb.conditional());
    return Climbs.level(last, sigma, 1, start, law);
  }
}
