package org.wirg.field;

import java.io.IOException;

/** Receives new fields block by block, in order. */
@FunctionalInterface
public interface FieldSink {
  /**
   * Takes the next fields.
   *
   * @param fields [field][site], at least {@code count} fields; lent for the call only
   * @param count number of fields in this block
   * @throws IOException when they cannot be stored; it ends the work
   */
  void accept(double[] fields, int count) throws IOException;
}
