package org.wirg.prepare;

import java.io.IOException;
import org.wirg.field.Dataset;
import org.wirg.field.Grid;
import org.wirg.wavelet.Pyramid;
import org.wirg.wavelet.WaveletStep;

/**
 * The coarse fields of a data set, as local averages: 2^(-j d / 2) phi_j, phi_j = Lo_j ... Lo_1 phi
 * in d dimensions. A constant field stays as it is.
 */
public final class CoarseFields implements Dataset {
  private final Dataset fine;
  private final Pyramid pyramid;

  /**
   * @param pyramid on the grid of the data; its coarsest fields are taken
   */
  public CoarseFields(Dataset fine, Pyramid pyramid) {
    if (!pyramid.grid(0).equals(fine.grid())) {
      throw new IllegalArgumentException(
          "a pyramid stands on the grid of the data, "
              + fine.grid()
              + "; found "
              + pyramid.grid(0));
    }
    this.fine = fine;
    this.pyramid = pyramid;
  }

  /** What phi_j is times a local average. */
  public static double gain(int levels, int rank) {
    return StrictMath.pow(2, 0.5 * levels * rank);
  }

  @Override
  public Grid grid() {
    return pyramid.grid(pyramid.levels());
  }

  @Override
  public long count() {
    return fine.count();
  }

  @Override
  public void read(long first, int count, double[] fields) throws IOException {
    int sites = grid().sites();
    double gain = gain(pyramid.levels(), grid().rank());
    for (int f = 0; f < count; f++) {
      double[] field = new double[fine.grid().sites()];
      fine.read(first + f, 1, field);
      for (int j = 1; j <= pyramid.levels(); j++) {
        WaveletStep step = pyramid.step(j);
        double[] coarse = new double[step.coarse().sites()];
        step.coarsen(field, 1, step.scratch(1), coarse);
        field = coarse;
      }
      for (int i = 0; i < sites; i++) {
        fields[f * sites + i] = field[i] / gain;
      }
    }
  }
}
