package org.wirg.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wirg.field.Grid;

class QuadraticKernelTest {
  private static final List<Grid> GRIDS =
      List.of(
          Grid.of(1),
          Grid.of(2),
          Grid.of(8),
          Grid.of(7),
          Grid.of(2, 2),
          Grid.of(4, 4),
          Grid.of(8, 8),
          Grid.of(8, 2),
          Grid.of(4, 6),
          Grid.of(1, 8),
          Grid.of(2, 2, 2),
          Grid.of(4, 4, 4),
          Grid.of(4, 2, 4),
          Grid.of(2, 4, 8));

  static List<QuadraticKernel> kernels() {
    List<QuadraticKernel> all = new ArrayList<>();
    for (Grid grid : GRIDS) {
      for (boolean isotropic : new boolean[] {false, true}) {
        for (int radius = 0; radius <= 4; radius++) {
          all.add(new QuadraticKernel(grid, radius, isotropic));
        }
      }
    }
    return all;
  }

  private static List<List<List<Integer>>> listed(QuadraticKernel kernel) {
    return IntStream.range(0, kernel.parameters())
        .mapToObj(
            o -> kernel.orbit(o).stream().map(s -> Arrays.stream(s).boxed().toList()).toList())
        .toList();
  }

  private static List<List<Integer>> orbit(int... flat) {
    return orbit2(flat, 2);
  }

  private static List<List<Integer>> orbit1(int... flat) {
    return orbit2(flat, 1);
  }

  private static List<List<Integer>> orbit2(int[] flat, int rank) {
    List<List<Integer>> shifts = new ArrayList<>();
    for (int k = 0; k < flat.length; k += rank) {
      shifts.add(Arrays.stream(Arrays.copyOfRange(flat, k, k + rank)).boxed().toList());
    }
    return shifts;
  }

  @Test
  void smallCasesByHand() {
    assertThat(listed(new QuadraticKernel(Grid.of(8, 8), 1, false)))
        .containsExactly(
            orbit(1, 0, -1, 0), orbit(0, 1, 0, -1), orbit(1, 1, -1, -1), orbit(1, -1, -1, 1));
    List<List<List<Integer>>> square = listed(new QuadraticKernel(Grid.of(8, 8), 1, true));
    assertThat(square).hasSize(2);
    assertThat(square.get(0)).containsExactlyInAnyOrderElementsOf(orbit(1, 0, 0, 1, 0, -1, -1, 0));
    assertThat(square.get(1))
        .containsExactlyInAnyOrderElementsOf(orbit(1, 1, 1, -1, -1, 1, -1, -1));
    // On two sites 1 and -1 are one shift, on four 2 and -2.
    assertThat(listed(new QuadraticKernel(Grid.of(2, 2), 3, false)))
        .containsExactly(orbit(1, 0), orbit(0, 1), orbit(1, 1));
    assertThat(listed(new QuadraticKernel(Grid.of(2, 2), 1, true)))
        .containsExactly(orbit(1, 0, 0, 1), orbit(1, 1));
    assertThat(listed(new QuadraticKernel(Grid.of(4), 4, false)))
        .containsExactly(orbit1(1, -1), orbit1(2));
    // Axes of different length are not exchanged.
    assertThat(listed(new QuadraticKernel(Grid.of(8, 2), 1, true)))
        .containsExactly(orbit(1, 0, -1, 0), orbit(0, 1), orbit(1, 1, -1, 1));
    assertThat(listed(new QuadraticKernel(Grid.of(1), 4, true))).isEmpty();
    assertThat(listed(new QuadraticKernel(Grid.of(8, 8), 0, false))).isEmpty();
  }

