package org.wirg.file;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * JSON as text that a person can read and a diff can compare: what fits in {@value #WIDTH} columns
 * stands on one line, longer lists of numbers fill lines, everything else has one member per line.
 * Members keep their order, numbers every digit ({@link Double#toString}), text is ASCII with
 * escapes. JSON knows no NaN and no infinity: these become null.
 */
public final class JsonLayout {
  private static final int WIDTH = 100;
  private static final String STEP = "  ";

  private final StringBuilder text = new StringBuilder();

  private JsonLayout() {}

  /** The text of a tree, ended by a newline. */
  public static String of(JsonNode tree) {
    JsonLayout layout = new JsonLayout();
    layout.node(tree, "", 0);
    return layout.text.append('\n').toString();
  }

  /**
   * Appends a node.
   *
   * @param indent of the line it stands on
   * @param used columns of that line taken, the indent apart
   */
  private void node(JsonNode node, String indent, int used) {
    StringBuilder flat = new StringBuilder();
    if (flat(node, flat, WIDTH - 1 - used - indent.length())) {
      text.append(flat);
    } else if (node.isObject()) {
      members(node, indent + STEP);
      text.append(indent).append('}');
    } else if (node.isArray()) {
      elements(node, indent + STEP);
      text.append(indent).append(']');
    } else {
      text.append(scalar(node));
    }
  }

  private void members(JsonNode object, String indent) {
    String before = "{\n";
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      String name = quoted(member.getKey()) + ": ";
      text.append(before).append(indent).append(name);
      node(member.getValue(), indent, name.length());
      before = ",\n";
    }
    text.append('\n');
  }

  private void elements(JsonNode array, String indent) {
    boolean scalars = true;
    for (JsonNode element : array) {
      scalars &= !element.isContainer();
    }
    if (scalars) {
      filled(array, indent);
      return;
    }
    String before = "[\n";
    for (JsonNode element : array) {
      text.append(before).append(indent);
      node(element, indent, 0);
      before = ",\n";
    }
    text.append('\n');
  }

  private void filled(JsonNode array, String indent) {
    text.append("[\n").append(indent);
    int column = indent.length();
    String before = "";
    for (JsonNode element : array) {
      String next = scalar(element);
      text.append(before);
      if (column + before.length() + next.length() >= WIDTH) {
        text.setLength(text.length() - (before.isEmpty() ? 0 : 1));
        text.append(before.isEmpty() ? "" : "\n" + indent);
        column = indent.length();
      } else {
        column += before.length();
      }
      text.append(next);
      column += next.length();
      before = ", ";
    }
    text.append('\n');
  }

  /** Appends a node on one line; false as soon as it is longer than {@code room}. */
  private static boolean flat(JsonNode node, StringBuilder line, int room) {
    String before = "";
    if (node.isObject()) {
      line.append('{');
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        line.append(before).append(quoted(member.getKey())).append(": ");
        if (!flat(member.getValue(), line, room)) {
          return false;
        }
        before = ", ";
      }
      line.append('}');
    } else if (node.isArray()) {
      line.append('[');
      for (JsonNode element : node) {
        line.append(before);
        if (!flat(element, line, room)) {
          return false;
        }
        before = ", ";
      }
      line.append(']');
    } else {
      line.append(scalar(node));
    }
    return line.length() <= room;
  }

  private static String scalar(JsonNode node) {
    if (node.isString()) {
      return quoted(node.stringValue());
    }
    if (node.isFloatingPointNumber()) {
      double value = node.doubleValue();
      return Double.isFinite(value) ? Double.toString(value) : "null";
    }
    return node.toString();
  }

  private static String quoted(String words) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < words.length(); i++) {
      char c = words.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c >= ' ' && c <= '~') {
        quoted.append(c);
      } else {
        quoted.append("\\u").append(String.format("%04x", (int) c));
      }
    }
    return quoted.append('"').toString();
  }
}
