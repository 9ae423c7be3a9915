package org.wirg.cli;

/** Viridis, whose steps look equally large, dark to light (Smith and van der Walt 2015; CC0). */
final class ColourMap {
  private static final int[] VIRIDIS = {
    0x440154, 0x481567, 0x482677, 0x453781, 0x404788, 0x39568c, 0x33638d, 0x2d708e, 0x287d8e,
    0x238a8d, 0x1f968b, 0x20a387, 0x29af7f, 0x3cbb75, 0x55c667, 0x73d055, 0x95d840, 0xb8de29,
    0xdce319, 0xfde725
  };

  /** Of a channel in the cube of 216 colours. */
  private static final int[] STEPS = {0, 95, 135, 175, 215, 255};

  private static final int CUBE = 16; // its first colour's number

  private final boolean palette;

  /**
   * @param palette whether there are only 256 colours
   */
  ColourMap(boolean palette) {
    this.palette = palette;
  }

  /** Red, green and blue, 0 to 255 each, at a part from 0 to 1. */
  static int[] at(double part) {
    double place = part * (VIRIDIS.length - 1);
    int below = (int) Math.min(place, VIRIDIS.length - 2);
    double share = place - below;
    int[] colour = new int[3];
    for (int c = 0; c < colour.length; c++) {
      int shift = 8 * (2 - c);
      int from = VIRIDIS[below] >> shift & 0xff;
      int to = VIRIDIS[below + 1] >> shift & 0xff;
      colour[c] = (int) Math.round(from + share * (to - from));
    }
    return colour;
  }

  /** What selects the colour in an escape sequence, after 38; or 48;. */
  String code(double part) {
    int[] colour = at(part);
    if (!palette) {
      return "2;" + colour[0] + ";" + colour[1] + ";" + colour[2];
    }
    return "5;" + (CUBE + 36 * nearest(colour[0]) + 6 * nearest(colour[1]) + nearest(colour[2]));
  }

  private static int nearest(int channel) {
    int nearest = 0;
    for (int s = 1; s < STEPS.length; s++) {
      nearest = Math.abs(STEPS[s] - channel) < Math.abs(STEPS[nearest] - channel) ? s : nearest;
    }
    return nearest;
  }
}
