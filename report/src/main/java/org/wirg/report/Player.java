package org.wirg.report;

import java.util.List;

/**
 * Pictures that follow each other, all shown at the same size.
 *
 * @param id part of file names
 * @param caption what is seen
 */
record Player(String id, String title, String caption, List<Frame> frames) implements Item {
  /** A picture with its words. */
  record Frame(String label, Picture picture) {}

  Player {
    frames = List.copyOf(frames);
  }
}
