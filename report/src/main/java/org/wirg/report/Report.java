package org.wirg.report;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a page shows, as data: sections of verdicts, pictures, charts and tables.
 *
 * @param title of the page
 * @param subtitle what it is about, in a sentence
 */
public record Report(String title, String subtitle, List<Section> sections) {
  public Report {
    sections = List.copyOf(sections);
  }

  /** Whether nothing failed. */
  public boolean passed() {
    return items(Verdicts.class).allMatch(v -> v.failed() == 0);
  }

  /** All that was checked. */
  public List<Verdict> verdicts() {
    return items(Verdicts.class).flatMap(v -> v.all().stream()).toList();
  }

  /** Items of a kind, in order. */
  <T extends Item> Stream<T> items(Class<T> kind) {
    Function<Section, Stream<Item>> items = s -> s.items().stream();
    return sections.stream().flatMap(items).filter(kind::isInstance).map(kind::cast);
  }
}
