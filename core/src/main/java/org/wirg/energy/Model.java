package org.wirg.energy;

import java.io.Serializable;
import java.util.List;
import org.wirg.field.Grid;
import org.wirg.field.Transform;
import org.wirg.wavelet.Pyramid;
import org.wirg.wavelet.Wavelet;

/**
 * A law of fields, scale by scale: p(phi_0) = p_J(phi_J) prod_{j=J..1} p_j(psi_j | phi_j).
 *
 * @param grid the finest lattice
 * @param wavelet splits every level into coarser field and details
 * @param mean of the finest field per site; the levels speak of the centred field
 * @param isotropic whether axes and directions are equivalent
 * @param even whether the law is symmetric under phi to -phi
 * @param levels the conditional laws, level 1 (finest) first
 * @param coarsest the law of the coarsest field
 * @param provenance where it comes from
 * @param hamiltonians of the fields of all levels
 * @param transform what phi_0 is of the fields in their own units; all else speaks of phi_0
 */
public record Model(
    Grid grid,
    Wavelet wavelet,
    double mean,
    boolean isotropic,
    boolean even,
    List<Level> levels,
    Level coarsest,
    Provenance provenance,
    Hamiltonians hamiltonians,
    Transform transform)
    implements Serializable {
  /** A law of fields in their own units. */
  public Model(
      Grid grid,
      Wavelet wavelet,
      double mean,
      boolean isotropic,
      boolean even,
      List<Level> levels,
      Level coarsest,
      Provenance provenance,
      Hamiltonians hamiltonians) {
    this(
        grid,
        wavelet,
        mean,
        isotropic,
        even,
        levels,
        coarsest,
        provenance,
        hamiltonians,
        Transform.none());
  }

  public Model {
    levels = List.copyOf(levels);
    if (!Double.isFinite(mean)) {
      throw new IllegalArgumentException("the mean must be finite; found " + mean);
    }
    if (hamiltonians.levels().size() != 0 && hamiltonians.levels().size() != levels.size()) {
      throw new IllegalArgumentException(
          "there is a Hamiltonian for every level; found " + hamiltonians.levels().size());
    }
    Grid expected = grid;
    for (int j = 1; j <= levels.size(); j++) {
      Level level = levels.get(j - 1);
      if (level.level() != j || !level.energy().grid().equals(expected)) {
        throw new IllegalArgumentException(
            "level " + j + " must be an energy of " + expected + " fields");
      }
      expected = expected.coarser();
    }
    if (!coarsest.energy().grid().equals(expected)) {
      throw new IllegalArgumentException("the coarsest level must be an energy of " + expected);
    }
  }

  /** The cascade of grids. */
  public Pyramid pyramid() {
    return new Pyramid(wavelet, grid, levels.size());
  }

  /** The same with other Hamiltonians. */
  public Model with(Hamiltonians others) {
    return new Model(
        grid, wavelet, mean, isotropic, even, levels, coarsest, provenance, others, transform);
  }

  /** The same law, of another function of the fields. */
  public Model with(Transform other) {
    return new Model(
        grid, wavelet, mean, isotropic, even, levels, coarsest, provenance, hamiltonians, other);
  }

  /**
   * The law of fields on a lattice that is larger or smaller by a power of two, without
   * Hamiltonians: the finest and the coarsest levels as they are, one in between repeated or left
   * out. Exact where laws repeat from scale to scale, as at criticality.
   *
   * @throws org.wirg.field.InputRejected when the lattice is of another shape, or couplings would
   *     reach around it
   */
  public Model resized(Grid other) {
    return Resizing.of(this, other);
  }

  /**
   * The same, on the lattice of this model's shape with the given longest side.
   *
   * @throws org.wirg.field.InputRejected as {@link #resized(Grid)}
   */
  public Model resized(int longestSide) {
    int[] shape = grid.shape();
    double factor = (double) longestSide / grid.longestSide();
    for (int a = 0; a < shape.length; a++) {
      shape[a] = Math.max(1, (int) Math.rint(shape[a] * factor));
    }
    return resized(Grid.of(shape));
  }

  /** Whether there is such a law on the lattice that was halved so many times, 1 or more. */
  public boolean halves(int times) {
    return Resizing.halves(this, times);
  }

  /** Number of coefficients at all levels. */
  public int parameters() {
    return levels.stream().mapToInt(l -> l.energy().theta().length).sum()
        + coarsest.energy().theta().length;
  }
}
