package org.wirg.energy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.wirg.field.Grid;
import org.wirg.internal.kernel.KernelChoice;
import org.wirg.internal.kernel.Kernels;
import org.wirg.internal.kernel.Stencil;
import org.wirg.wavelet.WaveletStep;

/**
 * The wavelet coefficients of the gradients of a quadratic kernel, Lo g_o and Hi g_o with g_o(i) =
 * sum_s x(i + s) over the shifts s of orbit o.
 *
 * <p>A shift by 2 q + p of the fine field is a shift by q of the coefficients of the field shifted
 * by p. So one transform for each of the 2^rank phases p serves all orbits, where transforming
 * every gradient would take one each.
 */
public final class KernelCoefficients {
  private final WaveletStep step;
  private final Stencil[] toPhase; // the shift by a phase, [phase]
  private final List<List<Part>> orbits = new ArrayList<>();

  /** The shifts of an orbit that have the same phase. */
  private record Part(int phase, Stencil coarse, Stencil details) {}

  /**
   * @param kernel on the step's finer grid
   */
  public KernelCoefficients(QuadraticKernel kernel, WaveletStep step) {
    if (!kernel.grid().equals(step.fine())) {
      throw new IllegalArgumentException(
          "the kernel must be on " + step.fine() + "; found one on " + kernel.grid());
    }
    this.step = step;
    int rank = step.fine().rank();
    this.toPhase =
        IntStream.range(0, 1 << rank)
            .mapToObj(p -> IntStream.range(0, rank).map(a -> p >> a & 1).toArray())
            .map(phase -> new Stencil(step.fine(), List.of(phase)))
            .toArray(Stencil[]::new);
    Grid coarse = step.coarse();
    for (int o = 0; o < kernel.parameters(); o++) {
      Map<Integer, List<int[]>> byPhase = new TreeMap<>();
      for (int[] shift : kernel.orbit(o)) {
        int phase = 0;
        int[] half = new int[rank];
        for (int a = 0; a < rank; a++) {
          phase |= (shift[a] & 1) << a;
          half[a] = Math.floorDiv(shift[a], 2);
        }
        byPhase.computeIfAbsent(phase, key -> new ArrayList<>()).add(half);
      }
      List<Part> parts = new ArrayList<>();
      byPhase.forEach(
          (phase, shifts) ->
              parts.add(
                  new Part(
                      phase,
                      new Stencil(coarse, shifts),
                      new Stencil(coarse, shifts, step.bands()))));
      orbits.add(parts);
    }
  }

  /** Work arrays of one thread; mutable, never shared between threads. */
  public static final class Scratch {
    private final WaveletStep.Scratch step;
    private final double[] shifted;
    private final double[][] coarse; // [phase][coarse site][lane]
    private final double[][] details; // [phase][band][coarse site][lane]

    private Scratch(WaveletStep step, int phases, int lanes) {
      this.step = step.scratch(lanes);
      int values = Math.multiplyExact(step.coarse().sites(), lanes);
      this.shifted = new double[Math.multiplyExact(step.fine().sites(), lanes)];
      this.coarse = new double[phases][values];
      this.details = new double[phases][step.bands() * values];
    }
  }

  /** Fresh work arrays for calls of {@code lanes} lanes. */
  public Scratch scratch(int lanes) {
    return new Scratch(step, toPhase.length, lanes);
  }

  /**
   * The coefficients of all orbits.
   *
   * @param x not modified, [site][lane]
   * @param scratch for as many lanes
   * @param coarse modified, [orbit][coarse site][lane], the first orbit at {@code first}
   * @param details modified, [orbit][band][coarse site][lane], likewise
   */
  public void of(
      double[] x, int lanes, Scratch scratch, double[][] coarse, double[][] details, int first) {
    Kernels kernels = KernelChoice.current();
    for (int p = 0; p < toPhase.length; p++) {
      kernels.setShifts(x, lanes, toPhase[p], scratch.shifted);
      step.split(scratch.shifted, lanes, scratch.step, scratch.coarse[p], scratch.details[p]);
    }
    for (int o = 0; o < orbits.size(); o++) {
      double[] low = coarse[first + o];
      double[] high = details[first + o];
      Part begin = orbits.get(o).getFirst();
      kernels.setShifts(scratch.coarse[begin.phase], lanes, begin.coarse, low);
      kernels.setShifts(scratch.details[begin.phase], lanes, begin.details, high);
      for (Part part : orbits.get(o).subList(1, orbits.get(o).size())) {
        kernels.addShifts(scratch.coarse[part.phase], lanes, part.coarse, low);
        kernels.addShifts(scratch.details[part.phase], lanes, part.details, high);
      }
    }
  }
}
