package org.wirg.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.IndexColorModel;
import org.junit.jupiter.api.Test;

class ColourMapTest {
  /** sRGB to the lightness of OKLab, written from its definition and not from the map. */
  private static double lightness(int[] rgb) {
    double[] linear = new double[3];
    for (int c = 0; c < 3; c++) {
      double v = rgb[c] / 255.0;
      linear[c] = v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
    }
    double l = 0.4122214708 * linear[0] + 0.5363325363 * linear[1] + 0.0514459929 * linear[2];
    double m = 0.2119034982 * linear[0] + 0.6806995451 * linear[1] + 0.1073969566 * linear[2];
    double s = 0.0883024619 * linear[0] + 0.2817188376 * linear[1] + 0.6299787005 * linear[2];
    return 0.2104542553 * Math.cbrt(l) + 0.793617785 * Math.cbrt(m) - 0.0040720468 * Math.cbrt(s);
  }

  @Test
  void lightnessRisesInEqualSteps() {
    double first = lightness(ColourMap.rgb(0));
    double last = lightness(ColourMap.rgb(ColourMap.SHADES - 1));
    assertThat(last - first).isBetween(0.7, 0.8);
    for (int shade = 0; shade < ColourMap.SHADES; shade++) {
      double expected = first + (last - first) * shade / (ColourMap.SHADES - 1);
      // Channels are whole numbers, 1/255 apart, and the dark end of sRGB is steep.
      assertThat(lightness(ColourMap.rgb(shade))).isCloseTo(expected, within(0.006));
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }

  @Test
  void picturesUseTheSameColours() {
    IndexColorModel model = ColourMap.model();
    for (int shade : new int[] {0, 1, 100, 255}) {
      int[] rgb = ColourMap.rgb(shade);
      assertThat(model.getRGB(shade) & 0xffffff).isEqualTo(rgb[0] << 16 | rgb[1] << 8 | rgb[2]);
    }
  }
}
