package org.wirg.file;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A type of real numbers in a .npy file, as NumPy names it. Integers beyond 2^53 are rounded to the
 * nearest double.
 */
enum NpyType {
  FLOAT32("f4"),
  FLOAT64("f8"),
  FLOAT16("f2"),
  INT8("i1"),
  INT16("i2"),
  INT32("i4"),
  INT64("i8"),
  UINT8("u1"),
  UINT16("u2"),
  UINT32("u4"),
  UINT64("u8"),
  /** False is 0, true is 1. */
  BOOL("b1");

  private final String code;

  NpyType(String code) {
    this.code = code;
  }

  /** The type of a code without its byte order, such as {@code f4}. */
  static @Nullable NpyType of(String code) {
    for (NpyType type : values()) {
      if (type.code.equals(code)) {
        return type;
      }
    }
    return null;
  }

  /** Bytes of a value. */
  int bytes() {
    return code.charAt(1) - '0';
  }

  /** The value at a position of a buffer of the file's byte order. */
  double value(ByteBuffer buffer, int at) {
    return switch (this) {
      case FLOAT32 -> buffer.getFloat(at);
      case FLOAT64 -> buffer.getDouble(at);
      case FLOAT16 -> Float.float16ToFloat(buffer.getShort(at));
      case INT8 -> buffer.get(at);
      case INT16 -> buffer.getShort(at);
      case INT32 -> buffer.getInt(at);
      case INT64 -> (double) buffer.getLong(at);
      case UINT8 -> Byte.toUnsignedInt(buffer.get(at));
      case UINT16 -> Short.toUnsignedInt(buffer.getShort(at));
      case UINT32 -> (double) Integer.toUnsignedLong(buffer.getInt(at));
      case UINT64 -> unsigned(buffer.getLong(at));
      case BOOL -> buffer.get(at) == 0 ? 0 : 1;
    };
  }

  private static double unsigned(long bits) {
    // The last bit of a large number only decides how it is rounded.
    return bits >= 0 ? (double) bits : 2 * (double) ((bits >>> 1) | (bits & 1));
  }

  /** As NumPy says it, such as {@code float32}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
