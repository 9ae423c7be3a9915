package org.wirg.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ChartTest {
  private static final double[] X = {1, 2, 3, 4};

  @Test
  void leavesOutWhatCannotBeDrawn() {
    double[] y = {1, Double.NaN, Double.POSITIVE_INFINITY, 4};
    ObjectNode option =
        new Chart(Axis.linear("x"), Axis.linear("y"))
            .points("p", Role.DATA, X, y, new double[] {0.5, 1, 1, Double.NaN})
            .option();
    JsonNode data = option.get("series").get(0).get("data");
    assertThat(data.toString()).isEqualTo("[[1.0,1.0,0.5,1.5],[4.0,4.0,4.0,4.0]]");
  }

  @Test
  void logarithmicAxesTakePositiveNumbersAlone() {
    double[] y = {100, -1, 0, 0.02};
    double[] error = {200, 1, 1, 0.01};
    ObjectNode option =
        new Chart(Axis.logarithmic("x"), Axis.logarithmic("y"))
            .points("p", Role.DATA, X, y, error)
            .option();
    JsonNode data = option.get("series").get(0).get("data");
    assertThat(data.size()).isEqualTo(2);
    assertThat(data.get(0).get(2).asDouble()).isEqualTo(0.1); // its bar would reach below zero
    JsonNode up = option.get("yAxis").get(0);
    assertThat(up.get("min").asDouble()).isEqualTo(0.01);
    assertThat(up.get("max").asDouble()).isEqualTo(1000);
  }

  @Test
  void theLegendNamesSeriesOnceAndThoseAboveAlone() {
    double[] ones = {1, 1, 1, 1};
    ObjectNode option =
        new Chart(Axis.linear("x"), Axis.linear("y"))
            .band("a", Role.DATA, X, X, ones)
            .lower(Axis.linear("ratio"))
            .line("b", Role.PLAIN, X, ones)
            .option();
    assertThat(option.get("legend").toString()).isEqualTo("[\"a\"]");
    assertThat(option.get("grid").size()).isEqualTo(2);
    assertThat(option.get("series").get(2).get("yAxisIndex").asInt()).isEqualTo(1);
  }

  @Test
  void tablesHaveEveryNumberOnce() {
    Chart chart =
        new Chart(Axis.linear("x"), Axis.linear("y"))
            .band(
                "so \"called\"",
                Role.DATA,
                new double[] {1, 2},
                new double[] {3, Double.NaN},
                new double[] {0.5, 1});
    assertThat(new Figure("f", "t", "c", "a", chart).csv())
        .isEqualTo(
            "series,kind,x,y,low,high\n"
                + "\"so \"\"called\"\"\",line,1.0,3.0,2.5,3.5\n"
                + "\"so \"\"called\"\"\",line,2.0,,,\n");
  }
}
