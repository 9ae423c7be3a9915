package org.wirg.sample;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Potential;
import org.wirg.energy.QuadraticKernel;
import org.wirg.field.Grid;
import org.wirg.internal.kernel.KernelChoice;
import org.wirg.internal.kernel.Kernels;

/**
 * What the sites around a block pull at it with while they rest: the energy x . K y, where x are
 * the sites that the block touches and y those that its kernels reach beyond them. It is linear in
 * x. Mutable scratch of one thread.
 */
final class Pull implements Potential.Bound {
  private final Box around; // as many sites around what is touched as forces reach
  private final Box inner; // what is touched, among them
  private final List<Potential.Bound> kernels;
  private final int lanes;
  private final double[] y; // [site around][lane]
  private final double[] reached; // K y, likewise
  private final double[] force; // on the block, [site touched][lane]
  private final double[] inTile; // the same, [site of the tile][lane]
  private final Box touched;

  /**
   * @param touched in the tile
   */
  Pull(Blocks blocks, Box touched, int lanes) {
    int rank = blocks.rank();
    int radius = blocks.radius();
    Grid grid =
        Grid.of(Arrays.stream(touched.length()).map(length -> length + 2 * radius).toArray());
    int[] margin = new int[rank];
    Arrays.fill(margin, radius);
    this.touched = touched;
    this.lanes = lanes;
    this.around = new Box(grid, new int[rank], grid.shape());
    this.inner = touched.on(grid, margin);
    ConditionalEnergy law = blocks.law();
    this.kernels =
        IntStream.range(0, law.terms().size())
            .filter(i -> law.terms().get(i) instanceof QuadraticKernel)
            .mapToObj(
                i -> ((QuadraticKernel) law.terms().get(i)).on(grid).bind(law.coefficients(i)))
            .toList();
    this.y = new double[grid.sites() * lanes];
    this.reached = new double[y.length];
    this.force = new double[Grid.of(touched.length()).sites() * lanes];
    this.inTile = new double[law.grid().sites() * lanes];
  }

  /**
   * Sets it to that of a block.
   *
   * @param x of the lattice, not modified, [site][lane]
   * @param there the sites that the block touches, in the lattice
   */
  void set(double[] x, Box there) {
    int[] origin = there.first().clone();
    for (int a = 0; a < origin.length; a++) {
      origin[a] -= inner.first()[a];
    }
    around.on(there.grid(), origin).take(x, lanes, y);
    inner.clear(lanes, y);
    Arrays.fill(reached, 0);
    kernels.forEach(kernel -> kernel.addGradient(y, lanes, reached));
    inner.take(reached, lanes, force);
    touched.put(force, lanes, inTile);
  }

  @Override
  public void add(double[] x, int lanes, double[] scratch, double[] gradient, double[] energy) {
    Kernels kernels = KernelChoice.current();
    kernels.dot(x, inTile, inTile.length / lanes, lanes, 1, energy);
    kernels.axpy(1, inTile, inTile.length, gradient);
  }

  @Override
  public void addGradient(double[] x, int lanes, double[] gradient) {
    KernelChoice.current().axpy(1, inTile, inTile.length, gradient);
  }
}
