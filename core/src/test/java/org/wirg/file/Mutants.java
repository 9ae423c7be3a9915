package org.wirg.file;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Damage to the bytes of a file, the same for the same random numbers. */
final class Mutants {
  private static final byte[] ALPHABET =
      "{}[]()\",:'<>f48LO0123456789.-+eE\\ \nntfalsruTF\u0000\u007f\u00ff"
          .getBytes(StandardCharsets.ISO_8859_1);

  private static final String[] NUMBERS = {
    "0",
    "-1",
    "1e999",
    "-1e308",
    "NaN",
    "Infinity",
    "\"Infinity\"",
    "1e-400",
    "2147483648",
    "9223372036854775808",
    "1.5",
    "1073741824",
    "null",
    "\"1\"",
    "[]",
    "{}",
    "1e100",
    "-1e100",
    "1e-100",
    "-0.0",
    "67108864",
    "9".repeat(10_000)
  };

  private Mutants() {}

  /** One to four changes of any kind. */
  static byte[] of(byte[] good, Random random) {
    byte[] mutant = good;
    for (int k = 1 + random.nextInt(4); k > 0; k--) {
      mutant = changed(mutant, random);
    }
    return mutant;
  }

  /** The bit of that number inverted. */
  static byte[] flipped(byte[] good, int bit) {
    byte[] mutant = good.clone();
    mutant[bit / 8] ^= (byte) (1 << (bit % 8));
    return mutant;
  }

  private static byte[] changed(byte[] bytes, Random random) {
    if (bytes.length == 0) {
      return bytes;
    }
    int from = random.nextInt(bytes.length);
    int to = Math.min(bytes.length, from + random.nextInt(40));
    byte[] some = Arrays.copyOfRange(bytes, from, to);
    int elsewhere = random.nextInt(bytes.length);
    return switch (random.nextInt(8)) {
      case 0 -> spliced(bytes, from, to, new byte[0]);
      case 1 -> spliced(bytes, from, from, some);
      case 2 -> spliced(bytes, elsewhere, elsewhere, some);
      case 3 -> random.nextInt(4) == 0 ? Arrays.copyOf(bytes, from) : bytes;
      case 4 -> flipped(bytes, 8 * from + random.nextInt(8));
      case 5 -> spliced(bytes, from, from + 1, new byte[] {(byte) random.nextInt()});
      case 6 -> {
        byte other = ALPHABET[random.nextInt(ALPHABET.length)];
        yield spliced(bytes, from, from + 1, new byte[] {other});
      }
      default -> numberReplaced(bytes, from, NUMBERS[random.nextInt(NUMBERS.length)]);
    };
  }

  /** With another number instead of the first one from there on. */
  static byte[] numberReplaced(byte[] bytes, int from, String number) {
    int start = from;
    while (start < bytes.length && "-0123456789".indexOf(bytes[start]) < 0) {
      start++;
    }
    int end = start;
    while (end < bytes.length && "0123456789.eE-+".indexOf(bytes[end]) >= 0) {
      end++;
    }
    return spliced(bytes, start, end, number.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] instead) {
    byte[] spliced = new byte[bytes.length - (to - from) + instead.length];
    System.arraycopy(bytes, 0, spliced, 0, from);
    System.arraycopy(instead, 0, spliced, from, instead.length);
    System.arraycopy(bytes, to, spliced, from + instead.length, bytes.length - to);
    return spliced;
  }
}
