package org.wirg.report;

import java.util.List;

/** A part of the page. */
record Section(String id, String title, List<Item> items) {
  Section {
    items = List.copyOf(items);
  }
}
