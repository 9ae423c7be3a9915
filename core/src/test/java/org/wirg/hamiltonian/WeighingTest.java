package org.wirg.hamiltonian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.wirg.diagnose.FieldStatistics.Estimate;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Hamiltonians;
import org.wirg.energy.Level;
import org.wirg.energy.Model;
import org.wirg.energy.Potential;
import org.wirg.energy.Provenance;
import org.wirg.energy.QuadraticKernel;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.SplineBasis;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.field.InputRejected;
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;
import org.wirg.fit.Fit;
import org.wirg.fit.FitOptions;
import org.wirg.lattice.Phi4;
import org.wirg.lattice.SimulationOptions;
import org.wirg.lattice.SimulationReport;

/**
 * A model fitted to few fields draws coarse to fine, but its H_0 is replaced by phi^4 itself, at
 * the right coupling or another one. Averages are held against the simulator's.
 *
 * <p>Every comparison allows 4 combined errors: each fails by chance once in 16,000 times.
 */
final class WeighingTest {
  private static final Grid GRID = Grid.of(8, 8);
  private static final double BETA = 0.6;
  private static final double OFF = 0.64;
  private static final double FURTHER = 0.68;
  private static final int FIELDS = 1000;
  private static final List<String> NAMES = List.of("phi^2", "|m|", "m^2");

  private static final Shared SHARED = simulatedAndFitted();

  /** A model at another coupling, its fields weighed and corrected. */
  private static final Weighing ANOTHER = weigh(OFF, BETA, true);

  /** What all tests start from. */
  private record Shared(Model fitted, SimulationReport truth) {}

