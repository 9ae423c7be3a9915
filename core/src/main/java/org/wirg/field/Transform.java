package org.wirg.field;

import java.io.Serializable;

/**
 * A rising function T of the value at a site, so that the law of T(phi) is easier to learn than
 * that of phi: shorter tails, less skew. It has an inverse wherever T(phi) may be drawn, so fields
 * go back to the units they came in; nothing is clipped.
 *
 * <p>Both ways agree to about 1e-12 of the value or of the transform's own scale, whichever is
 * larger, and give the same bits on every machine.
 */
public sealed interface Transform extends Serializable {
  /** T(phi) = phi. */
  static Transform none() {
    return new None();
  }

  /**
   * T(phi).
   *
   * @return NaN or an infinite value where T is not defined, and for NaN
   */
  double forward(double phi);

  /**
   * The phi of which y is the T(phi).
   *
   * @return infinite where phi is too large for a double, NaN for NaN
   */
  double inverse(double y);

  /** ln dT/dphi: a density of T(phi) times dT/dphi at every site is one of phi. */
  double logSlope(double phi);

  /** Of {@code none}, {@code log}, {@code asinh}, {@code standardise} and {@code rank}. */
  String kind();

  /** T(phi) as a formula, for example {@code asinh(phi / 0.25)}. */
  String formula();

  /** Whether T(phi) is phi. */
  default boolean isNone() {
    return this instanceof None;
  }

  /** A sink for values T(phi) that hands on phi. */
  default FieldSink undone(Grid grid, FieldSink sink) {
    if (isNone()) {
      return sink;
    }
    return (values, count) -> {
      double[] original = new double[count * grid.sites()];
      for (int i = 0; i < original.length; i++) {
        original[i] = inverse(values[i]);
      }
      sink.accept(original, count);
    };
  }

  /** The identity. */
  record None() implements Transform {
    @Override
    public double forward(double phi) {
      return phi;
    }

    @Override
    public double inverse(double y) {
      return y;
    }

    @Override
    public double logSlope(double phi) {
      return 0;
    }

    @Override
    public String kind() {
      return "none";
    }

    @Override
    public String formula() {
      return "phi";
    }
  }

  /**
   * The logarithm ln(1 + phi / offset) where the offset is positive, else ln(phi + offset): for
   * densities and their contrasts, with offset 1 ln(1 + delta). Defined for phi > -offset.
   */
  record Log(double offset) implements Transform {
    public Log {
      requireFinite("offset", offset);
    }

    @Override
    public double forward(double phi) {
      return offset > 0 ? StrictMath.log1p(phi / offset) : StrictMath.log(phi + offset);
    }

    @Override
    public double inverse(double y) {
      return offset > 0 ? offset * StrictMath.expm1(y) : StrictMath.exp(y) - offset;
    }

    @Override
    public double logSlope(double phi) {
      return -StrictMath.log(phi + offset);
    }

    @Override
    public String kind() {
      return "log";
    }

    @Override
    public String formula() {
      return offset > 0
          ? "ln(1 + phi / " + offset + ")"
          : offset < 0 ? "ln(phi - " + -offset + ")" : "ln(phi)";
    }
  }

  /** asinh(phi / scale): straight up to the scale, a logarithm of either sign beyond. */
  record Asinh(double scale) implements Transform {
    /** From here on sqrt(1 + x^2) is x. */
    private static final double LARGE = 1e9;

    private static final double LN2 = StrictMath.log(2);

    public Asinh {
      requirePositive("scale", scale);
    }

    @Override
    public double forward(double phi) {
      double x = Math.abs(phi / scale);
      double y =
          x > LARGE
              ? StrictMath.log(x) + LN2
              : StrictMath.log1p(x + x * x / (1 + Math.sqrt(1 + x * x)));
      return Math.copySign(y, phi);
    }

    @Override
    public double inverse(double y) {
      return scale * StrictMath.sinh(y);
    }

    @Override
    public double logSlope(double phi) {
      return -StrictMath.log(StrictMath.hypot(scale, phi));
    }

    @Override
    public String kind() {
      return "asinh";
    }

    @Override
    public String formula() {
      return "asinh(phi / " + scale + ")";
    }
  }

  /** (phi - mean) / deviation. */
  record Standardise(double mean, double deviation) implements Transform {
    public Standardise {
      requireFinite("mean", mean);
      requirePositive("standard deviation", deviation);
    }

    @Override
    public double forward(double phi) {
      return (phi - mean) / deviation;
    }

    @Override
    public double inverse(double y) {
      return deviation * y + mean;
    }

    @Override
    public double logSlope(double phi) {
      return -StrictMath.log(deviation);
    }

    @Override
    public String kind() {
      return "standardise";
    }

    @Override
    public String formula() {
      return "(phi - " + mean + ") / " + deviation;
    }
  }

  /** The map through given points, a {@link MonotoneCubic}: for example to a normal law. */
  record Rank(MonotoneCubic map) implements Transform {
    @Override
    public double forward(double phi) {
      return map.value(phi);
    }

    @Override
    public double inverse(double y) {
      return map.inverse(y);
    }

    @Override
    public double logSlope(double phi) {
      return StrictMath.log(map.slope(phi));
    }

    @Override
    public String kind() {
      return "rank";
    }

    @Override
    public String formula() {
      return "rank(phi), to a normal law through " + map.count() + " points";
    }
  }

  private static void requireFinite(String what, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("the " + what + " is finite; found " + value);
    }
  }

  private static void requirePositive(String what, double value) {
    if (!(value > 0) || !Double.isFinite(value) || !Double.isFinite(1 / value)) {
      throw new IllegalArgumentException("the " + what + " is positive; found " + value);
    }
  }
}
