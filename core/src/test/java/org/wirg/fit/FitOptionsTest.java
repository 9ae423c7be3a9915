package org.wirg.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wirg.field.Grid;
import org.wirg.field.Transform;
import org.wirg.fit.LikelihoodOptions.Preconditioner;
import org.wirg.fit.LikelihoodOptions.Start;
import org.wirg.wavelet.Pyramid;
import org.wirg.wavelet.Wavelet;

/** Bounds of options, and what changing one leaves. */
final class FitOptionsTest {
  private static FitOptions options(int coarsest, int radius, int splines, int threads) {
    return new FitOptions("db2", coarsest, radius, splines, true, false, 3, threads);
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 6, 1", "8, 16, 200, 64"})
  void boundsBelong(int coarsest, int radius, int splines, int threads) {
    FitOptions options = options(coarsest, radius, splines, threads);
    assertThat(options.radius()).isEqualTo(radius);
    assertThat(options.open()).isFalse();
    assertThat(options.mask()).isNull();
    assertThat(options.likelihood()).isNull();
    assertThat(options.edged()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 6, 1, the coarsest side is at least 1",
    "1, -1, 6, 1, the radius is 0 to 16",
    "1, 17, 6, 1, the radius is 0 to 16",
    "1, 1, 5, 1, splines are 6 to 200",
    "1, 1, 201, 1, splines are 6 to 200",
    "1, 1, 6, 0, at least one thread is needed",
  })
  void beyondThemIsRefused(int coarsest, int radius, int splines, int threads, String why) {
    assertThatThrownBy(() -> options(coarsest, radius, splines, threads))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void oneChangeLeavesTheRest() {
    FitOptions from = options(2, 3, 9, 4);
    FitOptions all =
        from.withEven(true)
            .withThreads(2)
            .withEdge(true)
            .refinedFrom(3)
            .by(LikelihoodOptions.DEFAULT);
    assertThat(all)
        .isEqualTo(
            new FitOptions(
                "db2",
                2,
                3,
                9,
                true,
                true,
                3,
                2,
                true,
                3,
                LikelihoodOptions.DEFAULT,
                null,
                false,
                Transform.none(),
                3));
    assertThat(all.withEven(false).withThreads(4).withEdge(false).refinedFrom(FitOptions.AUTO))
        .isEqualTo(from.by(LikelihoodOptions.DEFAULT));
    assertThat(from.withStiffness(true).stiffness()).isTrue();
    assertThat(from.withStiffness(true).withStiffness(false)).isEqualTo(from);
    Transform transform = new Transform.Asinh(0.5);
    assertThat(from.withOriginal(transform).original()).isEqualTo(transform);
    assertThat(from.withOriginal(transform).withOriginal(Transform.none())).isEqualTo(from);
    assertThatThrownBy(() -> options(2, 0, 9, 3).withOriginal(transform))
        .hasMessageContaining("at least 1 site; found radius 0");
    assertThatThrownBy(() -> all.withOriginal(transform)).hasMessageContaining("is not even");
    assertThat(from.withCoarserRadius(1).radii()).isEqualTo(new Radii(from.radius(), 1));
    assertThat(from.withCoarserRadius(1).withCoarserRadius(from.radius())).isEqualTo(from);
    assertThatThrownBy(() -> from.withCoarserRadius(17)).hasMessageContaining("0 to 16; found 17");
    assertThatThrownBy(() -> from.withCoarserRadius(-1)).hasMessageContaining("0 to 16; found -1");
    assertThatThrownBy(() -> from.refinedFrom(-1)).hasMessageContaining("levels count from 1");
  }

  @Test
  void levelsEndAtTheCoarsestSideOrTheEdge() {
    Grid grid = Grid.of(32, 32);
    assertThat(options(1, 1, 8, 1).levels(grid)).isEqualTo(5);
    assertThat(options(4, 1, 8, 1).levels(grid)).isEqualTo(3);
    int edged = options(1, 1, 8, 1).withEdge(true).levels(grid);
    assertThat(edged).isBetween(1, 4);
    assertThat(options(1, 1, 8, 1).withEdge(true).edgedLevels(grid)).isEqualTo(edged);
  }

  /** Its forces reach two sites, whatever the couplings do. */
  @Test
  void aStiffnessHasAnEdge() {
    Pyramid pyramid = new Pyramid(Wavelet.named("haar"), Grid.of(32, 32), 2);
    FitOptions none = options(1, 0, 8, 1).withEdge(true);
    boolean[] details = none.withStiffness(true).interior(pyramid).detailSites(1);
    assertThat(details)
        .isEqualTo(options(1, 2, 8, 1).withEdge(true).interior(pyramid).detailSites(1))
        .isNotEqualTo(none.interior(pyramid).detailSites(1));
  }

  @Test
  void levelsThatTheLikelihoodRefines() {
    FitOptions auto = options(1, 1, 8, 1);
    assertThat(auto.refinedForSure()).isEqualTo(2);
    assertThat(auto.refinedPerhaps(5)).isEqualTo(1);
    FitOptions third = auto.refinedFrom(3);
    assertThat(third.refinedForSure()).isEqualTo(3);
    assertThat(third.refinedPerhaps(5)).isEqualTo(3);
    assertThat(third.refinedPerhaps(1)).as("the coarsest field").isEqualTo(2);
  }

  @Test
  void precisionIsFiveTimesCoarserElsewhere() {
    LikelihoodOptions how = new LikelihoodOptions(Start.ZERO, Preconditioner.DIAGONAL, 0.1, 7);
    assertThat(how.conditional())
        .isEqualTo(new LikelihoodOptions(Start.ZERO, Preconditioner.DIAGONAL, 0.5, 7));
    assertThat(how.whole(0))
        .isEqualTo(new LikelihoodOptions(Start.SCORE, Preconditioner.NATURAL, 0.1, 7));
    assertThat(how.whole(1))
        .isEqualTo(new LikelihoodOptions(Start.SCORE, Preconditioner.NATURAL, 0.5, 7));
    LikelihoodOptions rough = new LikelihoodOptions(Start.SCORE, Preconditioner.NATURAL, 1, 1);
    assertThat(rough.conditional().precision()).isEqualTo(1);
    assertThat(rough.whole(2).precision()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1.01, 1", "NaN, 1", "0.5, 0"})
  void precisionsAndValuesHaveBounds(double precision, long values) {
    assertThatThrownBy(
            () -> new LikelihoodOptions(Start.SCORE, Preconditioner.NATURAL, precision, values))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
