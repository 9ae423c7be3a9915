package org.wirg;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.wirg.diagnose.Autocorrelation;
import org.wirg.diagnose.FieldStatistics;
import org.wirg.diagnose.StandardUnits;
import org.wirg.diagnose.Tolerances;
import org.wirg.energy.CoarsePotential;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Estimate;
import org.wirg.energy.FieldEnergies;
import org.wirg.energy.Hamiltonians;
import org.wirg.energy.KernelCoefficients;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.energy.OriginalKernel;
import org.wirg.energy.Provenance;
import org.wirg.energy.QuadraticKernel;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.SiteLaw;
import org.wirg.energy.SplineBasis;
import org.wirg.energy.Stiffness;
import org.wirg.energy.Subspace;
import org.wirg.field.Dataset;
import org.wirg.field.Grid;
import org.wirg.field.MemoryDataset;
import org.wirg.field.MonotoneCubic;
import org.wirg.field.Progress;
import org.wirg.field.Transform;
import org.wirg.file.SmallModels;
import org.wirg.fit.Conditioning;
import org.wirg.fit.FitOptions;
import org.wirg.fit.LikelihoodOptions;
import org.wirg.hamiltonian.Annealing;
import org.wirg.hamiltonian.DetailPartition;
import org.wirg.hamiltonian.DirectMixing;
import org.wirg.hamiltonian.GaussianReference;
import org.wirg.hamiltonian.LatticeForm;
import org.wirg.hamiltonian.Weights;
import org.wirg.lattice.GaussianField;
import org.wirg.lattice.LognormalField;
import org.wirg.lattice.Phi4;
import org.wirg.lattice.PowerLaw;
import org.wirg.lattice.SpectralDensity;
import org.wirg.prepare.CoarseFields;
import org.wirg.prepare.Patches;
import org.wirg.sample.Chains;
import org.wirg.sample.LevelPlan;
import org.wirg.sample.SampleOptions;
import org.wirg.sample.Sampler;
import org.wirg.sample.Transition;
import org.wirg.wavelet.DetailBox;
import org.wirg.wavelet.Pyramid;
import org.wirg.wavelet.Wavelet;
import org.wirg.wavelet.WaveletStep;

/** Objects and arguments that calls succeed with: fields of 4x4 sites, two side by side. */
final class Plausible {
  static final int LANES = 2;
  static final Grid GRID = Grid.of(4, 4);
  static final int VALUES = 16 * LANES;

  private static final Grid SITE = Grid.of(1);
  private static final Model MODEL = SmallModels.on(GRID, 2, true, true);
  private static final Level LEVEL = MODEL.levels().getFirst();
  private static final WaveletStep STEP = MODEL.pyramid().step(1);
  private static final DetailBox BOX =
      Objects.requireNonNull(DetailBox.of(STEP, new boolean[] {true, false, false, false}));
  private static final SplineBasis BASIS = new SplineBasis(-3, 3, 6);
  private static final Stiffness STIFFNESS = new Stiffness(GRID, BASIS, true, true, 1, true);
  private static final ScalarPotential POTENTIAL =
      new ScalarPotential(GRID, BASIS, true, ScalarPotential.Gauge.CONSTANT);
  private static final QuadraticKernel KERNEL = new QuadraticKernel(GRID, 1, true);
  private static final OriginalKernel ORIGINAL =
      new OriginalKernel(KERNEL, BASIS, new double[] {-4, -2, -1, 1, 2, 4}, 1);
  private static final FitOptions FIT = new FitOptions("db2", 2, 1, 6, true, true, 1, 1);
  private static final Autocorrelation TAU = Autocorrelation.of(series(64));
  private static final Transition TRANSITION = new Transition(0.1, 2);
  private static final LevelPlan PLAN = new LevelPlan(1, 4, 4, TRANSITION, 4, 1, "", 1, 0, 1, 0);

  private final Map<Class<?>, Supplier<Object>> types = new HashMap<>();
  private final Map<String, Supplier<Object>> named = new HashMap<>();

  Plausible() {
    simpleTypes();
    ownTypes();
    arguments();
  }

  /** Ordinary field values, [site][lane]. */
  static double[] values() {
    return numbers(VALUES);
  }

