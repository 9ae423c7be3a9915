package org.wirg.fit;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.wirg.energy.Potential;
import org.wirg.energy.QuadraticKernel;
import org.wirg.energy.ScalarPotential;
import org.wirg.field.Grid;

/**
 * What the likelihood compares a law with.
 *
 * @param fields where chains start, in the energy's units, [field][site]
 * @param moments what U_m of the law are to average to, [field][m]; none where they are those of
 *     the fields
 */
record Observations(List<double[]> fields, List<double[]> moments) {
  /** Periodic fields. */
  static Observations of(List<double[]> fields) {
    return new Observations(fields, List.of());
  }

  /**
   * Fields that are to be believed at some sites only, a block that does not go around: the moments
   * are those that a periodic field would have whose averages over sites and over pairs of sites
   * are the block's.
   *
   * @param terms kernels and potentials of single sites
   * @param block the sites, [site]
   */
  static Observations within(List<double[]> fields, List<Potential> terms, boolean[] block) {
    Grid grid = terms.getFirst().grid();
    Grid empty = twice(grid); // so large that pairs of the block do not meet around it
    int[] place = new int[grid.sites()];
    Arrays.setAll(place, i -> block[i] ? empty.site(grid.coordinates(i)) : -1);
    int parameters = terms.stream().mapToInt(Potential::parameters).sum();
    List<double[]> moments =
        fields.stream().map(field -> new double[parameters]).collect(Collectors.toList());
    int first = 0;
    for (Potential term : terms) {
      switch (term) {
        case QuadraticKernel kernel -> addPairs(fields, kernel, place, empty, first, moments);
        case ScalarPotential potential -> addSites(fields, potential, place, first, moments);
        default ->
            throw new IllegalArgumentException("only kernels and potentials of single sites");
      }
      first += term.parameters();
    }
    return new Observations(fields, moments);
  }

  /**
   * What fields of a lattice twice as long would say, on which pairs of the block are far from
   * meeting around it: the same averages over sites and pairs. Chains start at the fields and their
   * mirror images.
   *
   * @param grid of these fields, around which no coupling of the law reaches
   */
  Observations mirrored(Grid grid) {
    Grid large = twice(grid);
    int[] image = new int[large.sites()];
    Arrays.setAll(
        image,
        i -> {
          int[] x = large.coordinates(i);
          for (int a = 0; a < x.length; a++) {
            x[a] = Math.min(x[a], large.size(a) - 1 - x[a]);
          }
          return grid.site(x);
        });
    double more = (double) large.sites() / grid.sites();
    return new Observations(
        fields.stream().map(f -> Arrays.stream(image).mapToDouble(i -> f[i]).toArray()).toList(),
        moments.stream().map(m -> Arrays.stream(m).map(u -> u * more).toArray()).toList());
  }

  /** A lattice twice as long along every axis. */
  static Grid twice(Grid grid) {
    return Grid.of(Arrays.stream(grid.shape()).map(side -> 2 * side).toArray());
  }

  private static void addPairs(
      List<double[]> fields,
      QuadraticKernel kernel,
      int[] place,
      Grid empty,
      int first,
      List<double[]> moments) {
    QuadraticKernel wide = kernel.on(empty);
    double[] one = new double[place.length];
    Arrays.fill(one, 1);
    double[] all = new double[kernel.parameters()];
    kernel.values(one, 1, all);
    double[] inside = values(wide, one, place, empty);
    for (int f = 0; f < fields.size(); f++) {
      double[] values = values(wide, fields.get(f), place, empty);
      for (int o = 0; o < values.length; o++) {
        moments.get(f)[first + o] = values[o] / inside[o] * all[o];
      }
    }
  }

  /** Of the block alone, nothing around it. */
  private static double[] values(QuadraticKernel wide, double[] field, int[] place, Grid empty) {
    double[] x = new double[empty.sites()];
    for (int i = 0; i < place.length; i++) {
      if (place[i] >= 0) {
        x[place[i]] = field[i];
      }
    }
    double[] values = new double[wide.parameters()];
    wide.values(x, 1, values);
    return values;
  }

  private static void addSites(
      List<double[]> fields,
      ScalarPotential potential,
      int[] place,
      int first,
      List<double[]> moments) {
    double count = Arrays.stream(place).filter(at -> at >= 0).count();
    for (int f = 0; f < fields.size(); f++) {
      for (int i = 0; i < place.length; i++) {
        if (place[i] >= 0) {
          double[] values = potential.at(fields.get(f)[i]);
          for (int m = 0; m < values.length; m++) {
            moments.get(f)[first + m] += values[m] / count * place.length;
          }
        }
      }
    }
  }
}
