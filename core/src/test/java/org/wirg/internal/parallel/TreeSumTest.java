package org.wirg.internal.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shape of the tree, seen as brackets. */
final class TreeSumTest {
  private static String brackets(int from, int to) {
    TreeSum<String> sum = new TreeSum<>((a, b) -> "(" + a + " " + b + ")");
    for (int i = from; i < to; i++) {
      sum.add(Integer.toString(i));
    }
    return sum.total();
  }

  @Test
  void neighboursComeFirst() {
    assertThat(brackets(0, 7)).isEqualTo("(((0 1) (2 3)) ((4 5) 6))");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 6})
  void rowsMergedBeforehandChangeNothing(int height) {
    int row = 1 << height;
    for (int count = 1; count < 70; count++) {
      TreeSum<String> sum = new TreeSum<>((a, b) -> "(" + a + " " + b + ")");
      int whole = count / row;
      for (int r = 0; r < whole; r++) {
        sum.add(brackets(r * row, (r + 1) * row), height);
      }
      String total =
          whole * row == count ? sum.total() : sum.totalWith(brackets(whole * row, count));
      assertThat(total).isEqualTo(brackets(0, count));
    }
  }

  @Test
  void aRowBeginsAtAMultipleOfItsLength() {
    TreeSum<String> sum = new TreeSum<>(String::concat);
    sum.add("0");
    assertThatThrownBy(() -> sum.add("12", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("multiple");
  }
}
