package org.wirg.hamiltonian;

import java.util.LinkedHashMap;
import java.util.Map;
import org.wirg.diagnose.FieldStatistics.Estimate;
import org.wirg.field.LatticeAction;
import org.wirg.internal.parallel.InOrder;

/**
 * What is measured on fields under an action, one number per field each.
 *
 * @param phi2 mean over sites of phi^2
 * @param m mean over sites of phi
 * @param energy H per site
 * @param schwingerDyson mean over sites of phi_i dH/dphi_i
 */
record ActionObservables(double[] phi2, double[] m, double[] energy, double[] schwingerDyson) {
  private static final int BATCH = 64;

  /** Measures fields, [field][site]. */
  static ActionObservables of(LatticeAction action, double[] fields, int threads) {
    int sites = action.grid().sites();
    int count = fields.length / sites;
    ActionObservables all =
        new ActionObservables(
            new double[count], new double[count], new double[count], new double[count]);
    InOrder.<Boolean>run(
        threads,
        Math.ceilDiv(count, BATCH),
        batch -> {
          double[] phi = new double[sites];
          double[] slope = new double[sites];
          int first = (int) batch * BATCH;
          for (int f = first; f < Math.min(count, first + BATCH); f++) {
            System.arraycopy(fields, f * sites, phi, 0, sites);
            action.gradient(phi, slope);
            all.measure(f, phi, slope, action.energy(phi));
          }
          return true;
        },
        done -> {});
    return all;
  }

  private void measure(int field, double[] phi, double[] slope, double action) {
    double sum = 0;
    double squares = 0;
    double products = 0;
    for (int i = 0; i < phi.length; i++) {
      sum += phi[i];
      squares += phi[i] * phi[i];
      products += phi[i] * slope[i];
    }
    m[field] = sum / phi.length;
    phi2[field] = squares / phi.length;
    energy[field] = action / phi.length;
    schwingerDyson[field] = products / phi.length;
  }

  /**
   * Their averages with weights, by name. The last is 1 under exp(-H), whatever H: integrate by
   * parts.
   */
  Map<String, Estimate> averages(Weights weights) {
    int count = weights.count();
    double[] size = new double[count];
    double[] m2 = new double[count];
    double[] m4 = new double[count];
    for (int f = 0; f < count; f++) {
      size[f] = Math.abs(m[f]);
      m2[f] = m[f] * m[f];
      m4[f] = m2[f] * m2[f];
    }
    Map<String, Estimate> averages = new LinkedHashMap<>();
    averages.put("phi^2", weights.mean(phi2));
    averages.put("|m|", weights.mean(size));
    averages.put("m^2", weights.mean(m2));
    averages.put("Binder", weights.of(t -> 1 - t[0] / (3 * t[1] * t[1]), m4, m2));
    averages.put("H per site", weights.mean(energy));
    averages.put("Schwinger-Dyson", weights.mean(schwingerDyson));
    return averages;
  }
}