  private static Shared simulatedAndFitted() {
    double[] fields = new double[4000 * GRID.sites()];
    int[] done = {0};
    SimulationReport truth;
    try {
      truth =
          new Phi4(GRID, BETA)
              .simulate(
                  SimulationOptions.of(4000).withSeed(3),
                  (some, n) -> {
                    System.arraycopy(some, 0, fields, done[0], n * GRID.sites());
                    done[0] += n * GRID.sites();
                  });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Model fitted =
        Fit.of(
            new MemoryDataset(GRID, Arrays.copyOf(fields, 1000 * GRID.sites())),
            new FitOptions("db2", 1, 1, 10, true, true, 1, 2),
            new Provenance("test", "0", "none", "", "float32", 1000, 1),
            Progress.NONE);
    return new Shared(fitted, truth);
  }

  /** The fitted model with H_0 = phi^4 at a coupling, by splines fine enough for phi^4. */
  private static Model withPhi4(double beta, List<Hamiltonians.LogPartition> partitions) {
    Level first = SHARED.fitted.hamiltonians().levels().getFirst();
    double sigma = first.sigma();
    SplineBasis basis = new SplineBasis(-6, 6, 243);
    QuadraticKernel kernel = new QuadraticKernel(GRID, 1, true);
    ScalarPotential potential =
        new ScalarPotential(GRID, basis, true, ScalarPotential.Gauge.CONSTANT);
    double[] theta = new double[kernel.parameters() + potential.parameters()];
    theta[0] = -beta * sigma * sigma;
    double h = basis.width();
    double[] c = new double[basis.count()];
    Arrays.setAll(
        c,
        k -> {
          double x = sigma * (basis.low() + (k - 1) * h);
          double unit = sigma * h;
          // B-spline coefficients f - f'' h^2 / 6 of f = x^4 - x^2, right to fourth order.
          return x * x * x * x - x * x - (12 * x * x - 2) * unit * unit / 6;
        });
    for (int m = 0; m < potential.parameters(); m++) {
      theta[kernel.parameters() + m] = c[m + 1] - c[0];
    }
    List<Potential> terms = List.of(kernel, potential);
    ConditionalEnergy energy = new ConditionalEnergy(Subspace.whole(GRID), terms, theta);
    double[] covariance = new double[theta.length * theta.length];
    List<Level> levels = new ArrayList<>(SHARED.fitted.hamiltonians().levels());
    levels.set(
        0,
        new Level(
            first.level(),
            sigma,
            first.detailSigma(),
            energy,
            new org.wirg.energy.Estimate("known", 1, covariance, 1, 1, 0)));
    return SHARED.fitted.with(
        new Hamiltonians(levels, SHARED.fitted.hamiltonians().scales(), partitions));
  }

  private static Weighing weigh(double modelBeta, double actionBeta, boolean correct) {
    return Weighing.of(
        withPhi4(modelBeta, List.of()),
        new Phi4(GRID, actionBeta),
        new Weighing.Options(FIELDS, correct, 5, 2),
        Progress.NONE);
  }

  private static Weighing.Observable observable(Weighing weighing, String name) {
    return weighing.observables().stream()
        .filter(o -> o.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Distance from the simulator's mean in combined errors. */
  private static double distance(String name, Estimate found) {
    SimulationReport.Observable known = SHARED.truth.observable(name);
    return Math.abs(found.value() - known.mean()) / Math.hypot(found.error(), known.meanError());
  }

  private static double identity(Estimate found) {
    return Math.abs(found.value() - 1) / found.error();
  }

  @Test
  void theActionItselfHasEqualWeights() {
    Weighing weighing = weigh(BETA, BETA, false);
    assertThat(weighing.weights().effectiveFraction()).isGreaterThan(0.999);
    for (String name : NAMES) {
      assertThat(distance(name, observable(weighing, name).raw())).as(name).isLessThan(4);
    }
    assertThat(identity(weighing.schwingerDyson().raw())).isLessThan(4);
    Finish finish = weighing.finish();
    assertThat(finish.acceptance()).isBetween(0.7, 0.9);
    assertThat(finish.tau() * 10).isLessThan(finish.steps());
    for (Finish.Watched w : finish.watched()) {
      assertThat(Math.abs(w.drift().value())).isLessThan(4 * w.drift().error());
    }
  }

  @Test
  void weightsRepairAnotherCoupling() {
    Weighing weighing = ANOTHER;
    assertThat(weighing.weights().effectiveFraction()).isBetween(0.3, 0.95);
    double worst = 0;
    for (String name : NAMES) {
      Weighing.Observable o = observable(weighing, name);
      assertThat(distance(name, o.weighted())).as(name).isLessThan(4);
      worst = Math.max(worst, distance(name, o.raw())); // the broken twin: no weights
    }
    assertThat(worst).isGreaterThan(5);
    assertThat(identity(weighing.schwingerDyson().weighted())).isLessThan(4);
    assertThat(identity(weighing.schwingerDyson().raw())).isGreaterThan(5);
  }

  @Test
  void correctionNeedsNoWeights() {
    for (String name : NAMES) {
      Estimate corrected = Objects.requireNonNull(observable(ANOTHER, name).corrected());
      assertThat(distance(name, corrected)).as(name).isLessThan(4);
    }
    Estimate corrected = Objects.requireNonNull(ANOTHER.schwingerDyson().corrected());
    assertThat(identity(corrected)).isLessThan(4);
    // The broken twin: fields corrected to another coupling.
    double[] fields = movedTo(FURTHER);
    Estimate wrong =
        Weights.equal(FIELDS)
            .mean(ActionObservables.of(new Phi4(GRID, BETA), fields, 1).schwingerDyson());
    assertThat(identity(wrong)).isGreaterThan(5);
  }

  @Test
  void theFreeEnergyIsThatOfIntegration() {
    // d ln Z / d beta = <sum_<ij> phi_i phi_j> = sum (phi^4 - phi^2) - H, at the middle coupling.
    double[] fields = movedTo((OFF + BETA) / 2);
    double[] bonds = new double[FIELDS];
    Phi4 none = new Phi4(GRID, 0);
    Phi4 one = new Phi4(GRID, 1);
    for (int f = 0; f < FIELDS; f++) {
      double[] field = Arrays.copyOfRange(fields, f * GRID.sites(), (f + 1) * GRID.sites());
      bonds[f] = none.energy(field) - one.energy(field);
    }
    Estimate slope = Weights.equal(FIELDS).mean(bonds);
    Estimate ratio = ANOTHER.logRatio();
    // H_0 lacks the constant that its potential's first coefficient was.
    double change = BETA - OFF;
    double constant = constant();
    assertThat(ratio.value() + constant)
        .isCloseTo(
            slope.value() * change,
            Offset.offset(4 * Math.hypot(ratio.error(), slope.error() * change)));
  }

  /** The corrected fields, moved on to another coupling. */
  private static double[] movedTo(double beta) {
    double[] fields = ANOTHER.fields().clone();
    FieldLaw law = FieldLaw.of(SHARED.fitted).of(new Phi4(GRID, beta));
    Finish finish = new Finishing(law, 8, 2, 0).run(fields, "moving", Progress.NONE);
    assertThat(finish.tau()).isPositive();
    return fields;
  }

  /** H - H_0 at zero field, where both couplings agree. */
  private static double constant() {
    double[] zero = new double[GRID.sites()];
    FieldLaw law = FieldLaw.of(withPhi4(OFF, List.of()));
    return new Phi4(GRID, OFF).energy(zero) - law.energies(zero, 0, 1)[0];
  }

  @Test
  void logZAddsErrorsInSquares() {
    List<Hamiltonians.LogPartition> known =
        Collections.nCopies(
            SHARED.fitted.levels().size() + 1, new Hamiltonians.LogPartition(7, 0.3));
    Weighing weighing =
        Weighing.of(
            withPhi4(OFF, known),
            new Phi4(GRID, BETA),
            new Weighing.Options(100, false, 5, 2),
            Progress.NONE);
    Estimate ratio = weighing.logRatio();
    Estimate logZ = Objects.requireNonNull(weighing.logZ());
    assertThat(logZ.value()).isEqualTo(7 + ratio.value());
    assertThat(logZ.error()).isEqualTo(Math.hypot(0.3, ratio.error()));
    assertThat(ANOTHER.logZ()).isNull();
  }

  @Test
  void threadsChangeNothing() {
    Weighing[] runs = new Weighing[2];
    for (int r = 0; r < 2; r++) {
      runs[r] =
          Weighing.of(
              withPhi4(OFF, List.of()),
              new Phi4(GRID, BETA),
              new Weighing.Options(70, true, 5, 1 + 2 * r),
              Progress.NONE);
    }
    assertThat(runs[1].fields()).isEqualTo(runs[0].fields());
    assertThat(runs[1].weights().normalisedLogs()).isEqualTo(runs[0].weights().normalisedLogs());
    assertThat(runs[1].observables()).isEqualTo(runs[0].observables());
    assertThat(runs[1].finish()).isEqualTo(runs[0].finish());
  }

  @Test
  void refusesWhatCannotBeWeighed() {
    Weighing.Options options = new Weighing.Options(10, false, 1, 1);
    Phi4 other = new Phi4(Grid.of(16, 16), BETA);
    assertThatThrownBy(() -> Weighing.of(SHARED.fitted, other, options, Progress.NONE))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("16x16");
    Model without = SHARED.fitted.with(Hamiltonians.NONE);
    Phi4 action = new Phi4(GRID, BETA);
    assertThatThrownBy(() -> Weighing.of(without, action, options, Progress.NONE))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("fit it again");
    assertThatThrownBy(() -> new Weighing.Options(1, false, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Weighing.Options(2, false, 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new Weighing.Options(2, false, 1, 1).count()).isEqualTo(2);
  }
}
