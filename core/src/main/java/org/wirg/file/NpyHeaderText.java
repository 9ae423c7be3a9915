package org.wirg.file;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.wirg.field.InputRejected;

/**
 * Reads the Python dictionary literal of a .npy header: a string, a boolean and a tuple of
 * integers, by name. Nothing is evaluated; any other Python is rejected.
 */
final class NpyHeaderText {
  private static final int LONGEST_STRING = 64;
  private static final String SAVE_AGAIN = "save the array again with numpy.save";

  private final Path file;
  private final String text;
  private final ReadLimits limits;
  private int at;

  NpyHeaderText(Path file, String text, ReadLimits limits) {
    this.file = file;
    this.text = text;
    this.limits = limits;
  }

  /**
   * The header whose values start at {@code dataStart}; its shape is not yet compared to the file.
   */
  NpyHeader parse(long dataStart) {
    String descr = null;
    Boolean fortran = null;
    long[] shape = null;
    expect('{');
    while (!accept('}')) {
      String key = string("a key in quotes");
      expect(':');
      switch (key) {
        case "descr" -> descr = once(key, descr, dtype());
        case "fortran_order" -> fortran = once(key, fortran, bool());
        case "shape" -> shape = once(key, shape, shape());
        default ->
            throw found("the keys descr, fortran_order and shape", "'" + Excerpt.of(key) + "'");
      }
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    skipSpace();
    if (at != text.length()) {
      throw found("nothing after the closing brace", rest());
    }
    if (descr == null || fortran == null || shape == null) {
      String missing = descr == null ? "descr" : fortran == null ? "fortran_order" : "shape";
      throw found("the keys descr, fortran_order and shape", "no " + missing);
    }
    ByteOrder order = descr.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    NpyType type = Objects.requireNonNull(NpyType.of(descr.substring(1)));
    return new NpyHeader(order, type, fortran, shape, dataStart);
  }

  private <T> T once(String key, @Nullable T before, T value) {
    if (before != null) {
      throw found("each key once", "'" + key + "' twice");
    }
    return value;
  }

  /** A byte order, or {@code |} where there is none, and the code of an {@link NpyType}. */
  private String dtype() {
    skipSpace();
    if (at < text.length() && (text.charAt(at) == '[' || text.charAt(at) == '(')) {
      throw NpyHeader.rejected(
          file,
          "fields are plain arrays of real numbers",
          "a structured type",
          "save the one column that holds the fields as an array of its own");
    }
    String descr = string("a type name in quotes");
    NpyType type = descr.isEmpty() ? null : NpyType.of(descr.substring(1));
    if (type == null || !(type.bytes() == 1 ? "|<>" : "<>").contains(descr.substring(0, 1))) {
      boolean objects = descr.endsWith("O");
      throw NpyHeader.rejected(
          file,
          "values are real numbers: floats, integers or booleans of at most 8 bytes",
          "the type '" + Excerpt.of(descr) + "'" + (objects ? " (pickled objects)" : ""),
          "save the data as float, in Python numpy.save(name, array.astype(\"float32\"))");
    }
    return descr;
  }

  private boolean bool() {
    skipSpace();
    if (text.startsWith("True", at)) {
      at += 4;
      return true;
    }
    if (text.startsWith("False", at)) {
      at += 5;
      return false;
    }
    throw found("fortran_order to be True or False", rest());
  }

  private long[] shape() {
    expect('(');
    List<Long> axes = new ArrayList<>();
    while (!accept(')')) {
      axes.add(integer());
      if (axes.size() > limits.axes()) {
        throw NpyHeader.rejected(
            file,
            "an array of fields has at most " + limits.axes() + " axes: number, then the lattice",
            "more",
            "reshape the array and save it again");
      }
      if (!accept(',')) {
        if (axes.size() == 1) {
          throw found("a tuple such as (3,) as the shape", "a number in parentheses");
        }
        expect(')');
        break;
      }
    }
    if (axes.isEmpty()) {
      throw NpyHeader.rejected(
          file,
          "an array of fields has at least one axis",
          "a single number",
          "save an array of shape (fields, size) or (fields, rows, columns)");
    }
    return axes.stream().mapToLong(Long::longValue).toArray();
  }

  /** An axis length: decimal digits, with the L that Python 2 wrote. */
  private long integer() {
    skipSpace();
    int start = at;
    long value = 0;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      value = 10 * value + (text.charAt(at) - '0');
      at++;
      if (value > limits.elements()) {
        throw NpyHeader.rejected(
            file,
            "an axis has at most " + limits.elements() + " values",
            "an axis that declares " + Excerpt.of(text.substring(start, at)) + " or more",
            SAVE_AGAIN);
      }
    }
    if (at == start) {
      throw found("the shape to be whole numbers, none negative", rest());
    }
    if (at < text.length() && text.charAt(at) == 'L') {
      at++;
    }
    if (value == 0) {
      throw NpyHeader.rejected(
          file,
          "every axis has at least one value",
          "an axis of length 0",
          "save at least one field");
    }
    return value;
  }

  private String string(String what) {
    skipSpace();
    char quote = at < text.length() ? text.charAt(at) : '\0';
    if (quote != '\'' && quote != '"') {
      throw found(what, rest());
    }
    int end = text.indexOf(quote, at + 1);
    if (end < 0 || end - at - 1 > LONGEST_STRING) {
      throw found("a short string between quotes", rest());
    }
    String value = text.substring(at + 1, end);
    if (value.indexOf('\\') >= 0) {
      throw found("strings without escapes", rest());
    }
    at = end + 1;
    return value;
  }

  private void expect(char c) {
    if (!accept(c)) {
      throw found("'" + c + "'", rest());
    }
  }

  private boolean accept(char c) {
    skipSpace();
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private String rest() {
    String rest = text.substring(Math.min(at, text.length())).strip();
    return rest.isEmpty() ? "the end of the header" : "\"" + Excerpt.of(rest) + "\"";
  }

  private InputRejected found(String expected, String what) {
    return NpyHeader.rejected(
        file, "a .npy header needs " + expected + " at character " + at, what, SAVE_AGAIN);
  }
}
