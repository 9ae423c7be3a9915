package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Potential;
import org.wirg.energy.ScalarPotential;
import org.wirg.energy.SplineBasis;
import org.wirg.energy.Subspace;
import org.wirg.field.Grid;
import org.wirg.field.MemoryDataset;
import org.wirg.field.Progress;
import org.wirg.internal.parallel.Threads;
import org.wirg.wavelet.Dense;
import org.wirg.wavelet.Pyramid;
import org.wirg.wavelet.Wavelet;

/**
 * The sums of all Hamiltonians at once against those of one Hamiltonian at a time: its own family
 * of terms, field after field, on fields made coarser by plain matrices.
 */
class ScaleSumsTest {
  private static final Wavelet WAVELET = Wavelet.named("db2");

  /** A lattice, symmetries, fields, fields side by side. */
  record Setting(Grid grid, int radius, boolean isotropic, boolean even, int fields, int lanes) {}

  static List<Setting> settings() {
    return List.of(
        new Setting(Grid.of(8, 8), 2, false, false, 70, 16),
        new Setting(Grid.of(8, 8), 4, true, true, 70, 16),
        new Setting(Grid.of(8, 8), 2, true, false, 70, 48), // 48, then 16, then 6
        new Setting(Grid.of(4, 8), 4, false, true, 65, 8), // a block of one field
        new Setting(Grid.of(16), 3, false, false, 131, 16),
        new Setting(Grid.of(4, 4, 4), 1, true, false, 5, 8),
        new Setting(Grid.of(8, 4), 1, true, true, 64, 64));
  }

  /** Data that are not Gaussian, of mean about 0.4 unless even, and all that is made of them. */
  private static final class Case {
    final Setting setting;
    final double[] rows;
    final Pyramid pyramid;
    final DataScan scan;
    final ScaleTerms terms;
    final FieldBlocks blocks;

    Case(Setting setting) {
      this.setting = setting;
      Grid grid = setting.grid;
      Random random = new Random(11);
      rows = new double[setting.fields * grid.sites()];
      double x = 0;
      for (int i = 0; i < rows.length; i++) {
        x = random.nextGaussian() + 0.5 * x;
        rows[i] = x + (setting.even ? 0 : 0.2 * x * x);
      }
      MemoryDataset data = new MemoryDataset(grid, rows);
      pyramid = new Pyramid(WAVELET, grid, Pyramid.levelsDownTo(grid, 1));
      blocks = new FieldBlocks(data, new Threads(1), Progress.NONE);
      scan = DataScan.of(data, pyramid, setting.even, blocks);
      List<ScalarPotential> potentials = new ArrayList<>();
      for (int j = 0; j <= pyramid.levels(); j++) {
        double high = setting.even ? Math.max(-scan.low()[j], scan.high()[j]) : scan.high()[j];
        double low = setting.even ? -high : scan.low()[j];
        potentials.add(
            new ScalarPotential(
                pyramid.grid(j),
                new SplineBasis(low, high, 7),
                setting.even,
                ScalarPotential.Gauge.LINEAR));
      }
      terms = new ScaleTerms(pyramid, scan.sigma(), potentials, setting.radius, setting.isotropic);
    }

    /** phi_l / sigma_l of one field, by plain matrices. */
    double[] field(int f, int l) {
      int sites = setting.grid.sites();
      double[] x = Arrays.copyOfRange(rows, f * sites, (f + 1) * sites);
      for (int i = 0; i < sites; i++) {
        x[i] -= scan.mean();
      }
      for (int j = 0; j < l; j++) {
        x = Matrices.times(Dense.band(WAVELET, pyramid.grid(j), 0), x);
      }
      return Arrays.stream(x).map(v -> v / scan.sigma()[l]).toArray();
    }

    ScaleEquations equations() {
      GradientBuffers buffers = new GradientBuffers();
      return new ScaleEquations(
          terms,
          blocks.sum(
              "",
              setting.lanes,
              scan.mean(),
              () -> new ScaleEquations.Work(pyramid, scan, terms, buffers)));
    }

    double unit(int l) {
      return scan.sigma()[l] * scan.sigma()[l];
    }

    /** An energy of phi_l of all scales, coefficients drawn at random. */
    ConditionalEnergy energy(int l) {
      List<Potential> family = terms.family(l, pyramid.levels());
      Random random = new Random(20 + l);
      int parameters = family.stream().mapToInt(Potential::parameters).sum();
      double[] theta = random.doubles(parameters, -1, 1).toArray();
      return new ConditionalEnergy(Subspace.whole(pyramid.grid(l)), family, theta);
    }
  }

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double[][] gradients(List<Potential> family, double[] x) {
    int parameters = family.stream().mapToInt(Potential::parameters).sum();
    double[][] gradients = new double[parameters][x.length];
    NormalEquations.gradients(family, x, 1, gradients);
    return gradients;
  }

