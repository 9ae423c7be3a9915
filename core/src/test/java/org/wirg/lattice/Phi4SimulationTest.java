package org.wirg.lattice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.wirg.diagnose.Autocorrelation;
import org.wirg.field.Grid;

/**
 * Statistical comparisons allow 4.5 standard errors, autocorrelations included: false alarm 7e-6
 * each.
 */
final class Phi4SimulationTest {
  private static final double SIGMAS = 4.5;

  private static SimulationOptions options(int count) {
    return new SimulationOptions(count, 20, 2, 0);
  }

  static Stream<Arguments> systems() {
    return Stream.of(
        Arguments.of(Grid.of(1), 0.3),
        Arguments.of(Grid.of(64), 0.9),
        Arguments.of(Grid.of(12, 12), 0.0),
        Arguments.of(Grid.of(12, 12), 0.68),
        Arguments.of(Grid.of(12, 12), 1.2),
        Arguments.of(Grid.of(9, 9), -0.6), // frustrated
        Arguments.of(Grid.of(2, 1, 7), 0.5),
        Arguments.of(Grid.of(5, 6, 4), 0.35));
  }

  /** Schwinger-Dyson: the mean of phi_i dH/dphi_i is 1 for the action that was simulated. */
  @ParameterizedTest
  @MethodSource("systems")
  void schwingerDyson(Grid grid, double beta) throws IOException {
    Collected fields = Collected.phi4(new Phi4(grid, beta), options(4000));
    assertThat(deviation(fields, new Phi4(grid, beta), 1)).isBetween(-SIGMAS, SIGMAS);
    // Broken twins: fields 10 per cent too large; another action, 0.1 off in beta.
    assertThat(deviation(fields, new Phi4(grid, beta), 1.1)).isGreaterThan(SIGMAS);
    if (grid.sites() > 1 && beta != 0) {
      assertThat(Math.abs(deviation(fields, new Phi4(grid, beta + 0.1), 1))).isGreaterThan(SIGMAS);
    }
    assertThat(fields.report().acceptance()).isBetween(0.4, 0.6);
  }

  /** (mean of phi_i dH/dphi_i - 1) in standard errors, for the fields times a factor. */
  private static double deviation(Collected fields, Phi4 action, double factor) {
    Autocorrelation found =
        Autocorrelation.of(
            fields.series(
                field -> {
                  double[] phi = Arrays.stream(field).map(x -> factor * x).toArray();
                  double[] gradient = new double[phi.length];
                  action.gradient(phi, gradient);
                  double sum = 0;
                  for (int i = 0; i < phi.length; i++) {
                    sum += phi[i] * gradient[i] / phi.length;
                  }
                  return sum;
                }));
    return (found.mean() - 1) / found.meanError();
  }

  /** On 2x2 sites every pair is bonded twice: a ring of four sites with coupling 2 beta. */
  @Test
  void fourSitesAgreeWithQuadrature() throws IOException {
    SimulationReport report =
        Collected.phi4(new Phi4(Grid.of(2, 2), 0.4), options(40_000)).report();
    double[] exact = momentsOfRing(2 * 0.4);
    assertAgrees(report.observable("phi^2"), exact[0], 0);
    assertAgrees(report.observable("m^2"), exact[1], 0);
    // Broken twin: every pair bonded once.
    SimulationReport.Observable m2 = report.observable("m^2");
    assertThat(m2.mean() - momentsOfRing(0.4)[1]).isGreaterThan(SIGMAS * m2.meanError());
  }

  /** Exact phi^2 and m^2 of a ring of four, from powers of the transfer matrix on 161 points. */
  private static double[] momentsOfRing(double coupling) {
    int points = 161;
    double[] x = new double[points];
    Arrays.setAll(x, i -> 3.5 * (2.0 * i / (points - 1) - 1));
    double[][] one = new double[points][points];
    for (int i = 0; i < points; i++) {
      for (int j = 0; j < points; j++) {
        double v = Math.pow(x[i], 4) - x[i] * x[i] + Math.pow(x[j], 4) - x[j] * x[j];
        one[i][j] = Math.exp(coupling * x[i] * x[j] - v / 2);
      }
    }
    double[][] two = product(one, one);
    double[][] three = product(two, one);
    double z = 0;
    double square = 0;
    double next = 0;
    double opposite = 0;
    for (int i = 0; i < points; i++) {
      for (int j = 0; j < points; j++) {
        z += two[i][j] * two[j][i];
        square += two[i][j] * two[j][i] * x[i] * x[i];
        opposite += two[i][j] * two[j][i] * x[i] * x[j];
        next += one[i][j] * three[j][i] * x[i] * x[j];
      }
    }
    return new double[] {square / z, (square + 2 * next + opposite) / (4 * z)};
  }

