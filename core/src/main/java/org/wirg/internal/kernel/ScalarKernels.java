package org.wirg.internal.kernel;

/** The specification: plain loops, one lane after the other. */
public final class ScalarKernels implements Kernels {
  static final double THIRD = 1.0 / 3;

  @Override
  public void filter(double[] in, int outer, int inner, AxisTaps taps, double[] out) {
    filter(in, outer, inner, 0, taps, 1, true, out);
  }

  @Override
  public void filterAdd(
      double[] in, int outer, int inner, AxisTaps taps, double sign, double[] out) {
    filter(in, outer, inner, 0, taps, sign, false, out);
  }

  /** For the values from {@code from} on within inner. */
  static void filter(
      double[] in,
      int outer,
      int inner,
      int from,
      AxisTaps taps,
      double sign,
      boolean fresh,
      double[] out) {
    for (int o = 0; from < inner && o < outer; o++) {
      for (int m = 0; m < taps.sitesOut; m++) {
        for (int i = from; i < inner; i++) {
          int to = (o * taps.sitesOut + m) * inner + i;
          double sum = fresh ? 0 : out[to];
          for (int u = 0; u < taps.taps; u++) {
            int site = o * taps.sitesIn + taps.index[m * taps.taps + u];
            double weight = sign * taps.coefficients[taps.coefficientsOf(m) + u];
            sum = Math.fma(weight, in[site * inner + i], sum);
          }
          out[to] = sum;
        }
      }
    }
  }

  @Override
  public void stencil(double[] x, int lanes, SymmetricStencil s, double[] spread, double[] g) {
    stencil(x, 0, lanes, s, spread, g);
  }

  /** For the lanes from {@code from} on. */
  static void stencil(
      double[] x, int from, int lanes, SymmetricStencil s, double[] spread, double[] g) {
    for (int r = 0; r < s.rows; r++) {
      for (int c = 0; c < s.rowLength; c++) {
        for (int lane = from; lane < lanes; lane++) {
          g[(r * s.rowLength + c) * lanes + lane] += stencilSum(x, lane, lanes, s, spread, r, c);
        }
      }
    }
  }

  private static double stencilSum(
      double[] x, int lane, int lanes, SymmetricStencil s, double[] spread, int r, int c) {
    double sum = 0;
    for (int q = 0; q < s.first.length; q++) {
      int pair = r * s.rowPairs + s.pair[q];
      int right = c + s.reach + s.first[q];
      int left = c + s.reach - s.first[q];
      for (int k = s.begin[q]; k < s.begin[q + 1]; k++) {
        double a = x[(s.up[pair] * s.rowLength + s.column[right++]) * lanes + lane];
        double b = x[(s.down[pair] * s.rowLength + s.column[left--]) * lanes + lane];
        sum = Math.fma(spread[k], a + b, sum);
      }
    }
    return sum;
  }

  /** Positions in x, lane 0, of the sites that the shifts reach from row r, column c. */
  static void neighbours(Stencil s, int r, int c, int lanes, int[] neighbour) {
    int rowAt = r * s.shifts;
    int columnAt = c * s.shifts;
    for (int k = 0; k < neighbour.length; k++) {
      neighbour[k] = (s.row[rowAt + k] + s.column[columnAt + k]) * lanes;
    }
  }

  @Override
  public void addShifts(double[] x, int lanes, Stencil s, double[] out) {
    shifts(x, lanes, s, false, out);
  }

  @Override
  public void setShifts(double[] x, int lanes, Stencil s, double[] out) {
    shifts(x, lanes, s, true, out);
  }

  private static void shifts(double[] x, int lanes, Stencil s, boolean set, double[] out) {
    int[] neighbour = new int[s.shifts];
    for (int r = 0; r < s.rows; r++) {
      for (int c = 0; c < s.rowLength; c++) {
        neighbours(s, r, c, lanes, neighbour);
        for (int lane = 0; lane < lanes; lane++) {
          int to = (r * s.rowLength + c) * lanes + lane;
          for (int k = 0; k < neighbour.length; k++) {
            double value = x[neighbour[k] + lane];
            out[to] = set && k == 0 ? value : out[to] + value;
          }
        }
      }
    }
  }

