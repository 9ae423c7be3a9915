package org.wirg.internal.kernel;

/**
 * Two independent standard normal deviates from 128 random bits (Box and Muller, Ann. Math. Stat.
 * 29 (1958) 610): r cos(2 pi u) and r sin(2 pi u), r = sqrt(-2 ln v), u and v the centres of 2^52
 * equal cells of (0, 1), so that |deviate| < 8.6.
 *
 * <p>Logarithm, sine and cosine are power series without a branch, accurate to a few units in the
 * last place: the same operations in the same order, on one number or on vectors, give the same
 * bits on every machine.
 */
final class BoxMuller {
  /** Bits of 1.0. */
  static final long ONE = 0x3FF0000000000000L;

  /** 1 - 2^-53, what is to be subtracted from 1 + k 2^-52 to have a cell's centre. */
  static final double BELOW_ONE = 1 - 0x1p-53;

  /** Bits of sqrt(1/2): mantissas are taken from there to sqrt 2. */
  static final long ROOT_HALF = 0x3FE6A09E667F3BCDL;

  /** Bits of 2^52, whose last bits are units. */
  static final long UNITS = 0x4330000000000000L;

  /** Makes exponents positive. */
  static final long BIAS = 2048;

  /** 2^52 + 2048. */
  static final double UNITS_AND_BIAS = 0x1p52 + BIAS;

  /** 1.5 * 2^52: added and subtracted it rounds to an integer. */
  static final double ROUND = 0x1.8p52;

  static final double MINUS_TWO_LN_2 = -2 * 0.6931471805599453;
  static final double HALF_PI = 1.5707963267948966;

  /** ln((1 + s) / (1 - s)) = 2 s (1 + z / 3 + z^2 / 5 + ...), z = s^2 < 0.0295; times -2. */
  static final double[] LOG = {
    -4, -4 / 3.0, -4 / 5.0, -4 / 7.0, -4 / 9.0, -4 / 11.0, -4 / 13.0, -4 / 15.0, -4 / 17.0,
    -4 / 19.0, -4 / 21.0
  };

  /** sin a / a in powers of a^2, |a| <= pi / 4: alternating 1 / (2n + 1)!. */
  static final double[] SIN = {
    1,
    -1 / 6.0,
    1 / 120.0,
    -1 / 5040.0,
    1 / 362880.0,
    -1 / 39916800.0,
    1 / 6227020800.0,
    -1 / 1307674368000.0
  };

  /** cos a in powers of a^2: alternating 1 / (2n)!. */
  static final double[] COS = {
    1,
    -1 / 2.0,
    1 / 24.0,
    -1 / 720.0,
    1 / 40320.0,
    -1 / 3628800.0,
    1 / 479001600.0,
    -1 / 87178291200.0,
    1 / 20922789888000.0
  };

  private BoxMuller() {}

  /** r, from the first 64 bits. */
  static double radius(long bits) {
    long v = Double.doubleToRawLongBits(cell(bits));
    long exponent = (v - ROOT_HALF) >> 52;
    double f = Double.longBitsToDouble(v - (exponent << 52)) - 1;
    double s = f / (f + 2);
    double k = Double.longBitsToDouble(exponent + BIAS | UNITS) - UNITS_AND_BIAS;
    return Math.sqrt(Math.fma(k, MINUS_TWO_LN_2, s * series(LOG, s * s)));
  }

  /** cos(2 pi u), from the second 64 bits. */
  static double cosine(long bits) {
    return sine(bits, 1);
  }

  /** sin(2 pi u). */
  static double sine(long bits) {
    return sine(bits, 0);
  }

  /** The sine of as many quarter turns more. */
  private static double sine(long bits, int quarters) {
    double turns = 4 * cell(bits);
    double rounded = turns + ROUND;
    long quadrant = Double.doubleToRawLongBits(rounded) + quarters;
    double a = (turns - (rounded - ROUND)) * HALF_PI;
    double z = a * a;
    double value = (quadrant & 1) == 0 ? a * series(SIN, z) : series(COS, z);
    return Double.longBitsToDouble(Double.doubleToRawLongBits(value) ^ (quadrant & 2) << 62);
  }

  private static double cell(long bits) {
    return Double.longBitsToDouble(bits >>> 12 | ONE) - BELOW_ONE;
  }

  private static double series(double[] c, double z) {
    double sum = c[c.length - 1];
    for (int n = c.length - 2; n >= 0; n--) {
      sum = Math.fma(sum, z, c[n]);
    }
    return sum;
  }
}
