package org.wirg.hamiltonian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Model;
import org.wirg.energy.Potential;
import org.wirg.energy.Provenance;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;
import org.wirg.fit.Fit;
import org.wirg.fit.FitOptions;
import org.wirg.sample.Chains;
import org.wirg.sample.StepInfo;
import org.wirg.sample.Transition;

/** Laws of whole fields, fields in the data's units, chains in units of sigma. */
final class FieldLawTest {
  private static final Grid GRID = Grid.of(4, 4);
  private static final double MEAN = 0.7;
  private static final double SIGMA = 1.3;

  /** exp(-sum_i x(i)^2 / 2) for phi = 0.7 + 1.3 x. */
  private static FieldLaw gaussian() {
    Potential term = new FixedTerm(GRID, new Mixture(List.of(), 1));
    return new FieldLaw(
        new ConditionalEnergy(Subspace.whole(GRID), List.of(term), new double[0]), MEAN, SIGMA);
  }

  private static double[] fields(int count) {
    Random random = new Random(8);
    double[] fields = new double[count * GRID.sites()];
    Arrays.setAll(fields, i -> MEAN + SIGMA * random.nextGaussian());
    return fields;
  }

  @Test
  void fieldsGoToChainsAndBack() {
    int count = 7;
    int first = 2;
    int lanes = 3;
    double[] fields = fields(count);
    Chains chains = gaussian().chains(fields, first, lanes, 1);
    for (int lane = 0; lane < lanes; lane++) {
      for (int i = 0; i < GRID.sites(); i++) {
        double phi = fields[(first + lane) * GRID.sites() + i];
        assertThat(chains.fields()[i * lanes + lane])
            .isCloseTo((phi - MEAN) / SIGMA, within(1e-14));
      }
    }
    double[] stored = new double[fields.length];
    gaussian().store(chains, lanes, stored, first);
    for (int k = 0; k < stored.length; k++) {
      boolean kept = k / GRID.sites() >= first && k / GRID.sites() < first + lanes;
      assertThat(stored[k]).isCloseTo(kept ? fields[k] : 0, within(1e-14));
    }
  }

  @Test
  void watchedNumbersAreThoseOfFields() {
    int lanes = 3;
    double[] fields = fields(lanes);
    FieldLaw law = gaussian();
    double[][] watched = Watch.of(law, law.chains(fields, 0, lanes, 1), lanes);
    double[] energies = law.energies(fields, 0, lanes);
    for (int f = 0; f < lanes; f++) {
      double[] field = Arrays.copyOfRange(fields, f * GRID.sites(), (f + 1) * GRID.sites());
      double m = Arrays.stream(field).average().orElseThrow();
      double square = Arrays.stream(field).map(v -> v * v).average().orElseThrow();
      double half = Arrays.stream(field).map(v -> (v - MEAN) / SIGMA).map(v -> v * v / 2).sum();
      assertThat(watched[0][f]).isCloseTo(m * m, within(1e-13));
      assertThat(watched[1][f]).isCloseTo(Math.abs(m), within(1e-13));
      assertThat(watched[2][f]).isCloseTo(square, within(1e-13));
      assertThat(watched[3][f]).isCloseTo(half, within(1e-12)).isEqualTo(energies[f]);
    }
  }

  /**
   * Chains that start in equilibrium stay there: means over every part of a run are those of the
   * law, {@code <phi^2> = mean^2 + sigma^2} and {@code <H> = sites / 2}, within 5 errors (6e-7
   * each). From zero fields the start alone is elsewhere.
   */
  @Test
  void partsOfARunAreAveragesOverIt() {
    double[] fields = fields(200);
    Finish finish = new Finishing(gaussian(), 3, 2, 0).run(fields, "", Progress.NONE);
    Finish.Watched squares = finish.watched().get(2);
    Finish.Watched energy = finish.watched().get(3);
    for (var part : List.of(squares.start(), squares.middle(), squares.end())) {
      double expected = MEAN * MEAN + SIGMA * SIGMA;
      assertThat(part.value()).isCloseTo(expected, within(5 * part.error()));
    }
    for (var part : List.of(energy.start(), energy.middle(), energy.end())) {
      assertThat(part.value()).isCloseTo(GRID.sites() / 2.0, within(5 * part.error()));
    }
    assertThat(energy.drift().value())
        .isCloseTo(energy.end().value() - energy.middle().value(), within(1e-12));
    assertThat(finish.steps()).isGreaterThanOrEqualTo(30);
    assertThat(finish.acceptance()).isBetween(0.5, 1.0);
    double[] zero = new double[fields.length];
    Finish.Watched settled =
        new Finishing(gaussian(), 3, 2, 0).run(zero, "", Progress.NONE).watched().get(3);
    double start = GRID.sites() * 0.5 * MEAN * MEAN / (SIGMA * SIGMA);
    assertThat(settled.start().value()).isCloseTo(start, within(1e-12));
    assertThat(settled.end().value())
        .isCloseTo(GRID.sites() / 2.0, within(5 * settled.end().error()));
  }

  @Test
  void fixedTermsHaveNoCoefficients() {
    Potential term = new FixedTerm(GRID, new Mixture(List.of(), 1));
    assertThat(term.parameters()).isZero();
    assertThat(term.roughness()).isEmpty();
    assertThat(term.slopeUnit()).isEqualTo(1);
    assertThatThrownBy(() -> term.label(0))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("found number 0");
    double[] x = {3};
    double[] gradient = {0.5};
    double[] energy = {0.25};
    term.bind(new double[0]).add(x, 1, new double[1], gradient, energy);
    assertThat(gradient).containsExactly(3.5);
    assertThat(energy).containsExactly(4.75);
  }

  @Test
  void chainsStepUnderTheLawsEnergy() {
    double[] fields = fields(8);
    FieldLaw law = gaussian();
    Chains chains = law.chains(fields, 0, 8, 5);
    StepInfo info = new StepInfo();
    new Transition(0.3, 3).step(chains, 0, info);
    double[] moved = new double[fields.length];
    law.store(chains, 8, moved, 0);
    assertThat(law.energies(moved, 0, 8)).containsExactly(chains.energies(), within(1e-12));
    assertThat(moved).isNotEqualTo(fields);
  }

  private static Model fitted(boolean even, double mean) {
    Random random = new Random(4);
    double[] rows = new double[300 * GRID.sites()];
    Arrays.setAll(rows, i -> mean + random.nextGaussian());
    return Fit.of(
        new MemoryDataset(GRID, rows),
        new FitOptions("db2", 1, 1, 8, true, even, 1, 1),
        new Provenance("test", "0", "none", "", "f8", 300, 0),
        Progress.NONE);
  }

  @Test
  void aLawIsEvenWhereItsModelIs() {
    LocalLaw even = LocalLaw.of(fitted(true, 0));
    assertThat(even.even()).isTrue();
    assertThat(even.rank()).isEqualTo(2);
    assertThat(LocalLaw.of(fitted(false, 0.5)).even()).isFalse();
    assertThat(LocalLaw.phi4(3, 0.2, 1).rank()).isEqualTo(3);
  }
}
