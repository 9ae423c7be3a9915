package org.wirg.sample;

import java.io.IOException;

/** Takes finished fields, block after block in order. */
@FunctionalInterface
public interface FieldSink {
  /**
   * @param fields [field][site]
   * @param count how many
   */
  void accept(double[] fields, int count) throws IOException;
}
