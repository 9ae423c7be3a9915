package org.wirg.wavelet;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An orthonormal filter pair: lowpass h and highpass g(t) = (-1)^t h(F-1-t), t = 0..F-1.
 *
 * <p>One periodised step is phi'[k] = sum_t h[t] phi[(2k + t - shift) mod n] and psi[k] = sum_t
 * g[t] phi[(2k + t - shift) mod n] with shift = F/2 - 1. Taps beyond the lattice wrap and add up,
 * so the step stays orthonormal on any even n, also n smaller than F. This is the mode
 * "periodization" of PyWavelets and of Matlab's {@code dwtmode('per')}; h is their reconstruction
 * lowpass.
 *
 * <p>Families: Haar, Daubechies with N vanishing moments and extremal phase ("db2" to "db10", "db1"
 * is Haar), Symlets with N vanishing moments and least asymmetric phase ("sym4" to "sym10"); F =
 * 2N. Source: Daubechies, Ten Lectures on Wavelets, SIAM 1992, sections 6.4 and 8.1. Immutable;
 * every name has one instance.
 */
public final class Wavelet implements Serializable {
  /** Rounding the exact taps leaves at most 5e-16 in any of the checked sums. */
  private static final double TOLERANCE = 2e-15;

  private static final Map<String, Wavelet> KNOWN =
      Taps.NAMES.stream()
          .map(name -> new Wavelet(name, Taps.of(name)))
          .collect(Collectors.toUnmodifiableMap(Wavelet::name, Function.identity()));

  private final String name;
  private final double[] lowpass;
  private final double[] highpass;

  /**
   * @throws IllegalArgumentException unless the filter is orthonormal to 2e-15: sum_t h[t] h[t+2m]
   *     = 1 at m = 0 and 0 elsewhere, and sum_t h[t] = sqrt(2)
   */
  Wavelet(String name, double[] lowpass) {
    int length = lowpass.length;
    if (length < 2 || length % 2 != 0) {
      throw new IllegalArgumentException(
          "a filter has an even, positive number of taps; found " + length + " in " + name);
    }
    this.name = name;
    this.lowpass = lowpass.clone();
    this.highpass = new double[length];
    for (int t = 0; t < length; t++) {
      highpass[t] = (t % 2 == 0 ? 1 : -1) * lowpass[length - 1 - t];
    }
    double sum = 0;
    for (double tap : lowpass) {
      sum += tap;
    }
    require(name, "sum_t h[t]", Math.sqrt(2), sum);
    for (int m = 0; m < length / 2; m++) {
      double product = 0;
      for (int t = 0; t + 2 * m < length; t++) {
        product += lowpass[t] * lowpass[t + 2 * m];
      }
      require(name, "sum_t h[t] h[t+" + 2 * m + "]", m == 0 ? 1 : 0, product);
    }
  }

  private static void require(String name, String what, double expected, double found) {
    if (!(Math.abs(found - expected) <= TOLERANCE)) {
      throw new IllegalArgumentException(
          "an orthonormal filter has "
              + what
              + " = "
              + expected
              + "; found "
              + found
              + " in "
              + name);
    }
  }

  /**
   * The wavelet of the given name; "db1" is "haar".
   *
   * @throws IllegalArgumentException when the name is not known; the message lists those that are
   */
  public static Wavelet named(String name) {
    Wavelet wavelet = KNOWN.get(name.equals("db1") ? "haar" : name);
    if (wavelet == null) {
      throw new IllegalArgumentException(
          "a wavelet is one of " + String.join(", ", names()) + " (db1 is haar); found " + name);
    }
    return wavelet;
  }

  /** The known names, each the {@link #name()} of its wavelet; the alias "db1" is left out. */
  public static List<String> names() {
    return Taps.NAMES;
  }

  /** The name, for example "db2". */
  public String name() {
    return name;
  }

  /** Number of taps F, even. */
  public int length() {
    return lowpass.length;
  }

  /** The taps h, [F]; a copy. */
  public double[] lowpass() {
    return lowpass.clone();
  }

  /** The taps g, [F]; a copy. */
  public double[] highpass() {
    return highpass.clone();
  }

  /** Offset of the filter: tap t of coarse site k sits on fine site 2k + t - shift; F/2 - 1. */
  public int shift() {
    return lowpass.length / 2 - 1;
  }

  @Override
  public String toString() {
    return name;
  }

  /** What travels: there is one instance of every name. */
  private record Form(String name) implements Serializable {
    private Object readResolve() {
      return named(name);
    }
  }

  private Object writeReplace() {
    return new Form(name);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("travels as its Form");
  }
}
