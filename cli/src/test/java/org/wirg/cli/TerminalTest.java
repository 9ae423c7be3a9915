package org.wirg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wirg.cli.Terminal.Colours;

final class TerminalTest {
  @ParameterizedTest
  @CsvSource({
    "xterm-256color, truecolor, , TRUE",
    "xterm-256color, 24bit, '', TRUE",
    "xterm-direct, , , TRUE",
    "screen-256color, , , PALETTE",
    "xterm-256color, yes, , PALETTE",
    "xterm, , , FEW",
    "dumb, truecolor, , NONE",
    ", truecolor, , NONE",
    "xterm-256color, truecolor, 1, NONE"
  })
  void coloursAreWhatTheEnvironmentSays(
      String term, String depth, String unwanted, Colours expected) {
    Map<String, String> environment = new HashMap<>();
    environment.put("TERM", term);
    environment.put("COLORTERM", depth);
    environment.put("NO_COLOR", unwanted);
    environment.values().removeIf(value -> value == null);
    assertThat(Terminal.of("out", "", "UTF-8", environment).colours()).isEqualTo(expected);
  }

  @Test
  void outputsAreWatchedOneByOne() {
    Terminal both = Terminal.of("out,err", "120", "UTF-8", Map.of());
    assertThat(both).isEqualTo(new Terminal(true, true, 120, Colours.NONE, true));
    Terminal errors = Terminal.of(",err", "0", "ANSI_X3.4-1968", Map.of());
    assertThat(errors).isEqualTo(new Terminal(false, true, 80, Colours.NONE, false));
    assertThat(Terminal.of("", "x", "?", Map.of())).isEqualTo(Terminal.NONE);
  }
}
