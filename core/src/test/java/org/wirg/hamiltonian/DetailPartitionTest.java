package org.wirg.hamiltonian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.wirg.energy.Level;
import org.wirg.field.Grid;
import org.wirg.hamiltonian.DetailPartition.Options;
import org.wirg.wavelet.Wavelet;

final class DetailPartitionTest {
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
    DetailPartition one = DetailPartition.of(LEVEL, fields, 150, new Options(4, 7, 1));
    DetailPartition two = DetailPartition.of(LEVEL, fields, 150, new Options(4, 7, 2));
    assertThat(one.forward()).hasSize(150).isEqualTo(two.forward());
    assertThat(one.reverse()).isEqualTo(two.reverse());
    assertThat(one.energy()).isEqualTo(two.energy());
  }

  /** The error is that of the fields' scatter: F less its truth within 4.9 of it, 1e-6. */
  @Test
  void averagesAgreeWithTheClosedForm() {
    int count = 200;
    double[] fields = fields(count);
    DetailPartition found = DetailPartition.of(LEVEL, fields, count, new Options(8, 7, 2));
    double[] energy = new double[1];
    LEVEL.energy().evaluator(1).energy(new double[256], new double[256], energy);
    double truth = energy[0];
    for (int f = 0; f < count; f++) {
      double[] field = Arrays.copyOfRange(fields, 256 * f, 256 * (f + 1));
      truth += LAW.freeEnergy(LAW.lo.times(Matrix.column(field))) / count;
    }
    DetailPartition.Average free = found.freeEnergy();
    assertThat(free.mean()).isCloseTo(truth, within(4.9 * free.error()));
    // At these very fields only the noise of the works is left.
    DetailPartition.Average lost = found.dissipation();
    assertThat(free.mean()).isCloseTo(truth, within(7 * lost.error()));
    assertThat(lost.mean()).isGreaterThan(3 * lost.error());
    // The mean log-density of a Gaussian of n dimensions is -1/2 ln det(2 pi e Cov).
    Matrix covariance = LAW.detailCovariance();
    double entropy =
        0.5 * covariance.logDeterminant()
            + 0.5 * covariance.rows() * Math.log(2 * Math.PI * Math.E);
    DetailPartition.Average density = found.logDensity();
    assertThat(density.mean()).isCloseTo(-entropy, within(4.9 * density.error()));
    // Broken twins: ln 2 pi forgotten, dissipation not cancelled.
    double forgotten = 0.5 * covariance.rows() * Math.log(2 * Math.PI);
    assertThat(Math.abs(density.mean() + entropy - forgotten)).isGreaterThan(10 * density.error());
    assertThat(Math.abs(free.mean() + lost.mean() - truth)).isGreaterThan(7 * lost.error());
  }

  @Test
  void averages() {
    DetailPartition found =
        new DetailPartition(new double[] {1, 1, 4}, new double[] {3, 5, 7}, new double[] {1, 5, 3});
    assertThat(found.freeEnergies()).containsExactly(2, 5, 5);
    assertThat(found.logDensities()).containsExactly(1, 4, 1);
    assertThat(found.freeEnergy()).isEqualTo(new DetailPartition.Average(4, 1));
    assertThat(found.logDensity()).isEqualTo(new DetailPartition.Average(2, 1));
    assertThat(found.dissipation().mean()).isEqualTo(1);
    assertThat(found.dissipation().error()).isCloseTo(Math.sqrt(1.0 / 3), within(1e-15));
  }

  @Test
  void refusesTooFewFields() {
    assertThatThrownBy(() -> DetailPartition.of(LEVEL, new double[256], 1, new Options(4, 7, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 or more");
    assertThatThrownBy(() -> new DetailPartition(new double[3], new double[3], new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 3, 3 and 2");
  }
}
