package org.wirg.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TableTest {
  @Test
  void alignsColumns() {
    Table table = new Table("a", "bb").row("long", "1").row("b", "");
    assertThat(table).hasToString("a     bb\nlong   1\nb\n");
    assertThat(table.leftAligned()).isEqualTo("a     bb\nlong  1\nb\n");
    assertThatThrownBy(() -> table.row("one")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void wideTablesAreCloser() {
    String half = "x".repeat(49);
    assertThat(new Table(half, half)).hasToString(half + "  " + half + "\n");
    assertThat(new Table(half, half + "x")).hasToString(half + " " + half + "x\n");
  }

  @Test
  void wrapsSentences() {
    String text = Table.wrapped("word ".repeat(100).strip());
    assertThat(text.lines()).allMatch(line -> line.length() <= 98 && !line.endsWith(" "));
    assertThat(text.replace('\n', ' ')).isEqualTo("word ".repeat(100).strip());
  }
}
