package org.wirg.report;

import java.util.List;

/** Lines that a reader can type. */
record Commands(List<String> lines) implements Item {
  Commands {
    lines = List.copyOf(lines);
  }
}
