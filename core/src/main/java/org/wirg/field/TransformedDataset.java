package org.wirg.field;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;

/** The fields of another data set, a {@link Transform} applied to or taken off every value. */
public final class TransformedDataset implements Dataset, Serializable {
  private final Dataset data;
  private final Transform transform;
  private final boolean inverse;
  private final String name;

  private TransformedDataset(Dataset data, Transform transform, boolean inverse, String name) {
    this.data = data;
    this.transform = transform;
    this.inverse = inverse;
    this.name = name;
  }

  /** T(phi) of fields phi. */
  public static Dataset forward(Dataset data, Transform transform) {
    return transform.isNone()
        ? data
        : new TransformedDataset(data, transform, false, transform.formula());
  }

  /** The fields phi of values T(phi). */
  public static Dataset inverse(Dataset data, Transform transform) {
    return transform.isNone()
        ? data
        : new TransformedDataset(data, transform, true, "the inverse of " + transform.formula());
  }

  @Override
  public Grid grid() {
    return data.grid();
  }

  @Override
  public long count() {
    return data.count();
  }

  @Override
  public void read(long first, int count, double[] fields) throws IOException {
    data.read(first, count, fields);
    int sites = grid().sites();
    for (int i = 0; i < count * sites; i++) {
      double value = inverse ? transform.inverse(fields[i]) : transform.forward(fields[i]);
      if (!Double.isFinite(value)) {
        throw new InputRejected(
            "every value must have a finite "
                + name
                + "; found "
                + fields[i]
                + " in field "
                + (first + i / sites)
                + " at "
                + Arrays.toString(grid().coordinates(i % sites))
                + " (counted from 0); choose another transform or offset, or leave that field out");
      }
      fields[i] = value;
    }
  }
}
