package org.wirg.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wirg.diagnose.Tolerances.Kind;

class TolerancesTest {
  @ParameterizedTest
  @EnumSource(Kind.class)
  void oneIsChangedByItsNameAndNoOther(Kind kind) {
    Tolerances changed = Tolerances.defaults().with(kind.word(), 0.125);
    for (Kind each : Kind.values()) {
      assertThat(Tolerances.defaults().of(each)).isEqualTo(each.initial());
      assertThat(changed.of(each)).isEqualTo(each == kind ? 0.125 : each.initial());
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-300, Double.NaN, Double.POSITIVE_INFINITY})
  void onlyFiniteNumbersThatAreNotNegative(double bad) {
    assertThatThrownBy(() -> Tolerances.defaults().with(Kind.MEAN, bad))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mean");
  }

  @Test
  void unknownNamesAreListed() {
    assertThatThrownBy(() -> Tolerances.defaults().with("colour", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("colour")
        .hasMessageContaining("one-point");
  }
}