  private static double[] numbers(int n) {
    double[] numbers = new double[n];
    Arrays.setAll(numbers, i -> ((37 * i) % 101 - 50) / 40.0);
    return numbers;
  }

  private static double[] series(int n) {
    return numbers(n);
  }

  private <T> void type(Class<T> type, Supplier<? extends T> value) {
    types.put(type, value::get);
  }

  private void simpleTypes() {
    type(int.class, () -> LANES);
    type(long.class, () -> 1L);
    type(boolean.class, () -> true);
    type(double.class, () -> 0.5);
    type(double[].class, Plausible::values);
    type(double[][].class, () -> new double[][] {numbers(40), numbers(40)});
    type(int[].class, () -> new int[] {1, 0});
    type(String.class, () -> "mean");
    type(List.class, List::of);
    type(ToDoubleFunction.class, () -> (ToDoubleFunction<double[]>) means -> means[0] + means[1]);
    type(Consumer.class, () -> plan -> {});
  }

  private void ownTypes() {
    type(Grid.class, () -> GRID);
    type(Wavelet.class, () -> Wavelet.named("db2"));
    type(Transform.class, Transform::none);
    type(Transform.None.class, Transform.None::new);
    type(Transform.Log.class, () -> new Transform.Log(2));
    type(Transform.Asinh.class, () -> new Transform.Asinh(1));
    type(Transform.Standardise.class, () -> new Transform.Standardise(0, 1));
    type(Transform.Rank.class, () -> new Transform.Rank(cubic()));
    type(MonotoneCubic.class, Plausible::cubic);
    type(Progress.class, () -> Progress.NONE);
    type(Dataset.class, () -> new MemoryDataset(GRID, numbers(16 * 80)));
    type(MemoryDataset.class, () -> new MemoryDataset(GRID, numbers(16 * 80)));
    type(Subspace.class, () -> Subspace.whole(GRID));
    type(ScalarPotential.class, () -> POTENTIAL);
    type(Stiffness.class, () -> STIFFNESS);
    type(OriginalKernel.class, () -> ORIGINAL);
    type(ScalarPotential.Gauge.class, () -> ScalarPotential.Gauge.CONSTANT);
    type(SplineBasis.class, () -> BASIS);
    type(QuadraticKernel.class, () -> KERNEL);
    type(CoarsePotential.class, () -> new CoarsePotential(List.of(STEP), 0.5, inner()));
    type(ConditionalEnergy.class, LEVEL::energy);
    type(ConditionalEnergy.Evaluator.class, () -> LEVEL.energy().evaluator(LANES));
    type(Level.class, () -> LEVEL);
    type(Model.class, () -> MODEL);
    type(Provenance.class, MODEL::provenance);
    type(Hamiltonians.class, MODEL::hamiltonians);
    type(Estimate.class, () -> new Estimate("none", 1, new double[9], 1, 1, 0));
    type(FieldStatistics.Estimate.class, () -> new FieldStatistics.Estimate(1, 0.1));
    type(FieldEnergies.class, () -> new FieldEnergies(MODEL, true, false));
    type(KernelCoefficients.class, () -> new KernelCoefficients(KERNEL, STEP));
    type(
        KernelCoefficients.Scratch.class,
        () -> new KernelCoefficients(KERNEL, STEP).scratch(LANES));
    type(SiteLaw.class, () -> new SiteLaw(site(), new double[5]));
    type(WaveletStep.class, () -> STEP);
    type(WaveletStep.Scratch.class, () -> STEP.scratch(LANES));
    type(DetailBox.class, () -> BOX);
    type(Pyramid.class, MODEL::pyramid);
    type(CoarseFields.class, () -> new CoarseFields(data(), MODEL.pyramid()));
    type(Patches.class, () -> new Patches(data(), 0, 4, Grid.of(2, 2), 2, Patches.Moves.NONE));
    type(Tolerances.class, Tolerances::defaults);
    type(Tolerances.Kind.class, () -> Tolerances.Kind.MEAN);
    type(StandardUnits.class, () -> new StandardUnits(1, 2));
    type(Autocorrelation.class, () -> TAU);
    type(Weights.class, () -> new Weights(new double[] {0.1, 0.2, -0.1}));
    type(GaussianReference.class, () -> GaussianReference.of(LEVEL));
    type(Annealing.class, () -> new Annealing(LEVEL, TRANSITION, 2, 1));
    type(LatticeForm.class, () -> LatticeForm.of(MODEL, MODEL.hamiltonians().levels().getFirst()));
    type(DetailPartition.Options.class, () -> new DetailPartition.Options(2, 1, 1));
    type(DirectMixing.Method.class, () -> DirectMixing.Method.METROPOLIS);
    type(SpectralDensity.class, () -> PowerLaw.CRITICAL);
    type(GaussianField.class, () -> new GaussianField(GRID, new PowerLaw(1, 1)));
    type(LognormalField.class, () -> new LognormalField(GRID, new PowerLaw(1, 1), 0, 1));
    type(Phi4.class, () -> new Phi4(GRID, 0.5));
    type(Chains.class, () -> new Chains(LEVEL.energy(), 1, values(), LANES, 1, 0));
    type(Sampler.class, () -> new Sampler(MODEL, options()));
    type(Transition.class, () -> TRANSITION);
    type(LevelPlan.class, () -> PLAN);
    type(FitOptions.class, () -> FIT);
    type(LikelihoodOptions.Start.class, () -> LikelihoodOptions.Start.SCORE);
    type(LikelihoodOptions.Preconditioner.class, () -> LikelihoodOptions.Preconditioner.NATURAL);
    type(Conditioning.Value.class, () -> new Conditioning.Value(2, 0.1));
    type(
        Conditioning.Problem.class,
        () -> {
          Conditioning.Value value = new Conditioning.Value(2, 0.1);
          Conditioning.Descent all = new Conditioning.Descent(1, value, value, value, value);
          return new Conditioning.Problem(1, 4, value, all, all, 1, 1, 1);
        });
  }