  @ParameterizedTest
  @MethodSource("settings")
  void columnsAreThoseOfTheFamily(Setting setting) {
    Case data = new Case(setting);
    ScaleTerms terms = data.terms;
    int levels = terms.levels();
    List<String> all = new ArrayList<>();
    List<Integer> levelOf = new ArrayList<>();
    for (int j = 0; j <= levels; j++) {
      assertThat(terms.first(j)).isEqualTo(all.size());
      all.addAll(labels(terms.at(j)));
      while (levelOf.size() < all.size()) {
        levelOf.add(j);
      }
    }
    assertThat(terms.parameters()).isEqualTo(all.size());
    for (int l = 0; l <= levels; l++) {
      for (int last = l; last <= levels; last++) {
        int[] columns = terms.columns(l, last);
        List<String> labels = labels(terms.family(l, last));
        assertThat(columns).hasSameSizeAs(labels.toArray());
        assertThat(columns).doesNotHaveDuplicates().isSorted();
        for (int m = 0; m < columns.length; m++) {
          int depth = levelOf.get(columns[m]) - l;
          String expected = all.get(columns[m]);
          assertThat(labels.get(m))
              .isEqualTo(
                  depth == 0 ? expected : expected + " of the field " + depth + " levels coarser");
        }
      }
    }
  }