  private static double[][] product(double[][] a, double[][] b) {
    int n = a.length;
    double[][] c = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        for (int j = 0; j < n; j++) {
          c[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return c;
  }

  private static void assertAgrees(
      SimulationReport.Observable found, double expected, double expectedError) {
    double error = Math.hypot(found.meanError(), expectedError);
    assertThat((found.mean() - expected) / error)
        .as("%s, expected %s", found, expected)
        .isBetween(-SIGMAS, SIGMAS);
  }

  @Test
  void clustersOnAndOffAgree() throws IOException {
    Phi4 model = new Phi4(Grid.of(6, 6), 0.5);
    SimulationReport with = Collected.phi4(model, options(8000)).report();
    SimulationReport without =
        Collected.from(model.grid(), 8000, sink -> model.simulate(options(8000), false, sink))
            .report();
    for (String name : new String[] {"m^2", "|m|", "phi^2", "H"}) {
      SimulationReport.Observable other = without.observable(name);
      assertAgrees(with.observable(name), other.mean(), other.meanError());
    }
    assertThat(without.observable("m^2").updateTau())
        .isGreaterThan(2 * with.observable("m^2").updateTau());
  }

  @Test
  void criticalLatticeShort() throws IOException {
    critical(1280);
  }

  @Test
  @Tag("deep")
  void criticalLattice() throws IOException {
    SimulationReport report = critical(10_000);
    assertThat(report.observable("m^2").meanError()).isLessThan(0.003);
  }

  /** L = 32, beta = 0.68 against independently known values. */
  private static SimulationReport critical(int count) throws IOException {
    SimulationReport report =
        Collected.phi4(new Phi4(Grid.of(32, 32), 0.68), options(count)).report();
    assertAgrees(report.observable("phi^2"), 0.829, 0.003);
    assertAgrees(report.observable("m^2"), 0.353, 0.003);
    for (SimulationReport.Observable observable : report.observables()) {
      // Saved four autocorrelation times apart: 1/2 + exp(-4) and a little, within the error.
      assertThat(observable.savedTau())
          .isBetween(
              0.5 - SIGMAS * observable.savedTauError(),
              0.54 + SIGMAS * observable.savedTauError());
      assertThat(report.thinning()).isGreaterThanOrEqualTo((int) (4 * observable.updateTau()));
      assertThat(report.thermalisation()).isGreaterThan((int) (20 * observable.updateTau()));
    }
    return report;
  }

  /** Fair coins in the ordered phase: 128 fields, binomial standard deviation 5.7. */
  @Test
  void bothSignsAppearInTheOrderedPhase() throws IOException {
    Collected fields = Collected.phi4(new Phi4(Grid.of(32, 32), 0.76), options(128));
    int positive = 0;
    for (int f = 0; f < fields.count(); f++) {
      double sum = 0;
      for (double x : fields.field(f)) {
        sum += x;
      }
      positive += sum > 0 ? 1 : 0;
      assertThat(Math.abs(sum) / 1024).isGreaterThan(0.2);
    }
    assertThat(positive).isBetween(64 - 26, 64 + 26);
  }

  @Test
  void theSameBytesAtAnyNumberOfThreads() throws IOException {
    Phi4 model = new Phi4(Grid.of(10, 12), 0.68);
    Collected one = Collected.phi4(model, options(150).withThreads(1));
    for (int threads = 2; threads <= 3; threads++) {
      Collected other = Collected.phi4(model, options(150).withThreads(threads));
      assertThat(other.hash()).isEqualTo(one.hash());
      assertThat(other.report()).isEqualTo(one.report());
    }
    assertThat(Collected.phi4(model, options(150).withSeed(21)).hash()).isNotEqualTo(one.hash());
    Set<Double> firstSites = new HashSet<>();
    for (int f = 0; f < one.count(); f++) {
      firstSites.add(one.field(f)[0]);
    }
    assertThat(firstSites).hasSize(one.count()); // no field twice
  }

  @Test
  void smallRequestsAndFixedThinning() throws IOException {
    Phi4 model = new Phi4(Grid.of(8, 8), 0.5);
    SimulationReport report = Collected.phi4(model, options(1).withThinning(3)).report();
    assertThat(report.chains()).isEqualTo(1);
    assertThat(report.thinning()).isEqualTo(3);
    assertThat(report.observable("H").savedTau()).isNaN(); // one field tells nothing
    assertThat(report.observable("H").updateTau()).isGreaterThan(0.4);
    assertThatThrownBy(() -> report.observable("h")).hasMessageContaining("\"h\"");
  }

  @Test
  void aFailingSinkEndsTheSimulation() {
    assertThatThrownBy(
            () ->
                new Phi4(Grid.of(4, 4), 0.5)
                    .simulate(
                        options(10),
                        (fields, count) -> {
                          throw new IOException("disk full");
                        }))
        .isInstanceOf(IOException.class)
        .hasMessage("disk full");
  }
}
