package org.wirg.energy;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.wirg.field.Grid;
import org.wirg.internal.kernel.KernelChoice;
import org.wirg.internal.kernel.Kernels;
import org.wirg.internal.kernel.Stencil;
import org.wirg.internal.kernel.SymmetricStencil;

/**
 * Translation-invariant quadratic terms U_o(x) = 1/2 sum_i sum_{s in orbit o} x(i) x(i + s).
 *
 * <p>An orbit is the set of shifts that share one coupling: {s, -s} in general, all images of s
 * under the symmetries of the square (cube) when isotropic. All shifts with every |component| at
 * most the radius take part, but for s = 0: the quadratic part of the scalar potential does that
 * work, and the two together would be one direction too many. Shifts that coincide on a small
 * periodic lattice are one shift.
 */
public final class QuadraticKernel implements Potential {
  private final Grid grid;
  private final int radius;
  private final boolean isotropic;
  private final List<List<int[]>> orbits;
  private final List<Stencil> single; // one stencil per orbit
  private final SymmetricStencil all;
  private final ShiftProducts products;

  /**
   * @param radius largest |component| of a shift, at least 0; 0 means no terms
   * @param isotropic whether axes and directions are equivalent
   */
  public QuadraticKernel(Grid grid, int radius, boolean isotropic) {
    if (radius < 0) {
      throw new IllegalArgumentException("the radius is at least 0; found " + radius);
    }
    this.grid = grid;
    this.radius = radius;
    this.isotropic = isotropic;
    this.orbits = orbits(grid, radius, isotropic);
    this.single = orbits.stream().map(o -> new Stencil(grid, o)).toList();
    this.all = new SymmetricStencil(grid, orbits);
    this.products = new ShiftProducts(grid, orbits);
  }

  /** The same on another lattice, with its own shifts where it is small. */
  public QuadraticKernel on(Grid other) {
    return new QuadraticKernel(other, radius, isotropic);
  }

  /** Largest |component| of a shift. */
  public int radius() {
    return radius;
  }

  /** Whether orbits hold all images under the lattice's symmetries. */
  public boolean isotropic() {
    return isotropic;
  }

  /** The shifts of one orbit, each one component per axis in -L/2+1 .. L/2. */
  public List<int[]> orbit(int o) {
    return orbits.get(o).stream().map(int[]::clone).toList();
  }

  @Override
  public Grid grid() {
    return grid;
  }

  @Override
  public int parameters() {
    return orbits.size();
  }

