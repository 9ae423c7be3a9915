package org.wirg.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.wirg.field.InputRejected;

/**
 * The header of a .npy file: six magic bytes, version, length, then a Python dictionary literal
 * with the keys {@code descr}, {@code fortran_order} and {@code shape}. A constructed header has
 * been checked against the file's length and the limits.
 *
 * @param order byte order of the values
 * @param type of the values
 * @param fortran whether the first axis runs fastest
 * @param shape axis lengths, each at least 1
 * @param dataStart position of the first value in the file
 */
record NpyHeader(ByteOrder order, NpyType type, boolean fortran, long[] shape, long dataStart) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;
  private static final int GROWTH_DIGITS = 21; // numpy leaves room for the first axis to grow

  /** Number of values in the file. */
  long elements() {
    long product = 1;
    for (long n : shape) {
      product = Math.multiplyExact(product, n);
    }
    return product;
  }

  /** For example {@code float32, little-endian, C order}. */
  String description() {
    String bytes = order == ByteOrder.LITTLE_ENDIAN ? ", little-endian" : ", big-endian";
    return type + (type.bytes() == 1 ? "" : bytes) + (fortran ? ", Fortran order" : ", C order");
  }

  /** Reads and checks the header of a file of {@code fileBytes} bytes. */
  static NpyHeader read(Path file, InputStream in, long fileBytes, ReadLimits limits)
      throws IOException {
    byte[] start = in.readNBytes(8);
    int magicBytes = Math.min(start.length, MAGIC.length);
    if (start.length == 0 || !Arrays.equals(start, 0, magicBytes, MAGIC, 0, magicBytes)) {
      throw rejected(
          file,
          "a .npy file starts with the bytes 93 'NUMPY'",
          start.length == 0 ? "an empty file" : "other bytes",
          "save the array with numpy.save");
    }
    int major = start.length == 8 ? start[6] & 0xff : 0;
    int lengthBytes = major == 1 ? 2 : 4;
    byte[] lengthField = start.length == 8 ? in.readNBytes(lengthBytes) : new byte[0];
    if (start.length == 8 && (major < 1 || major > 3 || start[7] != 0)) {
      throw rejected(
          file,
          "the .npy version is 1.0, 2.0 or 3.0",
          "version " + major + "." + (start[7] & 0xff),
          "save the array with numpy.save");
    }
    if (lengthField.length < lengthBytes) {
      throw truncated(file, fileBytes);
    }
    long length = 0;
    for (int i = 0; i < lengthBytes; i++) {
      length |= (lengthField[i] & 0xffL) << (8 * i);
    }
    if (length > limits.headerBytes()) {
      throw rejected(
          file,
          "a .npy header has at most " + limits.headerBytes() + " bytes",
          "a header of " + length + " bytes",
          "save the array again with numpy.save");
    }
    long dataStart = 8 + lengthBytes + length;
    byte[] text = dataStart > fileBytes ? new byte[0] : in.readNBytes((int) length);
    if (text.length < length) {
      throw truncated(file, fileBytes);
    }
    for (byte b : text) {
      if (b < 0) {
        throw rejected(
            file,
            "a .npy header of numbers is plain ASCII text",
            String.format("the byte %02x in it", b),
            "save a plain array of numbers");
      }
    }
    NpyHeader header =
        new NpyHeaderText(file, new String(text, StandardCharsets.US_ASCII), limits)
            .parse(dataStart);
    header.checkLength(file, fileBytes, limits);
    return header;
  }

  private void checkLength(Path file, long fileBytes, ReadLimits limits) {
    long product = 1;
    for (long n : shape) {
      if (n > limits.elements() / product) {
        throw rejected(
            file,
            "an array has at most " + limits.elements() + " values",
            "the shape " + shapeText(shape),
            "split the data into several files");
      }
      product *= n;
    }
    long expected = dataStart + product * type.bytes();
    if (expected != fileBytes) {
      throw rejected(
          file,
          "a .npy file of shape "
              + shapeText(shape)
              + " and "
              + type.bytes()
              + "-byte values has "
              + expected
              + " bytes",
          fileBytes + " bytes",
          fileBytes < expected
              ? "the file is cut short: write or copy it again"
              : "the file must hold this one array and nothing after it: write it again");
    }
  }

  /** The bytes numpy 2 writes before a C-ordered little-endian array: version 1.0, 64-aligned. */
  static byte[] bytes(int valueBytes, long... shape) {
    StringBuilder text = new StringBuilder();
    text.append("{'descr': '<f").append(valueBytes).append("', 'fortran_order': False, 'shape': ");
    text.append(shapeText(shape)).append(", }");
    text.append(" ".repeat(GROWTH_DIGITS - Long.toString(shape[0]).length()));
    int unpadded = MAGIC.length + 2 + 2 + text.length() + 1;
    text.append(" ".repeat(ALIGNMENT - unpadded % ALIGNMENT)).append('\n');
    byte[] bytes = new byte[MAGIC.length + 4 + text.length()];
    System.arraycopy(MAGIC, 0, bytes, 0, MAGIC.length);
    bytes[6] = 1;
    bytes[8] = (byte) text.length();
    bytes[9] = (byte) (text.length() >> 8);
    byte[] ascii = text.toString().getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, bytes, MAGIC.length + 4, ascii.length);
    return bytes;
  }

  /** A shape as Python writes it: {@code (3,)}, {@code (3, 4)}. */
  static String shapeText(long[] shape) {
    String axes = Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
    return "(" + axes + (shape.length == 1 ? ",)" : ")");
  }

  static InputRejected rejected(Path file, String rule, String found, String advice) {
    return new InputRejected(rule + "; found " + found + " in " + Excerpt.of(file) + "; " + advice);
  }

  private static InputRejected truncated(Path file, long fileBytes) {
    return rejected(
        file,
        "a .npy file holds its whole header",
        "the end of the file after " + fileBytes + " bytes",
        "the file is cut short: write or copy it again");
  }
}
