package org.wirg.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class DrawingTest {
  private static final double[] X = {1, 2, 3};
  private static final double[] Y = {4, 5, 6};
  private static final double[] ERROR = {0.5, 0.5, 0.5};

  private static Chart chart(String name) {
    return new Chart(Axis.linear(name), Axis.logarithmic("y"))
        .band("learned", Role.GENERATED, X, Y, ERROR)
        .points("known", Role.DATA, X, Y, ERROR)
        .steps("steps", Role.PLAIN, X, Y)
        .dashed("dashed", Role.level(1, 3), X, Y);
  }

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  private static BufferedImage picture(String svg) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(Drawing.png(svg)));
  }

  private static Set<Integer> colours(BufferedImage image) {
    Set<Integer> colours = new TreeSet<>();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        colours.add(image.getRGB(x, y) & 0xffffff);
      }
    }
    return colours;
  }

  @Test
  void drawsEveryKindOfSeriesInItsColour() throws Exception {
    try (Drawing drawing = new Drawing()) {
      String svg = drawing.svg(chart("x").option(), "A title");
      assertThat(parsed(svg).getElementsByTagName("text").getLength()).isGreaterThan(8);
      assertThat(svg).contains("A title", "learned", "known", "steps", "dashed");
      BufferedImage image = picture(svg);
      assertThat(image.getWidth()).isEqualTo(2 * Drawing.WIDTH);
      assertThat(image.getHeight()).isEqualTo(2 * Drawing.HEIGHT);
      assertThat(colours(image)).contains(0xffffff, 0x0064a3, 0xc24e00, 0x0f7b5c);
    }
  }

  @Test
  void wordsAreWordsWhateverTheyHold() throws Exception {
    String hostile = "<script>&\"'</svg>]]>";
    try (Drawing drawing = new Drawing()) {
      String svg = drawing.svg(chart(hostile).option(), hostile);
      Document document = parsed(svg);
      assertThat(document.getElementsByTagName("script").getLength()).isZero();
      assertThat(document.getDocumentElement().getTextContent()).contains(hostile);
    }
  }

  @Test
  void drawsSheetsOfPictures() throws Exception {
    byte[] shades = {0, (byte) 255, (byte) 128, 64};
    Picture picture = new Picture(2, 2, shades);
    Gallery.Row row = new Gallery.Row("row & name", List.of(picture, picture));
    Gallery gallery = new Gallery("g", "t", "c", List.of(row), new Picture.Range(-1, 1));
    try (Drawing drawing = new Drawing()) {
      String svg = drawing.svg(Sheet.of(gallery), "Two");
      assertThat(parsed(svg).getElementsByTagName("image").getLength()).isEqualTo(3);
      int[] dark = ColourMap.rgb(0);
      int[] light = ColourMap.rgb(255);
      assertThat(colours(picture(svg)))
          .contains(
              dark[0] << 16 | dark[1] << 8 | dark[2], light[0] << 16 | light[1] << 8 | light[2]);
    }
  }

  @Test
  void theSameChartIsTheSameBytes() throws Exception {
    String first;
    try (Drawing drawing = new Drawing()) {
      drawing.svg(chart("other").option(), "another first");
      first = drawing.svg(chart("x").option(), "t");
    }
    try (Drawing drawing = new Drawing()) {
      assertThat(drawing.svg(chart("x").option(), "t")).isEqualTo(first);
    }
  }
}