  private static List<String> labels(List<Potential> terms) {
    return terms.stream()
        .flatMap(term -> IntStream.range(0, term.parameters()).mapToObj(term::label))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void equationsAreThoseOfEveryHamiltonian(Setting setting) {
    Case data = new Case(setting);
    ScaleEquations equations = data.equations();
    int levels = data.terms.levels();
    for (int l = 0; l < levels; l++) {
      for (int last = l; last <= levels; last++) {
        List<Potential> family = data.terms.family(l, last);
        int[] columns = data.terms.columns(l, last);
        int p = columns.length;
        double[][] a = new double[p][p];
        double[] b = new double[p];
        double[] size = new double[p];
        for (int f = 0; f < setting.fields; f++) {
          double[] x = data.field(f, l);
          double[][] gradients = gradients(family, x);
          double[] laplacians =
              NormalEquations.laplacians(family, Subspace.whole(data.pyramid.grid(l)), x, 1);
          for (int m = 0; m < p; m++) {
            b[m] += laplacians[m] / setting.fields;
            size[m] += Math.abs(laplacians[m]) / setting.fields;
            for (int n = 0; n < p; n++) {
              a[m][n] += product(gradients[m], gradients[n]) / setting.fields;
            }
          }
        }
        double[][] matrix = equations.matrix(columns, data.unit(l));
        double[] right = equations.right(columns, data.unit(l));
        for (int m = 0; m < p; m++) {
          assertThat(right[m])
              .as("right side of %s of H_%s", m, l)
              .isCloseTo(b[m], within(1e-11 * (1 + size[m])));
          for (int n = 0; n < p; n++) {
            assertThat(matrix[m][n])
                .as("%s, %s of H_%s", m, n, l)
                .isCloseTo(a[m][n], within(1e-12 + 1e-11 * Math.sqrt(a[m][m] * a[n][n])));
          }
        }
      }
    }
  }

  /** Products of Hi coefficients are those of projected gradients. */
  @ParameterizedTest
  @MethodSource("settings")
  void equationsOfTheDetailsAreThoseOfProjectedGradients(Setting setting) {
    Case data = new Case(setting);
    ScaleEquations equations = data.equations();
    for (int j = 1; j <= data.terms.levels(); j++) {
      NormalEquations projected =
          new NormalEquations(
              data.terms.ofDetails(j),
              Subspace.details(data.pyramid.step(j)),
              new GradientBuffers());
      for (int f = 0; f < setting.fields; f++) {
        projected.add(data.field(f, j - 1), 1);
      }
      double[] expected = projected.solve().theta();
      double[] found = equations.solveDetails(j).theta();
      double size = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
      for (int m = 0; m < expected.length; m++) {
        assertThat(found[m]).as("%d of E_%d", m, j).isCloseTo(expected[m], within(1e-6 * size));
      }
    }
  }

  /** The residuals of H_l are always those of all scales; shorter families take a part of them. */
  @ParameterizedTest
  @MethodSource("settings")
  void scatterIsThatOfEveryHamiltonian(Setting setting) {
    Case data = new Case(setting);
    int levels = data.terms.levels();
    List<ConditionalEnergy> energies = new ArrayList<>();
    for (int l = 0; l < levels; l++) {
      energies.add(data.energy(l));
    }
    ScaleResiduals residuals =
        data.blocks.sum(
            "",
            setting.lanes,
            data.scan.mean(),
            () ->
                new ScaleResiduals.Work(data.pyramid, data.scan, data.terms, energies, List.of()));
    for (int l = 0; l < levels; l++) {
      ScoreResiduals direct = new ScoreResiduals(energies.get(l));
      for (int f = 0; f < setting.fields; f++) {
        double[] x = data.field(f, l);
        direct.add(x, 1, Gradients.along(energies.get(l).terms(), x, 1, direct.force(x, 1)));
      }
      int[] all = data.terms.columns(l, levels);
      compare(residuals.scatter(l, all, data.unit(l)), direct.scatter());
      for (int last = l; last < levels; last++) {
        DMatrixRMaj found = residuals.scatter(l, data.terms.columns(l, last), data.unit(l));
        compare(found, plain(data, l, last, energies.get(l)));
      }
    }
  }

  /** Covariance over fields of A_n theta - b_n, written down. */
  private static DMatrixRMaj plain(Case data, int l, int last, ConditionalEnergy energy) {
    List<Potential> family = data.terms.family(l, last);
    int fields = data.setting.fields;
    double[][] r = new double[fields][];
    for (int f = 0; f < fields; f++) {
      double[] x = data.field(f, l);
      double[] force = new double[x.length];
      energy.evaluator(1).gradient(x, force);
      double[] laplacians =
          NormalEquations.laplacians(family, Subspace.whole(data.pyramid.grid(l)), x, 1);
      double[][] gradients = gradients(family, x);
      r[f] = new double[gradients.length];
      Arrays.setAll(r[f], m -> product(gradients[m], force) - laplacians[m]);
    }
    int p = r[0].length;
    double[] mean = new double[p];
    for (double[] row : r) {
      for (int m = 0; m < p; m++) {
        mean[m] += row[m] / fields;
      }
    }
    DMatrixRMaj covariance = new DMatrixRMaj(p, p);
    for (double[] row : r) {
      for (int m = 0; m < p; m++) {
        for (int n = 0; n < p; n++) {
          covariance.add(m, n, (row[m] - mean[m]) * (row[n] - mean[n]) / (fields - 1.0));
        }
      }
    }
    return covariance;
  }

  /** Those of E_j are sums over all blocks, too, of the functions that depend on psi_j. */
  @ParameterizedTest
  @MethodSource("settings")
  void residualsOfTheDetailsAreThoseOfAllFields(Setting setting) {
    Case data = new Case(setting);
    List<ConditionalEnergy> details = new ArrayList<>();
    List<ConditionalEnergy> hamiltonians = new ArrayList<>();
    Random random = new Random(31);
    for (int j = 1; j <= data.terms.levels(); j++) {
      List<Potential> terms = data.terms.ofDetails(j);
      int parameters = terms.stream().mapToInt(Potential::parameters).sum();
      double[] theta = random.doubles(parameters, -1, 1).toArray();
      Subspace subspace = Subspace.details(data.pyramid.step(j));
      details.add(new ConditionalEnergy(subspace, terms, theta));
      hamiltonians.add(data.energy(j - 1));
    }
    Residuals residuals =
        data.blocks.sum(
            "",
            setting.lanes,
            data.scan.mean(),
            new Residuals.Plan(data.pyramid, data.scan, data.terms, details, hamiltonians));
    for (int j = 1; j <= data.terms.levels(); j++) {
      ConditionalEnergy energy = details.get(j - 1);
      ScoreResiduals direct = new ScoreResiduals(energy);
      for (int f = 0; f < setting.fields; f++) {
        double[] x = data.field(f, j - 1);
        direct.add(x, 1, Gradients.along(energy.terms(), x, 1, direct.force(x, 1)));
      }
      compare(residuals.levels.get(j - 1).scatter(), direct.scatter());
    }
  }

  private static void compare(DMatrixRMaj found, DMatrixRMaj expected) {
    assertThat(found.numRows).isEqualTo(expected.numRows);
    for (int m = 0; m < found.numRows; m++) {
      for (int n = 0; n < found.numRows; n++) {
        double size = Math.sqrt(expected.get(m, m) * expected.get(n, n));
        assertThat(found.get(m, n)).isCloseTo(expected.get(m, n), within(1e-9 * size));
      }
    }
  }
}
