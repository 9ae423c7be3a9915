package org.wirg.hamiltonian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.wirg.energy.Level;
import org.wirg.field.Grid;
import org.wirg.hamiltonian.LogPartition.Options;
import org.wirg.wavelet.Wavelet;

final class LogPartitionTest {
  private static final GaussianLaw LAW = new GaussianLaw(Wavelet.named("db2"), Grid.of(16, 16), 4);
  private static final Level LEVEL = LAW.level(0.9 * LAW.detailSigma());

  /** Independent fields of the law G, [field][site]. */
  private static double[] fields(int count) {
    int coarse = LAW.step.coarse().sites();
    double[] phi = new double[coarse * count];
    for (int i = 0; i < phi.length; i++) {
      phi[i] = Math.sin(1 + i % count) * (1 + i / count % 3);
    }
    double[] x = new GaussianReference(LAW.energy(), 4).draw(phi, count, 1, 1, 0);
    return Matrix.of(x.length / count, count, x).transposed().data();
  }

  @Test
  void threadsDoNotMatter() {
    double[] fields = fields(150);
    LogPartition one = LogPartition.of(LEVEL, fields, 150, new Options(4, 7, 1));
    LogPartition two = LogPartition.of(LEVEL, fields, 150, new Options(4, 7, 2));
    assertThat(one.forward()).hasSize(150).isEqualTo(two.forward());
    assertThat(one.reverse()).isEqualTo(two.reverse());
  }

  /** The error is that of the fields' scatter: F less its truth within 4.9 of it, 1e-6. */
  @Test
  void averagesAgreeWithTheClosedForm() {
    int count = 200;
    double[] fields = fields(count);
    LogPartition found = LogPartition.of(LEVEL, fields, count, new Options(8, 7, 2));
    double[] energy = new double[1];
    LEVEL.energy().evaluator(1).energy(new double[256], new double[256], energy);
    double truth = energy[0];
    for (int f = 0; f < count; f++) {
      double[] field = Arrays.copyOfRange(fields, 256 * f, 256 * (f + 1));
      truth += LAW.freeEnergy(LAW.lo.times(Matrix.column(field))) / count;
    }
    assertThat(found.mean()).isBetween(truth - 4.9 * found.error(), truth + 4.9 * found.error());
    double noise = found.dissipationError();
    assertThat(found.mean()).isBetween(truth - 10 * noise, truth + 10 * noise);
    assertThat(found.dissipation()).isGreaterThan(3 * noise);
  }

  @Test
  void averages() {
    LogPartition found = new LogPartition(new double[] {3, 5, 7}, new double[] {1, 5, 3});
    assertThat(found.freeEnergies()).containsExactly(2, 5, 5);
    assertThat(found.mean()).isEqualTo(4);
    assertThat(found.error()).isEqualTo(1);
    assertThat(found.dissipation()).isEqualTo(1);
    assertThat(found.dissipationError()).isEqualTo(Math.sqrt(1.0 / 3));
  }

  @Test
  void refusesTooFewFields() {
    assertThatThrownBy(() -> LogPartition.of(LEVEL, new double[256], 1, new Options(4, 7, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 or more");
    assertThatThrownBy(() -> new LogPartition(new double[3], new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 3 and 2");
  }
}
