package org.wirg.report;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.wirg.field.Grid;

/**
 * A field as a picture, a dot per site; of a field with three axes the first plane, of a field with
 * one axis a single row, drawn broad. Larger fields than {@value #MOST} sites a side show their
 * first corner.
 *
 * @param rows of dots
 * @param columns of dots
 * @param shades [row][column] of {@link ColourMap}
 */
record Picture(int rows, int columns, byte[] shades) {
  static final int MOST = 256;
  private static final int BREADTH = 6; // columns for every row of dots of a single row

  /**
   * Draws a field.
   *
   * @param field [site]
   * @param range values of the darkest and the lightest shade; what lies beyond is drawn as them
   */
  static Picture of(Grid grid, double[] field, Range range) {
    int[] shape = grid.shape();
    int length = shape[shape.length - 1];
    int columns = Math.min(MOST, length);
    boolean row = shape.length == 1;
    int rows = row ? Math.max(1, columns / BREADTH) : Math.min(MOST, shape[shape.length - 2]);
    byte[] shades = new byte[rows * columns];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        double t = (field[(row ? 0 : r * length) + c] - range.low()) / (range.high() - range.low());
        int shade = (int) Math.floor(ColourMap.SHADES * Math.clamp(t, 0, 1));
        shades[r * columns + c] = (byte) Math.min(shade, ColourMap.SHADES - 1);
      }
    }
    return new Picture(rows, columns, shades);
  }

  /** Values between which shades are spread. */
  record Range(double low, double high) {
    Range {
      if (!(low < high) || !Double.isFinite(high - low)) {
        throw new IllegalArgumentException(
            "a range needs finite low < high; found " + low + " and " + high);
      }
    }
  }

  /** The file of the picture, every site as a square of {@code zoom} by {@code zoom} dots. */
  byte[] png(int zoom) throws IOException {
    BufferedImage image =
        new BufferedImage(
            columns * zoom, rows * zoom, BufferedImage.TYPE_BYTE_INDEXED, ColourMap.model());
    WritableRaster raster = image.getRaster();
    for (int y = 0; y < rows * zoom; y++) {
      for (int x = 0; x < columns * zoom; x++) {
        raster.setSample(x, y, 0, shades[y / zoom * columns + x / zoom] & 0xff);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(image, "png", bytes)) {
      throw new IllegalStateException("this Java cannot write PNG files");
    }
    return bytes.toByteArray();
  }

  /** The picture as an address that holds all of it. */
  String address() throws IOException {
    return address(png(1));
  }

  static String address(byte[] png) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
  }
}
