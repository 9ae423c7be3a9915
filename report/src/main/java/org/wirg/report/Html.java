package org.wirg.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;

/** HTML, element by element; words and attributes are escaped. */
final class Html {
  private static final Set<String> EMPTY = Set.of("meta", "img", "input", "br", "link");

  private final StringBuilder text = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /**
   * Opens an element.
   *
   * @param attributes names and values in turn; an empty name is left out with its value
   */
  Html open(String name, String... attributes) {
    text.append('<').append(name);
    for (int i = 0; i < attributes.length; i += 2) {
      if (!attributes[i].isEmpty()) {
        text.append(' ').append(attributes[i]).append("=\"");
        escape(attributes[i + 1]);
        text.append('"');
      }
    }
    text.append('>');
    if (!EMPTY.contains(name)) {
      open.push(name);
    }
    return this;
  }

  /** Closes the element opened last. */
  Html close() {
    text.append("</").append(open.pop()).append(">\n");
    return this;
  }

  /** Words. */
  Html words(String words) {
    escape(words);
    return this;
  }

  /** An element that holds words alone. */
  Html element(String name, String words, String... attributes) {
    return open(name, attributes).words(words).close();
  }

  /** A style sheet, script or JSON document of ours. */
  Html raw(String name, String content, String... attributes) {
    if (content.toLowerCase(Locale.ROOT).contains("</" + name)) {
      throw new IllegalArgumentException("what stands in <" + name + "> must not end it");
    }
    open(name, attributes);
    text.append(content);
    return close();
  }

  private void escape(String words) {
    for (int i = 0; i < words.length(); i++) {
      char c = words.charAt(i);
      switch (c) {
        case '&' -> text.append("&amp;");
        case '<' -> text.append("&lt;");
        case '>' -> text.append("&gt;");
        case '"' -> text.append("&quot;");
        default -> text.append(c);
      }
    }
  }

  /** The whole document. */
  String document() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("every element must be closed; found open " + open);
    }
    return "<!DOCTYPE html>\n" + text;
  }
}
