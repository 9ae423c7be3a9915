package org.wirg.fit;

import org.wirg.field.Progress;

/** The progress of climbs of the likelihood that run side by side. */
final class ClimbProgress {
  private final Progress progress;

  ClimbProgress(Progress progress) {
    this.progress = progress;
  }

  /** So many more parts of all climbs are done. */
  synchronized void advance(long parts) {
    progress.advance(parts);
  }

  private synchronized void moved(String law, int round, double nats, double step) {
    progress.measured("nats", law, round, nats);
    progress.measured("step", law, round, step);
  }

  /**
   * What hears of the climb of one law.
   *
   * @param reached hears of its places to go on from
   */
  MaximumLikelihood.Listener of(String law, Runnable reached) {
    return new MaximumLikelihood.Listener() {
      @Override
      public void advance(long parts) {
        ClimbProgress.this.advance(parts);
      }

      @Override
      public void moved(int round, double nats, double step) {
        ClimbProgress.this.moved(law, round, nats, step);
      }

      @Override
      public void reached() {
        reached.run();
      }
    };
  }
}
