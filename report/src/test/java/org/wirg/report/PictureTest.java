package org.wirg.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.wirg.field.Grid;

class PictureTest {
  private static final Picture.Range UNIT = new Picture.Range(0, 1);

  @Test
  void everySiteHasItsDot() throws IOException {
    double[] field = {0, 0.5, 1, 7, -3, 0.25};
    Picture picture = Picture.of(Grid.of(2, 3), field, UNIT);
    assertThat(picture.rows()).isEqualTo(2);
    assertThat(picture.columns()).isEqualTo(3);
    assertThat(picture.shades())
        .containsExactly((byte) 0, (byte) 128, (byte) 255, (byte) 255, (byte) 0, (byte) 64);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture.png(4)));
    assertThat(image.getWidth()).isEqualTo(12);
    assertThat(image.getHeight()).isEqualTo(8);
    int[] rgb = ColourMap.rgb(128);
    assertThat(image.getRGB(7, 3) & 0xffffff).isEqualTo(rgb[0] << 16 | rgb[1] << 8 | rgb[2]);
  }

  @Test
  void aRowIsDrawnBroadAndOfThreeAxesThePlaneInFront() {
    double[] row = new double[12];
    row[5] = 1;
    Picture broad = Picture.of(Grid.of(12), row, UNIT);
    assertThat(broad.rows()).isEqualTo(2);
    assertThat(broad.shades()[5]).isEqualTo((byte) 255);
    assertThat(broad.shades()[12 + 5]).isEqualTo((byte) 255);
    double[] cube = new double[8];
    cube[3] = 1;
    cube[4] = 1; // of the second plane
    assertThat(Picture.of(Grid.of(2, 2, 2), cube, UNIT).shades())
        .containsExactly((byte) 0, (byte) 0, (byte) 0, (byte) 255);
  }

  @Test
  void largeFieldsShowACorner() {
    Picture picture = Picture.of(Grid.of(300, 400), new double[120_000], UNIT);
    assertThat(picture.rows()).isEqualTo(Picture.MOST);
    assertThat(picture.columns()).isEqualTo(Picture.MOST);
  }

  @Test
  void aRangeMustBeOne() {
    assertThatThrownBy(() -> new Picture.Range(1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Picture.Range(0, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