  @Override
  public void products(double[] x, int lanes, Stencil s, double[] products) {
    int[] neighbour = new int[s.shifts];
    for (int r = 0; r < s.rows; r++) {
      for (int c = 0; c < s.rowLength; c++) {
        neighbours(s, r, c, lanes, neighbour);
        int at = (r * s.rowLength + c) * lanes;
        for (int lane = 0; lane < lanes; lane++) {
          products(x, at, lane, lanes, neighbour, products);
        }
      }
    }
  }

  static void products(
      double[] x, int at, int lane, int lanes, int[] neighbour, double[] products) {
    double value = x[at + lane];
    for (int k = 0; k < neighbour.length; k++) {
      products[k * lanes + lane] += value * x[neighbour[k] + lane];
    }
  }

  @Override
  public void splineSlope(double[] x, int length, SplineTable table, double[] g) {
    splineSlope(x, 0, length, table, g);
  }

  static void splineSlope(double[] x, int from, int to, SplineTable s, double[] g) {
    for (int i = from; i < to; i++) {
      double y = Math.min(Math.max(x[i], s.low), s.high);
      double u = (y - s.low) * s.inverseWidth;
      int p = Math.min((int) u, s.lastPiece);
      double t = u - p;
      double d = x[i] - y;
      double curvature = d < 0 ? s.curvatureLow : s.curvatureHigh;
      double inside = s.s0[p] + t * (s.s1[p] + t * s.s2[p]);
      g[i] += inside + d * (curvature + 4 * s.wall * (d * d));
    }
  }

  @Override
  public void splineValue(double[] x, int sites, int lanes, SplineTable s, double[] energy) {
    for (int lane = 0; lane < lanes; lane++) {
      double sum = 0;
      for (int i = lane; i < sites * lanes; i += lanes) {
        double y = Math.min(Math.max(x[i], s.low), s.high);
        double u = (y - s.low) * s.inverseWidth;
        int p = Math.min((int) u, s.lastPiece);
        double t = u - p;
        double d = x[i] - y;
        double slope = d < 0 ? s.slopeLow : s.slopeHigh;
        double curvature = d < 0 ? s.curvatureLow : s.curvatureHigh;
        double mean = s.s0[p] + t * (0.5 * s.s1[p] + t * (THIRD * s.s2[p]));
        double inside = s.c0[p] + s.width * t * mean;
        sum += inside;
        sum += d * (slope + d * (0.5 * curvature + s.wall * (d * d)));
      }
      energy[lane] += sum;
    }
  }

  @Override
  public void axpy(double a, double[] x, int length, double[] y) {
    for (int i = 0; i < length; i++) {
      y[i] += a * x[i];
    }
  }

  @Override
  public void dot(double[] x, double[] y, int sites, int lanes, double scale, double[] out) {
    for (int lane = 0; lane < lanes; lane++) {
      double sum = 0;
      for (int i = lane; i < sites * lanes; i += lanes) {
        sum += x[i] * y[i];
      }
      out[lane] += scale * sum;
    }
  }

  @Override
  public void gram(double[][] features, int from, int sites, int lanes, double[] gram) {
    if (lanes == SUMS && SinglePart.wanted(features.length, sites)) {
      SinglePart part = new SinglePart(features.length);
      for (int first = 0; first < sites; first += part.sites) {
        part.take(features, first, sites);
        gram(part, from, gram);
      }
      return;
    }
    int count = features.length;
    for (int m = 0; m < count; m++) {
      for (int n = Math.max(m, from); n < count; n++) {
        for (int lane = 0; lane < lanes; lane++) {
          double sum = gram[(m * count + n) * lanes + lane];
          for (int i = lane; i < sites * lanes; i += lanes) {
            sum = Math.fma(features[m][i], features[n][i], sum);
          }
          gram[(m * count + n) * lanes + lane] = sum;
        }
      }
    }
  }

  private static void gram(SinglePart part, int from, double[] gram) {
    int count = part.values.length;
    for (int m = 0; m < count; m++) {
      for (int n = Math.max(m, from); n < count; n++) {
        for (int k = 0; k < SinglePart.PAIR; k++) {
          float sum = 0;
          for (int i = k; i < part.length(); i += SinglePart.PAIR) {
            sum = Math.fma(part.values[m][i], part.values[n][i], sum);
          }
          gram[(m * count + n) * SUMS + k % SUMS] += sum;
        }
      }
    }
  }
}
