package org.wirg.fit;

import org.wirg.wavelet.Pyramid;

/** Walks batches of fields down the levels: x at level j is phi_{j-1} in units of sigma. */
abstract class Descent<R> implements FieldBlocks.BlockWork<R> {
  private final Pyramid pyramid;
  private final DataScan scan;
  private final BatchPyramid coarser;

  Descent(Pyramid pyramid, DataScan scan) {
    this.pyramid = pyramid;
    this.scan = scan;
    this.coarser = new BatchPyramid(pyramid);
  }

  @Override
  public final void take(double[] batch, int lanes, long first) {
    double[] field = batch;
    for (int j = 1; j <= pyramid.levels(); j++) {
      double[] coarse = coarser.coarsen(j, field, lanes);
      scale(field, scan.sigma()[j - 1]);
      level(j, field, lanes, first);
      field = coarse;
    }
    scale(field, scan.sigma()[pyramid.levels()]);
    coarsest(field, lanes, first);
  }

  private static void scale(double[] field, double sigma) {
    for (int i = 0; i < field.length; i++) {
      field[i] /= sigma;
    }
  }

  /**
   * Takes the fields of one level.
   *
   * @param x used again after the batch, [site][lane]
   * @param first number of the field in lane 0
   */
  abstract void level(int j, double[] x, int lanes, long first);

  /** The same for the coarsest field, x = phi_J in units of sigma. */
  abstract void coarsest(double[] x, int lanes, long first);
}
