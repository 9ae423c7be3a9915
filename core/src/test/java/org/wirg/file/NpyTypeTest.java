package org.wirg.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of every type by their bytes. */
final class NpyTypeTest {
  @ParameterizedTest
  @CsvSource({
    "f2, 0x3555, 0.333251953125",
    "f2, 0xfc00, -Infinity",
    "f4, 0xbf800000, -1",
    "f8, 0x4009000000000000, 3.125",
    "i1, 0x80, -128",
    "i2, 0xfffe, -2",
    "i4, 0x80000000, -2147483648",
    "i8, 0xffffffffffffffff, -1",
    "u1, 0x80, 128",
    "u2, 0xfffe, 65534",
    "u4, 0x80000000, 2147483648",
    "u8, 0x7fffffffffffffff, 9223372036854775807",
    "u8, 0x8000000000000400, 9223372036854775808",
    "u8, 0x8000000000000401, 9223372036854777856",
    "u8, 0xffffffffffffffff, 18446744073709551615",
    "b1, 0x02, 1",
    "b1, 0x00, 0"
  })
  void isWhatItsBytesSay(String code, String hex, double expected) {
    NpyType type = NpyType.of(code);
    assertThat(type).isNotNull();
    long bits = Long.parseUnsignedLong(hex.substring(2), 16);
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES + 1).order(order);
      boolean little = order == ByteOrder.LITTLE_ENDIAN;
      buffer.putLong(1, little ? bits : bits << (Long.SIZE - Byte.SIZE * type.bytes()));
      assertThat(type.value(buffer, 1)).isEqualTo(expected);
    }
  }

  @Test
  void othersAreNone() {
    assertThat(NpyType.of("f16")).isNull();
    assertThat(NpyType.of("")).isNull();
    assertThat(NpyType.of("c8")).isNull();
  }
}
