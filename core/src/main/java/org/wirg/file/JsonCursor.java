package org.wirg.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.wirg.field.InputRejected;
import tools.jackson.databind.JsonNode;

/**
 * A place in a JSON document, for reading what a stranger wrote: every value is asked for with its
 * type and range, and a refusal names the place.
 *
 * @param file named in messages
 * @param place the way from the root, for example {@code levels[2].sigma}
 */
record JsonCursor(Path file, String place, JsonNode node) {
  /** Numbers of a model are far smaller; squares and products of these stay finite. */
  private static final double LARGEST = 1e100;

  /** The members of an object that has exactly the given ones. */
  JsonCursor object(String... names) {
    if (!node.isObject()) {
      throw rejected("an object", found());
    }
    Set<String> missing = new TreeSet<>(List.of(names));
    for (String name : node.propertyNames()) {
      if (!missing.remove(name)) {
        throw rejected(
            "an object with " + String.join(", ", names), "the member " + Excerpt.of(name));
      }
    }
    if (!missing.isEmpty()) {
      throw rejected(
          "an object with " + String.join(", ", names), "no " + missing.iterator().next());
    }
    return this;
  }

  /** A member; {@link #object} has made sure that it is there. */
  JsonCursor at(String name) {
    JsonNode member = node.get(name);
    if (member == null) {
      throw rejected("an object with " + name, found());
    }
    return new JsonCursor(file, place.isEmpty() ? name : place + "." + name, member);
  }

  /** The elements of an array of at most {@code most}. */
  List<JsonCursor> elements(int most) {
    if (!node.isArray() || node.size() > most) {
      throw rejected("an array of at most " + most + " elements", found());
    }
    List<JsonCursor> elements = new ArrayList<>();
    for (JsonNode element : node) {
      elements.add(new JsonCursor(file, place + "[" + elements.size() + "]", element));
    }
    return elements;
  }

  boolean isEmptyArray() {
    return node.isArray() && node.isEmpty();
  }

  /** The elements of an array of exactly {@code count}. */
  List<JsonCursor> elements(int count, String why) {
    if (!node.isArray() || node.size() != count) {
      throw rejected("an array of " + count + " elements, " + why, found());
    }
    return elements(count);
  }

  String text() {
    if (!node.isString()) {
      throw rejected("text", found());
    }
    return node.stringValue();
  }

  boolean flag() {
    if (!node.isBoolean()) {
      throw rejected("true or false", found());
    }
    return node.booleanValue();
  }

  long whole(long low, long high) {
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw rejected("a whole number", found());
    }
    long value = node.longValue();
    if (value < low || value > high) {
      throw rejected("a whole number from " + low + " to " + high, Long.toString(value));
    }
    return value;
  }

  int whole(int low, int high) {
    return (int) whole((long) low, (long) high);
  }

  /** A finite number of ordinary size. */
  double number() {
    if (!node.isNumber()) {
      throw rejected("a number", found());
    }
    double value = node.doubleValue();
    if (!(Math.abs(value) <= LARGEST)) {
      throw rejected("a number between -" + LARGEST + " and " + LARGEST, found());
    }
    return value;
  }

  double positive() {
    double value = number();
    if (!(value >= 1 / LARGEST)) {
      throw rejected("a positive number, at least " + 1 / LARGEST, found());
    }
    return value;
  }

  /** A number, or NaN where there is null. */
  double numberOrNull() {
    return node.isNull() ? Double.NaN : number();
  }

  double[] numbers(int count, String why) {
    return elements(count, why).stream().mapToDouble(JsonCursor::number).toArray();
  }

  InputRejected rejected(String rule, String found) {
    return ModelFile.rejected(
        file, (place.isEmpty() ? "the document" : place) + " must be " + rule + "; found " + found);
  }

  /** What stands here, in a few words. */
  String found() {
    if (node.isContainer()) {
      return (node.isArray() ? "an array of " : "an object of ") + node.size();
    }
    return Excerpt.of(node.toString());
  }
}
