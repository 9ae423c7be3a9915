package org.wirg.energy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wirg.field.Grid;
import org.wirg.internal.kernel.KernelChoice;
import org.wirg.internal.kernel.Stencil;

/**
 * 1/2 sum_i sum_s x(i) x(i + s) over the shifts s of an orbit, for many orbits at once. Opposite
 * shifts give the same, so one of the two is worked out.
 */
final class ShiftProducts {
  private final int orbits;
  private final Stencil stencil; // one orbit per shift
  private final List<Integer> orbitOf = new ArrayList<>();
  private final List<Double> weights = new ArrayList<>();

  /**
   * @param orbits shifts, with every shift its opposite
   */
  ShiftProducts(Grid grid, List<List<int[]>> orbits) {
    this.orbits = orbits.size();
    List<int[]> shifts = new ArrayList<>();
    for (int o = 0; o < orbits.size(); o++) {
      Map<Integer, Integer> known = new HashMap<>(); // site that a shift reaches from the first
      for (int[] shift : orbits.get(o)) {
        Integer twin = known.get(grid.site(Arrays.stream(shift).map(s -> -s).toArray()));
        if (twin != null) {
          weights.set(twin, 1.0);
        } else {
          known.put(grid.site(shift), shifts.size());
          shifts.add(shift);
          orbitOf.add(o);
          weights.add(0.5);
        }
      }
    }
    this.stencil = new Stencil(grid, shifts);
  }

  /**
   * The sums of every lane.
   *
   * @param x not modified, [site][lane]
   * @param values modified, [orbit][lane]
   */
  void halved(double[] x, int lanes, double[] values) {
    double[] products = new double[weights.size() * lanes];
    KernelChoice.current().products(x, lanes, stencil, products);
    Arrays.fill(values, 0, orbits * lanes, 0);
    for (int k = 0; k < weights.size(); k++) {
      int to = orbitOf.get(k) * lanes;
      for (int lane = 0; lane < lanes; lane++) {
        values[to + lane] += weights.get(k) * products[k * lanes + lane];
      }
    }
  }
}