  @Override
  public String label(int o) {
    return "K("
        + Arrays.stream(orbits.get(o).get(0))
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(","))
        + ")";
  }

  @Override
  public void values(double[] x, int lanes, double[] values) {
    products.halved(x, lanes, values);
  }

  @Override
  public void gradients(double[] x, int lanes, double[][] gradients, int first) {
    Kernels kernels = KernelChoice.current();
    for (int o = 0; o < orbits.size(); o++) {
      kernels.setShifts(x, lanes, single.get(o), gradients[first + o]);
    }
  }

  @Override
  public void derivatives(
      double[] x, int lanes, double[][] directions, double[][] derivatives, int first) {
    double[] gradient = new double[x.length]; // of one function at a time it stays in the cache
    for (int o = 0; o < orbits.size(); o++) {
      KernelChoice.current().setShifts(x, lanes, single.get(o), gradient);
      Directions.add(gradient, lanes, directions, derivatives, first + o);
    }
  }

  @Override
  public void laplacians(Subspace subspace, double[] x, int lanes, double[] laplacians, int first) {
    for (int o = 0; o < orbits.size(); o++) {
      double trace = 0;
      for (int[] shift : orbits.get(o)) {
        trace += subspace.projectorTrace(shift);
      }
      Arrays.fill(laplacians, (first + o) * lanes, (first + o + 1) * lanes, trace);
    }
  }

  @Override
  public double[][] roughness() {
    return new double[0][];
  }

  @Override
  public double slopeUnit() {
    return 1;
  }

  @Override
  public Bound bind(double[] theta) {
    double[] coupling = all.spread(theta);
    return new Bound() {
      @Override
      public void add(double[] x, int lanes, double[] scratch, double[] gradient, double[] energy) {
        Kernels kernels = KernelChoice.current();
        Arrays.fill(scratch, 0);
        kernels.stencil(x, lanes, all, coupling, scratch);
        kernels.dot(x, scratch, grid.sites(), lanes, 0.5, energy);
        kernels.axpy(1, scratch, scratch.length, gradient);
      }

      @Override
      public void addGradient(double[] x, int lanes, double[] gradient) {
        KernelChoice.current().stencil(x, lanes, all, coupling, gradient);
      }
    };
  }

  private static List<List<int[]>> orbits(Grid grid, int radius, boolean isotropic) {
    Map<Integer, List<int[]>> byRepresentative = new LinkedHashMap<>();
    for (int[] shift : shifts(grid, radius)) {
      int representative =
          images(shift, grid, isotropic).stream().mapToInt(grid::site).min().orElseThrow();
      byRepresentative.computeIfAbsent(representative, key -> new ArrayList<>()).add(shift);
    }
    return List.copyOf(byRepresentative.values());
  }

  /** All different non-zero shifts up to the radius, nearest first, positive components first. */
  private static List<int[]> shifts(Grid grid, int radius) {
    int rank = grid.rank();
    TreeSet<Integer> sites = new TreeSet<>();
    int side = 2 * radius + 1;
    int total = (int) Math.pow(side, rank);
    for (int code = 0; code < total; code++) {
      int[] shift = new int[rank];
      int rest = code;
      for (int a = 0; a < rank; a++) {
        shift[a] = rest % side - radius;
        rest /= side;
      }
      sites.add(grid.site(shift));
    }
    sites.remove(0);
    List<int[]> shifts = new ArrayList<>();
    for (int site : sites) {
      shifts.add(centred(grid, grid.coordinates(site)));
    }
    shifts.sort(
        (s, t) -> {
          int byLength = Integer.compare(lengthSquared(s), lengthSquared(t));
          return byLength != 0 ? byLength : Arrays.compare(t, s);
        });
    return shifts;
  }

  private static int[] centred(Grid grid, int[] x) {
    int[] centred = x.clone();
    for (int a = 0; a < x.length; a++) {
      if (2 * x[a] > grid.size(a)) {
        centred[a] = x[a] - grid.size(a);
      }
    }
    return centred;
  }

  private static int lengthSquared(int[] shift) {
    return Arrays.stream(shift).map(c -> c * c).sum();
  }

  /** Images of a shift under negation, or under all sign changes and permutations of equal axes. */
  private static List<int[]> images(int[] shift, Grid grid, boolean isotropic) {
    int rank = shift.length;
    List<int[]> images = new ArrayList<>();
    for (List<Integer> order : isotropic ? permutations(rank) : List.of(identity(rank))) {
      if (!keepsShape(order, grid)) {
        continue;
      }
      for (int signs = 0; signs < 1 << rank; signs++) {
        if (!isotropic && signs != 0 && signs != (1 << rank) - 1) {
          continue;
        }
        int[] image = new int[rank];
        for (int a = 0; a < rank; a++) {
          int component = shift[order.get(a)];
          image[a] = (signs >> a & 1) == 0 ? component : -component;
        }
        images.add(image);
      }
    }
    return images;
  }

  private static boolean keepsShape(List<Integer> order, Grid grid) {
    for (int a = 0; a < order.size(); a++) {
      if (grid.size(a) != grid.size(order.get(a))) {
        return false;
      }
    }
    return true;
  }

  private static List<Integer> identity(int rank) {
    List<Integer> order = new ArrayList<>();
    for (int a = 0; a < rank; a++) {
      order.add(a);
    }
    return order;
  }

  private static List<List<Integer>> permutations(int rank) {
    if (rank == 0) {
      return List.of(List.of());
    }
    List<List<Integer>> all = new ArrayList<>();
    for (List<Integer> shorter : permutations(rank - 1)) {
      for (int at = 0; at <= shorter.size(); at++) {
        List<Integer> longer = new ArrayList<>(shorter);
        longer.add(at, rank - 1);
        all.add(Collections.unmodifiableList(longer));
      }
    }
    return all;
  }

  /** What travels: the shifts are found again. */
  private record Form(Grid grid, int radius, boolean isotropic) implements Serializable {
    private Object readResolve() {
      return new QuadraticKernel(grid, radius, isotropic);
    }
  }

  private Object writeReplace() {
    return new Form(grid, radius, isotropic);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("travels as its Form");
  }
}
