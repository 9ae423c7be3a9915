package org.wirg.fit;

import org.wirg.wavelet.Pyramid;
import org.wirg.wavelet.WaveletStep;

/**
 * The coarser fields of one batch after another, in the same arrays: fields of a batch are gone
 * with the next.
 */
final class BatchPyramid {
  private final Pyramid pyramid;
  private final double[][] fields; // [j], of level j
  private final WaveletStep.Scratch[] scratch;
  private int lanes;

  BatchPyramid(Pyramid pyramid) {
    this.pyramid = pyramid;
    this.fields = new double[pyramid.levels() + 1][];
    this.scratch = new WaveletStep.Scratch[pyramid.levels() + 1];
  }

  /** Makes room for batches of so many fields side by side. */
  private void begin(int width) {
    lanes = width;
    for (int j = 1; j < fields.length; j++) {
      WaveletStep step = pyramid.step(j);
      fields[j] = new double[step.coarse().sites() * lanes];
      scratch[j] = step.scratch(lanes);
    }
  }

  /**
   * The fields of level j.
   *
   * @param finer those of the level before, not modified, [site][lane]
   */
  double[] coarsen(int j, double[] finer, int width) {
    if (width != lanes) {
      begin(width);
    }
    pyramid.step(j).coarsen(finer, lanes, scratch[j], fields[j]);
    return fields[j];
  }

  /** Work arrays for step j, between calls of {@link #coarsen}. */
  WaveletStep.Scratch scratch(int j) {
    return scratch[j];
  }
}
