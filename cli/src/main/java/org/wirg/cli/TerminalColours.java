package org.wirg.cli;

import org.wirg.report.ColourMap;

/** The colours of pictures, as a terminal takes them. */
final class TerminalColours {
  /** Of a channel in the cube of 216 colours. */
  private static final int[] STEPS = {0, 95, 135, 175, 215, 255};

  private static final int CUBE = 16; // its first colour's number

  private final boolean palette;

  /**
   * @param palette whether there are only 256 colours
   */
  TerminalColours(boolean palette) {
    this.palette = palette;
  }

  /** What selects the colour of a part from 0 to 1 in an escape sequence, after 38; or 48;. */
  String code(double part) {
    int[] colour = ColourMap.rgb((int) Math.round(part * (ColourMap.SHADES - 1)));
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
