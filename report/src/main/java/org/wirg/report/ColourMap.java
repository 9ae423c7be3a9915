package org.wirg.report;

import java.awt.image.IndexColorModel;

/**
 * Colours for values: lightness rises in equal steps of OKLab while the hue turns from violet over
 * green to yellow, so that equal differences of a field look equally large.
 *
 * <p>Source of the colour space: B. Ottosson, A perceptual color space for image processing (2020).
 */
public final class ColourMap {
  /** How many there are. */
  public static final int SHADES = 256;

  private static final double DARKEST = 0.20;
  private static final double LIGHTEST = 0.95;
  private static final double FIRST_HUE = Math.toRadians(300);
  private static final double LAST_HUE = Math.toRadians(100);
  private static final double CHROMA = 0.13;

  private ColourMap() {}

  /** Red, green and blue of a shade from 0, the darkest, on; 0 to 255 each. */
  public static int[] rgb(int shade) {
    double t = (double) shade / (SHADES - 1);
    double lightness = DARKEST + (LIGHTEST - DARKEST) * t;
    double hue = FIRST_HUE + (LAST_HUE - FIRST_HUE) * t;
    double chroma = CHROMA;
    double[] linear = linear(lightness, chroma, hue);
    while (!inside(linear)) { // as much colour as a screen can show there
      chroma -= 0.002;
      linear = linear(lightness, chroma, hue);
    }
    int[] rgb = new int[3];
    for (int c = 0; c < 3; c++) {
      rgb[c] = (int) Math.round(255 * Math.clamp(gamma(linear[c]), 0, 1));
    }
    return rgb;
  }

  private static boolean inside(double[] linear) {
    for (double c : linear) {
      if (!(c > -1e-4 && c < 1 + 1e-4)) {
        return false;
      }
    }
    return true;
  }

  private static double[] linear(double lightness, double chroma, double hue) {
    double a = chroma * StrictMath.cos(hue);
    double b = chroma * StrictMath.sin(hue);
    double l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
    double m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
    double s = cube(lightness - 0.0894841775 * a - 1.291485548 * b);
    return new double[] {
      4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
      -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
      -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s
    };
  }

  private static double cube(double x) {
    return x * x * x;
  }

  private static double gamma(double c) {
    return c <= 0.0031308 ? 12.92 * c : 1.055 * StrictMath.pow(c, 1 / 2.4) - 0.055;
  }

  /** The same for pictures. */
  static IndexColorModel model() {
    byte[][] channels = new byte[3][SHADES];
    for (int shade = 0; shade < SHADES; shade++) {
      int[] rgb = rgb(shade);
      for (int c = 0; c < 3; c++) {
        channels[c][shade] = (byte) rgb[c];
      }
    }
    return new IndexColorModel(8, SHADES, channels[0], channels[1], channels[2]);
  }
}
