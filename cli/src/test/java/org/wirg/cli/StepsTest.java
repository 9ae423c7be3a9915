package org.wirg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.wirg.field.Grid;
import org.wirg.field.MemoryDataset;

final class StepsTest {
  private static MemoryDataset data(int fields, DoubleUnaryOperator of) {
    Random random = new Random(1);
    double[] values = new double[fields * 64];
    for (int i = 0; i < values.length; i++) {
      values[i] = of.applyAsDouble(random.nextGaussian());
    }
    return new MemoryDataset(Grid.of(8, 8), values);
  }

  @Test
  void spinsAndCountsComeInSteps() throws IOException {
    assertThat(Steps.warning(data(100, Math::signum)))
        .contains("found 2 different values in the first 65");
    assertThat(Steps.warning(data(100, x -> Math.rint(3 * x)))).contains("coarsen");
  }

  @Test
  void continuousFieldsAndFewValuesDoNot() throws IOException {
    assertThat(Steps.warning(data(100, x -> x))).isNull();
    assertThat(Steps.warning(data(100, x -> Math.rint(100 * x)))).isNull();
    assertThat(Steps.warning(data(1, Math::rint))).isNull();
    assertThat(Steps.warning(data(100, x -> 1))).isNull();
  }
}