  private static MonotoneCubic cubic() {
    return new MonotoneCubic(new double[] {-1, 0, 1}, new double[] {-2, 0, 1});
  }

  private static ScalarPotential inner() {
    return new ScalarPotential(STEP.coarse(), BASIS, true, ScalarPotential.Gauge.CONSTANT);
  }

  private static ScalarPotential site() {
    return new ScalarPotential(SITE, BASIS, false, ScalarPotential.Gauge.CONSTANT);
  }

  private static MemoryDataset data() {
    return new MemoryDataset(GRID, numbers(16 * 80));
  }

  private static SampleOptions options() {
    return new SampleOptions(SampleOptions.Method.HMC, 1, 1);
  }

  private void argument(String method, String parameter, Supplier<Object> value) {
    named.put(method + " " + parameter, value);
  }

  /** Arguments that the type alone does not say; "class.method parameter". */
  private void arguments() {
    int coarse = STEP.coarse().sites() * LANES;
    int kernels = KERNEL.parameters();
    int splines = POTENTIAL.parameters();
    for (String type :
        List.of(
            "CoarsePotential",
            "ScalarPotential",
            "QuadraticKernel",
            "OriginalKernel",
            "Stiffness")) {
      int parameters =
          type.endsWith("Kernel")
              ? kernels
              : type.equals("Stiffness") ? STIFFNESS.parameters() : splines;
      argument(type + ".bind", "theta", () -> numbers(parameters));
      argument(type + ".settled", "theta", () -> numbers(parameters));
      argument(type + ".values", "values", () -> numbers(parameters * LANES));
      argument(type + ".gradients", "first", () -> 0);
      argument(type + ".gradients", "gradients", () -> new double[parameters][VALUES]);
      argument(type + ".laplacians", "first", () -> 0);
      argument(type + ".laplacians", "laplacians", () -> numbers(parameters * LANES));
    }
    argument("OriginalKernel", "spline", () -> ORIGINAL.spline());
    argument("ScalarPotential.coefficients", "theta", () -> numbers(splines));
    argument("CoarsePotential", "steps", () -> List.of(STEP));
    argument("CoarsePotential", "inner", Plausible::inner);
    argument("ConditionalEnergy", "terms", () -> List.of(POTENTIAL));
    argument("ConditionalEnergy", "theta", () -> numbers(splines));
    argument("Evaluator.energy", "energy", () -> numbers(LANES));
    argument("FieldEnergies.of", "fields", Plausible::values);
    argument("KernelCoefficients.of", "coarse", () -> new double[kernels][coarse]);
    argument("KernelCoefficients.of", "details", () -> new double[kernels][3 * coarse]);
    argument("KernelCoefficients.of", "first", () -> 0);
    argument("SiteLaw", "potential", Plausible::site);
    argument("SiteLaw", "theta", () -> numbers(5));
    argument("MemoryDataset.read", "into", Plausible::values);
    argument("DetailBox.project", "lines", () -> BOX.lines(LANES));
    argument("WaveletStep.coarsen", "coarse", () -> numbers(coarse));
    argument("WaveletStep.refine", "coarse", () -> numbers(coarse));
    argument("WaveletStep.details", "details", () -> numbers(3 * coarse));
    argument("WaveletStep.addDetails", "details", () -> numbers(3 * coarse));
    argument("Annealing.run", "firstChain", () -> 0);
    argument("GaussianReference.draw", "phi", () -> numbers(coarse));
    argument("GaussianReference.freeEnergy", "phi", () -> numbers(coarse));
    for (String type :
        List.of("QuadraticKernel", "OriginalKernel", "ScalarPotential", "Stiffness")) {
      argument(
          type + ".derivatives", "directions", () -> new double[][] {numbers(32), numbers(32)});
    }
    argument("Weights.mean", "values", () -> numbers(3));
    argument("Weights.of", "values", () -> new double[][] {numbers(3), numbers(3)});
    argument("Weights", "logs", () -> numbers(3));
    for (String type : List.of("GaussianField", "LognormalField", "Phi4")) {
      argument(type + ".energy", "field", () -> numbers(16));
      argument(type + ".gradient", "field", () -> numbers(16));
      argument(type + ".gradient", "out", () -> numbers(16));
    }
    for (String type : List.of("GaussianField", "LognormalField")) {
      argument(type, "density", () -> new PowerLaw(1, 1));
    }
    argument("Chains.goOn", "work", () -> numbers(LANES));
    argument("ScalingFit.of", "sizes", () -> new double[] {4, 8, 16});
    argument("ScalingFit.of", "values", () -> new double[] {1, 2.5, 4});
    argument("ScalingFit.of", "errors", () -> new double[] {0.1, 0.2, 0.3});
    argument("Level", "estimate", () -> MODEL.levels().getFirst().estimate());
    argument("Model", "levels", MODEL::levels);
    argument("Model", "coarsest", MODEL::coarsest);
    argument("SplineBasis", "low", () -> -3.0);
    argument("MonotoneCubic", "x", () -> new double[] {-1, 0, 1});
    argument("MonotoneCubic", "y", () -> new double[] {-2, 0, 1});
    argument("SplineBasis", "count", () -> 6);
    argument("Scale", "directions", () -> 1);
    argument("DirectMixing.Options", "sizes", () -> List.of(4));
    argument("Conditioning.ofGaussian", "spectrum", () -> new PowerLaw(1, 1).on(GRID));
    argument("Range", "low", () -> 0.0);
    argument("Transition.ofLength", "most", () -> 8);
  }

