package org.wirg.sample;

import java.util.ArrayList;
import java.util.List;
import org.wirg.energy.ConditionalEnergy;
import org.wirg.energy.Subspace;
import org.wirg.wavelet.WaveletStep;

/**
 * What is watched while chains run: the energy and, for every detail band, its sum (the longest
 * wave), its sum of squares and one coefficient; for a level without details the field itself.
 */
final class Observables {
  private final ConditionalEnergy energy;

  Observables(ConditionalEnergy energy) {
    this.energy = energy;
  }

  List<String> names() {
    List<String> names = new ArrayList<>();
    names.add("energy");
    int bands = energy.subspace() instanceof Subspace.Details d ? d.step().bands() : 1;
    for (int b = 1; b <= bands; b++) {
      names.add("sum of band " + b);
      names.add("power of band " + b);
      names.add("coefficient of band " + b);
    }
    return names;
  }

  /** Present values, [observable][lane]. */
  double[][] of(Chains chains) {
    double[] values;
    int bands;
    if (energy.subspace() instanceof Subspace.Details details) {
      WaveletStep step = details.step();
      bands = step.bands();
      values = new double[bands * step.coarse().sites() * chains.lanes];
      step.details(chains.x, chains.lanes, step.scratch(chains.lanes), values);
    } else {
      bands = 1;
      values = chains.x;
    }
    double[][] observables = new double[1 + 3 * bands][chains.lanes];
    observables[0] = chains.energy.clone();
    int length = values.length / bands;
    for (int b = 0; b < bands; b++) {
      for (int i = 0; i < length; i++) {
        double value = values[b * length + i];
        int lane = i % chains.lanes;
        observables[1 + 3 * b][lane] += value;
        observables[2 + 3 * b][lane] += value * value;
      }
      System.arraycopy(values, b * length, observables[3 + 3 * b], 0, chains.lanes);
    }
    return observables;
  }
}
