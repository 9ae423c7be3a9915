package org.wirg.fit;

import java.util.function.LongConsumer;

/** How far a piece of work is, in parts that are said once each. */
final class Share {
  private final LongConsumer heard;
  private final long parts;
  private long said;

  /**
   * @param heard how many more parts are done
   * @param parts of the whole work
   */
  Share(LongConsumer heard, long parts) {
    this.heard = heard;
    this.parts = parts;
  }

  /** So much of the work is done, 0 to 1; less than before, or NaN, is no news. */
  void reach(double share) {
    long now = (long) (parts * Math.min(share, 1));
    if (now > said) {
      heard.accept(now - said);
      said = now;
    }
  }
}
