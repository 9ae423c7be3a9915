package org.wirg.diagnose;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How large a difference of two sets is acceptable once it is resolved, and how many standard
 * errors resolve it. Immutable.
 */
public final class Tolerances {
  /**
   * What has a tolerance of its own, and which. Relative ones are fractions of the reference; sigma
   * is the reference's standard deviation.
   */
  public enum Kind {
    /** Of phi, in units of sigma. */
    MEAN("mean", 0.02),
    /** Relative. */
    VARIANCE("variance", 0.015),
    /** Absolute. */
    SKEWNESS("skewness", 0.05),
    /** Absolute. */
    EXCESS_KURTOSIS("kurtosis", 0.1),
    /**
     * Relative: how much further than any value of the reference the other set's values may lie
     * from the reference's mean. Two equal samples of a Gaussian law never differ by a factor of 3;
     * of a law with tail x^-4 they do in 4 % of the cases.
     */
    LARGEST_DEVIATION("largest", 2),
    /** Relative. */
    MEAN_SQUARE("mean-square", 0.015),
    /** Of the field mean's modulus, in units of sigma. */
    FIELD_MEAN("field-mean", 0.02),
    /** Absolute. */
    BINDER("binder", 0.015),
    /** Absolute, of the fraction of fields with positive mean. */
    POSITIVE("positive", 0.02),
    /** Relative, every radial bin; also for the average of m^2, which is bin 0 over N. */
    SPECTRUM("spectrum", 0.06),
    /** Relative. */
    STRUCTURE("structure", 0.03),
    /** Absolute: total-variation distance. */
    ONE_POINT("one-point", 0.02),
    /**
     * Relative, of the fractions of sites beyond 2 sigma, 9/4 and 4 times it beyond 3 and 4 sigma;
     * relative to the normal law's where that is larger.
     */
    TAILS("tails", 0.05),
    /** Relative, of the numbers of maxima and minima up to 2 sigma; 9/4 of it beyond 3 sigma. */
    PEAKS("peaks", 0.05),
    /** Absolute, of the correlation of details between levels. */
    CROSS_SCALE("cross-scale", 0.02),
    /** Relative to the largest value of the same functional at any threshold; for V0 0.4 of it. */
    MINKOWSKI("minkowski", 0.05),
    /** Absolute, of the normalised bispectrum. */
    BISPECTRUM("bispectrum", 0.02),
    /**
     * Relative, of the spectrum bins' variance between fields; half of it, absolute, of the
     * correlation of neighbouring bins.
     */
    COVARIANCE("covariance", 0.2),
    /** How many combined standard errors count as noise. */
    ERRORS("errors", 3);

    private final String word;
    private final double initial;

    Kind(String word, double initial) {
      this.word = word;
      this.initial = initial;
    }

    /** Its name on the command line. */
    public String word() {
      return word;
    }

    /** What it judges, in words. */
    String title() {
      return switch (this) {
        case PEAKS -> "peak counts";
        case CROSS_SCALE -> "details across scales";
        case MINKOWSKI -> "Minkowski functionals";
        case COVARIANCE -> "spectrum's covariance";
        default -> word;
      };
    }

    /** The tolerance unless another is given. */
    public double initial() {
      return initial;
    }
  }

  private final Map<Kind, Double> values;

  private Tolerances(Map<Kind, Double> values) {
    this.values = values;
  }

  /** 1.5 % for moments of second order, 6 % per spectrum bin, 0.02 for the one-point law, ... */
  public static Tolerances defaults() {
    Map<Kind, Double> values = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      values.put(kind, kind.initial());
    }
    return new Tolerances(values);
  }

  /**
   * The same but for one.
   *
   * @throws IllegalArgumentException when the value is negative or not finite
   */
  public Tolerances with(Kind kind, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a tolerance is a finite number that is not negative; found "
              + value
              + " for "
              + kind.word());
    }
    Map<Kind, Double> changed = new EnumMap<>(values);
    changed.put(kind, value);
    return new Tolerances(changed);
  }

  /**
   * The same but for one, by its {@link Kind#word()}.
   *
   * @throws IllegalArgumentException when no tolerance has that name, or the value is negative or
   *     not finite
   */
  public Tolerances with(String word, double value) {
    for (Kind kind : Kind.values()) {
      if (kind.word().equals(word)) {
        return with(kind, value);
      }
    }
    throw new IllegalArgumentException(
        "a tolerance is for one of "
            + Arrays.stream(Kind.values()).map(Kind::word).collect(Collectors.joining(", "))
            + "; found "
            + word);
  }

  /** One of them. */
  public double of(Kind kind) {
    return values.getOrDefault(kind, kind.initial());
  }
}
