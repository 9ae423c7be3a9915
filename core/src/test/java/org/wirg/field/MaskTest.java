package org.wirg.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Sites without data. */
class MaskTest {
  private static final Grid GRID = Grid.of(2, 3);
  private static final double NAN = Double.NaN;

  private static Mask mask() {
    return new Mask(GRID, new boolean[] {true, false, false, true, true, false});
  }

  @Test
  void aMaskIsItsSites() {
    assertThat(mask().free()).containsExactly(true, false, false, true, true, false);
    assertThat(mask().masked()).isEqualTo(3);
    assertThat(mask()).isEqualTo(mask()).hasSameHashCodeAs(mask());
    assertThat(mask()).isNotEqualTo(new Mask(GRID, GRID.inside(0)));
  }

  /** Every other value of the same field in turn, so that all together have its law. */
  @Test
  void maskedSitesHaveOtherValuesOfTheSameField() throws IOException {
    Dataset filled = mask().filled(new RawDataset(GRID, 1, NAN, 9, 2, 3, NAN, 4, 9, 9, 5, 6, 9));
    double[] fields = new double[12];
    filled.read(0, 2, fields);
    assertThat(fields).containsExactly(1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6);
    double[] second = new double[6];
    filled.read(1, 1, second);
    assertThat(second).containsExactly(4, 4, 5, 5, 6, 6);
    assertThat(filled.count()).isEqualTo(2);
  }

  @Test
  void otherSitesMustHoldData() {
    Dataset filled = mask().filled(new RawDataset(GRID, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, NAN, 1));
    assertThatThrownBy(() -> filled.read(0, 2, new double[12]))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("NaN in field 1 at [1, 1]");
    assertThatThrownBy(() -> new Mask(GRID, new boolean[6]))
        .isInstanceOf(InputRejected.class)
        .hasMessageContaining("leaves out all of 2x3");
    assertThatThrownBy(() -> new Mask(GRID, new boolean[5]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
