package org.wirg.fit;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.wirg.energy.Potential;
import org.wirg.energy.ScalarPotential;
import org.wirg.wavelet.Pyramid;

/**
 * What the data say for score matching, in one pass: the normal equations; the averages that
 * determine the potential of a coarsest field of one site; and fields whose likelihood is to be
 * maximised.
 */
final class Equations implements FieldBlocks.KeptSum<Equations> {
  /** Fewer fields than these do not refine a level. */
  static final int FEWEST_FIELDS = 64;

  /**
   * Which fields are kept, evenly spread over the data.
   *
   * @param first level from which on
   * @param values kept at most per level
   * @param room values that the first level may take where fewer would not hold {@value
   *     #FEWEST_FIELDS} fields
   */
  record Keep(int first, long values, long room) implements Serializable {
    /** How many, 0 where they would be too few. */
    long fields(int level, long count, int sites) {
      long most =
          level == first ? Math.max(values, Math.min(room, FEWEST_FIELDS * (long) sites)) : values;
      long wanted = Math.min(count, most / sites);
      return level < first || sites == 1 || wanted < FEWEST_FIELDS ? 0 : wanted;
    }
  }

  final double[] siteValues;

  /** Fields of every level, the coarsest field's last, [level][field][site]; empty where none. */
  final List<List<double[]>> fields;

  private ScaleEquations.Sums scales;

  private Equations(ScaleEquations.Sums scales, double[] siteValues, List<List<double[]>> fields) {
    this.scales = scales;
    this.siteValues = siteValues;
    this.fields = fields;
  }

  /**
   * The normal equations of all functions.
   *
   * @param terms the functions
   */
  ScaleEquations scales(ScaleTerms terms) {
    return new ScaleEquations(terms, scales);
  }

  @Override
  public Equations plus(Equations other) {
    scales = scales.plus(other.scales);
    for (int m = 0; m < siteValues.length; m++) {
      siteValues[m] += other.siteValues[m];
    }
    for (int i = 0; i < fields.size(); i++) {
      fields.get(i).addAll(other.fields.get(i));
    }
    return this;
  }

  @Override
  public void exchange(Archive archive) throws IOException {
    scales.exchange(archive);
    archive.numbers(siteValues);
    for (List<double[]> kept : fields) {
      archive.rows(kept);
    }
  }

  /**
   * What all blocks have in common.
   *
   * @param count number of fields in the data set
   * @param keep which fields are kept
   */
  record Plan(
      Pyramid pyramid,
      DataScan scan,
      ScaleTerms terms,
      long count,
      Keep keep,
      GradientBuffers buffers)
      implements FieldBlocks.WorkFactory<Equations> {
    @Override
    public FieldBlocks.BlockWork<Equations> create() {
      return new Work(this);
    }
  }

  /** The part of one block. */
  private static final class Work extends Descent<Equations> {
    private final ScaleEquations.Work scales;
    private final long count;
    private final Keep keep;
    private final List<Potential> coarsest;
    private final double[] siteValues;
    private final List<List<double[]>> fields = new ArrayList<>();

    Work(Plan plan) {
      super(plan.pyramid, plan.scan);
      this.scales = new ScaleEquations.Work(plan.pyramid, plan.scan, plan.terms, plan.buffers);
      this.count = plan.count;
      this.keep = plan.keep;
      int levels = plan.pyramid.levels();
      this.coarsest = plan.terms.at(levels);
      boolean oneSite = plan.pyramid.grid(levels).sites() == 1;
      this.siteValues = new double[oneSite ? coarsest.getFirst().parameters() : 0];
      for (int l = 0; l <= levels; l++) {
        fields.add(new ArrayList<>());
      }
    }

    @Override
    void level(int j, double[] x, int lanes, long first) {
      scales.level(j, x, lanes, first);
      keep(j, x, lanes, first);
    }

    @Override
    void coarsest(double[] x, int lanes, long first) {
      scales.coarsest(x, lanes, first);
      if (coarsest.getFirst() instanceof ScalarPotential site) {
        double[] values = new double[site.parameters() * lanes];
        site.values(x, lanes, values);
        for (int i = 0; i < values.length; i++) {
          siteValues[i / lanes] += values[i];
        }
      }
      keep(fields.size(), x, lanes, first);
    }

    /** Keeps evenly spread fields. */
    private void keep(int j, double[] x, int lanes, long first) {
      int sites = x.length / lanes;
      long wanted = keep.fields(j, count, sites);
      for (int lane = 0; lane < lanes; lane++) {
        long field = first + lane;
        if ((field + 1) * wanted / count > field * wanted / count) {
          double[] row = new double[sites];
          for (int i = 0; i < sites; i++) {
            row[i] = x[i * lanes + lane];
          }
          fields.get(j - 1).add(row);
        }
      }
    }

    @Override
    public Equations result() {
      return new Equations(scales.result(), siteValues, fields);
    }
  }
}
