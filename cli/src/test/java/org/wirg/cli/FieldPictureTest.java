package org.wirg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wirg.cli.Terminal.Colours;

final class FieldPictureTest {
  private static Terminal terminal(Colours colours, boolean unicode) {
    return new Terminal(true, false, 80, colours, unicode);
  }

  private static String picture(double[] field, int rows, Colours colours, boolean unicode) {
    return new FieldPicture(field, rows, 79).text(terminal(colours, unicode));
  }

  /** The right half is 1 on average, by values that are none of them. */
  @Test
  void pointsAreMeansOfTheirSites() {
    double[] field = new double[64 * 64];
    for (int i = 0; i < field.length; i++) {
      int sign = (i % 64 + i / 64) % 2 == 0 ? 1 : -1;
      field[i] = 5 * sign + (i % 64 < 32 ? 0 : 1);
    }
    List<String> lines = picture(field, 64, Colours.NONE, false).lines().toList();
    assertThat(lines).hasSize(17);
    assertThat(lines.subList(0, 16)).containsOnly(" ".repeat(16) + "@".repeat(16));
    assertThat(lines.getLast())
        .isEqualTo("0.00 (blank) to 1.00 (full); a point is the mean of 2x2 sites");
  }

  @Test
  void halfBlocksHoldTwoPoints() {
    double[] field = {0, 0, 1, 1}; // a dark row over a light one
    String dark = "2;31;0;61";
    String light = "2;255;241;156";
    List<String> lines = picture(field, 2, Colours.TRUE, true).lines().toList();
    assertThat(lines).hasSize(17);
    assertThat(lines.getFirst())
        .isEqualTo("\u001b[38;" + dark + ";48;" + dark + "m" + "\u2580".repeat(32) + "\u001b[0m");
    assertThat(lines.get(15))
        .isEqualTo("\u001b[38;" + light + ";48;" + light + "m" + "\u2580".repeat(32) + "\u001b[0m");
    double[] odd = new double[33];
    odd[32] = 1;
    String[] text = picture(odd, 33, Colours.PALETTE, true).split("\n", -1);
    assertThat(text[0]).isEqualTo("\u001b[38;5;17;48;5;17m\u2580\u001b[0m");
    assertThat(text[8]).isEqualTo("\u001b[38;5;229m\u2580\u001b[0m"); // nothing below
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,7", "1,100000", "3,5", "33,64", "300,2", "2,3000", "700,500"})
  void anyShapeFits(int rows, int columns) {
    double[] field = new double[rows * columns];
    Arrays.setAll(field, i -> Math.sin(i));
    for (boolean unicode : new boolean[] {false, true}) {
      String text = picture(field, rows, Colours.FEW, unicode);
      assertThat(text).doesNotContain("\u001b");
      assertThat(text.lines().toList()).hasSizeBetween(2, 17);
      assertThat(text.lines()).allMatch(line -> line.length() <= 79);
      if (!unicode) {
        assertThat(text).isASCII();
      }
    }
  }

  @Test
  void aLineIsASparkline() {
    double[] ramp = new double[8];
    Arrays.setAll(ramp, i -> i);
    assertThat(picture(ramp, 1, Colours.TRUE, true))
        .startsWith(Shade.BARS + "\n0.00 (low) to 7.00");
    double[] long1 = new double[8000];
    Arrays.setAll(long1, i -> i);
    assertThat(picture(long1, 1, Colours.TRUE, true))
        .startsWith("\u2581\u2581\u2581\u2581\u2581\u2581\u2581\u2581\u2582")
        .endsWith("; a point is the mean of 125 sites\n");
  }

  @Test
  void valuesWithoutSpreadOrMeaningHaveAShadeToo() {
    for (double value : new double[] {0, 1e300, Double.NaN, Double.POSITIVE_INFINITY}) {
      double[] field = new double[16];
      Arrays.fill(field, value);
      for (Colours colours : Colours.values()) {
        assertThat(picture(field, 4, colours, true).lines()).hasSize(17);
      }
    }
    assertThat(new Shade(0, 1, Shade.ASCII).line(new double[] {Double.NaN, -9, 9}))
        .isEqualTo("  @");
  }
}