  @Test
  void orbitsOfTheCube() {
    QuadraticKernel kernel = new QuadraticKernel(Grid.cube(3, 8), 2, true);
    // (1,0,0) (1,1,0) (1,1,1) (2,0,0) (2,1,0) (2,1,1) (2,2,0) (2,2,1) (2,2,2)
    assertThat(IntStream.range(0, kernel.parameters()).map(o -> kernel.orbit(o).size()).boxed())
        .containsExactly(6, 12, 8, 6, 24, 24, 12, 24, 8);
    assertThat(kernel.label(0)).isEqualTo("K(1,0,0)");
    assertThat(kernel.label(8)).isEqualTo("K(2,2,2)");
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void orbitsDivideAllShifts(QuadraticKernel kernel) {
    Grid grid = kernel.grid();
    Set<Integer> expected = new TreeSet<>();
    for (int site = 0; site < grid.sites(); site++) {
      int[] x = grid.coordinates(site);
      boolean near = site != 0;
      for (int a = 0; a < x.length; a++) {
        near &= Math.min(x[a], grid.size(a) - x[a]) <= kernel.radius();
      }
      if (near) {
        expected.add(site);
      }
    }
    List<Integer> found = new ArrayList<>();
    Set<String> labels = new HashSet<>();
    for (int o = 0; o < kernel.parameters(); o++) {
      kernel.orbit(o).forEach(shift -> found.add(grid.site(shift)));
      labels.add(kernel.label(o));
    }
    assertThat(found).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);
    assertThat(labels).hasSize(kernel.parameters());
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void orbitsAreClosedAndAsSmallAsTheyCanBe(QuadraticKernel kernel) {
    Grid grid = kernel.grid();
    for (int o = 0; o < kernel.parameters(); o++) {
      Set<Integer> members = new TreeSet<>();
      kernel.orbit(o).forEach(shift -> members.add(grid.site(shift)));
      Set<Integer> reached = new TreeSet<>();
      for (int[] image : images(kernel.orbit(o).get(0), grid, kernel.isotropic())) {
        reached.add(grid.site(image));
      }
      assertThat(members).as("%s on %s", kernel.label(o), grid).isEqualTo(reached);
    }
  }

  /** Closure of {s} under the generators of the group. */
  private static List<int[]> images(int[] shift, Grid grid, boolean isotropic) {
    List<int[]> all = new ArrayList<>(List.of(shift));
    for (int k = 0; k < all.size(); k++) {
      for (int[] next : neighbours(all.get(k), grid, isotropic)) {
        if (all.stream().noneMatch(known -> Arrays.equals(known, next))) {
          all.add(next);
        }
      }
    }
    return all;
  }

  private static List<int[]> neighbours(int[] s, Grid grid, boolean isotropic) {
    List<int[]> next = new ArrayList<>();
    next.add(Arrays.stream(s).map(c -> -c).toArray());
    for (int a = 0; a < s.length && isotropic; a++) {
      int[] flipped = s.clone();
      flipped[a] = -s[a];
      next.add(flipped);
      for (int b = 0; b < a; b++) {
        if (grid.size(a) == grid.size(b)) {
          int[] swapped = s.clone();
          swapped[a] = s[b];
          swapped[b] = s[a];
          next.add(swapped);
        }
      }
    }
    return next;
  }

  private static double[] values(Potential potential, double[] x) {
    double[] values = new double[potential.parameters()];
    potential.values(x, 1, values);
    return values;
  }

  private static void assertClose(double[] found, double[] expected, double tolerance) {
    for (int m = 0; m < expected.length; m++) {
      assertThat(found[m]).as("U_%s", m).isCloseTo(expected[m], within(tolerance));
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void valuesAreTheDefinition(QuadraticKernel kernel) {
    Grid grid = kernel.grid();
    double[] x = Points.normal(3, grid.sites());
    double[] expected = new double[kernel.parameters()];
    for (int o = 0; o < expected.length; o++) {
      for (int[] shift : kernel.orbit(o)) {
        double[] moved = Points.shifted(grid, x, shift);
        for (int i = 0; i < x.length; i++) {
          expected[o] += 0.5 * x[i] * moved[i];
        }
      }
    }
    assertClose(values(kernel, x), expected, 1e-12 * grid.sites());
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void translationsReflectionsAndSignsDoNotMatter(QuadraticKernel kernel) {
    Grid grid = kernel.grid();
    double[] x = Points.normal(4, grid.sites());
    double[] expected = values(kernel, x);
    double tolerance = 1e-12 * grid.sites();
    int[] shift = {1, 3, 2};
    double[] moved = Points.shifted(grid, x, Arrays.copyOf(shift, grid.rank()));
    assertClose(values(kernel, moved), expected, tolerance);
    double[] negated = Arrays.stream(x).map(v -> -v).toArray();
    assertThat(values(kernel, negated)).isEqualTo(expected);
    double[] inverted = transformed(grid, x, c -> Arrays.stream(c).map(v -> -v).toArray());
    assertClose(values(kernel, inverted), expected, tolerance);
    if (kernel.isotropic()) {
      double[] reflected =
          transformed(
              grid,
              x,
              c -> {
                int[] r = c.clone();
                r[0] = -r[0];
                return r;
              });
      assertClose(values(kernel, reflected), expected, tolerance);
      if (grid.rank() > 1 && grid.size(0) == grid.size(1)) {
        double[] turned =
            transformed(
                grid,
                x,
                c -> {
                  int[] r = c.clone();
                  r[0] = -c[1];
                  r[1] = c[0];
                  return r;
                });
        assertClose(values(kernel, turned), expected, tolerance);
      }
    }
  }

  @Test
  void aGeneralKernelSeesTheDifferenceBetweenAxes() {
    Grid grid = Grid.of(4, 4);
    double[] x = Points.normal(9, 16);
    double[] turned = transformed(grid, x, c -> new int[] {-c[1], c[0]});
    double[] before = values(new QuadraticKernel(grid, 1, false), x);
    double[] after = values(new QuadraticKernel(grid, 1, false), turned);
    assertThat(Math.abs(before[0] - after[0])).isGreaterThan(0.1);
    assertThat(after[0]).isCloseTo(before[1], within(1e-13));
  }

  private static double[] transformed(
      Grid grid, double[] x, java.util.function.UnaryOperator<int[]> map) {
    double[] image = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      image[i] = x[grid.site(map.apply(grid.coordinates(i)))];
    }
    return image;
  }

  @Test
  void refusesANegativeRadius() {
    assertThatThrownBy(() -> new QuadraticKernel(Grid.of(4), -1, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }
}