  private @Nullable Supplier<Object> supplier(Executable e, String parameter, Class<?> type) {
    String name = e.getDeclaringClass().getSimpleName();
    String method = e instanceof Constructor ? name : name + "." + e.getName();
    Supplier<Object> own = named.get(method + " " + parameter);
    return own == null ? types.get(type) : own;
  }

  /** Arguments of a call, new every time. */
  @Nullable Object[] arguments(Executable e) throws IOException {
    @Nullable Object[] arguments = new @Nullable Object[e.getParameterCount()];
    for (int i = 0; i < arguments.length; i++) {
      Supplier<Object> supplier =
          supplier(e, e.getParameters()[i].getName(), e.getParameterTypes()[i]);
      arguments[i] = supplier == null ? null : supplier.get();
    }
    return arguments;
  }

  /** What a method is called on; null for constructors and static methods. */
  @Nullable Object receiver(Executable e) {
    if (e instanceof Constructor || Modifier.isStatic(e.getModifiers())) {
      return null;
    }
    Supplier<Object> supplier = types.get(e.getDeclaringClass());
    return supplier == null ? null : supplier.get();
  }

  /** Whether there is nothing that a method could be called on. */
  boolean lacksReceiver(Executable e) {
    boolean needs = !(e instanceof Constructor || Modifier.isStatic(e.getModifiers()));
    return needs && receiver(e) == null;
  }
}
